import { seconds } from "../base/units.ts";
import type { SshProbes } from "./ssh-probes.ts";
import type { OutageTolerance, TimelineInput } from "./timeline.ts";

/**
 * How long an outage is survived, from the first unanswered probe: dead-peer.md section 2.6, 32 of 32 outcomes predicted.
 * The probe that must get through is carried by TCP, which doubles its distance up to 120 s: it surely falls between
 * half of the limit and the limit, or in its last 120 s.
 */
export function outageTolerance(input: TimelineInput, ssh: SshProbes, keepaliveDecides: boolean): OutageTolerance {
  const limit = limitOf(input, ssh);
  if (limit === null) return { unlimited: true, because: `this ssh never gives up by itself: ${noSocket}` };
  const surely = Math.max(limit.earliest / 2, limit.earliest - longestStep);
  const idle = keepaliveDecides ? keepaliveTolerance(input) : Number.POSITIVE_INFINITY;
  return { surely: seconds(Math.min(surely, idle)), atBest: seconds(limit.latest) };
}

/** Longest distance of two retransmissions: TCP_RTO_MAX of Linux; 64 s on the BSDs. */
const longestStep = 120;
const noSocket = "it has no probe, and the TCP connection belongs to the proxy";

/** Seconds from the first unanswered probe to the end, by ssh or by the kernel; null: neither ends it. */
function limitOf(input: TimelineInput, ssh: SshProbes): { earliest: number; latest: number } | null {
  const probed = ssh.idle === null ? null : ssh.idle.latest - (ssh.first ?? ssh.idle).latest;
  const kernel = input.proxied ? null : input.kernel.retransmission;
  if (probed === null) return kernel;
  if (kernel === null) return { earliest: probed, latest: probed };
  return { earliest: Math.min(probed, kernel.earliest), latest: Math.min(probed, kernel.latest) };
}

/** An idle path that heals before the kernel's last probe is survived. */
function keepaliveTolerance(input: TimelineInput): number {
  const { interval, probes } = input.kernel.keepalive;
  return interval * Math.max(0, probes - 1);
}
