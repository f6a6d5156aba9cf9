import type { Side } from "../base/side.ts";
import { eachLine, eachLineFrom } from "./cst.ts";
import type { Directive } from "./lexer.ts";
import type { Source } from "./source.ts";

// Parts of a file, read without the rest of it: a fix looks at one block and at how the file is written, and files are long.

/** Whether a line begins a block; sshd knows no Host lines. */
export const isHeading = ({ keyword }: Directive, side: Side): boolean =>
  side === "client" ? /^(?:host|match)$/i.test(keyword) : /^match$/i.test(keyword);

/** The first lines of a file, as many as show how it is written. */
export function firstDirectives(source: Source, side: Side, most = 1000): Directive[] {
  const found: Directive[] = [];
  eachLine(source, side, (line) => line.kind !== "directive" || found.push(line) < most);
  return found;
}

/** The lines of one block: those under its heading, without it; for the global part (null) those before the first heading. */
export function blockLines(source: Source, side: Side, heading: Directive | null): Directive[] {
  const found: Directive[] = [];
  let isInside = heading === null;
  const visit = (line: Parameters<Parameters<typeof eachLine>[2]>[0]): boolean => {
    if (line.kind !== "directive") return true;
    if (isInside && isHeading(line, side)) return false;
    if (isInside) found.push(line);
    isInside ||= line.start === heading?.start;
    return true;
  };
  if (heading === null || source.text.includes("\0")) eachLine(source, side, visit);
  else eachLineFrom(source, heading.start, side, visit);
  return found;
}

/** Where the first block begins; the text's end where there is none. */
export function startOfBlocks(source: Source, side: Side): number {
  let found = source.text.length;
  eachLine(source, side, (line) => {
    if (line.kind !== "directive" || !isHeading(line, side)) return true;
    found = line.start;
    return false;
  });
  return found;
}

/**
 * The line whose keyword stands there, and the heading of the block that it stands in; null for the global part. `cutAtHash`: as
 * the versions read lines that drop everything from the first `#`, which decides what a NUL glues together.
 */
export function directiveWithHeading(
  source: Source,
  side: Side,
  keywordStart: number,
  cutAtHash: boolean,
): { readonly directive: Directive; readonly heading: Directive | null } | null {
  let heading: Directive | null = null;
  let directive: Directive | null = null;
  const visit = (line: Parameters<Parameters<typeof eachLine>[2]>[0]): boolean => {
    if (line.kind !== "directive") return line.start <= keywordStart;
    if (line.keywordStart === keywordStart) directive = line;
    else if (line.start < keywordStart && isHeading(line, side)) heading = line;
    return line.start < keywordStart && directive === null;
  };
  if (source.text.includes("\0")) eachLine(source, side, visit, cutAtHash);
  else eachLineFrom(source, startOfHeading(source, side, keywordStart), side, visit);
  return directive === null ? null : { directive, heading };
}

/** Where the last line begins that could be a heading above an offset; 0 where there is none. */
function startOfHeading({ text }: Source, side: Side, offset: number): number {
  const heading = side === "client" ? /^[ \t="\r]*(?:host|match)(?:[\s="]|$)/i : /^[ \t="\r]*match(?:[\s="]|$)/i;
  for (let end = text.lastIndexOf("\n", offset - 1); end > 0; ) {
    const start = text.lastIndexOf("\n", end - 1) + 1;
    if (heading.test(text.slice(start, end))) return start;
    end = start - 1;
  }
  return 0;
}
