import type { Side } from "../base/side.ts";
import type { Seconds } from "../base/units.ts";
import type { SettingValues } from "../eval/connection.ts";
import type { Kernel } from "./kernels.ts";

/** The words that policies share with the settings they judge. */
export type { SettingName, TcpKeepAlive } from "../eval/connection.ts";

/** Everything that decides what happens when the peer dies. */
export interface TimelineInput {
  readonly side: Side;
  /** OpenSSH of this side, as major * 100 + minor: 9.2 -> 902. Distributions patch none of this. */
  readonly release: number;
  readonly settings: SettingValues;
  /** True where ssh reaches the target through ProxyJump, ProxyCommand or ProxyUseFdpass: it then holds no TCP connection itself. */
  readonly proxied: boolean;
  /** The system that this side runs on. */
  readonly kernel: Kernel;
  /** Seconds after which the network forgets an idle connection; null: it never does. */
  readonly networkLimit: Seconds | null;
  /** When the other side gives up on an idle cut path, where its settings are known. */
  readonly peerGivesUp?: Fate;
}

/** A time between two bounds, both in seconds and both included. */
export interface TimeRange {
  readonly earliest: Seconds;
  readonly latest: Seconds;
}

/** What ends the connection: the unanswered probes of ssh or sshd, the kernel's keepalive, or its unanswered data. */
export type Mechanism = "ssh" | "tcp-keepalive" | "tcp-retransmission";

/** This side gives up at a time that can be computed. */
export interface GivesUp extends TimeRange {
  readonly by: Mechanism;
}

/** This side never gives up by itself; `because` is a clause for people that follows "never: ". */
export interface Never {
  readonly never: true;
  readonly because: string;
}

export type Fate = GivesUp | Never;

export function isNever(fate: Fate): fate is Never {
  return "never" in fate;
}

/** What this side does when its machine wakes up and the other side is no longer there. */
export interface Suspended {
  /**
   * Seconds of sleep after which the other side has given up at the latest; null: it never does, or its own settings, which
   * are in another machine's file, are not known.
   */
  readonly otherSideGivesUp: Seconds | null;
  /** Whether the network still knows the connection after an hour of sleep; null: it never forgets. */
  readonly networkForgets: Seconds | null;
  /** "probes": asks, and gives up when nothing answers; "gives-up": ends even a healthy session; "waits": does nothing by itself. */
  readonly onWaking: "probes" | "gives-up" | "waits";
  /** Seconds from waking until this side has given up at the latest; null where it never does by itself. */
  readonly givesUpWithin: Seconds | null;
  /** One sentence with both halves, for people. */
  readonly words: string;
  /** Measured with a stopped process (SIGSTOP, SIGCONT) only; a real suspend was never run: dead-peer.md section 9. */
  readonly evidence: "guess";
}

/** How long a path may be dead, from the first unanswered probe, without the session being lost. */
export type OutageTolerance =
  | {
      /** Survived whatever the round-trip time is. */
      readonly surely: Seconds;
      /** Survived when a retransmission falls just behind the outage; nothing longer is. */
      readonly atBest: Seconds;
    }
  | { readonly unlimited: true; readonly because: string };

/** What happens on one side of a connection when the other falls silent: section 3 of the contract. */
export interface Timeline {
  /** The first SSH probe, from the last data received; null: none is ever sent. */
  readonly firstProbe: TimeRange | null;
  readonly deadPeer: {
    /** Path silently cut, no output; from the last data received. */
    readonly idle: Fate;
    /** Path cut during continuous output of this side; from the cut. */
    readonly sending: Fate;
    /** Peer process stopped, its kernel still answers, no output; from the last data received. */
    readonly frozen: Fate;
    readonly suspended: Suspended;
  };
  readonly outageTolerance: OutageTolerance;
  /** Client: limit on each wait for the server before login; null: none, or a server (LoginGraceTime rules there). */
  readonly loginWait: Seconds | null;
  /** Whether a probe, SSH's or the kernel's, leaves before the network forgets an idle connection; null without a limit. */
  readonly keepsNetworkStateAlive: boolean | null;
}

/** True where the kernel's keepalive alone comes before the network forgets: no probe of SSH's does. */
export function kernelKeepsNetworkState(
  { firstProbe, keepsNetworkStateAlive }: Timeline,
  limit: number | null,
): boolean {
  const isLate = firstProbe === null || limit === null || firstProbe.latest >= limit;
  return keepsNetworkStateAlive === true && isLate;
}
