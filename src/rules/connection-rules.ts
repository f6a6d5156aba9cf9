import { countOutOfRange } from "./count-out-of-range.ts";
import { countWithoutInterval } from "./count-without-interval.ts";
import { countZero } from "./count-zero.ts";
import { deadPeerNever } from "./dead-peer-never.ts";
import { deadPeerTooFast } from "./dead-peer-too-fast.ts";
import { deadPeerTooSlow } from "./dead-peer-too-slow.ts";
import { intervalTooLong } from "./interval-too-long.ts";
import { intervalTooShort } from "./interval-too-short.ts";
import { keepaliveOff } from "./keepalive-off.ts";
import type { Rule } from "./rule.ts";
import { serverProbesStarved } from "./server-probes-starved.ts";
import { tcpKeepalive } from "./tcp-keepalive.ts";

/** The rules that judge what a target gets, most basic first: of these, the first that has something to say is the one that speaks. */
export const connectionRules: readonly Rule[] = [
  countWithoutInterval,
  deadPeerNever,
  keepaliveOff,
  countZero,
  intervalTooLong,
  deadPeerTooSlow,
  deadPeerTooFast,
  countOutOfRange,
  intervalTooShort,
  tcpKeepalive,
  serverProbesStarved,
];
