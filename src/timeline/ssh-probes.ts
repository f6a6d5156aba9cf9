import type { Side } from "../base/side.ts";
import { type Seconds, seconds } from "../base/units.ts";
import type { SettingValues } from "../eval/connection.ts";
import type { TimeRange } from "./timeline.ts";

/** How one side of one range of releases probes. Every difference that dead-peer.md section 2.1 measured is one field here. */
export interface ProbeRules {
  /** First release, as major * 100 + minor. */
  readonly since: number;
  /** Probes leave every this many intervals. */
  readonly period: 1 | 2;
  /** An idle silence counts twice, so that only half of the probes are waited for. */
  readonly countsTwice: boolean;
  /** Seconds by which a deadline may come early: the clock is cut to whole seconds. */
  readonly early: { readonly idle: 0 | 1; readonly sending: 0 | 1 };
  /** What a count of 0 does with a silent session, a healthy one included. */
  readonly zeroCount: "gives-up" | "never";
  /** Whether own output that never pauses for an interval keeps the deadline away. */
  readonly output: "probes" | "starves";
  readonly evidence: string;
}

const exact = { idle: 0, sending: 0 } as const;

const clientRules: readonly ProbeRules[] = [
  {
    since: 0,
    period: 1,
    countsTwice: false,
    early: exact,
    zeroCount: "gives-up",
    output: "starves",
    evidence: "clientloop.c client_wait_until_can_do_something(), 7.6..8.3; timed on 7.6, 7.9, 8.2",
  },
  {
    since: 804,
    period: 1,
    countsTwice: false,
    early: { idle: 0, sending: 1 },
    zeroCount: "gives-up",
    output: "probes",
    evidence: "clientloop.c server_alive_time moves with received data only, 8.4; timed on 8.4..8.9",
  },
  {
    since: 902,
    period: 1,
    countsTwice: false,
    early: { idle: 1, sending: 1 },
    zeroCount: "gives-up",
    output: "probes",
    evidence: "clientloop.c deadline kept in whole seconds, 9.2; timed on 9.2..10.5",
  },
];

const serverRules: readonly ProbeRules[] = [
  {
    since: 0,
    period: 1,
    countsTwice: false,
    early: exact,
    zeroCount: "gives-up",
    output: "probes",
    evidence: "serverloop.c client_alive_check() called once in 7.3 and 7.5; source only",
  },
  {
    since: 706,
    period: 1,
    countsTwice: true,
    early: exact,
    zeroCount: "gives-up",
    output: "probes",
    evidence: "serverloop.c client_alive_check() called twice, 7.6..7.9; timed on 7.6, 7.9",
  },
  {
    since: 800,
    period: 1,
    countsTwice: false,
    early: exact,
    zeroCount: "gives-up",
    output: "probes",
    evidence: "serverloop.c, 8.0; source only",
  },
  {
    since: 802,
    period: 1,
    countsTwice: false,
    early: exact,
    zeroCount: "never",
    output: "probes",
    evidence: "serverloop.c 69334996a: 0 disables, 8.2; timed on 8.2..8.9",
  },
  {
    since: 902,
    period: 2,
    countsTwice: false,
    early: exact,
    zeroCount: "never",
    output: "starves",
    evidence: "serverloop.c wait_until_can_do_something(): now > last_client_time + interval, 9.2..9.4; timed on 9.2",
  },
  {
    since: 905,
    period: 1,
    countsTwice: false,
    early: exact,
    zeroCount: "never",
    output: "starves",
    evidence: "serverloop.c 9d7193a83, 9.5; timed on 9.6..10.5; output still starves it in HEAD of 2026-08-21",
  },
];

const rulesOf: Readonly<Record<Side, readonly ProbeRules[]>> = { client: clientRules, server: serverRules };

/**
 * The rules that a release (major * 100 + minor, 9.2 -> 902) follows on a side.
 * Left out for its rarity: sshd 9.2..9.4 probes after one interval, not two, when data came within the last milliseconds of a second
 * (seen once in some hundred runs).
 */
export function probeRules(side: Side, release: number): ProbeRules {
  const rules = rulesOf[side].findLast((candidate) => candidate.since <= release);
  if (rules === undefined) throw new RangeError(`not a release: ${release}`);
  return rules;
}

/** What ssh or sshd does by itself, the kernel left aside. Times in seconds; null: never. */
export interface SshProbes {
  /** First probe of an idle session, from the last data received. */
  readonly first: TimeRange | null;
  /** Gives up an idle session, from the last data received. */
  readonly idle: TimeRange | null;
  /** Gives up a session that this side never stops writing to, from the cut: the last data may have come one interval earlier. */
  readonly sending: TimeRange | null;
}

/** Probes and deadlines of ssh or sshd for an interval and a count: dead-peer.md section 2.1. */
export function sshProbes(side: Side, release: number, settings: SettingValues): SshProbes {
  const rules = probeRules(side, release);
  const { interval, countMax } = settings;
  if (interval === 0) return { first: null, idle: null, sending: null };
  const period = rules.period * interval;
  const probes = countMax > 0 || rules.zeroCount === "never";
  const first = probes ? backFrom(period, rules.early.idle) : null;
  if (countMax === 0 && rules.zeroCount === "never") return { first, idle: null, sending: null };
  const rounds = rules.countsTwice ? Math.ceil((countMax + 1) / 2) : countMax + 1;
  const cut = {
    earliest: backFrom(period * countMax, rules.early.sending).earliest,
    latest: seconds(period * (countMax + 1)),
  };
  return { first, idle: backFrom(period * rounds, rules.early.idle), sending: rules.output === "starves" ? null : cut };
}

function backFrom(latest: number, early: 0 | 1): TimeRange {
  return { earliest: seconds(Math.max(0, latest - early)), latest: seconds(latest) };
}

/**
 * The longest interval whose first probe leaves within `limit` seconds of silence, at least 1: half of it on sshd 9.2 to 9.4.
 */
export function longestInterval(side: Side, release: number, limit: Seconds): Seconds {
  return seconds(Math.max(1, Math.floor(limit / probeRules(side, release).period)));
}

/** Interval times count: the number that manuals, articles and benchmarks quote. Not when this side gives up. */
export function nominal(settings: SettingValues): Seconds {
  return seconds(settings.interval * settings.countMax);
}
