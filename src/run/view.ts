import { compile } from "../eval/compile.ts";
import { valuesOf } from "../eval/connection.ts";
import type { Program } from "../eval/program.ts";
import type { EvaluatedRoot } from "../eval/root.ts";
import type { Policy } from "../policy/policy.ts";
import type { View } from "../rules/rule.ts";
import { timeline } from "../timeline/dead-peer.ts";
import type { Host } from "./host.ts";
import { userConfigOf } from "./inputs.ts";
import { besideFile, type LintRoot, refusesOwner } from "./roots.ts";

/** One release of each way of reading lines (openssh/versions.ts), for what others make of a line. */
const tellingReleases = [706, 803, 804, 806, 807, 902, 908, 909, 1002, 1006];

/** How a root was read: in full, or by its survey alone. */
export type Reading = Pick<EvaluatedRoot, "input" | "program" | "connections">;

/** What the rules may look at of one root. */
export function viewOf(root: LintRoot, reading: Reading, policy: Policy, host: Host): View {
  const { input } = reading;
  const { side, version } = input;
  const sidePolicy = policy.sides[side];
  const networkLimit = policy.network.limit;
  const { release } = version;
  let others: readonly Program[] | null = null;
  const otherVersions = (): readonly Program[] => {
    others ??= tellingReleases
      .filter((other) => other !== release && other >= root.assumed.from && other <= root.assumed.to)
      .map((other) => compile({ ...input, version: { ...version, release: other } }).program);
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
      return reading.connections;
    },
    policy,
    sidePolicy,
    otherVersions,
    timeline: (settings, proxied) =>
      timeline({ side, release, settings: valuesOf(settings), proxied, kernel: policy.kernel, networkLimit }),
    isFragment: root.isFragment,
    isLive: root.isLive,
    isTemplate: root.isTemplate,
    hasFileBeside: (file, name) => host.files.facts(besideFile(file, name))?.kind === "file",
    refusesRoot: refusesRoot(root, host),
  };
}

/** Only ~/.ssh/config itself is checked; /etc/ssh/ssh_config and a file of `-F` are not (ssh.c process_config_files). */
function refusesRoot(root: LintRoot, host: Host): string | null {
  const { path } = root.file.source;
  if (!root.isLive || path !== userConfigOf(host)) return null;
  return refusesOwner(root.file.facts, path, root.assumed.version, host);
}
