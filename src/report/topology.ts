import type { Seconds } from "../base/units.ts";
import type { EffectiveSettings, Provenance } from "../eval/connection.ts";
import type { BothSides } from "../timeline/both-sides.ts";
import type { Timeline } from "../timeline/timeline.ts";
import type { Assuming, EffectiveError, EffectiveResult } from "./report.ts";

/** A host on the way to a target: a second ssh connects to it, with settings of its own. */
export interface Hop {
  readonly target: string;
  /** ssh reaches this host itself through another one. */
  readonly proxied: boolean;
  /** Both null where ssh would refuse the files for it. */
  readonly settings: EffectiveSettings | null;
  readonly timeline: Timeline | null;
  readonly errors: readonly EffectiveError[];
}

/** What lies between ssh and a target. */
export interface ProxyInUse {
  /** "socket": the command hands a connected socket over (ProxyUseFdpass). */
  readonly kind: "jump" | "command" | "socket";
  /** The ProxyJump list or the command, as written. */
  readonly words: string;
  readonly from: Provenance;
}

/** Several sessions on one connection. */
export interface Sharing {
  /** ControlMaster: "yes", "auto", "ask", "autoask". */
  readonly master: string;
  /** How long an unused connection is kept; null: until its first session ends, "for-ever": until it is told to end. */
  readonly persist: Seconds | "for-ever" | null;
}

/** Everything around a connection that its three settings do not say. */
export interface Topology {
  readonly proxy: ProxyInUse | null;
  /** In the order of travel, without the target. */
  readonly hops: readonly Hop[];
  /** A clause: why ssh never arrives, or why the way is not known further. */
  readonly trouble: string | null;
  readonly sharing: Sharing | null;
  /** Limit on connecting and on the wait for the banner; null: the kernel's alone. */
  readonly connectTimeout: Seconds | null;
  /** As written, "session=20m": channels without data are closed, and probes are no data. */
  readonly channelTimeouts: string | null;
  /** A connection without channels is closed after this; null: never. */
  readonly unusedConnectionTimeout: Seconds | null;
  /** The BatchMode line that gives the interval its default on Debian; null: none does. */
  readonly batchMode: Provenance | null;
}

/** The other end of the connection, where its file was given. */
export interface ServerSide {
  readonly result: EffectiveResult;
  readonly assuming: Assuming;
  /** null where either side's files are refused. */
  readonly together: BothSides | null;
}
