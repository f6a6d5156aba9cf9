import type { Side } from "../base/side.ts";
import type { Kernel } from "../timeline/kernels.ts";
import type { Network } from "../timeline/networks.ts";
import { isNever, type Mechanism, type Timeline, type TimeRange } from "../timeline/timeline.ts";
import { selfOf } from "./time-words.ts";

/** Moments of one kind on the time axis. */
export interface Event {
  readonly mark: "o" | "|" | "k";
  /** Seconds from the last data received, rising. */
  readonly times: readonly number[];
  /** What stands under one such moment. */
  readonly label: string;
  /** What stands under the first of many that are too close to be labelled one by one. */
  readonly manyLabel: string;
}

/** What the picture of an idle session shows whose peer is gone. */
export interface Story {
  readonly events: readonly Event[];
  /** When this side gives up; null: never. */
  readonly end: TimeRange | null;
  /** What stands under the end of the axis. */
  readonly ending: string;
  /** The last second that is drawn. */
  readonly horizon: number;
}

/** Everything that the picture depends on. */
export interface StoryInput {
  readonly side: Side;
  readonly timeline: Timeline;
  readonly network: Network;
  readonly kernel: Kernel;
}

export function storyOf(input: StoryInput): Story {
  const { idle } = input.timeline.deadPeer;
  const end = isNever(idle) ? null : idle;
  const horizon = end?.latest ?? foreverHorizon(input.network);
  const events = [networkForgets(input, horizon), sshProbes(input, horizon), kernelProbes(input)];
  const ending = isNever(idle) ? `${selfOf[input.side]} never gives up` : `${whoGivesUp(input.side, idle.by)} gives up`;
  return { events: events.filter((event) => event !== null), end, ending, horizon };
}

/** Nothing ends it: the picture leaves room behind the only thing that happens. */
const foreverHorizon = ({ limit }: Network): number => (limit === null ? 3600 : limit * 3);

/** Every packet puts the network's limit off: it strikes only before the first probe. */
function networkForgets({ timeline, network }: StoryInput, horizon: number): Event | null {
  if (network.limit === null || timeline.keepsNetworkStateAlive !== false || network.limit > horizon) return null;
  return { mark: "|", times: [network.limit], label: "network forgets", manyLabel: "network forgets" };
}

/** Where the kernel decides, the last probe that surely leaves is the last before its earliest end. */
function sshProbes({ timeline }: StoryInput, horizon: number): Event | null {
  const period = timeline.firstProbe?.latest ?? 0;
  if (period === 0) return null;
  const { idle } = timeline.deadPeer;
  const until = isNever(idle) || idle.by === "ssh" ? horizon : idle.earliest;
  return series(
    "o",
    multiples(period, period, Math.ceil(until / period) - 1),
    "probe",
    `probes, one every ${period} s`,
  );
}

/** The kernel asks only where its keepalive is what ends the connection: before the first probe, or without any. */
function kernelProbes({ timeline, kernel }: StoryInput): Event | null {
  const { idle } = timeline.deadPeer;
  if (isNever(idle) || idle.by !== "tcp-keepalive") return null;
  const { time, interval, probes } = kernel.keepalive;
  return series(
    "k",
    multiples(time, interval, probes),
    "TCP keepalive",
    `TCP keepalives from ${time} s on, one every ${interval} s`,
  );
}

function series(mark: "o" | "k", times: readonly number[], label: string, many: string): Event | null {
  return times.length === 0
    ? null
    : { mark, times, label, manyLabel: times.length === 1 ? label : `${times.length} ${many}` };
}

/** More marks than columns say nothing. */
const mostMarks = 4000;

const multiples = (first: number, step: number, count: number): number[] =>
  Array.from({ length: Math.max(0, Math.min(count, mostMarks)) }, (_, index) => first + index * step);

/** "ssh", "sshd", or "the kernel". */
export const whoGivesUp = (side: Side, by: Mechanism): string => (by === "ssh" ? selfOf[side] : "the kernel");
