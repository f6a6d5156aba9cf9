import type { Side } from "../base/side.ts";
import { type Directive, type Glued, lexLine, type SwallowedLine } from "./lexer.ts";

/** The place in the file of a byte of the glued text. */
function offsetOf({ pieces }: Glued, at: number): number {
  const piece = pieces.findLast((one) => one.at <= at);
  return piece === undefined ? at : piece.offset + at - piece.at;
}

/** The place in the file behind a stretch of the glued text, which stays with the piece that its last byte is in. */
export const endOf = (glued: Glued, end: number): number =>
  end === 0 ? offsetOf(glued, 0) : offsetOf(glued, end - 1) + 1;

/** A stretch of the glued text where it stands in the file. */
export const spanOf = (glued: Glued, start: number, end: number): { readonly start: number; readonly end: number } => {
  const last = endOf(glued, end);
  return { start: start < end ? offsetOf(glued, start) : last, end: last };
};

const withoutIndent = (text: string, start: number, end: number): number => {
  let at = start;
  while (at < end && (text[at] === " " || text[at] === "\t" || text[at] === "\r")) at++;
  return at;
};

/**
 * sshd keeps each line as a C string without the white space in front, so a NUL hides the line end and the next line is glued
 * on (servconf.c load_server_config, 7.6 to 10.6). Up to 8.6 a `#` before the NUL put the line end back (`cutAtHash`).
 * Null where nothing is glued to the line at `start`; `end` lies behind the last line end.
 */
export function glueFrom(text: string, start: number, cutAtHash: boolean): { glued: Glued; end: number } | null {
  const pieces: { at: number; offset: number }[] = [];
  let seen = "";
  let at = start;
  while (at < text.length) {
    const newline = text.indexOf("\n", at);
    const lineEnd = newline === -1 ? text.length : newline;
    const line = text.slice(at, lineEnd);
    const stop = at + cutLength(line, cutAtHash);
    const offset = withoutIndent(text, at, stop);
    pieces.push({ at: seen.length, offset });
    seen += text.slice(offset, stop);
    at = newline === -1 ? text.length : newline + 1;
    if (text[stop] !== "\0") break;
  }
  return pieces.length > 1 ? { glued: { text: seen, pieces }, end: at } : null;
}

/** How much of a line is kept: up to a NUL, or to a `#` in the versions that cut there. */
function cutLength(line: string, cutAtHash: boolean): number {
  const found = line.search(cutAtHash ? /[\0#]/ : /\0/);
  return found === -1 ? line.length : found;
}

/** Reads a glued line; all offsets are the file's, as for any other line. */
export function lexGlued(glued: Glued, start: number, end: number, side: Side): Directive | SwallowedLine | null {
  const { length } = glued.text;
  const line = lexLine(glued.text, 0, length, length, side);
  if (line === null) return null;
  if (line.kind === "swallowed") {
    const { start: textStart, end: textEnd } = spanOf(glued, line.textStart, line.textEnd);
    return { ...line, start, textStart, textEnd, end };
  }
  const { restStart, restEnd } = line;
  const keyword = spanOf(glued, line.keywordStart, line.keywordEnd);
  const rest = spanOf(glued, restStart, restEnd);
  return {
    ...line,
    start,
    keywordStart: keyword.start,
    keywordEnd: keyword.end,
    restStart: rest.start,
    restEnd: rest.end,
    end,
    seen: { glued, restStart, restEnd },
  };
}
