import { lineStarts, positionAt, type Source } from "../syntax/source.ts";
import { characterAt } from "./safe-text.ts";

/** 1-based; the end is exclusive. */
export interface Region {
  readonly startLine: number;
  readonly startColumn: number;
  readonly endLine: number;
  readonly endColumn: number;
}

const sevenBits = /^[\0-\x7f]*$/;

/**
 * Columns as editors and GitHub count them, in UTF-16 units; a byte that is no UTF-8 counts as the one character it is shown as.
 * A place behind the last line end, where a missing setting may point, lies at the end of the last line: viewers have no line there.
 */
export function regionOf({
  source,
  start,
  end,
}: {
  readonly source: Source;
  readonly start: number;
  readonly end: number;
}): Region {
  const { text } = source;
  const behind = start === end && start === text.length && start > 0 && text.endsWith("\n");
  const from = unitsAt(source, behind ? start - 1 : start);
  const to = end === start ? from : unitsAt(source, end);
  return { startLine: from.line, startColumn: from.column, endLine: to.line, endColumn: to.column };
}

function unitsAt(source: Source, offset: number): { readonly line: number; readonly column: number } {
  const { line } = positionAt(source, offset);
  const before = source.text.slice(lineStarts(source)[line - 1] ?? 0, offset);
  return { line, column: 1 + (sevenBits.test(before) ? before.length : unitsIn(before)) };
}

function unitsIn(bytes: string): number {
  let units = 0;
  for (let at = 0; at < bytes.length; ) {
    const { length, codePoint } = characterAt(bytes, at);
    units += (codePoint ?? 0) > 0xffff ? 2 : 1;
    at += length;
  }
  return units;
}
