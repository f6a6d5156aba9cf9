import { type Count, type Seconds, seconds } from "../base/units.ts";
import type { Retransmission } from "./kernels.ts";

/** Values of tcp_retries2 whose outcome was timed: dead-peer.md section 4. */
const timedRetries: readonly number[] = [3, 5, 8, 15];

/**
 * When Linux gives up unacknowledged data with `retries` = net.ipv4.tcp_retries2, from its first sending; over all round-trip
 * times, or for one of `roundTrip` seconds. It looks only when it retransmits: at the first retransmission behind the limit that
 * tcp_model_timeout() computes (net/ipv4/tcp_timer.c), and retransmissions double their distance up to 120 s.
 * dead-peer.md section 2.3.
 */
export function linuxRetransmission(retries: Count, roundTrip: Seconds | null): Retransmission {
  const { earliest, latest } = roundTrip === null ? overAll(retries) : overJitter(retries, roundTrip);
  return {
    earliest: tenths(earliest),
    latest: tenths(latest),
    evidence: timedRetries.includes(retries) ? "measured" : "sourced",
    source: `tcp_retries2 ${retries}: tcp_model_timeout(), Linux`,
  };
}

/** TCP_RTO_MIN and TCP_RTO_MAX of Linux, include/net/tcp.h. */
const shortestTimeout = 0.2;
const longestStep = 120;

function overAll(retries: number): { earliest: number; latest: number } {
  const earliest = modelledLimit(retries) + 2 * shortestTimeout;
  return { earliest, latest: earliest + Math.min(earliest, longestStep) };
}

/** A path's retransmission timeout is its round-trip time and 0.2 s, or some hundredths more where replies scatter (0.204 to 0.212 seen). */
const jitters = [0.003, 0.004, 0.008, 0.012, 0.02];
/** Timers of long distances run late by up to a hundredth: 943 to 945 s timed for 937. */
const lateness = 1.01;

function overJitter(retries: number, roundTrip: number): { earliest: number; latest: number } {
  const ends = jitters.map((jitter) => firstBehind(modelledLimit(retries), roundTrip + shortestTimeout + jitter));
  return { earliest: Math.min(...ends), latest: Math.max(...ends) * lateness };
}

/** The first retransmission, counted from the first sending, that is `limit` seconds or more behind the second one. */
function firstBehind(limit: number, timeout: number): number {
  let at = timeout;
  for (let step = timeout; at < 2 * timeout + limit; step *= 2) at += Math.min(step, longestStep);
  return at;
}

function modelledLimit(retries: number): number {
  const doublings = Math.min(retries, 9);
  return shortestTimeout * (2 ** (doublings + 1) - 1) + longestStep * (retries - doublings);
}

const tenths = (value: number): Seconds => seconds(Math.round(value * 10) / 10);
