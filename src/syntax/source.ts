import { rankOf } from "../base/rank.ts";

/** One file as bytes in a latin1 string: index = byte offset, so every byte survives and positions need no decoding. */
export interface Source {
  /** The name it was read under, as bytes (latin1); for display only through report/safe-text. */
  readonly path: string;
  readonly text: string;
}

/** 1-based line and column; columns count bytes. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

const lineStartsOf = new WeakMap<Source, Int32Array>();

function findLineStarts(text: string): Int32Array {
  let count = 1;
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) count++;
  const starts = new Int32Array(count);
  let line = 1;
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) starts[line++] = at + 1;
  return starts;
}

/** Offsets at which lines begin. Lines end at \n only, as in OpenSSH; made on first use, since most runs need none. */
export function lineStarts(source: Source): Int32Array {
  const known = lineStartsOf.get(source);
  if (known !== undefined) return known;
  const starts = findLineStarts(source.text);
  lineStartsOf.set(source, starts);
  return starts;
}

/** The position of a byte offset; the offset behind the last byte is valid. */
export function positionAt(source: Source, offset: number): Position {
  const starts = lineStarts(source);
  const rank = rankOf(starts, offset);
  return { line: rank + 1, column: offset - (starts[rank] ?? 0) + 1 };
}

/** The text of a 1-based line without its line end; empty beyond the last line. */
export function lineText(source: Source, line: number): string {
  const starts = lineStarts(source);
  const start = starts[line - 1];
  if (start === undefined) return "";
  const end = source.text.indexOf("\n", start);
  return source.text.slice(start, end === -1 ? source.text.length : end);
}
