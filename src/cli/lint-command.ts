import { readFileSync } from "node:fs";
import { directoryOf, joined, nameOf } from "../io/byte-paths.ts";
import { type BytePath, LOCK_END } from "../io/files.ts";
import { relativePath } from "../report/paths.ts";
import type { LintReport, ReportedFinding } from "../report/report.ts";
import { summaryOf } from "../report/summary.ts";
import type { Failure, Host } from "../run/host.ts";
import type { Exclusion } from "../run/inputs.ts";
import { type Change, type LintOutcome, type LintRequest, lint } from "../run.ts";
import { toBytes } from "./bytes.ts";
import { isTerminal } from "./colour.ts";
import type { LintOptions } from "./command.ts";
import { type Context, pathStyle, tell, textStyle } from "./context.ts";
import { type LintFormat, lintOutputs, type Output } from "./formats.ts";
import { emit } from "./lint-output.ts";
import { writeAll } from "./output.ts";
import { configOf, type Settings, settingsReader } from "./project-config.ts";
import type { Written } from "./write-changes.ts";

/** Runs a lint; the exit status of the contract. */
export async function lintCommand(paths: readonly string[], options: LintOptions, context: Context): Promise<number> {
  if (options.listPolicies === true) {
    writeAll(1, context.bundles.presets().presets());
    return 0;
  }
  const wrong = wrongUsage(options, paths);
  if (wrong !== null) return usageError(context, wrong);
  const outputs = lintOutputs(options, context.env);
  if (!outputs.ok) return usageError(context, outputs.error);
  const asksFor = (...formats: LintFormat[]): boolean => outputs.value.some(({ format }) => formats.includes(format));
  const config = configOf(options, context.bundles);
  if (!config.ok) return usageError(context, config.error.message);
  const { host } = context;
  const settingsFor = settingsReader(options, config.value, host, context.bundles);
  const bytes = paths.map(toBytes);
  const first = settingsFor(startOf(bytes[0] ?? host.cwd, host));
  if (!first.ok) {
    tell(context, [first.error], []);
    return 2;
  }
  if (options.printConfig !== undefined)
    return context.bundles["print-config"]().printConfig(options, settingsFor, context);
  const configFailures: Failure[] = [];
  const stdin = bytes.includes("-") ? readFileSync(0, "latin1") : "";
  const wanted = {
    paths: bytes,
    stdin: { text: stdin, name: stdinName(options) },
    side: options.side ?? null,
    system: options.as ?? null,
    searchByDefault: (context.env.CI ?? "") !== "" && context.env.CI !== "false",
    neighbours: options.neighbours ?? first.value.neighbours,
    exclude: exclusionsOf(options, first.value, host.cwd),
    forceExclude: options.forceExclude === true,
    respectGitignore: options.respectGitignore !== false,
    allowNothing: options.errorOnUnmatchedPattern === false,
    openssh: options.openssh ?? first.value.openssh,
    live: options.live === true,
    effectiveDump: options.effectiveDump === true,
  };
  if (options.listFiles === true) return context.bundles["list-files"]().listFilesCommand(wanted, options, context);
  const asked = await askedOf(options, context);
  const outcome = lint(
    {
      ...asked,
      ...wanted,
      ...(options.fleet === true ? { given: context.bundles.fleet().fleetInputs(wanted, host) } : {}),
      inlineConfig: options.inlineConfig !== false,
      policyFor: (path) => {
        const settings = settingsFor(path);
        if (settings.ok) return settings.value.policy;
        if (!configFailures.includes(settings.error)) configFailures.push(settings.error);
        return first.value.policy;
      },
      fix: isFixing(options) ? "apply" : asksFor("json", "rdjson") ? "plan" : "no",
      // A human's eye is there.
      unsafe: options.unsafeFixes === true || options.interactive === true,
      effective: asksFor("html"),
    },
    host,
  );
  const whole = { ...outcome, failures: [...configFailures, ...outcome.failures] };
  if (options.diff === true) return showDiff(whole, options, context);
  return finish(whole, stdin, outputs.value, options, context);
}

/** Where the search for a project config starts: inside a directory, beside a file. */
const startOf = (path: BytePath, host: Host): BytePath =>
  host.files.facts(joined(host.cwd, path))?.kind === "directory" ? `${path}/.` : path;

/** The project config's patterns hold from its directory on, those of the command line from the working directory on. */
function exclusionsOf({ exclude = [] }: LintOptions, { file, exclude: own }: Settings, cwd: BytePath): Exclusion[] {
  const configured = file === null ? [] : [{ base: directoryOf(file), patterns: own }];
  return [...configured, { base: cwd, patterns: exclude.map(toBytes) }];
}

/** What is asked of a person or of the real programs before a fix is taken. */
async function askedOf(
  options: LintOptions,
  context: Context,
): Promise<Pick<LintRequest, "approve" | "verifyWith" | "dropIn">> {
  const { bundles } = context;
  const approve =
    options.interactive === true
      ? bundles
          .interactive()
          .askAboutFixes(await textStyle(context, options.color, false, 2), (rule) =>
            bundles.explain().explainCommand([rule], context),
          )
      : undefined;
  return {
    ...(approve === undefined ? {} : { approve }),
    ...(options.verifyWithOpenssh === true ? { verifyWith: bundles["openssh-verification"]().verifyWithOpenSsh } : {}),
    dropIn: options.dropIn === true,
  };
}

const writes = ({ fix, interactive }: LintOptions): boolean => fix === true || interactive === true;

const isFixing = (options: LintOptions): boolean => writes(options) || options.diff === true;

function wrongUsage(options: LintOptions, paths: readonly string[]): string | null {
  if (writes(options) && options.diff === true)
    return `--${options.fix === true ? "fix" : "interactive"} writes and --diff only shows: choose one`;
  for (const [name, given] of Object.entries({
    "unsafe-fixes": options.unsafeFixes,
    "verify-with-openssh": options.verifyWithOpenssh,
    "drop-in": options.dropIn,
  }))
    if (given === true && !isFixing(options)) return `--${name} goes with --fix or --diff`;
  if (options.as !== undefined && options.side !== undefined)
    return "--side is for ssh_config and sshd_config, --as for other files: choose one";
  if (options.backup !== undefined && !writes(options)) return "--backup goes with --fix";
  if (options.backup === "" || options.backup?.includes("/") === true)
    return "--backup takes what is added to the file's name, without a slash";
  if (options.interactive === true && !(isTerminal(0) && isTerminal(2)))
    return "--interactive asks at a terminal, and there is none; --fix writes without asking, --diff shows";
  return wrongFleet(options, paths) ?? wrongBaseline(options, paths);
}

/** What comes from other machines is not mended here. */
function wrongFleet(options: LintOptions, paths: readonly string[]): string | null {
  const { fleet, effectiveDump, statistics, format = [] } = options;
  const name = fleet === true ? "fleet" : effectiveDump === true ? "effective-dump" : null;
  if (name !== null && isFixing(options)) return `--${name} reads copies: what is wrong is mended where they come from`;
  if (fleet === true && (paths.length === 0 || paths.includes("-")))
    return "--fleet takes directories, each with one directory for each host";
  if (statistics === true && format.some((word) => !/^(?:text|compact|json)(?:=|$)/.test(word)))
    return "--statistics goes with --format text, compact and json";
  return null;
}

/** As eslint has it. */
function wrongBaseline(
  { suppressAll, suppressRule, pruneSuppressions, diff }: LintOptions,
  paths: readonly string[],
): string | null {
  const suppresses = suppressAll === true || suppressRule !== undefined;
  if (suppressAll === true && suppressRule !== undefined)
    return "--suppress-all and --suppress-rule cannot be used together";
  if (suppresses && pruneSuppressions === true)
    return "--suppress-all and --suppress-rule cannot be used together with --prune-suppressions";
  if ((suppresses || pruneSuppressions === true) && diff === true)
    return "--diff writes nothing, so it writes no suppressions";
  if (suppresses && paths.includes("-")) return "findings of standard input cannot be suppressed in a file";
  return null;
}

function usageError(context: Context, message: string): number {
  tell(context, [{ path: null, message: toBytes(message) }], []);
  return 2;
}

const stdinName = (options: LintOptions): BytePath | null =>
  options.stdinFilename === undefined ? null : toBytes(options.stdinFilename);

async function finish(
  outcome: LintOutcome,
  stdin: string,
  outputs: readonly Output<LintFormat>[],
  options: LintOptions,
  context: Context,
): Promise<number> {
  const { changes } = outcome;
  const written = writtenOf(
    outcome,
    changes.filter(({ path }) => !isStdin(path, options)),
    options,
    context,
  );
  const { refused } = written;
  const baselined = withBaseline(withoutRefused(outcome.report, refused), options, context);
  const { report } = baselined;
  const failures = [...outcome.failures, ...refused, ...written.troubled, ...baselined.failures];
  const toStdout = writes(options) && outcome.report.roots.some((path) => isStdin(path, options));
  if (toStdout) writeAll(1, Buffer.from(fixedStdin(outcome, options, stdin), "latin1"));
  const shown = withShown(report, options);
  for (const output of outputs) await emit(shown, output, failures, options, context, toStdout ? 2 : 1);
  tell(context, failures, [...outcome.notices, ...written.notices]);
  showRefused(changes, refused, context);
  return exitStatus(report, failures, options);
}

const BASELINE = "keepalive-lint-suppressions.json";

/** Accepted findings are counted in a file; most runs have none. */
function withBaseline(
  report: LintReport,
  options: LintOptions,
  context: Context,
): { readonly report: LintReport; readonly failures: readonly Failure[] } {
  const { suppressAll, suppressRule, suppressionsLocation, pruneSuppressions } = options;
  const isAsked = [suppressAll, suppressRule, suppressionsLocation, pruneSuppressions].some((one) => one !== undefined);
  if (!isAsked && context.host.files.facts(joined(context.host.cwd, BASELINE))?.kind !== "file")
    return { report, failures: [] };
  return context.bundles.baseline().applyBaseline(report, options, context);
}

function writtenOf(outcome: LintOutcome, changes: readonly Change[], options: LintOptions, context: Context): Written {
  if (!writes(options) || changes.length === 0) {
    if (writes(options)) clearAfterKilledRuns(outcome, context);
    return { refused: [], troubled: [], notices: [] };
  }
  return context.bundles["write-changes"]().writeChanges(changes, options.backup ?? null, context);
}

/** A run that was killed behind its last rename has left its lock, and there is nothing more to write that would clear it. */
function clearAfterKilledRuns({ report }: LintOutcome, { host }: Context): void {
  for (const { path } of report.files) {
    const target = host.files.realPath(path);
    if (target === null) continue;
    const lock = joined(directoryOf(target), `.${nameOf(target).slice(0, 200)}${LOCK_END}`);
    if (host.files.isLink(lock)) host.loadWriter()?.clear(target);
  }
}

/** What could not be written is not fixed: its findings stay. */
function withoutRefused(report: LintReport, refused: readonly Failure[]): LintReport {
  const isRefused = ({ fix }: ReportedFinding): boolean =>
    fix?.edits.some(({ path }) => refused.some((failure) => failure.path === path)) ?? false;
  if (report.fixed === null || refused.length === 0) return report;
  const left = report.fixed.filter(isRefused);
  return {
    ...report,
    fixed: report.fixed.filter((finding) => !isRefused(finding)),
    findings: [...left, ...report.findings],
  };
}

/** Nothing is lost where nothing could be written: the diff says what was meant. */
function showRefused(changes: readonly Change[], refused: readonly Failure[], context: Context): void {
  const meant = changes.filter(({ path }) => refused.some((failure) => failure.path === path));
  if (meant.length > 0) writeAll(2, Buffer.from(diffOf(meant, context), "latin1"));
}

function diffOf(changes: readonly Change[], context: Context): string {
  const { unifiedDiff } = context.bundles.diff();
  const style = pathStyle(context);
  return changes
    .filter(({ hiddenBecause }) => hiddenBecause === undefined)
    .map(({ path, before, after, isNew }) => {
      return unifiedDiff(relativePath(path, style).replace(/^\/+/, ""), before, after, isNew);
    })
    .join("");
}

const isStdin = (path: BytePath, options: LintOptions): boolean =>
  path === "-" || (options.stdinFilename !== undefined && path === toBytes(options.stdinFilename));

/** The mended text, or the text as it came where nothing was to mend. */
function fixedStdin({ changes }: LintOutcome, options: LintOptions, stdin: string): string {
  const change = changes.find(({ path }) => isStdin(path, options));
  if (change !== undefined) return change.after;
  return stdin;
}

function showDiff({ report, changes, failures, notices }: LintOutcome, options: LintOptions, context: Context): number {
  if (changes.length > 0) writeAll(1, Buffer.from(diffOf(changes, context), "latin1"));
  const hidden = changes.flatMap(({ path, hiddenBecause: why }) =>
    why === undefined ? [] : [`no diff of ${path} is shown: ${why}; --fix writes it`],
  );
  const left = summaryOf(report.findings);
  const total = left.error + left.warning + left.info;
  const unsafe = report.findings.filter(({ fix }) => fix?.safety === "unsafe").length;
  const more = options.unsafeFixes !== true && unsafe > 0 ? ` (${unsafe} with --unsafe-fixes)` : "";
  tell(context, failures, [
    ...notices,
    ...hidden,
    ...(total > 0 ? [`the diff leaves ${total} finding${total === 1 ? "" : "s"}${more}`] : []),
  ]);
  if (failures.length > 0) return 2;
  return changes.length > 0 ? 1 : 0;
}

const rank = { error: 2, warning: 1, info: 0 } as const;

/** What --severity and --quiet leave to see; the exit status is decided before. */
function withShown(report: LintReport, options: LintOptions): LintReport {
  const least = rank[options.quiet === true ? "error" : (options.severity ?? "info")];
  const findings = report.findings.filter(({ severity }) => rank[severity] >= least);
  return { ...report, findings, hidden: report.findings.length - findings.length };
}

/** 0: nothing certain of severity warning or error; 1: something is; 2: the run could not do its work. */
function exitStatus(report: LintReport, failures: readonly Failure[], options: LintOptions): number {
  if (failures.length > 0) return 2;
  if (options.exitZero === true) return 0;
  const fails = (finding: ReportedFinding): boolean => {
    if (options.strict === true) return true;
    return finding.certainty === "certain" && finding.severity !== "info";
  };
  const failing = report.findings.filter(fails);
  const onlyWarnings = failing.every(({ severity }) => severity === "warning");
  if (onlyWarnings && options.strict !== true && failing.length <= (options.maxWarnings ?? 0)) return 0;
  return failing.length > 0 ? 1 : 0;
}
