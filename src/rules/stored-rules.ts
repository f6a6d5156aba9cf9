import { brokenTcpKeepalive } from "./broken-tcp-keepalive.ts";
import { intervalCrashesPutty } from "./interval-crashes-putty.ts";
import { kernelMisreadsValue } from "./kernel-misreads-value.ts";
import { kernelRefusesValue } from "./kernel-refuses-value.ts";
import { pingWithoutType } from "./ping-without-type.ts";
import type { Rule } from "./rule.ts";
import { storedValueIgnored } from "./stored-value-ignored.ts";
import { sysctlLineIgnored } from "./sysctl-line-ignored.ts";
import { sysctlOverridden } from "./sysctl-overridden.ts";
import { typedKeepalive } from "./typed-keepalive.ts";

/** What sysctl files and saved sessions of other programs get wrong. */
export const storedRules: readonly Rule[] = [
  kernelRefusesValue,
  kernelMisreadsValue,
  sysctlLineIgnored,
  sysctlOverridden,
  brokenTcpKeepalive,
  storedValueIgnored,
  intervalCrashesPutty,
  pingWithoutType,
  typedKeepalive,
];
