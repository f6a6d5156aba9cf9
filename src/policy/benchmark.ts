import { count, seconds } from "../base/units.ts";
import type { TcpKeepAlive } from "../timeline/timeline.ts";
import type { Benchmark, BenchmarkNote, ComplianceName, Control, ControlId, Requirement } from "./policy.ts";

/** A platform of a benchmark, and what it calls the two controls there. */
export interface Platform {
  readonly platform: string;
  readonly benchmark: string;
  readonly version: string | null;
  readonly date: string | null;
  readonly interval: string | null;
  readonly countMax: string | null;
  readonly tcpKeepAlive: string | null;
}

/** A platform; CIS and DISA say nothing about TCPKeepAlive. */
export const platform = (
  name: string,
  benchmark: string,
  version: string | null,
  date: string | null,
  interval: string | null,
  countMax: string | null,
): Platform => ({ platform: name, benchmark, version, date, interval, countMax, tcpKeepAlive: null });

/** ClientAliveInterval from `min` to `max`; `fix` is what a fix writes, where the benchmark's page suggests one. */
export const between = (min: number, max: number | null, fix: number | null = null): Requirement => ({
  setting: "interval",
  min: seconds(min),
  max: max === null ? null : seconds(max),
  fix: fix === null ? null : seconds(fix),
});
/** ClientAliveCountMax from `min` to `max`. */
export const probes = (min: number, max: number | null, fix: number | null = null): Requirement => ({
  setting: "countMax",
  min: count(min),
  max: max === null ? null : count(max),
  fix: fix === null ? null : count(fix),
});
/** ClientAliveCountMax with this value only. */
export const exactly = (value: number) => probes(value, value);
/** TCPKeepAlive with this value only. */
export const tcpKeepAlive = (equals: TcpKeepAlive): Requirement => ({ setting: "tcpKeepAlive", equals });

/** What a benchmark asks for, on all of its platforms alike. */
export type Demand = Pick<Control, "requirement" | "because" | "source">;

/** What every scanner of these benchmarks checks besides the value: policy.md section 2.1, last paragraph. */
function controlOf(demand: Demand, platforms: readonly Platform[]): Control {
  return { ...demand, explicit: true, noConflict: true, ids: platforms.map((each) => idOf(each, demand.requirement)) };
}

function idOf(on: Platform, requirement: Requirement): ControlId {
  const { platform: name, benchmark: title, version, date } = on;
  return { id: on[requirement.setting], platform: name, benchmark: title, version, date };
}

/** A benchmark from its platforms, what it asks for, and where it is at odds with OpenSSH. */
export function benchmark(
  name: ComplianceName,
  title: string,
  platforms: readonly Platform[],
  demands: readonly Demand[],
  notes: readonly BenchmarkNote[],
): Benchmark {
  const controls = demands.map((demand) => controlOf(demand, platforms));
  return { name, side: "server", title, disclaimer: "transcribed, not an official scan", controls, notes };
}

/** Every benchmark here reads ClientAlive as a limit on idle users; OpenSSH has none of that kind in these keywords. */
export const notIdle: BenchmarkNote = {
  setting: "interval",
  since: null,
  until: null,
  words:
    "ClientAlive ends sessions whose client no longer answers; an idle user's client answers for ever. " +
    "A limit on idle users is ChannelTimeout (OpenSSH 9.2), the shell's TMOUT or logind's StopIdleSessionSec",
  source: "policy.md section 0 fact 6, timed on 9.2",
};

/** The control's intent and its effect part ways in 8.2. */
export const zeroSince82: BenchmarkNote = {
  setting: "countMax",
  since: 802,
  until: null,
  words:
    "from OpenSSH 8.2 on ClientAliveCountMax 0 means that sshd never ends a dead session: what this control asks for has the opposite effect",
  source: "serverloop.c 69334996a, V_8_2_P1; timed on 8.2..10.5",
};

/** What the control does where it still does something. */
export const zeroBefore82: BenchmarkNote = {
  setting: "countMax",
  since: null,
  until: 801,
  words: "before OpenSSH 8.2 ClientAliveCountMax 0 ends healthy idle sessions, too, after ClientAliveInterval seconds",
  source: "dead-peer.md section 2.1, timed on 7.6 and 7.9",
};
