import { appendedAfterMatch } from "./appended-after-match.ts";
import { benchmarkContradictsOpenssh } from "./benchmark-contradicts-openssh.ts";
import { brokenLine } from "./broken-line.ts";
import { connectionRules } from "./connection-rules.ts";
import { controlFailed } from "./control-failed.ts";
import { deprecatedKeyword } from "./deprecated-keyword.ts";
import { filePermissions } from "./file-permissions.ts";
import { includeInBlock } from "./include-in-block.ts";
import { includeMatchesNothing } from "./include-matches-nothing.ts";
import { invalidValue } from "./invalid-value.ts";
import { jumpHostUnprotected } from "./jump-host-unprotected.ts";
import { keepaliveOff } from "./keepalive-off.ts";
import { misspelledKeyword } from "./misspelled-keyword.ts";
import { multiplexedWithoutKeepalive } from "./multiplexed-without-keepalive.ts";
import { notAllowedInMatch } from "./not-allowed-in-match.ts";
import { proxiedTcpKeepalive } from "./proxied-tcp-keepalive.ts";
import type { Rule } from "./rule.ts";
import { shadowed } from "./shadowed.ts";
import { swallowedLine } from "./swallowed-line.ts";
import { undecidable } from "./undecidable.ts";
import { unusedSuppression } from "./unused-suppression.ts";
import { versionDependent } from "./version-dependent.ts";
import { wrongSide } from "./wrong-side.ts";

/** Rules about shared connections and the way to a target, where they belong among the others; plain files have no case for them. */
function withTopology(rules: readonly Rule[]): readonly Rule[] {
  const before = [multiplexedWithoutKeepalive, jumpHostUnprotected];
  return [...rules.flatMap((rule) => (rule === keepaliveOff ? [...before, rule] : [rule])), proxiedTcpKeepalive];
}

/** The rules about ssh's own files, in order. Those beside `connectionRules` look at trouble that plain files (plain-files.ts) cannot be in. */
export const configRules: readonly Rule[] = [
  invalidValue,
  wrongSide,
  misspelledKeyword,
  notAllowedInMatch,
  brokenLine,
  swallowedLine,
  controlFailed,
  ...withTopology(connectionRules),
  appendedAfterMatch,
  shadowed,
  includeInBlock,
  includeMatchesNothing,
  filePermissions,
  deprecatedKeyword,
  versionDependent,
  undecidable,
  benchmarkContradictsOpenssh,
  unusedSuppression,
];
