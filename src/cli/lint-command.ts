import { readFileSync, readSync } from "node:fs";
import type { BytePath } from "../io/files.ts";
import { compactReport } from "../report/compact.ts";
import { lintJson } from "../report/json.ts";
import { relativePath } from "../report/paths.ts";
import type { LintReport, ReportedFinding } from "../report/report.ts";
import { safeText } from "../report/safe-text.ts";
import { summaryOf } from "../report/summary.ts";
import { textReport } from "../report/text.ts";
import type { Failure } from "../run/host.ts";
import { type Change, type LintOutcome, lint } from "../run.ts";
import { toBytes } from "./bytes.ts";
import { isTerminal } from "./colour.ts";
import type { LintOptions } from "./command.ts";
import { type Context, pathStyle, tell, textStyle } from "./context.ts";
import { writeAll, writeReport } from "./output.ts";
import { presets } from "./preset-list.ts";
import { configOf, settingsReader } from "./project-config.ts";

const formats = ["text", "compact", "json"] as const;

/** Runs a lint; the exit status of the contract. */
export async function lintCommand(paths: readonly string[], options: LintOptions, context: Context): Promise<number> {
  if (options.listPolicies === true) {
    writeAll(1, presets());
    return 0;
  }
  const wrong = wrongUsage(options);
  if (wrong !== null) return usageError(context, wrong);
  const config = configOf(options, context.bundles);
  if (!config.ok) return usageError(context, config.error.message);
  const { host } = context;
  const settingsFor = settingsReader(options, config.value, host, context.bundles);
  const bytes = paths.map(toBytes);
  const first = settingsFor(bytes[0] ?? `${host.cwd}/.`);
  if (!first.ok) {
    tell(context, [first.error], []);
    return 2;
  }
  const configFailures: Failure[] = [];
  const stdin = bytes.includes("-") ? readFileSync(0, "latin1") : "";
  const outcome = lint(
    {
      paths: bytes,
      stdin: { text: stdin, name: stdinName(options) },
      side: options.side ?? null,
      system: options.as ?? null,
      searchByDefault: (context.env.CI ?? "") !== "" && context.env.CI !== "false",
      openssh: options.openssh ?? first.value.openssh,
      live: options.live === true,
      policyFor: (path) => {
        const settings = settingsFor(path);
        if (settings.ok) return settings.value.policy;
        if (!configFailures.includes(settings.error)) configFailures.push(settings.error);
        return first.value.policy;
      },
      fix: options.fix === true || options.diff === true ? "apply" : options.format === "json" ? "plan" : "no",
      unsafe: options.unsafeFixes === true,
    },
    host,
  );
  return finish({ ...outcome, failures: [...configFailures, ...outcome.failures] }, stdin, options, context);
}

function wrongUsage(options: LintOptions): string | null {
  const { format } = options;
  if (format !== undefined && !formats.some((known) => known === format)) {
    return `--format: "${format}" is unknown; there are ${formats.join(", ")}`;
  }
  if (options.as !== undefined && options.side !== undefined)
    return "--side is for ssh_config and sshd_config, --as for other files: choose one";
  if (options.fix === true && options.diff === true) return "--fix writes and --diff only shows: choose one";
  if (options.unsafeFixes === true && options.fix !== true && options.diff !== true)
    return "--unsafe-fixes goes with --fix or --diff";
  return null;
}

function usageError(context: Context, message: string): number {
  tell(context, [{ path: null, message: toBytes(message) }], []);
  return 2;
}

const stdinName = (options: LintOptions): BytePath | null =>
  options.stdinFilename === undefined ? null : toBytes(options.stdinFilename);

async function finish(outcome: LintOutcome, stdin: string, options: LintOptions, context: Context): Promise<number> {
  if (options.diff === true) return showDiff(outcome, options, context);
  const { changes, notices } = outcome;
  const refused =
    options.fix === true
      ? writeChanges(
          changes.filter(({ path }) => !isStdin(path, options)),
          context,
        )
      : [];
  const report = withoutRefused(outcome.report, refused);
  const failures = [...outcome.failures, ...refused];
  const toStdout = options.fix === true && outcome.report.roots.some((path) => isStdin(path, options));
  if (toStdout) writeAll(1, Buffer.from(fixedStdin(outcome, options, stdin), "latin1"));
  if ((report.judged ?? []).length > 0 || report.files.length > 0)
    await emit(withShown(report, options), options, context, toStdout ? 2 : 1);
  tell(context, failures, notices);
  showRefused(changes, refused, context);
  return exitStatus(report, failures, options);
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
    .map(({ path, before, after }) => unifiedDiff(relativePath(path, style).replace(/^\/+/, ""), before, after))
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

function writeChanges(changes: readonly Change[], context: Context): Failure[] {
  const writer = changes.length > 0 ? context.host.loadWriter() : null;
  return changes.flatMap(({ path, before, after, isNew }) => {
    if (path === "-" || writer === null) return [];
    if (isNew && !mayCreate(path)) return [{ path, message: "not created: it does not exist, and nobody said yes" }];
    const result = isNew ? writer.create(path, after) : writer.replace(path, before, after);
    return result.ok ? [] : [{ path, message: `not written: ${result.error.message}` }];
  });
}

/** Only a person at a terminal may have a file created that was not there. */
function mayCreate(path: BytePath): boolean {
  if (!isTerminal(0) || !isTerminal(2)) return false;
  writeAll(2, `${safeText(path)} does not exist. Create it? [y/N] `);
  const answer = Buffer.alloc(64);
  return /^y(es)?$/i.test(answer.toString("latin1", 0, readSync(0, answer)).trim());
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

async function emit(report: LintReport, options: LintOptions, context: Context, descriptor: 1 | 2): Promise<void> {
  const text = await render(report, options, context, descriptor);
  writeReport(text, options.outputFile, descriptor);
}

async function render(report: LintReport, options: LintOptions, context: Context, descriptor: 1 | 2): Promise<string> {
  if (options.format === "json") return lintJson(report, pathStyle(context), context.version());
  const style = await textStyle(context, options.color, options.outputFile !== undefined, descriptor);
  return options.format === "compact" ? compactReport(report, style) : textReport(report, style);
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
