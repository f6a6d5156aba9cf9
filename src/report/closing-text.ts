import { honestWords } from "./effect-words.ts";
import { cleanWords } from "./fine-text.ts";
import { counted, listed, paragraph } from "./layout.ts";
import type { LintReport } from "./report.ts";
import type { TextContext } from "./style.ts";
import { summaryOf } from "./summary.ts";

/** What a report adds up to, and once, what no keepalive can do. */
export function closingLines(report: LintReport, { paint, width }: TextContext): string[] {
  const explained = [...report.findings, ...(report.fixed ?? [])].some(({ effect }) => effect !== null);
  const words = report.findings.length === 0 && !report.hidden ? cleanWords(report) : countWords(report);
  return [
    ...(explained ? [...paragraph(honestWords, width).map(paint.dim), ""] : []),
    ...paragraph(words, width).map(paint.bold),
  ];
}

/** "1 warning and 2 notes; 1 can be fixed with --fix, 1 more with --unsafe-fixes". */
function countWords({ findings, fixed, hidden = 0 }: LintReport): string {
  const { error, warning, info, fixable, unsafelyFixable } = summaryOf(findings);
  const found = [
    ...(error > 0 ? [counted(error, "error")] : []),
    ...(warning > 0 ? [counted(warning, "warning")] : []),
    ...(info > 0 ? [counted(info, "note")] : []),
  ];
  const mendable = [
    ...(fixable > 0 ? [`${fixable} can be fixed with --fix`] : []),
    ...(unsafelyFixable > 0
      ? [
          fixable > 0
            ? `${unsafelyFixable} more with --unsafe-fixes`
            : `${unsafelyFixable} can be fixed with --fix --unsafe-fixes`,
        ]
      : []),
  ];
  return [
    ...(fixed !== null && fixed.length > 0 ? [`${fixed.length} fixed`] : []),
    found.length === 0 ? "nothing to show" : listed(found) + (fixed === null ? "" : " left"),
    ...(mendable.length === 0 ? [] : [mendable.join(", ")]),
    ...(hidden > 0 ? [`${hidden} not shown because of --severity`] : []),
  ].join("; ");
}
