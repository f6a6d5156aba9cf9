import { fail, ok, type Result } from "../base/result.ts";
import { joined } from "../io/byte-paths.ts";
import type { BytePath } from "../io/files.ts";
import { pathsForPrograms } from "../report/paths.ts";
import type { LintReport, ReportedFinding } from "../report/report.ts";
import type { Failure } from "../run/host.ts";
import { toBytes } from "./bytes.ts";
import type { LintOptions } from "./command.ts";
import { type Context, pathStyle } from "./context.ts";
import { writeReport } from "./output.ts";

/** The file in the working directory that accepted findings are counted in, as eslint does it. */
export const suppressionsFile = "keepalive-lint-suppressions.json";

/** How many findings of a rule are accepted in a file: they may move, and must not become more. */
type Counts = Map<string, Map<string, number>>;

/** A report without the findings that the suppressions file accepts, and what is wrong with that file. */
export interface Baselined {
  readonly report: LintReport;
  readonly failures: readonly Failure[];
  readonly notices: readonly string[];
}

/** Writes the suppressions file where that was asked for, and takes out of the report what it accepts. */
export function applyBaseline(report: LintReport, options: LintOptions, context: Context): Baselined {
  const path = options.suppressionsLocation ?? suppressionsFile;
  const known = readCounts(path, options, context);
  if (!known.ok) return { report, failures: [known.error], notices: [] };
  const show = pathsForPrograms(pathStyle(context));
  const found = countsOf(report.findings, show);
  const before = known.value;
  const accepted = options.pruneSuppressions === true ? pruned(before, found, report, show, context) : before;
  const now = withNew(accepted, found, options);
  if (now !== before) writeReport(`${JSON.stringify(written(now), null, 2)}\n`, path, 1);
  const findings = report.findings.filter(({ rule, place }) => {
    const file = show(place.source.path);
    return (found.get(file)?.get(rule) ?? 0) > (now.get(file)?.get(rule) ?? 0);
  });
  const failures = options.passOnUnprunedSuppressions === true ? [] : stale(now, found, report, show, path);
  return { report: { ...report, findings }, failures, notices: [] };
}

function readCounts(path: string, options: LintOptions, { host }: Context): Result<Counts, Failure> {
  const bytes = joined(host.cwd, toBytes(path));
  const read = host.files.read(bytes);
  const creates = options.suppressAll === true || options.suppressRule !== undefined;
  if (!read.ok) {
    if (read.error.kind === "missing" && creates) return ok(new Map());
    const help = read.error.kind === "missing" ? "; --suppress-all or --suppress-rule writes it" : "";
    return fail({ path: bytes, message: `${read.error.message}${help}` });
  }
  const counts = parsed(Buffer.from(read.value.text, "latin1").toString("utf8"));
  if (counts !== null) return ok(counts);
  return fail({ path: bytes, message: 'is no suppressions file: {"FILE": {"RULE": {"count": 1}}} is expected' });
}

function parsed(text: string): Counts | null {
  try {
    const counts: Counts = new Map();
    for (const [file, rules] of membersOf(JSON.parse(text))) {
      const own = new Map<string, number>();
      for (const [rule, entry] of membersOf(rules)) {
        const count = membersOf(entry).find(([name]) => name === "count")?.[1];
        if (typeof count !== "number" || !Number.isInteger(count) || count < 1) return null;
        own.set(rule, count);
      }
      counts.set(file, own);
    }
    return counts;
  } catch {
    return null;
  }
}

/** @throws TypeError where the value is no object. */
function membersOf(value: unknown): [string, unknown][] {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new TypeError("no object");
  return Object.entries(value);
}

function countsOf(findings: readonly ReportedFinding[], show: (path: BytePath) => string): Counts {
  const counts: Counts = new Map();
  for (const { rule, place } of findings) {
    const file = show(place.source.path);
    const own = counts.get(file) ?? new Map<string, number>();
    counts.set(file, own.set(rule, (own.get(rule) ?? 0) + 1));
  }
  return counts;
}

/** With what this run found, of all rules or of those that were named. */
function withNew(accepted: Counts, found: Counts, { suppressAll, suppressRule }: LintOptions): Counts {
  if (suppressAll !== true && suppressRule === undefined) return accepted;
  const now: Counts = new Map([...accepted].map(([file, rules]) => [file, new Map(rules)]));
  for (const [file, rules] of found) {
    const own = now.get(file) ?? new Map<string, number>();
    for (const [rule, count] of rules) if (suppressAll === true || suppressRule?.includes(rule)) own.set(rule, count);
    if (own.size > 0) now.set(file, own);
  }
  return now;
}

/** Files that this run looked at keep what still occurs; files that are gone go; all others stay. */
function pruned(
  known: Counts,
  found: Counts,
  report: LintReport,
  show: (path: BytePath) => string,
  { host }: Context,
): Counts {
  const linted = new Set(report.files.map(({ path }) => show(path)));
  const kept: Counts = new Map();
  for (const [file, rules] of known) {
    if (!linted.has(file)) {
      if (host.files.facts(joined(host.cwd, toBytes(file))) !== null) kept.set(file, rules);
      continue;
    }
    const left = [...rules].flatMap(([rule, count]): [string, number][] => {
      const now = Math.min(count, found.get(file)?.get(rule) ?? 0);
      return now > 0 ? [[rule, now]] : [];
    });
    if (left.length > 0) kept.set(file, new Map(left));
  }
  return kept;
}

/** Accepted findings that do not occur any more would accept the next ones unseen. */
function stale(
  known: Counts,
  found: Counts,
  report: LintReport,
  show: (path: BytePath) => string,
  path: string,
): Failure[] {
  const linted = new Set(report.files.map((file) => show(file.path)));
  const left = [...known].filter(([file, rules]) => {
    return linted.has(file) && [...rules].some(([rule, count]) => count > (found.get(file)?.get(rule) ?? 0));
  });
  if (left.length === 0) return [];
  const names = left.map(([file]) => file).slice(0, 3);
  const more = left.length > names.length ? ` and ${left.length - names.length} more` : "";
  const message = `suppressions do not occur any more (${names.join(", ")}${more}): --prune-suppressions takes them out`;
  return [{ path: toBytes(path), message: toBytes(message) }];
}

const written = (counts: Counts): Record<string, Record<string, { count: number }>> =>
  Object.fromEntries(
    [...counts].sort(byName).map(([file, rules]) => {
      return [file, Object.fromEntries([...rules].sort(byName).map(([rule, count]) => [rule, { count }]))];
    }),
  );

const byName = ([a]: [string, unknown], [b]: [string, unknown]): number => (a < b ? -1 : 1);
