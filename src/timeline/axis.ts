import type { Seconds } from "../base/units.ts";
import { kernelGivesUp } from "./dead-peer.ts";
import { type Fate, isNever, type Timeline, type TimelineInput, type TimeRange } from "./timeline.ts";

/** Moments at one distance: `first`, then one `every` so many seconds, `count` of them. */
export interface Series {
  readonly first: Seconds;
  readonly every: Seconds;
  readonly count: number;
}

/** Everything that a picture of an idle session shows whose peer is gone, in seconds from the last data received. */
export interface Axis {
  /** SSH's own probes, those that surely leave before the end; null: none. */
  readonly probes: Series | null;
  /** The kernel's, where it is they that end the connection; null: none. */
  readonly kernelProbes: Series | null;
  /** Idle limit of the network in between; null: it never forgets. Every probe puts it off. */
  readonly networkForgets: Seconds | null;
  /** When the kernel ends the connection if ssh does not; null: it never does, or ssh holds no connection itself. */
  readonly kernel: TimeRange | null;
  readonly givesUp: Fate;
}

/** How many probes a side that never gives up is drawn with. */
const drawnForEver = 100;

export function axisOf(input: TimelineInput, { firstProbe, deadPeer: { idle } }: Timeline): Axis {
  const kernel = kernelGivesUp(input);
  const { time, interval, probes } = input.kernel.keepalive;
  const byKeepalive = !isNever(idle) && idle.by === "tcp-keepalive";
  return {
    probes: firstProbe === null ? null : probesUntil(firstProbe.latest, idle),
    kernelProbes: byKeepalive ? { first: time, every: interval, count: probes } : null,
    networkForgets: input.networkLimit,
    kernel: kernel === null ? null : { earliest: kernel.earliest, latest: kernel.latest },
    givesUp: idle,
  };
}

/** Where the kernel decides, the last probe that surely leaves is the last before its earliest end. */
function probesUntil(period: Seconds, idle: Fate): Series | null {
  if (isNever(idle)) return { first: period, every: period, count: drawnForEver };
  const end = idle.by === "ssh" ? idle.latest : idle.earliest;
  const count = Math.ceil(end / period) - 1;
  return count < 1 ? null : { first: period, every: period, count };
}
