import type { Source } from "../syntax/source.ts";
import { positionAt } from "../syntax/source.ts";
import type { Place } from "./finding.ts";

/** What every suppression comment contains: a file without it is searched once and costs nothing more. */
export const suppressionMarker = "keepalive-lint-";

/** One rule, or all of them, silenced by one comment. */
export interface Suppression {
  readonly source: Source;
  /** null: every rule. */
  readonly rule: string | null;
  /** First and last line (from 1 on) that it covers. */
  readonly from: number;
  readonly to: number;
  /** The whole comment, from its `#` on. */
  readonly comment: Place;
  /** The rule's name in it; null where all rules are meant. */
  readonly name: Place | null;
}

/** A comment as written. */
interface Comment {
  readonly verb: Verb;
  readonly line: number;
  readonly place: Place;
  readonly names: readonly Place[];
}

const verbs = ["disable-next-line", "disable-line", "disable-file", "disable", "enable"] as const;
type Verb = (typeof verbs)[number];

/** The suppressions that the comments of a file make, in the order of the text. */
export function suppressionsIn(source: Source): Suppression[] {
  const comments = commentsIn(source);
  const { line: last } = positionAt(source, source.text.length);
  return comments.flatMap((comment, index) => {
    if (comment.verb === "enable") return [];
    return suppressionsOf(comment, source, (rule) => reachOf(comment, rule, comments.slice(index + 1), last));
  });
}

function suppressionsOf(
  comment: Comment,
  source: Source,
  reach: (rule: string | null) => { readonly from: number; readonly to: number },
): Suppression[] {
  const common = { source, comment: comment.place };
  if (comment.names.length === 0) return [{ ...common, ...reach(null), rule: null, name: null }];
  return comment.names.map((name) => {
    const rule = source.text.slice(name.start, name.end);
    return { ...common, ...reach(rule), rule, name };
  });
}

function reachOf({ verb, line }: Comment, rule: string | null, later: readonly Comment[], last: number) {
  switch (verb) {
    case "disable-next-line":
      return { from: line + 1, to: line + 1 };
    case "disable-line":
      return { from: line, to: line };
    case "disable-file":
      return { from: 1, to: last };
    default: {
      const end = later.find((other) => other.verb === "enable" && ends(other, rule));
      return { from: line, to: end?.line ?? last };
    }
  }
}

/** `-enable` without a name ends all; with names only those (and a `-disable` without a name goes on). */
const ends = ({ names }: Comment, rule: string | null): boolean =>
  names.length === 0 || names.some(({ source, start, end }) => source.text.slice(start, end) === rule);

function commentsIn(source: Source): Comment[] {
  const { text } = source;
  const found: Comment[] = [];
  for (let at = text.indexOf(suppressionMarker); at !== -1; ) {
    const newline = text.indexOf("\n", at);
    const end = newline === -1 ? text.length : newline;
    const comment = commentAt(source, at, end);
    if (comment !== null) found.push(comment);
    at = text.indexOf(suppressionMarker, end);
  }
  return found;
}

/** Longest comment that is looked at, in bytes: none that people write comes near. */
const LONGEST = 4096;

function commentAt(source: Source, marker: number, lineEnd: number): Comment | null {
  const { text } = source;
  const start = commentStart(text, marker);
  if (start === null) return null;
  const rest = text.slice(marker + suppressionMarker.length, Math.min(lineEnd, marker + LONGEST));
  const verb = verbs.find((one) => rest.startsWith(one) && !/^[\w-]/.test(rest.slice(one.length)));
  if (verb === undefined) return null;
  const namesStart = marker + suppressionMarker.length + verb.length;
  const reason = /(?:^|\s)--(?:\s|$)/.exec(rest.slice(verb.length));
  const listed = reason === null ? rest.slice(verb.length) : rest.slice(verb.length, verb.length + reason.index);
  const names = [...listed.matchAll(/[^\s,]+/g)].map((word) => {
    return { source, start: namesStart + word.index, end: namesStart + word.index + word[0].length };
  });
  const end = text[lineEnd - 1] === "\r" ? lineEnd - 1 : lineEnd;
  return { verb, line: positionAt(source, marker).line, place: { source, start, end }, names };
}

/** The `#` right before the marker; null where the words stand in something else. */
function commentStart(text: string, marker: number): number | null {
  let at = marker - 1;
  while (at >= 0 && (text[at] === " " || text[at] === "\t")) at--;
  if (text[at] !== "#") return null;
  while (at > 0 && text[at - 1] === "#") at--;
  return at === 0 || /[\s]/.test(text[at - 1] ?? "") ? at : null;
}

/** Whether a suppression covers a finding of a rule at an offset of its file. */
export function covers(suppression: Suppression, rule: string, place: Place): boolean {
  if (suppression.rule !== null && suppression.rule !== rule) return false;
  if (place.source.path !== suppression.source.path) return false;
  const { line } = positionAt(place.source, place.start);
  return line >= suppression.from && line <= suppression.to;
}
