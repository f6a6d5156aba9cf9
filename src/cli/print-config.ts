import type { Result } from "../base/result.ts";
import type { BytePath } from "../io/files.ts";
import type { Bound, Policy, SidePolicy } from "../policy/policy.ts";
import { pathsForPrograms } from "../report/paths.ts";
import { registry } from "../rules/registry.ts";
import type { Failure } from "../run/host.ts";
import { activeRules } from "../run/plain-reading.ts";
import { toBytes } from "./bytes.ts";
import type { LintOptions } from "./command.ts";
import { type Context, pathStyle, tell } from "./context.ts";
import { writeReport } from "./output.ts";
import type { Settings } from "./project-config.ts";

/** Prints what holds for one file, as JSON: the project config and the command line, all defaults filled in. */
export function printConfig(
  options: LintOptions,
  settingsFor: (path: BytePath) => Result<Settings, Failure>,
  context: Context,
): number {
  const settings = settingsFor(toBytes(options.printConfig ?? "."));
  if (!settings.ok) {
    tell(context, [settings.error], []);
    return 2;
  }
  const { file, policy, openssh, exclude, neighbours } = settings.value;
  const show = pathsForPrograms(pathStyle(context));
  const shown = {
    config: file === null ? null : show(file),
    policy: policy.preset,
    network: { name: policy.network.name, limit: policy.network.limit },
    openssh: options.openssh ?? openssh ?? null,
    kernel: { name: policy.kernel.name, ...policy.kernel.keepalive, source: undefined, evidence: undefined },
    neighbours: options.neighbours ?? neighbours,
    exclude: [...exclude, ...(options.exclude ?? [])],
    rules: rulesOf(policy),
    client: sideOf(policy.sides.client),
    server: sideOf(policy.sides.server),
    overrides: policy.overrides,
  };
  writeReport(`${JSON.stringify(shown, null, 2)}\n`, options.outputFile ?? null, 1);
  return 0;
}

function rulesOf(policy: Policy): Record<string, string> {
  const active = new Set(activeRules(policy, registry).map(({ id }) => id));
  return Object.fromEntries(
    registry.map(({ id, severity }) => [id, active.has(id) ? (policy.levels.get(id) ?? severity) : "off"]),
  );
}

const value = <V>(bound: Bound<V> | null): V | null => (bound === null ? null : bound.value);

const sideOf = ({ interval, deadPeer, countMax, tcpKeepAlive }: SidePolicy) => ({
  interval: { min: value(interval.min), max: value(interval.max), apply: interval.apply },
  deadPeer: { min: value(deadPeer.min), max: value(deadPeer.max) },
  countMax: { min: value(countMax.min), max: value(countMax.max), apply: countMax.apply },
  tcpKeepAlive: value(tcpKeepAlive) ?? "any",
});
