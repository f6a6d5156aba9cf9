import type { Side } from "../base/side.ts";
import type { Edit } from "../edit/edit.ts";
import type { ConfigFile } from "../eval/config-file.ts";
import { eachLine } from "../syntax/cst.ts";
import type { Directive } from "../syntax/lexer.ts";

/** What an edit may leave or write: keepalive lines, and the heading of a block for everybody. */
const ours = /^"?(?:serveralive|clientalive|(?:tcp|protocol)?keepalive|setuptimeout)|^"?host[\s"=]+\*"?$/i;

/**
 * Why a file's edits would change more than keepalive settings, for any target whatever: every line that no edit touches
 * must stand, in the same order, under the same Host or Match line as before, and every line that comes must be one of
 * ours. Then all that is not keepalive is the same for every connection, known to a lint or not. Null: it is so.
 */
export function changesElsewhere(file: ConfigFile, edits: readonly Edit[], after: string): string | null {
  const ordered = [...edits].sort((a, b) => a.offset - b.offset);
  const [first] = ordered;
  const last = ordered.at(-1);
  if (first === undefined || last === undefined) return null;
  const { text } = file.source;
  const start = first.offset < 1 ? 0 : text.lastIndexOf("\n", first.offset - 1) + 1;
  const end = endOfBlock(text, last.offset + last.length);
  const was = standing(text.slice(start, end), file.side, touchedBefore(ordered, start));
  const is = standing(after.slice(start, after.length - (text.length - end)), file.side, touchedAfter(ordered, start));
  const foreign = is.touched.find((line) => !ours.test(line));
  if (foreign !== undefined) return `"${foreign}" is no keepalive line`;
  return firstDifference(was.untouched, is.untouched);
}

/** Behind the next line that could be a heading: what stands below it does not hang on what stands above. */
function endOfBlock(text: string, from: number): number {
  const found = /\n[ \t"]*(?:host|match)[^\n]*\n/gi;
  found.lastIndex = Math.max(0, from - 1);
  const next = found.exec(text);
  return next === null ? text.length : next.index + next[0].length;
}

/** Stretches of a text, in order, none overlapping. */
type Stretches = readonly { readonly start: number; readonly end: number }[];

const touchedBefore = (edits: readonly Edit[], from: number): Stretches =>
  edits.map(({ offset, length }) => ({ start: offset - from, end: offset - from + length }));

function touchedAfter(edits: readonly Edit[], from: number): Stretches {
  let shift = -from;
  return edits.map(({ offset, length, text }) => {
    const start = offset + shift;
    shift += text.length - length;
    return { start, end: start + text.length };
  });
}

interface Standing {
  /** Each line that no edit touches, behind the heading that it stands under. */
  readonly untouched: readonly string[];
  readonly touched: readonly string[];
}

/** What a line tells this tool decides nothing for OpenSSH. */
const ownComment = /[ \t]+#[ \t]*keepalive-lint-[^\n]*$/;

const isHeading = ({ keyword }: Directive, side: Side): boolean =>
  side === "client" ? /^(?:host|match)$/i.test(keyword) : /^match$/i.test(keyword);

function standing(text: string, side: Side, stretches: Stretches): Standing {
  const untouched: string[] = [];
  const touched: string[] = [];
  let heading = "";
  let at = 0;
  eachLine({ path: "", text }, side, (line) => {
    if (line.kind === "swallowed") return true;
    const { keywordStart, restEnd } = line;
    while ((stretches[at]?.end ?? Number.POSITIVE_INFINITY) <= keywordStart) at++;
    const own = text.slice(keywordStart, restEnd).replace(ownComment, "");
    const isTouched = (stretches[at]?.start ?? Number.POSITIVE_INFINITY) < keywordStart + own.length;
    if (isHeading(line, side)) heading = own;
    if (isTouched) touched.push(own);
    else untouched.push(isHeading(line, side) ? own : `${heading}\n${own}`);
    return true;
  });
  return { untouched, touched };
}

function firstDifference(was: readonly string[], is: readonly string[]): string | null {
  const at = was.findIndex((line, rank) => line !== is[rank]);
  if (at === -1 && was.length === is.length) return null;
  const line = (was[at] ?? is[was.length] ?? "").split("\n").at(-1);
  return `"${line}" would count for others than before`;
}
