import type { TimeRange } from "../timeline/timeline.ts";
import type { Event, Later, Story } from "./timeline-events.ts";

/** A word at a column. */
interface Label {
  readonly at: number;
  readonly text: string;
}

/**
 * Times above an axis to scale, and below it what happens: lines of at most `width` columns, in plain ASCII unless `unicode`.
 * What would come after the end stands behind it, not to scale, as far as there is room.
 */
export function pictureOf(story: Story, width: number, unicode = false): string[] {
  const later = laterThatFits(story, width);
  const tails = later.map(tailWidth);
  const head = width - tails.reduce((sum, one) => sum + one, 0);
  const columns = head - roomBehind(story, later.length > 0);
  const columnOf = (time: number): number => Math.round((time / story.horizon) * columns);
  const above = timesAbove(story, columnOf, head);
  const below = rowsOf(wordsBelow(story, columnOf, above), head);
  const starts = tails.map((_, index) => head + tails.slice(0, index).reduce((sum, one) => sum + one, 0));
  const tail = (text: (one: Later) => string): Label[] =>
    later.map((one, index) => ({ at: starts[index] ?? head, text: text(one) }));
  const axis = axisOf(story, columns, columnOf);
  const rows = [
    rowOf([{ at: 0, text: rowOf(above) }, ...tail(timeOf)]),
    drawn(later.length === 0 ? axis : withTail(axis, starts, later), unicode),
    ...Array.from({ length: Math.max(below.length, later.length === 0 ? 0 : 2) }, (_, row) =>
      rowOf([{ at: 0, text: below[row] ?? "" }, ...(row < 2 ? tail(({ words }) => words[row as 0 | 1]) : [])]),
    ),
  ];
  return rows.map((line) => line.trimEnd());
}

/** The network's limit first, the kernel where the axis keeps room enough. */
function laterThatFits({ later }: Story, width: number): readonly Later[] {
  const most = width < 70 ? 1 : later.length;
  return later.length <= most ? later : later.filter(({ mark }) => mark === "|").slice(0, most);
}

const timeOf = ({ time }: Later): string => `${Math.floor(time)} s`;

const tailWidth = (one: Later): number => Math.max(timeOf(one).length, one.words[0].length, one.words[1].length) + gap;

function withTail(axis: string, starts: readonly number[], later: readonly Later[]): string {
  let line = axis;
  for (const [index, { mark }] of later.entries()) line = line.padEnd(starts[index] ?? 0) + mark;
  return line.replace(/ {2,}/g, (blanks) => " .".repeat(Math.floor((blanks.length - 1) / 2)).padEnd(blanks.length));
}

/** Box drawing and dots where the terminal has them. */
const glyphs: Readonly<Record<string, string>> = {
  "+": "\u251c",
  "-": "\u2500",
  "~": "\u254c",
  o: "\u25cf",
  "|": "\u2506",
  k: "\u25c6",
  x: "\u2573",
  ">": "\u25b6",
  ".": "\u00b7",
};

const drawn = (axis: string, unicode: boolean): string =>
  unicode ? axis.replace(/[-+~o|kx>.]/g, (mark) => glyphs[mark] ?? mark) : axis;

/** The end of the axis is where the words of the end begin. */
const roomBehind = ({ ending, end }: Story, spaced: boolean): number =>
  Math.max(ending.length, end === null ? 0 : endTime(end).length) + (spaced ? gap : 0);

/** "+-----o-----o~~~x": `~` is the time in which the end may come, depending on round-trip times; ">" has no end. */
function axisOf({ events, end }: Story, columns: number, columnOf: (time: number) => number): string {
  const cells: string[] = ["+", ..."-".repeat(Math.max(0, columns - 1))];
  if (end !== null && end.latest - end.earliest > 1) cells.fill("~", columnOf(end.earliest), columns);
  for (const { mark, times } of events)
    for (const at of columnsOf(times, columnOf)) if (/[-~]/.test(cells[at] ?? "-")) cells[at] = mark;
  return cells.join("") + (end === null ? ">" : "x");
}

/** Marks closer than every other column would only flicker: they become one stretch. */
function columnsOf(times: readonly number[], columnOf: (time: number) => number): number[] {
  const places = times.map((time) => Math.max(1, columnOf(time)));
  const [first = 1, last = first] = [places[0], places.at(-1)];
  if (last - first >= 2 * (places.length - 1)) return places;
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

/** The end's time with its unit, the start, and of each kind of moment all times, or the first where not all fit. */
function timesAbove({ events, end }: Story, columnOf: (time: number) => number, width: number): Label[] {
  const label = (time: number): Label => ({ at: columnOf(time), text: String(time) });
  const placed: Label[] = [
    ...(end === null ? [] : [{ at: columnOf(end.latest), text: endTime(end) }]),
    { at: 0, text: "0 s" },
  ];
  const add = (labels: readonly Label[]): boolean => {
    const together = labels.every((one, index) => fits(one, [...placed, ...labels.slice(0, index)], width));
    if (together) placed.push(...labels);
    return together;
  };
  for (const { times } of events) if (!add(times.slice(0, width).map(label))) add(times.slice(0, 1).map(label));
  return placed;
}

const endTime = ({ earliest, latest }: TimeRange): string =>
  latest - earliest <= 1 ? `${latest} s` : `${earliest} to ${latest} s`;

/** The end's words first, so that they stand in the first row, where room was left for them. */
function wordsBelow(
  { events, end, ending, horizon }: Story,
  columnOf: (time: number) => number,
  above: readonly Label[],
): Label[] {
  const labels = events.flatMap((event) => labelsOf(event, columnOf, above));
  return [{ at: 0, text: start }, { at: columnOf(end?.latest ?? horizon), text: ending }, ...labels.reverse()];
}

const start = "last data";

/** One label each where there is room for all, else one for the whole series; a single time that does not stand above joins in. */
function labelsOf(
  { times, label, manyLabel }: Event,
  columnOf: (time: number) => number,
  above: readonly Label[],
): Label[] {
  const places = times.map((time) => Math.max(1, columnOf(time)));
  const [first = 1, second] = places;
  if (second === undefined)
    return [
      {
        at: first,
        text: above.some(({ text }) => text === String(times[0])) ? label : `${label} at ${times[0]} s`,
      },
    ];
  const roomy = second - first >= label.length + gap && first >= start.length + gap;
  return roomy ? places.map((at) => ({ at, text: label })) : [{ at: first, text: manyLabel }];
}

/** Blanks between two words of a row. */
const gap = 2;

/** As few rows as hold all labels, each at its column. */
function rowsOf(labels: readonly Label[], width: number): string[] {
  const rows: Label[][] = [];
  for (const label of labels) {
    const moved = { ...label, at: Math.max(0, Math.min(label.at, width - label.text.length)) };
    const row = rows.find((placed) => fits(moved, placed, width));
    if (row === undefined) rows.push([moved]);
    else row.push(moved);
  }
  return rows.map(rowOf);
}

function fits({ at, text }: Label, placed: readonly Label[], width: number): boolean {
  if (at + text.length > width) return false;
  return placed.every((other) => at + text.length + gap <= other.at || other.at + other.text.length + gap <= at);
}

function rowOf(labels: readonly Label[]): string {
  let row = "";
  for (const { at, text } of [...labels].sort((left, right) => left.at - right.at)) row = row.padEnd(at) + text;
  return row;
}
