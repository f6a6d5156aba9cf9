import type { TimeRange } from "../timeline/timeline.ts";
import type { Event, Story } from "./timeline-events.ts";

/** A word at a column. */
interface Label {
  readonly at: number;
  readonly text: string;
}

/** Times above an axis to scale, and below it what happens: plain ASCII lines of at most `width` columns. */
export function pictureOf(story: Story, width: number): string[] {
  const columns = width - roomBehind(story);
  const columnOf = (time: number): number => Math.round((time / story.horizon) * columns);
  const above = timesAbove(story, columnOf, width);
  const below = rowsOf(wordsBelow(story, columnOf, above), width);
  return [rowOf(above), axisOf(story, columns, columnOf), ...below].map((line) => line.trimEnd());
}

/** The end of the axis is where the words of the end begin. */
const roomBehind = ({ ending, end }: Story): number => Math.max(ending.length, end === null ? 0 : endTime(end).length);

/** "+-----o-----o~~~x": `~` is the time in which the end may come, depending on round-trip times; ">" has no end. */
function axisOf({ events, end }: Story, columns: number, columnOf: (time: number) => number): string {
  const cells: string[] = ["+", ..."-".repeat(Math.max(0, columns - 1))];
  if (end !== null && end.latest - end.earliest > 1) cells.fill("~", columnOf(end.earliest), columns);
  for (const { mark, times } of events) for (const at of columnsOf(times, columnOf)) cells[at] = mark;
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
