import type { Side } from "../base/side.ts";
import { glueFrom, lexGlued } from "./glue.ts";
import { type Directive, lexLine, type SwallowedLine } from "./lexer.ts";
import type { Source } from "./source.ts";

export type Line = Directive | SwallowedLine;

/** How far a line is indented, in bytes: whoever mixes tabs and blanks still indents more or less. */
export const indentOf = (line: Line): number =>
  (line.kind === "directive" ? line.keywordStart : line.textStart) - line.start;

/**
 * A file as lines. Only lines that the program looks at are held; what lies between them is blank lines and comments,
 * so the tree covers every byte and nothing is ever printed back from anything but the text itself.
 */
export interface Cst {
  readonly source: Source;
  readonly side: Side;
  readonly lines: readonly Line[];
}

/** A stretch of the file; the tokens of a file in order give its bytes back. */
export interface Token {
  readonly kind: "trivia" | "indent" | "keyword" | "separator" | "arguments" | "line-end" | "swallowed";
  readonly start: number;
  readonly end: number;
}

/** Splits bytes into lines; never fails, whatever the bytes are. */
export function parse(source: Source, side: Side): Cst {
  const lines: Line[] = [];
  eachLine(source, side, (line) => {
    lines.push(line);
    return true;
  });
  return { source, side, lines };
}

/**
 * Hands the lines to `visit` one by one until it returns false, holding none of them: most are looked at once only.
 * `cutAtHash`: as the versions read them that drop everything from the first `#`.
 */
export function eachLine(source: Source, side: Side, visit: (line: Line) => boolean, cutAtHash = false): void {
  eachLineOf(source.text, 0, side, visit, cutAtHash, !source.text.includes("\0"));
}

/** The lines from an offset on at which one begins, and of no file that holds a NUL: there lines may hang together. */
export function eachLineFrom({ text }: Source, start: number, side: Side, visit: (line: Line) => boolean): void {
  eachLineOf(text, start, side, visit, false, true);
}

/** A function of its own: V8 takes the search for NUL for so cheap that it may repeat it for every line of the loop (measured). */
function eachLineOf(
  text: string,
  from: number,
  side: Side,
  visit: (line: Line) => boolean,
  cutAtHash: boolean,
  nulFree: boolean,
): void {
  for (let start = from; start < text.length; ) {
    const newline = text.indexOf("\n", start);
    const physicalEnd = newline === -1 ? text.length : newline;
    const visibleEnd = nulFree ? physicalEnd : before("\0", text, start, physicalEnd);
    const stop = cutAtHash ? before("#", text, start, visibleEnd) : visibleEnd;
    const hidden = visibleEnd < physicalEnd && side === "server" ? glueFrom(text, start, cutAtHash) : null;
    const end = hidden?.end ?? (newline === -1 ? text.length : newline + 1);
    const line = hidden === null ? lexLine(text, start, stop, end, side) : lexGlued(hidden.glued, start, end, side);
    if (line !== null && !visit(line)) return;
    start = end;
  }
}

/** getline() results are C strings to the code behind it: a NUL ends the line (readconf.c, servconf.c, 7.6 to 10.6). */
function before(char: string, text: string, start: number, end: number): number {
  // Within the line alone: a search to the end of a giant file for each of its lines would take minutes.
  const found = text.slice(start, end).indexOf(char);
  return found === -1 ? end : start + found;
}

function lineTokens(line: Line): Token[] {
  if (line.kind === "swallowed") {
    return [
      { kind: "indent", start: line.start, end: line.textStart },
      { kind: "swallowed", start: line.textStart, end: line.textEnd },
      { kind: "line-end", start: line.textEnd, end: line.end },
    ];
  }
  return [
    { kind: "indent", start: line.start, end: line.keywordStart },
    { kind: "keyword", start: line.keywordStart, end: line.keywordEnd },
    { kind: "separator", start: line.keywordEnd, end: line.restStart },
    { kind: "arguments", start: line.restStart, end: line.restEnd },
    { kind: "line-end", start: line.restEnd, end: line.end },
  ];
}

/** Every byte of the file as tokens, in order and without a gap. */
export function tokens(cst: Cst): Token[] {
  const all: Token[] = [];
  let at = 0;
  for (const line of cst.lines) {
    if (line.start > at) all.push({ kind: "trivia", start: at, end: line.start });
    all.push(...lineTokens(line));
    at = line.end;
  }
  if (at < cst.source.text.length) all.push({ kind: "trivia", start: at, end: cst.source.text.length });
  return all;
}

/** The file's bytes, put together from the tree: equal to the source by construction, and tested to be. */
export function print(cst: Cst): string {
  return tokens(cst)
    .map((token) => cst.source.text.slice(token.start, token.end))
    .join("");
}
