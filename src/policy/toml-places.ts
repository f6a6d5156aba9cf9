import { limits } from "./config-node.ts";

/** The offsets of a key of a TOML document and of its value. */
export interface TomlPlace {
  readonly key: number;
  readonly value: number;
}

const part = String.raw`(?:[A-Za-z0-9_-]+|"(?:[^"\\\n]|\\.)*"|'[^'\n]*')`;
const dotted = String.raw`${part}(?:[ \t]*\.[ \t]*${part})*`;
const line = new RegExp(
  String.raw`^(?<open>[ \t]*\[\[?[ \t]*)(?<header>${dotted})[ \t]*\]|^(?<indent>[ \t]*)(?<key>${dotted})(?<after>[ \t]*=[ \t]*)`,
  "gm",
);

/** One string per key path; NUL stands in no TOML key. */
export const pathOf = (keys: readonly string[]): string => keys.join("\0");

/**
 * The places of all keys that begin a line of a valid TOML document. smol-toml reports places for syntax errors only.
 * Keys of inline tables are not found: their errors point at the value that holds them.
 */
export function tomlPlaces(text: string): ReadonlyMap<string, TomlPlace> {
  const places = new Map<string, TomlPlace>();
  let table: readonly string[] = [];
  for (const match of text.matchAll(line)) {
    const { open, header, indent = "", key = "", after = "" } = match.groups ?? {};
    const start = match.index + (open ?? indent).length;
    const value = header === undefined ? start + key.length + after.length : null;
    const keys = record(places, header === undefined ? table : [], { start, words: header ?? key, value });
    if (header !== undefined) table = keys;
  }
  return places;
}

/** Notes the place of each part of `a.b.c` that is new, and gives the whole path. */
function record(
  places: Map<string, TomlPlace>,
  table: readonly string[],
  found: { readonly start: number; readonly words: string; readonly value: number | null },
): readonly string[] {
  let path = table;
  for (const { 0: word, index } of found.words.matchAll(new RegExp(part, "g"))) {
    // The reader refuses what is deeper; noting every prefix of a key with 100,000 parts would fill the memory.
    if (path.length > limits.depth) break;
    path = [...path, unquoted(word)];
    const key = found.start + index;
    const isLast = index + word.length === found.words.length;
    const known = places.get(pathOf(path));
    places.set(pathOf(path), known ?? { key, value: isLast && found.value !== null ? found.value : key });
  }
  return path;
}

function unquoted(key: string): string {
  return key.startsWith('"') || key.startsWith("'") ? key.slice(1, -1) : key;
}
