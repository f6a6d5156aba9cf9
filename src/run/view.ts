import type { Side } from "../base/side.ts";
import { type SettingValues, valuesOf } from "../eval/connection.ts";
import { type Evaluated, group } from "../eval/effective.ts";
import type { Program } from "../eval/program.ts";
import type { EvaluatedRoot } from "../eval/root.ts";
import type { Policy, SidePolicy } from "../policy/policy.ts";
import { sidePolicyFor } from "../policy/resolve.ts";
import type { View } from "../rules/rule.ts";
import { timeline } from "../timeline/dead-peer.ts";
import type { Timeline } from "../timeline/timeline.ts";
import type { Host } from "./host.ts";
import { userConfigOf } from "./inputs.ts";
import { besideFile, type LintRoot, refusesOwner } from "./roots.ts";

/** One release of each way of reading lines (openssh/versions.ts), for what others make of a line. */
const tellingReleases = [706, 803, 804, 806, 807, 902, 908, 909, 1002, 1006];

/** How a root was read: in full, or by its survey alone. */
export type Reading = Pick<EvaluatedRoot, "input" | "program" | "connections"> &
  Partial<Pick<EvaluatedRoot, "targets">> & {
    readonly outcomes?: readonly Evaluated[];
    readonly doubtful?: readonly Evaluated[];
  };

/** What the rules may look at of one root. */
export function viewOf(root: LintRoot, reading: Reading, policy: Policy, host: Host): View {
  const { input } = reading;
  const { side, version } = input;
  const sidePolicy = policy.sides[side];
  const networkLimit = policy.network.limit;
  const { release } = version;
  let connections: readonly Evaluated[] | null = null;
  let others: readonly Program[] | null = null;
  const otherVersions = (): readonly Program[] => {
    others ??= tellingReleases
      .filter((other) => other !== release && other >= root.assumed.from && other <= root.assumed.to)
      .map((other) => host.loadJudge().compile({ ...input, version: { ...version, release: other } }).program);
    return others;
  };
  return {
    side,
    version,
    get program() {
      return reading.program;
    },
    root: input.roots[0]?.file ?? root.file,
    get connections() {
      connections ??=
        policy.overrides.length === 0 || reading.targets === undefined
          ? reading.connections
          : groupedByPolicy(reading.targets(), policy, side);
      return connections;
    },
    get outcomes() {
      return reading.outcomes ?? this.connections;
    },
    get doubtful() {
      return reading.doubtful ?? this.connections.filter(({ possible }) => possible.length > 0);
    },
    policy,
    sidePolicy,
    otherVersions,
    timeline: remembered((values, proxied) =>
      timeline({ side, release, settings: values, proxied, kernel: policy.kernel, networkLimit }),
    ),
    isFragment: root.isFragment,
    isLive: root.isLive,
    isTemplate: root.isTemplate,
    hasFileBeside: (file, name) => host.files.facts(besideFile(file, name))?.kind === "file",
    refusesRoot: refusesRoot(root, host),
  };
}

/** Thousands of findings may be about a few values; each is judged before and after its fix. */
function remembered(timelineOf: (values: SettingValues, proxied: boolean) => Timeline): View["timeline"] {
  const known = new Map<string, Timeline>();
  return (settings, proxied) => {
    const values = valuesOf(settings);
    const key = `${values.interval}|${values.countMax}|${values.tcpKeepAlive}|${proxied}`;
    const found = known.get(key) ?? timelineOf(values, proxied);
    if (known.size < MOST_REMEMBERED) known.set(key, found);
    return found;
  };
}

const MOST_REMEMBERED = 10_000;

/** Targets that get the same and of which the same is asked. */
function groupedByPolicy(targets: Iterable<Evaluated>, policy: Policy, side: Side): readonly Evaluated[] {
  const parts = new Map<SidePolicy, Evaluated[]>();
  for (const one of targets) {
    const asked = sidePolicyFor(policy, side, one.targets[0] ?? "*");
    const part = parts.get(asked);
    if (part === undefined) parts.set(asked, [one]);
    else part.push(one);
  }
  return [...parts.values()].flatMap((part) => group(part));
}

/** Only ~/.ssh/config itself is checked; /etc/ssh/ssh_config and a file of `-F` are not (ssh.c process_config_files). */
function refusesRoot(root: LintRoot, host: Host): string | null {
  const { path } = root.file.source;
  if (!root.isLive || path !== userConfigOf(host)) return null;
  return refusesOwner(root.file.facts, path, root.assumed.version, host);
}
