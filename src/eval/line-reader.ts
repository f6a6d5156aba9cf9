import type { Side } from "../base/side.ts";
import { type Argument, argvSplit, strdelimSplit } from "../openssh/arguments.ts";
import { splittingOf } from "../openssh/forms.ts";
import { asciiLower, type KeywordRow, type KeywordTable, keywordTable } from "../openssh/keywords.ts";
import { type Grammar, grammarOf, type Version } from "../openssh/versions.ts";

/** How one version of one program takes a single line apart. */
export interface LineReader {
  readonly side: Side;
  readonly version: Version;
  readonly grammar: Grammar;
  readonly table: KeywordTable;
  /** Spelling as written to row: most files spell few keywords in few ways. */
  readonly rows: Map<string, KeywordRow | null>;
}

let newest: LineReader | null = null;

/** One for all files that are read in the same way, as those of a run mostly are. */
export function lineReader(side: Side, version: Version): LineReader {
  if (newest?.side === side && newest.version === version) return newest;
  const table = keywordTable(side, version.release, version.vendor);
  newest = { side, version, grammar: grammarOf(version, side), table, rows: new Map() };
  return newest;
}

/** What a keyword is to this version, in any case; null where it does not know it. */
export function rowOf(reader: LineReader, keyword: string): KeywordRow | null {
  const known = reader.rows.get(keyword);
  if (known !== undefined) return known;
  const row = reader.table.get(asciiLower(keyword)) ?? null;
  reader.rows.set(keyword, row);
  return row;
}

/** What the program says of a line with nothing behind its keyword, but for the keyword's name (8.7 to 10.6). */
export const NO_ARGUMENT = "no argument";

/**
 * The arguments that stand in `text` from `restStart` to `restEnd`, or why the line is refused before anyone looks at what
 * its keyword takes. `row` null: an unknown keyword, whose line must be well-formed all the same.
 */
export function readArguments(
  { grammar, version }: LineReader,
  row: KeywordRow | null,
  text: string,
  restStart: number,
  restEnd: number,
): readonly Argument[] | string {
  const splitting = row === null ? "arguments" : splittingOf(row.form, version.release);
  if (grammar.arguments === "strdelim") {
    if (splitting === "rest") return wholeRest(text, restStart, restEnd);
    return strdelimSplit(text, restStart, restEnd, splitting === "arguments");
  }
  if (restStart >= restEnd) return NO_ARGUMENT;
  if (splitting === "rest" && !mayQuote(text.slice(restStart, restEnd))) return wholeRest(text, restStart, restEnd);
  const args = argvSplit(text, restStart, restEnd);
  if (args === null) return "invalid quotes";
  if (splitting === "rest") return wholeRest(text, restStart, restEnd);
  if (row?.form === "match" && grammar.matchArguments === "strdelim") return strdelimSplit(text, restStart, restEnd);
  return args;
}

const mayQuote = (rest: string): boolean => rest.includes('"') || rest.includes("'") || rest.includes("\\");

/** Commands take the line as it stands. */
function wholeRest(text: string, start: number, end: number): readonly Argument[] {
  return start < end ? [{ value: text.slice(start, end), start, end }] : [];
}
