import type { Side } from "../../../src/base/side.ts";
import { count, seconds } from "../../../src/base/units.ts";
import type { SettingValues, TcpKeepAlive } from "../../../src/eval/connection.ts";
import { timeline } from "../../../src/timeline/dead-peer.ts";
import { type Kernel, kernels, tunedKernel } from "../../../src/timeline/kernels.ts";
import type { Fate, Timeline, TimelineInput } from "../../../src/timeline/timeline.ts";

export const values = (interval: number, countMax: number, tcpKeepAlive: TcpKeepAlive = "yes"): SettingValues => ({
  interval: seconds(interval),
  countMax: count(countMax),
  tcpKeepAlive,
});

/** The timeline of "60/3" and the like on Linux, on a direct connection, without a network limit. */
export function of(
  side: Side,
  release: number,
  [interval, countMax, tcpKeepAlive]: readonly [number, number, TcpKeepAlive?],
  more: Partial<TimelineInput> = {},
): Timeline {
  const settings = values(interval, countMax, tcpKeepAlive);
  return timeline({ side, release, settings, proxied: false, kernel: kernels.linux, networkLimit: null, ...more });
}

/** Linux with tcp_keepalive_time/intvl/probes and tcp_retries2. */
export const tuned = (time: number, interval: number, probes: number, retries = 15): Kernel =>
  tunedKernel(kernels.linux, {
    tcpKeepaliveTime: seconds(time),
    tcpKeepaliveInterval: seconds(interval),
    tcpKeepaliveProbes: count(probes),
    tcpRetries2: count(retries),
  });

/** "239..240 ssh", or "never". */
export const short = (fate: Fate): string =>
  "never" in fate ? "never" : `${fate.earliest}..${fate.latest} ${fate.by}`;
