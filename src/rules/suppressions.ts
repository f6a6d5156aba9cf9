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
  const { line: last } = positionAt(source, source.text.length);
  const ends = new Ends(last);
  // From the end on, so that a `-disable` knows what ends it.
  return commentsIn(source)
    .toReversed()
    .flatMap((comment) => {
      if (comment.verb !== "enable") return suppressionsOf(comment, ends, last).toReversed();
      ends.add(comment);
      return [];
    })
    .toReversed();
}

/** Where the comments below end what a `-disable` silences. */
class Ends {
  private readonly byRule = new Map<string, number>();

  constructor(private all: number) {}

  /** `-enable` without a name ends all; with names only those, and a `-disable` without a name goes on. */
  add({ names, line }: Comment): void {
    if (names.length === 0) {
      this.all = line;
      this.byRule.clear();
    }
    for (const name of names) this.byRule.set(nameIn(name), line);
  }

  of(rule: string | null): number {
    return (rule === null ? undefined : this.byRule.get(rule)) ?? this.all;
  }
}

const nameIn = ({ source, start, end }: Place): string => source.text.slice(start, end);

function suppressionsOf({ verb, line, place, names }: Comment, ends: Ends, last: number): Suppression[] {
  const one = (rule: string | null, name: Place | null): Suppression => {
    const common = { source: place.source, comment: place, rule, name };
    switch (verb) {
      case "disable-next-line":
        return { ...common, from: line + 1, to: line + 1 };
      case "disable-line":
        return { ...common, from: line, to: line };
      case "disable-file":
        return { ...common, from: 1, to: last };
      default:
        return { ...common, from: line, to: ends.of(rule) };
    }
  };
  return names.length === 0 ? [one(null, null)] : names.map((name) => one(nameIn(name), name));
}

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

/** Finds what silences a finding, however many comments there are. */
export function suppressionIndex(all: readonly Suppression[]): (rule: string, place: Place) => readonly Suppression[] {
  const byStart = new Map<string, Suppression[]>();
  for (const one of [...all].sort((a, b) => a.from - b.from)) {
    const isLine = one.from === one.to;
    // A range from the top on may be the whole file's, inside which others end.
    const key = isLine || one.from === 1 ? lineKey(one.source, one.rule, one.from) : rangeKey(one.source, one.rule);
    const list = byStart.get(key);
    if (list === undefined) byStart.set(key, [one]);
    else list.push(one);
  }
  return (rule, { source, start }) => {
    const { line } = positionAt(source, start);
    return [rule, null].flatMap((name) => {
      const exact = byStart.get(lineKey(source, name, line))?.[0];
      const fromTop = byStart.get(lineKey(source, name, 1))?.find(({ to }) => to >= line);
      const around = latest(byStart.get(rangeKey(source, name)) ?? [], line);
      return [exact, fromTop, around].filter((one) => one !== undefined);
    });
  };
}

const rangeKey = ({ path }: Source, rule: string | null): string => `${path}\0${rule ?? ""}`;
const lineKey = (source: Source, rule: string | null, line: number): string => `${rangeKey(source, rule)}\0${line}`;

/** Of ranges for one rule the one that begins last reaches furthest: both end at the next `-enable`. */
function latest(ranges: readonly Suppression[], line: number): Suppression | undefined {
  let low = 0;
  let high = ranges.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ranges[middle]?.from ?? 0) <= line) low = middle + 1;
    else high = middle;
  }
  const range = ranges[low - 1];
  return range !== undefined && range.to >= line ? range : undefined;
}
