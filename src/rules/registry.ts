import { appendedAfterMatch } from "./appended-after-match.ts";
import { benchmarkContradictsOpenssh } from "./benchmark-contradicts-openssh.ts";
import { brokenLine } from "./broken-line.ts";
import { controlFailed } from "./control-failed.ts";
import { countOutOfRange } from "./count-out-of-range.ts";
import { countWithoutInterval } from "./count-without-interval.ts";
import { countZero } from "./count-zero.ts";
import { deadPeerNever } from "./dead-peer-never.ts";
import { deadPeerTooFast } from "./dead-peer-too-fast.ts";
import { deadPeerTooSlow } from "./dead-peer-too-slow.ts";
import { deprecatedKeyword } from "./deprecated-keyword.ts";
import { filePermissions } from "./file-permissions.ts";
import { includeInBlock } from "./include-in-block.ts";
import { includeMatchesNothing } from "./include-matches-nothing.ts";
import { intervalTooLong } from "./interval-too-long.ts";
import { intervalTooShort } from "./interval-too-short.ts";
import { invalidValue } from "./invalid-value.ts";
import { keepaliveOff } from "./keepalive-off.ts";
import { misspelledKeyword } from "./misspelled-keyword.ts";
import { notAllowedInMatch } from "./not-allowed-in-match.ts";
import type { Rule } from "./rule.ts";
import { shadowed } from "./shadowed.ts";
import { swallowedLine } from "./swallowed-line.ts";
import { tcpKeepalive } from "./tcp-keepalive.ts";
import { undecidable } from "./undecidable.ts";
import { versionDependent } from "./version-dependent.ts";
import { wrongSide } from "./wrong-side.ts";

/** Every rule, in order: of those that judge what a target gets, the first that has something to say is the one that speaks. */
export const registry: readonly Rule[] = [
  invalidValue,
  wrongSide,
  misspelledKeyword,
  notAllowedInMatch,
  brokenLine,
  swallowedLine,
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
  appendedAfterMatch,
  shadowed,
  includeInBlock,
  includeMatchesNothing,
  filePermissions,
  deprecatedKeyword,
  versionDependent,
  undecidable,
  benchmarkContradictsOpenssh,
];

export const ruleIds: readonly string[] = registry.map(({ id }) => id);
