import { type Seconds, seconds } from "../base/units.ts";
import { outageTolerance } from "./outage.ts";
import { type SshProbes, sshProbes } from "./ssh-probes.ts";
import { suspended } from "./suspended.ts";
import type { GivesUp, Mechanism, Timeline, TimelineInput, TimeRange } from "./timeline.ts";
import { whyFrozenNever, whyIdleNever, whySendingNever } from "./why-never.ts";

/** The model of dead-peer.md section 2.4, checked there against 528 timed runs. Pure: the same input gives the same timeline. */
export function timeline(input: TimelineInput): Timeline {
  const ssh = sshProbes(input.side, input.release, input.settings);
  const keepalive = keepaliveFirst(input, ssh);
  const retransmission = input.proxied ? null : input.kernel.retransmission;
  const idle = soonest(by("ssh", ssh.idle), keepalive, afterFirstProbe(ssh, retransmission)) ?? whyIdleNever(input);
  return {
    firstProbe: ssh.first,
    deadPeer: {
      idle,
      sending: soonest(by("ssh", ssh.sending), by("tcp-retransmission", retransmission)) ?? whySendingNever(input),
      frozen: by("ssh", ssh.idle) ?? whyFrozenNever(input),
      suspended: suspended(input, idle),
    },
    outageTolerance: outageTolerance(input, ssh, keepalive !== null),
    loginWait: loginWait(input),
    keepsNetworkStateAlive: keepsNetworkStateAlive(input, ssh),
  };
}

/** What the kernel would do with an idle cut session if ssh or sshd never gave up; null: never, or it holds no connection. */
export function kernelGivesUp(input: TimelineInput): GivesUp | null {
  const ssh = sshProbes(input.side, input.release, input.settings);
  return soonest(keepaliveFirst(input, ssh), afterFirstProbe(ssh, input.proxied ? null : input.kernel.retransmission));
}

/** The kernel's keepalive works on this side's own connection. */
function keepaliveOn(input: TimelineInput): boolean {
  return input.settings.tcpKeepAlive !== "no" && !input.proxied;
}

/**
 * The kernel's keepalive, where it ends before the first SSH probe leaves: from then on the probe is unacknowledged data, and
 * Linux sends no keepalive while any is (tcp_keepalive_timer(), net/ipv4/tcp_timer.c). On other systems that order is a guess.
 */
function keepaliveFirst(input: TimelineInput, ssh: SshProbes): GivesUp | null {
  const { time, interval, probes } = input.kernel.keepalive;
  const dead = seconds(time + interval * probes);
  const inTime = ssh.first === null || dead <= ssh.first.earliest;
  return keepaliveOn(input) && inTime ? { earliest: dead, latest: dead, by: "tcp-keepalive" } : null;
}

function afterFirstProbe(ssh: SshProbes, retransmission: TimeRange | null): GivesUp | null {
  if (ssh.first === null || retransmission === null) return null;
  const earliest = seconds(ssh.first.earliest + retransmission.earliest);
  const latest = seconds(ssh.first.latest + retransmission.latest);
  return { earliest, latest, by: "tcp-retransmission" };
}

function by(mechanism: Mechanism, range: TimeRange | null): GivesUp | null {
  return range === null ? null : { earliest: range.earliest, latest: range.latest, by: mechanism };
}

/** Whatever comes first; where ranges overlap, named after the one that is over first. */
function soonest(...ends: readonly (GivesUp | null)[]): GivesUp | null {
  const known = ends.filter((end) => end !== null);
  const surest = known.toSorted((a, b) => a.latest - b.latest)[0];
  if (surest === undefined) return null;
  return { ...surest, earliest: seconds(Math.min(...known.map((end) => end.earliest))) };
}

/**
 * Interval x count is exact for each wait for the server before login (packet.c ssh_packet_read_seqnr(), timed on 8.2, 9.2, 10.5);
 * the wait for the banner has ConnectTimeout only, and sshd has LoginGraceTime.
 */
function loginWait(input: TimelineInput): Seconds | null {
  const wait = input.settings.interval * input.settings.countMax;
  return input.side === "client" && wait > 0 ? seconds(wait) : null;
}

/** Keepalives of the kernel refresh a middlebox as well as SSH's do. */
function keepsNetworkStateAlive(input: TimelineInput, ssh: SshProbes): boolean | null {
  if (input.networkLimit === null) return null;
  const first = ssh.first?.latest ?? Number.POSITIVE_INFINITY;
  const kernels = keepaliveOn(input) ? input.kernel.keepalive.time : Number.POSITIVE_INFINITY;
  return Math.min(first, kernels) < input.networkLimit;
}
