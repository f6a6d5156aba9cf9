/** A token of the Nix language, as far as attribute sets need it; comments and blanks are none. */
export interface NixToken {
  readonly kind: "name" | "number" | "string" | "indented" | "sign";
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

const blank = /(?:\s+|#[^\n]*|\/\*[\s\S]*?(?:\*\/|$))+/y;
const simple = /([A-Za-z_][\w'-]*)|(\d+(?:\.\d+)?)|(==|!=|<=|>=|->|\/\/|\+\+|\.\.\.|\$\{|[\s\S])/y;

/** Tokens in reading order (Nix manual, lexical structure). A string that does not end, ends with the text. */
export function* nixTokens(text: string): Generator<NixToken> {
  for (let at = past(blank, text, 0); at < text.length; at = past(blank, text, at)) {
    const start = at;
    const isIndented = text.startsWith("''", at);
    if (isIndented || text[at] === '"') {
      at = stringEnd(text, at);
      yield { kind: isIndented ? "indented" : "string", start, end: at, text: text.slice(start, at) };
      continue;
    }
    simple.lastIndex = at;
    const [word = "", name, number] = simple.exec(text) ?? [];
    at += word.length;
    const kind = name !== undefined ? "name" : number !== undefined ? "number" : "sign";
    yield { kind, start, end: at, text: word };
  }
}

function past(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return at + (pattern.exec(text)?.[0].length ?? 0);
}

type Mode = "string" | "indented" | "code";

/** Behind the string that begins at `start`: `${…}` may hold strings that hold `${…}`. */
function stringEnd(text: string, start: number): number {
  const open: Mode[] = [];
  let at = start;
  do {
    const mode = open.at(-1);
    const [step, change] = mode === undefined || mode === "code" ? inCode(text, at) : inString(mode, text, at);
    if (change === "close") open.pop();
    else if (change !== null) open.push(change);
    at += step;
  } while (open.length > 0 && at < text.length);
  return Math.min(at, text.length);
}

type Step = readonly [length: number, change: Mode | "close" | null];

function inCode(text: string, at: number): Step {
  if (text.startsWith("''", at)) return [2, "indented"];
  const length = past(blank, text, at) - at;
  if (length > 0) return [length, null];
  const letter = text[at];
  if (letter === '"') return [1, "string"];
  if (letter === "{") return [1, "code"];
  return [1, letter === "}" ? "close" : null];
}

function inString(mode: "string" | "indented", text: string, at: number): Step {
  if (text.startsWith("${", at)) return [2, "code"];
  if (text.startsWith("$$", at)) return [2, null];
  if (mode === "string") return text[at] === "\\" ? [2, null] : [1, text[at] === '"' ? "close" : null];
  if (!text.startsWith("''", at)) return [1, null];
  const next = text[at + 2];
  if (next === "\\") return [4, null];
  return next === "'" || next === "$" ? [3, null] : [2, "close"];
}
