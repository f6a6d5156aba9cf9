import type { Side } from "../base/side.ts";
import type { Count, Seconds } from "../base/units.ts";
import { matchPatternList, parsePattern } from "../openssh/patterns.ts";
import { type Kernel, kernels } from "../timeline/kernels.ts";
import { defaultNetwork, type Network, usableInterval } from "../timeline/networks.ts";
import { longestInterval } from "../timeline/ssh-probes.ts";
import type { TcpKeepAlive } from "../timeline/timeline.ts";
import type {
  Benchmark,
  Bound,
  Bounds,
  ComplianceName,
  Config,
  Control,
  Policy,
  Requirement,
  SideOverrides,
  SidePolicy,
  TargetOverride,
} from "./policy.ts";
import { recommended } from "./recommended.ts";

/** Compliance presets are long, and few runs ask for one. */
export type BenchmarkNamed = (name: ComplianceName) => Benchmark;

/** The policy that a config describes; what it leaves open is `recommended`, on a network that nobody named, on this kernel. */
export function resolvedPolicy(config: Config, benchmarkNamed: BenchmarkNamed, kernel: Kernel = kernels.linux): Policy {
  const preset = config.policy ?? "recommended";
  const network = config.network ?? defaultNetwork;
  const benchmark = preset === "recommended" ? null : benchmarkNamed(preset);
  return {
    preset,
    sides: {
      client: sidePolicy("client", network, benchmark, config.client),
      server: sidePolicy("server", network, benchmark, config.server),
    },
    network,
    networkConfigured: config.network !== undefined,
    kernel: config.kernel ?? kernel,
    benchmark,
    levels: config.rules ?? new Map(),
    select: config.select ?? null,
    ignore: config.ignore ?? [],
    overrides: config.overrides ?? [],
  };
}

const resolved = new WeakMap<Policy, Map<string, SidePolicy>>();

/** What a policy asks of one target; the same object for all targets that the same overrides match. */
export function sidePolicyFor(policy: Policy, side: Side, target: string): SidePolicy {
  const matching = policy.overrides.filter((one) => (one.side ?? side) === side && names(one, target));
  if (matching.length === 0) return policy.sides[side];
  const known = resolved.get(policy) ?? new Map<string, SidePolicy>();
  resolved.set(policy, known);
  const key = `${side} ${matching.map((one) => policy.overrides.indexOf(one)).join(" ")}`;
  const own = known.get(key) ?? matching.reduce(withOverrides, policy.sides[side]);
  known.set(key, own);
  return own;
}

const names = ({ targets }: TargetOverride, target: string): boolean =>
  matchPatternList(
    target.toLowerCase(),
    targets.map((one) => parsePattern(one.toLowerCase())),
  ) === 1;

/** Two configs as one; what `over` says wins (command-line options over the project's file). */
export function mergeConfigs(under: Config, over: Config): Config {
  const rules = new Map([...(under.rules ?? []), ...(over.rules ?? [])]);
  return { ...under, ...over, rules };
}

/** The interval that a fix writes on a side for a release: the preset's, or less where the first probe would leave too late. */
export function appliedInterval(policy: SidePolicy, side: Side, release: number): Seconds {
  const { apply, max } = policy.interval;
  return max === null ? apply : atMost(apply, longestInterval(side, release, max.value));
}

/** What a fix writes for a control: the value it names, else the recommended one if it is allowed, else the nearest bound. */
export function fixValue(requirement: Requirement): Seconds | Count | TcpKeepAlive {
  switch (requirement.setting) {
    case "interval":
      return fixWithin(recommended.interval.apply, requirement);
    case "countMax":
      return fixWithin(recommended.countMax.apply, requirement);
    case "tcpKeepAlive":
      return requirement.equals;
  }
}

function fixWithin<V extends number>(
  value: V,
  asked: { readonly min: V; readonly max: V | null; readonly fix: V | null },
): V {
  return asked.fix ?? nearest(value, asked.min, asked.max);
}

/** Whether a value is what a benchmark asks for. */
export function satisfies(requirement: Requirement, value: number | TcpKeepAlive): boolean {
  if (requirement.setting === "tcpKeepAlive") return value === requirement.equals;
  return (
    typeof value === "number" && value >= requirement.min && (requirement.max === null || value <= requirement.max)
  );
}

function sidePolicy(
  side: Side,
  network: Network,
  benchmark: Benchmark | null,
  overrides: SideOverrides = {},
): SidePolicy {
  const networked = withNetwork(recommended, network);
  const preset = benchmark?.side === side ? benchmark.controls.reduce(withControl, networked) : networked;
  return withOverrides(preset, overrides);
}

function withNetwork(policy: SidePolicy, network: Network): SidePolicy {
  if (network.limit === null) return policy;
  const max: Bound<Seconds> = {
    value: usableInterval(network.limit),
    from: "network",
    because: `${network.who}: idle connections are forgotten after ${network.limit} s`,
    source: network.source,
  };
  return { ...policy, interval: { ...policy.interval, max, apply: atMost(policy.interval.apply, max.value) } };
}

function withControl(policy: SidePolicy, control: Control): SidePolicy {
  const { requirement, because, source } = control;
  const bound = <V>(value: V): Bound<V> => ({ value, from: "preset", because, source });
  switch (requirement.setting) {
    case "interval":
      return { ...policy, interval: withRange(policy, requirement) };
    case "countMax": {
      const max = requirement.max === null ? null : bound(requirement.max);
      return {
        ...policy,
        countMax: { min: bound(requirement.min), max, apply: fixWithin(recommended.countMax.apply, requirement) },
      };
    }
    case "tcpKeepAlive":
      return { ...policy, tcpKeepAlive: bound(requirement.equals) };
  }
}

/** A benchmark that asks for one exact interval leaves the network nothing to limit; its notes say what that costs. */
function withRange(policy: SidePolicy, asked: Requirement & { readonly setting: "interval" }): SidePolicy["interval"] {
  const max = asked.min === asked.max ? null : policy.interval.max;
  return { min: policy.interval.min, max, apply: fixWithin(recommended.interval.apply, asked) };
}

function withOverrides(policy: SidePolicy, overrides: SideOverrides): SidePolicy {
  const { interval = {}, deadPeer = {}, countMax = {}, tcpKeepAlive } = overrides;
  const bounds = boundsOf(policy.interval, interval);
  return {
    interval: { ...bounds, apply: nearest(interval.apply ?? policy.interval.apply, null, bounds.max?.value ?? null) },
    deadPeer: boundsOf(policy.deadPeer, deadPeer),
    countMax: countBounds(policy, countMax),
    tcpKeepAlive:
      tcpKeepAlive === undefined ? policy.tcpKeepAlive : tcpKeepAlive === "any" ? null : configured(tcpKeepAlive),
  };
}

function countBounds(policy: SidePolicy, overrides: NonNullable<SideOverrides["countMax"]>): SidePolicy["countMax"] {
  const bounds = boundsOf(policy.countMax, overrides);
  const apply = overrides.apply ?? policy.countMax.apply;
  return { ...bounds, apply: nearest(apply, bounds.min?.value ?? null, bounds.max?.value ?? null) };
}

function boundsOf<V>(bounds: Bounds<V>, overrides: { readonly min?: V; readonly max?: V }): Bounds<V> {
  return {
    min: overrides.min === undefined ? bounds.min : configured(overrides.min),
    max: overrides.max === undefined ? bounds.max : configured(overrides.max),
  };
}

const configured = <V>(value: V): Bound<V> => ({
  value,
  from: "config",
  because: "this project's config asks for it",
  source: "project config",
});

function nearest<V extends number>(value: V, min: V | null, max: V | null): V {
  if (min !== null && value < min) return min;
  return max !== null && value > max ? max : value;
}

function atMost<V extends number>(value: V, max: V): V {
  return nearest(value, null, max);
}
