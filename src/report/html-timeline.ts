import type { Side } from "../base/side.ts";
import type { Axis } from "../timeline/axis.ts";
import type { Network } from "../timeline/networks.ts";
import { isNever, type Timeline } from "../timeline/timeline.ts";
import { markup } from "./safe-markup.ts";
import { safeText } from "./safe-text.ts";
import { duration, fateTime } from "./time-words.ts";
import { type Event, type Story, storyOf } from "./timeline-events.ts";

/** Where the axis begins and ends, in per cent of the picture's width: it stretches, the words on it do not. */
const LEFT = 1;
const RIGHT = 97;

/** Heights in pixels: times, the axis, words, and one lane below for each length of time that matters. */
const TIMES = 14;
const AXIS = 28;
const WORDS = 48;
const LANES = 66;
const LANE = 30;

/** More marks than this would only be a smear: they become one stretch. */
const MOST_MARKS = 40;

/** Everything that the picture depends on. */
export interface Pictured {
  readonly side: Side;
  readonly timeline: Timeline;
  readonly axis: Axis;
  readonly network: Network;
}

/** One timeline as SVG: probes, the end, how long the network remembers, and the outage that is survived. */
export function timelineSvg(input: Pictured, sentence: string): string {
  const story = storyWithoutKeptLimit(input);
  const x = (time: number): number => LEFT + ((RIGHT - LEFT) * Math.min(time, story.horizon)) / story.horizon;
  const lanes = [networkLane(input, story, x), outageLane(input.timeline, story, x)].filter((lane) => lane !== null);
  const parts = [
    `<line class="axis" x1="${LEFT}%" x2="${per(RIGHT)}" y1="${AXIS}" y2="${AXIS}"/>`,
    endOf(story, x),
    ...story.events.map((event) => marksOf(event, x)),
    row(TIMES, timesOf(story, x)),
    row(WORDS, wordsOf(story, x)),
    ...lanes.map((lane, index) => lane(LANES + index * LANE)),
  ];
  const height = LANES + lanes.length * LANE;
  return `<svg height="${height}" role="img" aria-label="${markup(sentence)}">${parts.join("")}</svg>`;
}

/** A limit that probes keep away has a lane of its own below, so that it is no mark on the axis. */
function storyWithoutKeptLimit({ side, axis, timeline: { keepsNetworkStateAlive: kept } }: Pictured): Story {
  const story = storyOf(side, axis, kept);
  return kept === true ? { ...story, events: story.events.filter(({ mark }) => mark !== "|") } : story;
}

type X = (time: number) => number;
type Lane = (y: number) => string;

const per = (x: number): string => `${Number(x.toFixed(2))}%`;

/** Words at a place, in per cent. */
interface Label {
  readonly at: number;
  readonly anchor: "start" | "middle" | "end";
  readonly words: string;
  readonly kind?: string;
}

/** Pixels, where the picture is as narrow as it gets (html-style.ts), of one per cent and of a character. */
const PER_CENT = 7;
const CHARACTER = 6.8;
const GAP = 8;

/** As many as fit side by side, the first ones first. */
function row(y: number, labels: readonly Label[]): string {
  const placed: Label[] = [];
  for (const label of labels.map(inside)) if (placed.every((other) => isApart(label, other))) placed.push(label);
  return placed.map((label) => text(y, label)).join("");
}

/** What would stick out at an end stands at that end. */
function inside(label: Label): Label {
  const { from, to } = extentOf(label);
  if (from < LEFT * PER_CENT) return { ...label, at: LEFT, anchor: "start" };
  return to > RIGHT * PER_CENT ? { ...label, at: RIGHT, anchor: "end" } : label;
}

function isApart(left: Label, right: Label): boolean {
  const [a, b] = [extentOf(left), extentOf(right)];
  return a.to + GAP <= b.from || b.to + GAP <= a.from;
}

function extentOf({ at, anchor, words }: Label): { readonly from: number; readonly to: number } {
  const width = words.length * CHARACTER;
  const from = at * PER_CENT - { start: 0, middle: width / 2, end: width }[anchor];
  return { from, to: from + width };
}

const text = (y: number, { at, anchor, words, kind }: Label): string =>
  `<text${kind === undefined ? "" : ` class="${kind}"`} x="${per(at)}" y="${y}" text-anchor="${anchor}">${markup(words)}</text>`;

const bar = (kind: string, from: number, to: number, y: number, height: number): string =>
  `<rect class="${kind}" x="${per(from)}" y="${y}" width="${per(Math.max(0.2, to - from))}" height="${height}" rx="2"/>`;

/** The time in which the end may come and the end itself; an arrow where there is none. */
function endOf({ end }: Story, x: X): string {
  if (end === null)
    return `<svg x="${per(RIGHT)}" overflow="visible"><path class="never" d="M0 ${AXIS - 5}l9 5l-9 5z"/></svg>`;
  const at = x(end.latest);
  const range = end.latest - end.earliest > 1 ? bar("maybe", x(end.earliest), at, AXIS - 5, 10) : "";
  return `${range}<line class="end" x1="${per(at)}" x2="${per(at)}" y1="${AXIS - 9}" y2="${AXIS + 9}"/>`;
}

const kinds = { o: "probe", k: "kernel", "|": "forgets" } as const;

function marksOf({ mark, times }: Event, x: X): string {
  const kind = kinds[mark];
  const [first = 0, last = first] = [times[0], times.at(-1)];
  if (times.length > MOST_MARKS) return bar(kind, x(first), x(last), AXIS - 3, 6);
  return times.map((time) => dot(kind, x(time))).join("");
}

/** All of an event's moments are labelled where there is room for each, else the first. */
const labelled = ({ times, label }: Event, x: X): readonly number[] =>
  times.length > 1 && (x(times[1] ?? 0) - x(times[0] ?? 0)) * PER_CENT < label.length * CHARACTER + GAP
    ? times.slice(0, 1)
    : times;

function timesOf(story: Story, x: X): Label[] {
  const { end, events } = story;
  const last: Label[] =
    end === null
      ? []
      : [{ at: x(end.latest), anchor: "end", words: fateTime({ ...end, by: "ssh" }), kind: "gives-up" }];
  const moments = events.flatMap((event) =>
    labelled(event, x).map((time): Label => {
      return { at: x(time), anchor: "middle", words: String(time), kind: kinds[event.mark] };
    }),
  );
  return [...last, { at: LEFT, anchor: "start", words: "0 s" }, ...moments];
}

function wordsOf({ ending, events }: Story, x: X): Label[] {
  const moments = events.flatMap((event): Label[] => {
    const kind = kinds[event.mark];
    const times = labelled(event, x);
    if (times.length === event.times.length)
      return times.map((time) => ({ at: x(time), anchor: "middle", words: event.label, kind }));
    return [{ at: x(times[0] ?? 0), anchor: "start", words: event.manyLabel, kind }];
  });
  return [
    { at: RIGHT, anchor: "end", words: ending, kind: "gives-up" },
    ...moments,
    { at: LEFT, anchor: "start", words: "last data" },
  ];
}

const dot = (kind: string, at: number): string =>
  kind === "forgets"
    ? `<line class="${kind}" x1="${per(at)}" x2="${per(at)}" y1="${AXIS - 9}" y2="${AXIS + 9}"/>`
    : `<circle class="${kind}" cx="${per(at)}" cy="${AXIS}" r="4"/>`;

const laneWords = (y: number, words: string): string =>
  text(y + 20, { at: LEFT, anchor: "start", words, kind: "lane" });

/** For how long the network remembers an idle connection: kept where a probe leaves within it. */
function networkLane({ network, timeline }: Pictured, story: Story, x: X): Lane | null {
  if (network.limit === null) return null;
  const kept = timeline.keepsNetworkStateAlive !== false;
  const who = safeText(network.who);
  const words = `networks remember idle connections for ${duration(network.limit)} (${who}): ${kept ? "kept" : "forgotten"}`;
  const limit = network.limit;
  return (y) => {
    const lost = kept || limit >= story.horizon ? "" : bar("lost", x(limit), RIGHT, y, 7);
    return bar(kept ? "kept" : "forgotten", LEFT, x(limit), y, 7) + lost + laneWords(y, words);
  };
}

/** A length of time, drawn from the first unanswered probe on, which is what it is counted from. */
function outageLane({ outageTolerance: outage, firstProbe, deadPeer }: Timeline, story: Story, x: X): Lane | null {
  if ("unlimited" in outage) {
    const words = "outages of any length are survived";
    return (y) => bar("survived", LEFT, RIGHT, y, 7) + laneWords(y, words);
  }
  const { surely, atBest } = outage;
  const from = isNever(deadPeer.idle) ? 0 : Math.min(firstProbe?.latest ?? 0, story.horizon);
  const words =
    atBest === 0
      ? "no outage is survived"
      : `outages up to ${duration(surely)} are survived, with luck up to ${duration(atBest)}`;
  return (y) => {
    const bars =
      atBest === 0
        ? ""
        : bar("lucky", x(from), x(from + atBest), y, 7) + bar("survived", x(from), x(from + surely), y, 7);
    return bars + laneWords(y, words);
  };
}
