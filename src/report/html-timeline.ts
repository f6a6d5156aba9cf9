import { isNever, type Timeline } from "../timeline/timeline.ts";
import { markup } from "./safe-markup.ts";
import { safeText } from "./safe-text.ts";
import { duration, fateTime } from "./time-words.ts";
import { type Event, type Story, type StoryInput, storyOf } from "./timeline-events.ts";

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

/** One timeline as SVG: probes, the end, how long the network remembers, and the outage that is survived. */
export function timelineSvg(input: StoryInput, sentence: string): string {
  const story = storyOf(input);
  const x = (time: number): number => LEFT + ((RIGHT - LEFT) * Math.min(time, story.horizon)) / story.horizon;
  const lanes = [networkLane(input, story, x), outageLane(input.timeline, story, x)].filter((lane) => lane !== null);
  const parts = [
    `<line class="axis" x1="${LEFT}%" x2="${per(RIGHT)}" y1="${AXIS}" y2="${AXIS}"/>`,
    text(LEFT, TIMES, "start", "0 s"),
    ...(story.events.length > 0 && x(story.events[0]?.times[0] ?? 0) < 12
      ? []
      : [text(LEFT, WORDS, "start", "last data")]),
    ...endOf(story, x),
    ...story.events.map((event) => marks(event, story, x)),
    ...lanes.map((lane, index) => lane(LANES + index * LANE)),
  ];
  const height = LANES + lanes.length * LANE;
  return `<svg height="${height}" role="img" aria-label="${markup(sentence)}">${parts.join("")}</svg>`;
}

type X = (time: number) => number;
type Lane = (y: number) => string;

const per = (x: number): string => `${Number(x.toFixed(2))}%`;

function text(at: number, y: number, anchor: "start" | "middle" | "end", words: string, kind = ""): string {
  const look = kind === "" ? "" : ` class="${kind}"`;
  return `<text${look} x="${per(at)}" y="${y}" text-anchor="${anchor}">${markup(words)}</text>`;
}

const bar = (kind: string, from: number, to: number, y: number, height: number): string =>
  `<rect class="${kind}" x="${per(from)}" y="${y}" width="${per(Math.max(0.2, to - from))}" height="${height}" rx="2"/>`;

/** The time in which the end may come, the end itself, and whose end it is. */
function endOf({ end, ending }: Story, x: X): string[] {
  if (end === null) {
    const tip = `<path class="never" d="M0 ${AXIS - 5}l9 5l-9 5z"/>`;
    return [`<svg x="${per(RIGHT)}" overflow="visible">${tip}</svg>`, text(RIGHT, WORDS, "end", ending, "gives-up")];
  }
  const at = x(end.latest);
  const range = end.latest - end.earliest > 1 ? [bar("maybe", x(end.earliest), at, AXIS - 5, 10)] : [];
  return [
    ...range,
    `<line class="end" x1="${per(at)}" x2="${per(at)}" y1="${AXIS - 9}" y2="${AXIS + 9}"/>`,
    text(at, TIMES, "end", fateTime({ ...end, by: "ssh" }), "gives-up"),
    text(at, WORDS, "end", ending, "gives-up"),
  ];
}

const kinds = { o: "probe", k: "kernel", "|": "forgets" } as const;

/** Every mark with its time where there is room, else the first with what all of them are. */
function marks({ mark, times, label, manyLabel }: Event, story: Story, x: X): string {
  const kind = kinds[mark];
  const places = times.map(x);
  const [first = 0, last = first] = [places[0], places.at(-1)];
  const room = (places[1] ?? RIGHT) - first;
  const shown = times.length > MOST_MARKS ? [bar(kind, first, last, AXIS - 3, 6)] : places.map((at) => dot(kind, at));
  const labelled = room >= 11 ? times : times.slice(0, 1);
  const free = (at: number): boolean => story.end === null || x(story.end.latest) - at > 10;
  const numbers = labelled
    .filter((time) => free(x(time)) && x(time) > LEFT + 4)
    .map((time) => text(x(time), TIMES, "middle", String(time), kind));
  const isFarLeft = first < 12;
  const words =
    times.length > 1 && room >= 11
      ? places.filter(free).map((at) => text(at, WORDS, "middle", label, kind))
      : [text(first, WORDS, isFarLeft ? "start" : "middle", manyLabel, kind)];
  return [...shown, ...numbers, ...words].join("");
}

const dot = (kind: string, at: number): string =>
  kind === "forgets"
    ? `<line class="${kind}" x1="${per(at)}" x2="${per(at)}" y1="${AXIS - 9}" y2="${AXIS + 9}"/>`
    : `<circle class="${kind}" cx="${per(at)}" cy="${AXIS}" r="4"/>`;

/** For how long the network remembers an idle connection: kept where a probe leaves within it. */
function networkLane({ network, timeline }: StoryInput, story: Story, x: X): Lane | null {
  if (network.limit === null) return null;
  const kept = timeline.keepsNetworkStateAlive !== false;
  const who = safeText(network.who);
  const verdict = kept ? "a probe comes in time" : "nothing is sent in time, so it forgets";
  const words = `the network remembers an idle connection for ${duration(network.limit)} (${who}): ${verdict}`;
  const limit = network.limit;
  return (y) => {
    const lost = kept || limit >= story.horizon ? "" : bar("lost", x(limit), RIGHT, y, 7);
    return bar(kept ? "kept" : "forgotten", LEFT, x(limit), y, 7) + lost + text(LEFT, y + 20, "start", words, "lane");
  };
}

/** A length of time, drawn from the first unanswered probe on, which is what it is counted from. */
function outageLane({ outageTolerance: outage, firstProbe, deadPeer }: Timeline, story: Story, x: X): Lane | null {
  if ("unlimited" in outage) {
    const words = `outages of any length are survived: ${outage.because}`;
    return (y) => bar("survived", LEFT, RIGHT, y, 7) + text(LEFT, y + 20, "start", words, "lane");
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
    return bars + text(LEFT, y + 20, "start", words, "lane");
  };
}
