import { benchmarkContradictsOpenssh } from "./benchmark-contradicts-openssh.ts";
import { controlFailed } from "./control-failed.ts";
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
import { tcpKeepalive } from "./tcp-keepalive.ts";

/** Every rule, in order: of those that judge what a target gets, the first that has something to say is the one that speaks. */
export const registry: readonly Rule[] = [
  controlFailed,
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
  benchmarkContradictsOpenssh,
];

export const ruleIds: readonly string[] = registry.map(({ id }) => id);
