import { fail, ok, type Result } from "../base/result.ts";
import { directoryOf, joined, normalised } from "../io/byte-paths.ts";
import type { BytePath } from "../io/files.ts";
import { configFileNames } from "../policy/load.ts";
import { hint } from "../policy/nearest.ts";
import { type Config, type Policy, presetNames } from "../policy/policy.ts";
import { mergeConfigs, resolvedPolicy } from "../policy/resolve.ts";
import type { Failure, Host } from "../run/host.ts";
import { type Kernel, kernels } from "../timeline/kernels.ts";
import { networkNames, parseNetwork } from "../timeline/networks.ts";
import { toBytes, toText } from "./bytes.ts";
import type { Bundles } from "./node-host.ts";

/** What of a command line decides the policy. */
export interface PolicyOptions {
  readonly policy?: string;
  readonly network?: string;
  readonly sysctl?: string;
  readonly config?: string | false;
  readonly select?: readonly string[];
  readonly ignore?: readonly string[];
  readonly rule?: readonly string[];
  readonly suppressRule?: readonly string[];
}

const usage = (message: string): { ok: false; error: Failure } => fail({ path: null, message });

/** The command line's part of the policy. */
export function configOf(options: PolicyOptions, bundles: Bundles): Result<Config, Failure> {
  const preset = presetNames.find((name) => name === options.policy);
  if (options.policy !== undefined && preset === undefined) {
    return usage(`--policy: unknown policy "${options.policy}"${hint(options.policy, presetNames)}`);
  }
  const network = options.network === undefined ? undefined : parseNetwork(options.network);
  if (network === null)
    return usage(`--network: "${options.network}" is no network${hint(options.network ?? "", networkNames)}`);
  const rules = new Map<string, "off" | "info" | "warning" | "error">();
  const named = [options.rule, options.select, options.ignore, options.suppressRule].some((list) => list !== undefined);
  const ruleIds = named ? bundles.judge().ruleIds : [];
  for (const setting of options.rule ?? []) {
    const [id = "", level] = setting.split("=");
    if (!ruleIds.includes(id)) return usage(`--rule: unknown rule "${id}"${hint(id, ruleIds)}`);
    if (level !== "off" && level !== "info" && level !== "warning" && level !== "error") {
      return usage(`--rule ${setting}: the level is off, info, warning or error`);
    }
    rules.set(id, level);
  }
  for (const id of [...(options.select ?? []), ...(options.ignore ?? [])]) {
    if (!ruleIds.some((known) => known === id || known.startsWith(`${id}-`))) {
      return usage(`--select and --ignore: unknown rule "${id}"${hint(id, ruleIds)}`);
    }
  }
  for (const id of options.suppressRule ?? []) {
    if (!ruleIds.includes(id)) return usage(`--suppress-rule: unknown rule "${id}"${hint(id, ruleIds)}`);
  }
  return ok({
    ...(preset === undefined ? {} : { policy: preset }),
    ...(network === undefined ? {} : { network }),
    ...(options.select === undefined ? {} : { select: options.select }),
    ...(options.ignore === undefined ? {} : { ignore: options.ignore }),
    rules,
  });
}

/** The nearest config file in a directory or above it; the search ends at the project's root, at home and at "/". */
class ConfigSearch {
  private readonly known = new Map<BytePath, BytePath | null>();

  constructor(private readonly host: Host) {}

  from(directory: BytePath): BytePath | null {
    const known = this.known.get(directory);
    if (known !== undefined) return known;
    const held = this.host.files.which(directory, ASKED_FOR);
    const found = held.length === 0 ? null : this.in(directory, held);
    const ends = directory === "/" || directory === "." || directory === this.host.machine.home;
    const nearest = found ?? (ends || held.includes(".git") ? null : this.from(directoryOf(directory)));
    this.known.set(directory, nearest);
    return nearest;
  }

  private in(directory: BytePath, held: readonly string[]): BytePath | null {
    for (const name of configFileNames) {
      if (!held.includes(name)) continue;
      const candidate = joined(directory, name);
      if (this.host.files.facts(candidate)?.kind !== "file") continue;
      if (name !== "package.json" || holdsConfig(candidate, this.host)) return candidate;
    }
    return null;
  }
}

const ASKED_FOR: readonly string[] = [...configFileNames, ".git"];

function holdsConfig(path: BytePath, host: Host): boolean {
  const read = host.files.read(path);
  return read.ok && read.value.text.includes('"keepalive-lint"');
}

function readConfig(path: BytePath, host: Host, bundles: Bundles): Result<Config, Failure> {
  const read = host.files.read(path);
  if (!read.ok) return fail({ path, message: read.error.message });
  const text = toText(read.value.text);
  const loaded = bundles["config-reader"]().readProjectConfig(text, toText(path));
  if (loaded.ok) return ok(loaded.value ?? {});
  const { line, column, message } = loaded.error;
  return fail({ path, line, column, message: toBytes(message) });
}

/** The policy's kernel with what a sysctl file says. */
function sysctlKernel(file: BytePath, assumed: Kernel, host: Host, bundles: Bundles): Result<Kernel, Failure> {
  const path = normalised(joined(host.cwd, file));
  const read = host.files.read(path);
  if (!read.ok) return fail({ path, message: read.error.message });
  const kernel = bundles["config-reader"]().kernelWithSysctl(read.value.text, assumed);
  return kernel.ok ? kernel : fail({ path, line: kernel.error.line, column: 1, message: kernel.error.message });
}

/** What holds for a file: the project config above it (or the one named), and the command line over it. */
export interface Settings {
  readonly policy: Policy;
  readonly openssh: string | undefined;
  /** The project config; null: there is none. */
  readonly file: BytePath | null;
  readonly exclude: readonly string[];
  readonly neighbours: boolean;
}

/** Finds and reads project configs, each once; the first that is wrong ends the run. */
export function settingsReader(
  options: PolicyOptions,
  over: Config,
  host: Host,
  bundles: Bundles,
): (path: BytePath) => Result<Settings, Failure> {
  const kernel = host.platform === "darwin" ? kernels.macos : kernels.linux;
  const cache = new Map<BytePath | null, Result<Settings, Failure>>();
  const search = new ConfigSearch(host);
  const named = typeof options.config === "string" ? normalised(joined(host.cwd, toBytes(options.config))) : null;
  const withSysctl = (settings: Settings): Result<Settings, Failure> => {
    if (options.sysctl === undefined) return ok(settings);
    const { policy } = settings;
    const read = sysctlKernel(toBytes(options.sysctl), policy.kernel, host, bundles);
    return read.ok ? ok({ ...settings, policy: { ...policy, kernel: read.value } }) : read;
  };
  const find = (path: BytePath): BytePath | null =>
    named !== null || options.config === false ? named : search.from(directoryOf(path));
  return (path) => {
    const file = find(path.startsWith("/") ? path : joined(host.cwd, path));
    const known = cache.get(file);
    if (known !== undefined) return known;
    const config = file === null ? ok<Config>({}) : readConfig(file, host, bundles);
    const settings: Result<Settings, Failure> = config.ok
      ? withSysctl({
          policy: resolvedPolicy(
            mergeConfigs(config.value, over),
            (name) => bundles.presets().benchmarks[name],
            kernel,
          ),
          openssh: config.value.openssh,
          file,
          exclude: (config.value.exclude ?? []).map(toBytes),
          neighbours: config.value.neighbours ?? false,
        })
      : config;
    cache.set(file, settings);
    return settings;
  };
}
