import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseAllDocuments, type Scalar } from "yaml";
import { type Excerpt, joinExcerpts, madeUp, part, UNKNOWN, withOffsets } from "./excerpt.ts";

/** A text in a YAML file, with the keys that lead to it. */
export interface YamlText {
  /** From the document's root; a sequence adds no key. */
  readonly keys: readonly string[];
  readonly text: Excerpt;
  readonly start: number;
  readonly end: number;
  /** Its sequence, where it stands in one: texts of one sequence have the same. */
  readonly sequence: object | null;
  /** The maps that it stands in, the outermost first: texts of one map have the same last one. */
  readonly maps: readonly object[];
}

/** Every text of a YAML file with its place; of a file that is no YAML what could be read. */
export function yamlTexts(source: string): YamlText[] {
  const found: YamlText[] = [];
  const documents = parseAllDocuments(source, {
    lineCounter: new LineCounter(),
    keepSourceTokens: false,
    logLevel: "silent",
    uniqueKeys: false,
  });
  const all = Array.isArray(documents) ? documents : [];
  for (const { contents } of all)
    walk(contents as Node | null, { keys: [], sequence: null, maps: [] }, source, found, 0);
  return found;
}

const MAX_DEPTH = 100;

type Place = Pick<YamlText, "keys" | "sequence" | "maps">;

function walk(node: Node | null, place: Place, source: string, found: YamlText[], depth: number): void {
  if (node === null || isAlias(node) || depth > MAX_DEPTH) return;
  if (isMap(node)) {
    const maps = [...place.maps, node];
    for (const { key, value } of node.items) {
      const keys = [...place.keys, isScalar(key) ? String(key.value) : ""];
      walk(value as Node | null, { keys, sequence: null, maps }, source, found, depth + 1);
    }
  } else if (isSeq(node)) {
    for (const item of node.items) walk(item as Node | null, { ...place, sequence: node }, source, found, depth + 1);
  } else if (isScalar(node)) {
    const one = textOf(node, source);
    if (one !== null) found.push({ ...place, ...one });
  }
}

function textOf(node: Scalar, source: string): Pick<YamlText, "text" | "start" | "end"> | null {
  const { range } = node;
  if (range === null || range === undefined) return null;
  const [start, end] = range;
  const value = typeof node.value === "string" ? node.value : source.slice(start, end);
  const isBlock = node.type === "BLOCK_LITERAL" || node.type === "BLOCK_FOLDED";
  const from = isBlock ? source.indexOf("\n", start) + 1 : start;
  const text = isBlock ? blockText(value, source, from, end) : flowText(value, source, start, end);
  return { text: withPlaceholders(text), start, end };
}

/** The lines of a block, each without the indentation of the first one; folded ones are joined by single blanks. */
function blockText(value: string, source: string, from: number, end: number): Excerpt {
  const first = /^[^\S\n]*(?=\S)/m.exec(source.slice(from, end))?.[0].length ?? 0;
  return aligned(value, source, from, end, (at) => {
    const line = source.slice(at, at + first);
    return at + (/^ *$/.test(line) ? line.length : (/^ */.exec(line)?.[0].length ?? 0));
  });
}

function flowText(value: string, source: string, start: number, end: number): Excerpt {
  const quote = source[start] === '"' || source[start] === "'" ? 1 : 0;
  const inside = source.slice(start + quote, end - quote);
  if (inside === value) return { text: value, at: (index) => start + quote + index };
  return aligned(
    value,
    source,
    start + quote,
    end - quote,
    (at) => at + (/^[ \t]*/.exec(source.slice(at, end))?.[0].length ?? 0),
  );
}

const escapes: Readonly<Record<string, string>> = {
  n: "\n",
  t: "\t",
  '"': '"',
  "\\": "\\",
  "/": "/",
  " ": " ",
  r: "\r",
};

/** Walks along the value and the bytes that it was read from; what was escaped or folded has no place of its own. */
function aligned(value: string, source: string, from: number, end: number, lineStart: (at: number) => number): Excerpt {
  const offsets: number[] = [];
  let at = from === 0 || source[from - 1] === "\n" ? lineStart(from) : from;
  for (const letter of value) {
    if (source[at] === letter && !(letter === "'" && source[at + 1] === "'")) {
      offsets.push(at++);
      if (letter === "\n") at = lineStart(at);
    } else if (source[at] === "\\" && escapes[source[at + 1] ?? ""] === letter) {
      offsets.push(-1);
      at += 2;
    } else if (letter === "'" && source[at] === "'") {
      offsets.push(at);
      at += 2;
    } else if ((letter === " " || letter === "\n") && /[ \t\r\n]/.test(source[at] ?? "")) {
      offsets.push(-1);
      at = pastBlank(source, at, end);
    } else return madeUp(value);
  }
  offsets.push(at);
  return withOffsets(value, offsets);
}

function pastBlank(source: string, at: number, end: number): number {
  let next = at;
  while (next < end && /[ \t\r\n]/.test(source[next] ?? "")) next++;
  return next;
}

/** `${{ … }}` of a workflow and `{{ … }}` of a template stand for what nobody here knows. */
export function withPlaceholders(text: Excerpt, placeholder = /\$\{\{.*?\}\}|\{\{.*?\}\}/gs): Excerpt {
  const parts: Excerpt[] = [];
  let at = 0;
  for (const { 0: whole, index } of text.text.matchAll(placeholder)) {
    parts.push(part(text, at, index), madeUp(UNKNOWN));
    at = index + whole.length;
  }
  return at === 0 ? text : joinExcerpts([...parts, part(text, at)]);
}
