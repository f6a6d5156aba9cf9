import { count, seconds } from "../base/units.ts";
import { timeline } from "./dead-peer.ts";
import { suspended } from "./suspended.ts";
import { type Fate, isNever, type Timeline, type TimelineInput } from "./timeline.ts";

/**
 * PuTTY, WinSCP and Xshell send what nobody answers (PuTTY: SSH_MSG_IGNORE by an unconditional timer, pinger.c) and count nothing.
 * A probe keeps the network's memory alive, and unacknowledged it makes the kernel give up; the program itself never does.
 * The count of `input` is not looked at. `program` is named in reasons.
 */
export function unansweredTimeline(input: TimelineInput, program: string): Timeline {
  const { interval } = input.settings;
  const known = timeline({ ...input, settings: { ...input.settings, countMax: count(1) } });
  if (interval === 0) return known;
  const first = { earliest: seconds(0), latest: interval };
  const idle = idleFate(input, program);
  return {
    ...known,
    firstProbe: first,
    deadPeer: {
      idle,
      sending: sendingFate(input, program),
      frozen: {
        never: true,
        because: `the kernel of a stopped server goes on answering, and nobody answers ${program}'s probes`,
      },
      suspended: suspended(input, idle),
    },
    outageTolerance: tolerance(input, program),
    loginWait: null,
  };
}

const proxied = (program: string): string =>
  `nobody answers ${program}'s probes, and the TCP connection belongs to the proxy: only when that one notices does the session end`;

/** The timer runs on its own, so that a probe may follow the last data at once, or an interval later. */
function idleFate({ settings, kernel, proxied: isProxied }: TimelineInput, program: string): Fate {
  if (isProxied) return { never: true, because: proxied(program) };
  const { earliest, latest } = kernel.retransmission;
  const { time, interval, probes } = kernel.keepalive;
  const keepalive = settings.tcpKeepAlive === "no" ? Number.POSITIVE_INFINITY : time + interval * probes;
  return {
    earliest: seconds(Math.min(earliest, keepalive)),
    latest: seconds(settings.interval + latest),
    by: "tcp-retransmission",
  };
}

function sendingFate({ kernel, proxied: isProxied }: TimelineInput, program: string): Fate {
  if (isProxied) return { never: true, because: proxied(program) };
  const { earliest, latest } = kernel.retransmission;
  return { earliest, latest, by: "tcp-retransmission" };
}

/** A path that heals before the kernel's last retransmission loses nothing. */
function tolerance(input: TimelineInput, program: string): Timeline["outageTolerance"] {
  const fate = sendingFate(input, program);
  if (isNever(fate)) return { unlimited: true, because: `${program} itself never gives up` };
  return { surely: seconds(Math.max(fate.earliest / 2, fate.earliest - 120)), atBest: fate.latest };
}
