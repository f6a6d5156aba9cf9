import type { Side } from "../base/side.ts";
import type { Axis, Series } from "../timeline/axis.ts";
import { isNever, type Mechanism, type TimeRange } from "../timeline/timeline.ts";
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

/** A moment behind the end, on a stretch of the axis that is not to scale. */
export interface Later {
  readonly mark: "|" | "k";
  readonly time: number;
  /** One below the other. */
  readonly words: readonly [string, string];
}

/** What the picture of an idle session shows whose peer is gone. */
export interface Story {
  readonly events: readonly Event[];
  /** When this side gives up; null: never. */
  readonly end: TimeRange | null;
  /** What stands under the end of the axis. */
  readonly ending: string;
  /** The last second that is drawn to scale. */
  readonly horizon: number;
  /** What would come after the end, in order. */
  readonly later: readonly Later[];
}

export function storyOf(side: Side, axis: Axis, keepsNetworkStateAlive: boolean | null): Story {
  const { givesUp } = axis;
  const end = isNever(givesUp) ? null : givesUp;
  const horizon = end?.latest ?? foreverHorizon(axis);
  const probes = [sshProbes(axis, horizon), kernelProbes(axis)];
  const network = networkOnAxis(axis, horizon, keepsNetworkStateAlive);
  // What comes first gets its labels and its column: a limit that no probe keeps away is the news.
  const events = keepsNetworkStateAlive === true ? [...probes, network] : [network, ...probes];
  const ending = isNever(givesUp) ? `${selfOf[side]} never gives up` : `${whoGivesUp(side, givesUp.by)} gives up`;
  return {
    events: events.filter((event) => event !== null),
    end,
    ending,
    horizon,
    later: end === null ? [] : laterOf(axis, horizon, keepsNetworkStateAlive),
  };
}

/** Nothing ends it: the picture leaves room behind the only thing that happens. */
function foreverHorizon({ networkForgets, probes }: Axis): number {
  const least = probes === null ? 3600 : probes.first * 5;
  return networkForgets === null ? least : Math.max(networkForgets * 3, probes === null ? 0 : least);
}

/** Every packet puts the network's limit off: it strikes only before the first probe. */
function networkOnAxis({ networkForgets: limit }: Axis, horizon: number, kept: boolean | null): Event | null {
  if (limit === null || limit >= horizon) return null;
  const label = kept === true ? "network's limit" : "network forgets";
  return { mark: "|", times: [limit], label, manyLabel: label };
}

function laterOf(axis: Axis, horizon: number, kept: boolean | null): Later[] {
  const { networkForgets: limit, kernel } = axis;
  const found: Later[] = [];
  if (limit !== null && limit >= horizon)
    found.push({ mark: "|", time: limit, words: kept === true ? ["network's", "limit"] : ["network", "forgets"] });
  if (kernel !== null && kernel.latest > horizon)
    found.push({ mark: "k", time: kernel.earliest, words: ["kernel", "gives up"] });
  return found.sort((left, right) => left.time - right.time);
}

const sshProbes = ({ probes }: Axis, horizon: number): Event | null =>
  probes === null
    ? null
    : series(
        "o",
        timesOf(probes).filter((time) => time < horizon),
        "probe",
        `probes, one every ${probes.every} s`,
      );

const kernelProbes = ({ kernelProbes: probes }: Axis): Event | null =>
  probes === null
    ? null
    : series(
        "k",
        timesOf(probes),
        "TCP keepalive",
        `TCP keepalives from ${probes.first} s on, one every ${probes.every} s`,
      );

function series(mark: "o" | "k", times: readonly number[], label: string, many: string): Event | null {
  return times.length === 0
    ? null
    : { mark, times, label, manyLabel: times.length === 1 ? label : `${times.length} ${many}` };
}

/** More marks than columns say nothing. */
const mostMarks = 4000;

const timesOf = ({ first, every, count }: Series): number[] =>
  Array.from({ length: Math.min(count, mostMarks) }, (_, index) => first + index * every);

/** "ssh", "sshd", or "the kernel". */
export const whoGivesUp = (side: Side, by: Mechanism): string => (by === "ssh" ? selfOf[side] : "the kernel");
