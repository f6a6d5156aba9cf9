import { type NixToken, nixTokens } from "./nix-tokens.ts";

/** `a.b = value;` with the sets that it stands in. */
export interface NixBinding {
  /** From the outermost set: module options are merged, so that lists, conditions and functions between sets add nothing. */
  readonly path: readonly string[];
  readonly start: number;
  /** Nothing but a literal, or a literal behind mkDefault and its likes; null: nobody here knows. */
  readonly value: NixToken | null;
  /** The set that holds it: bindings of one set count together. */
  readonly set: object;
}

interface Frame {
  readonly kind: "set" | "let" | "group";
  readonly path: readonly string[];
  /** The name that is being read, then the value. */
  names: string[];
  start: number;
  value: NixToken[] | null;
  /** `with x;` and `assert x;` inside the value: so many semicolons do not end it. */
  passed: number;
  /** Until the next `;`: inherit. Until the closing brace: a function's arguments. */
  skips: "inherit" | "arguments" | null;
}

const newFrame = (kind: Frame["kind"], path: readonly string[]): Frame => {
  return { kind, path, names: [], start: -1, value: null, passed: 0, skips: null };
};

/** All bindings of a file in the order in which they end. Nothing is evaluated, and no nesting is too deep. */
export function nixBindings(text: string): NixBinding[] {
  const found: NixBinding[] = [];
  const frames: Frame[] = [newFrame("group", [])];
  for (const token of nixTokens(text)) {
    const frame = frames.at(-1);
    if (frame === undefined) break;
    const isNaming = frame.kind !== "group" && frame.value === null && frame.skips === null;
    if (isEnd(frame, token)) {
      if (frames.length > 1) frames.pop();
    } else if (isNaming && token.text === "${") {
      name(frame, token);
      frames.push(newFrame("group", []));
    } else if (isNaming) name(frame, token);
    else if (opens(token)) {
      frame.value?.push(token);
      frames.push(newFrame(kindOf(token), pathInside(frame, token)));
    } else if (frame.kind !== "group") inValue(frame, token, found);
  }
  return found;
}

function isEnd({ kind, value }: Frame, { kind: is, text }: NixToken): boolean {
  if (kind === "let") return is === "name" && text === "in" && value === null;
  return is === "sign" && (kind === "set" ? text === "}" : text === ")" || text === "]" || text === "}");
}

const opens = ({ kind, text }: NixToken): boolean =>
  kind === "sign" ? /^(?:[{([]|\$\{)$/.test(text) : kind === "name" && text === "let";

const kindOf = ({ text }: NixToken): Frame["kind"] => (text === "{" ? "set" : text === "let" ? "let" : "group");

/** No option lies deeper: each set keeps its path, and a hostile file has as many sets as letters. */
const MOST_NAMES = 50;

/** Local names have nothing to do with the option that they are written for. */
function pathInside({ path, names, skips }: Frame, { text }: NixToken): readonly string[] {
  if (text === "let" || skips !== null) return [];
  return path.length > MOST_NAMES ? path : [...path, ...names];
}

function name(frame: Frame, { kind, text, start }: NixToken): void {
  if (kind === "sign") {
    if (text === "=") frame.value = [];
    else if (text === "," || text === "?" || text === "...") frame.skips = "arguments";
    else if (text === "${") frame.names.push("");
    else if (text === ";") frame.names = [];
  } else if (text === "inherit" && frame.names.length === 0) frame.skips = "inherit";
  else {
    if (frame.names.length === 0) frame.start = start;
    frame.names.push(kind === "string" ? text.slice(1, -1) : text);
  }
}

function inValue(frame: Frame, token: NixToken, found: NixBinding[]): void {
  const { kind, text } = token;
  if (frame.skips === "inherit" && text === ";") frame.skips = null;
  if (frame.value === null) return;
  if (kind === "name" && (text === "with" || text === "assert")) frame.passed++;
  if (kind !== "sign" || text !== ";") {
    frame.value.push(token);
    return;
  }
  if (frame.passed-- > 0) return;
  const path = [...frame.path, ...frame.names];
  found.push({ path, start: frame.start, value: literalOf(frame.value), set: frame });
  Object.assign(frame, { names: [], value: null, passed: 0 });
}

/** `60`, `"60"`, `lib.mkDefault 60`, `mkOverride 10 60`. */
function literalOf(value: readonly NixToken[]): NixToken | null {
  const last = value.at(-1);
  const before = value.slice(0, -1).map(({ text }) => text);
  const isLiteral = last?.kind === "name" ? /^(?:true|false)$/.test(last.text) : last?.kind !== "sign";
  const isPlain = /^(?:(?:lib\.)?mk(?:Default|Force|Before|After|Override\d+))?$/.test(before.join(""));
  return last !== undefined && isPlain && isLiteral ? last : null;
}
