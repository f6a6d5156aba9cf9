import { fail, ok, type Result } from "../base/result.ts";
import { count, type Seconds, seconds } from "../base/units.ts";
import { type Kernel, type KernelOverrides, kernelNames, kernels, tunedKernel } from "../timeline/kernels.ts";
import { longestIdleLimit, type Network, networkNames, parseNetwork, shortestIdleLimit } from "../timeline/networks.ts";
import { type Check, type Checking, flag, listOf, mapOf, oneOf, shown, table, text, whole, wrong } from "./checks.ts";
import type { ConfigNode, ConfigProblem } from "./config-node.ts";
import { hint } from "./nearest.ts";
import {
  type Config,
  presetNames,
  ruleLevels,
  type SideOverrides,
  type TargetOverride,
  tcpKeepAliveWords,
} from "./policy.ts";
import { policyOf } from "./policy-of.ts";

/** The largest number that OpenSSH and the kernels take. */
const most = 2147483647;
const duration = (least: number) => whole(seconds, least, most, "seconds");
const number = (least: number, highest = most) => whole(count, least, highest, "probes");

const rule: Check<string> = (node, name, checking) => oneOf(checking.rules)(node, name, checking);

const network: Check<Network> = (node, name, checking) => {
  const word = node.kind === "scalar" ? String(node.value) : "";
  const found = parseNetwork(word);
  if (found !== null) return found;
  const range = `${shortestIdleLimit} to ${longestIdleLimit} seconds`;
  const isNumber = /^[-+0-9.]/.test(word);
  return wrong(checking, node.at, `${name}: not ${shown(node)}${isNumber ? ` (${range})` : hint(word, networkNames)}`);
};

const kernelTable = table<KernelOverrides & { readonly name?: Kernel["name"] }>({
  name: oneOf(kernelNames),
  tcpKeepaliveTime: duration(1),
  tcpKeepaliveInterval: duration(1),
  tcpKeepaliveProbes: number(1, 255),
  tcpRetries2: whole(count, 1, 30, "retransmissions"),
  roundTripMs: whole(count, 1, 60_000, "milliseconds"),
});

const kernel: Check<Kernel> = (node, name, checking) => {
  if (node.kind !== "map") {
    const plain = oneOf(kernelNames)(node, name, checking);
    return plain === undefined ? undefined : kernels[plain];
  }
  const tuned = kernelTable(node, name, checking);
  return tuned === undefined ? undefined : tunedKernel(kernels[tuned.name ?? "linux"], tuned);
};

/** A table of limits whose ends are in order and hold what a fix would write. */
function ordered<T extends { readonly min?: number; readonly max?: number; readonly apply?: number }>(
  check: Check<T>,
): Check<T> {
  return (node, name, checking) => {
    const read = check(node, name, checking);
    if (read === undefined) return undefined;
    const ascending = (["min", "apply", "max"] as const).filter((key) => read[key] !== undefined);
    for (const [index, key] of ascending.entries()) {
      const next = ascending[index + 1];
      if (next !== undefined && Number(read[key]) > Number(read[next])) {
        return wrong(
          checking,
          offsetOf(node, [next]),
          `${name}: ${key} ${read[key]} is more than ${next} ${read[next]}`,
        );
      }
    }
    return read;
  };
}

const limits = {
  interval: ordered(table({ min: duration(1), max: duration(1), apply: duration(1) })),
  deadPeer: ordered(table({ min: duration(0), max: duration(1) })),
  countMax: ordered(table({ min: number(0), max: number(0), apply: number(0) })),
  tcpKeepAlive: oneOf(tcpKeepAliveWords),
};
const side: Check<SideOverrides> = table<SideOverrides>(limits);

/** Patterns as in a Host line, in one text or in a list. */
const patterns: Check<readonly string[]> = (node, name, checking) => {
  const read = node.kind === "list" ? listOf(text)(node, name, checking) : text(node, name, checking);
  if (read === undefined) return undefined;
  const words = (typeof read === "string" ? [read] : read).flatMap((one) => one.split(/[\s,]+/)).filter(Boolean);
  return words.length > 0 ? words : wrong(checking, node.at, `${name}: no pattern in it`);
};

const overrideTable = table<Partial<TargetOverride>>({
  ...limits,
  targets: patterns,
  side: oneOf(["client", "server"]),
});

const override: Check<TargetOverride> = (node, name, checking) => {
  const before = checking.problems.length;
  const read = overrideTable(node, name, checking);
  if (read === undefined || checking.problems.length > before) return undefined;
  const { targets } = read;
  return targets === undefined ? wrong(checking, node.at, `${name}: "targets" is missing`) : { ...read, targets };
};

const config: Check<Config & { readonly $schema?: string }> = table({
  // Editors put it there; it says nothing to us.
  $schema: text,
  policy: oneOf(presetNames),
  network,
  openssh: text,
  kernel,
  rules: mapOf((checking) => checking.rules, oneOf(ruleLevels)),
  neighbours: flag,
  exclude: listOf(text),
  select: listOf(rule),
  ignore: listOf(rule),
  client: side,
  server: side,
  overrides: listOf(override),
});

/** What a config's root node says; the first problem in the order of the text where anything is wrong. */
export function checkConfig(root: ConfigNode, rules: readonly string[]): Result<Config, ConfigProblem> {
  const checking: Checking = { problems: [], rules };
  const { $schema: _, ...read } = config(root, "", checking) ?? {};
  if (checking.problems.length === 0) checkApplied(root, read, checking);
  const first = checking.problems.toSorted((a, b) => a.at - b.at)[0];
  return first === undefined ? ok(read) : fail(first);
}

/** An interval that a fix would write and the next run would complain about is a mistake of the config. */
function checkApplied(root: ConfigNode, read: Config, checking: Checking): void {
  const { sides } = policyOf(read);
  for (const name of ["client", "server"] as const) {
    const apply = read[name]?.interval?.apply;
    const max = sides[name].interval.max;
    if (apply === undefined || max === null || apply <= max.value) continue;
    wrong(checking, offsetOf(root, [name, "interval", "apply"]), tooLong(name, apply, max));
  }
}

function tooLong(name: string, apply: Seconds, max: { readonly value: Seconds; readonly because: string }): string {
  return `${name}.interval.apply: ${apply} is more than ${max.value} (${max.because}); name the network or set interval.max`;
}

/** Where the value of a key path stands, or as much of the path as there is. */
function offsetOf(node: ConfigNode, path: readonly string[]): number {
  const [key, ...rest] = path;
  const entry = node.kind === "map" ? node.entries.find((each) => each.key === key) : undefined;
  return entry === undefined ? node.at : offsetOf(entry.value, rest);
}
