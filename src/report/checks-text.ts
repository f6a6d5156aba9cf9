import { keywordOf } from "../eval/connection.ts";
import { positionAt } from "../syntax/source.ts";
import { counted, padded, paragraph } from "./layout.ts";
import type { Check, LintReport } from "./report.ts";
import { safeText } from "./safe-text.ts";
import type { TextContext } from "./style.ts";

/** A compliance preset's controls, benchmark by benchmark, a pass too: one block each; none without a compliance preset. */
export function checksLines(report: LintReport, context: TextContext): string[][] {
  if (report.checks.length === 0) return [];
  const names = [...new Set(report.checks.map(({ benchmark }) => benchmark))];
  return names.map((name) =>
    benchmarkLines(
      name,
      report.checks.filter(({ benchmark }) => benchmark === name),
      report,
      context,
    ),
  );
}

function benchmarkLines(
  name: string,
  checks: readonly Check[],
  { policy }: LintReport,
  context: TextContext,
): string[] {
  const { paint, width } = context;
  const disclaimer = policy.benchmark?.disclaimer ?? "transcribed, not an official scan";
  const failed = checks.filter(({ result }) => result === "fail").length;
  const outcome = failed === 0 ? "" : `, ${failed} of ${counted(checks.length, "check")} failed`;
  const columns = checks.reduce((widest, { control }) => Math.max(widest, safeText(control).length), 0);
  return [
    ...paragraph(`${safeText(name)} (${disclaimer})${outcome}`, width).map(paint.bold),
    ...checks.map((check) => checkLine(check, columns, policy.benchmark?.side ?? "server", context)),
  ];
}

const verdicts = { pass: "pass", fail: "FAIL", unknown: "?", "not-applicable": "n/a" } as const;

function checkLine(check: Check, columns: number, side: "client" | "server", { show, paint }: TextContext): string {
  const colour = { pass: paint.green, fail: paint.red, unknown: paint.yellow, "not-applicable": paint.dim }[
    check.result
  ];
  const keyword = check.setting === undefined ? "" : `${keywordOf[side][check.setting]} `;
  const value = check.value === null ? `${keyword}not set` : `${keyword}${safeText(String(check.value))}`;
  const target = check.target === "*" || check.target === "" ? "" : `  (${safeText(check.target)})`;
  const from =
    check.from === null
      ? ""
      : `  ${show(check.from.source.path)}:${positionAt(check.from.source, check.from.start).line}`;
  return `  ${colour(padded(verdicts[check.result], 4))}  ${padded(safeText(check.control), columns)}  ${value}${from}${target}`;
}
