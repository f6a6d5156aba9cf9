import { isNever } from "../timeline/timeline.ts";
import { honestWords } from "./effect-words.ts";
import { counted, listed, paragraph } from "./layout.ts";
import type { Judged, LintReport } from "./report.ts";
import type { TextContext } from "./style.ts";
import { summaryOf } from "./summary.ts";
import { alternativeWords, duration, peerOf } from "./time-words.ts";

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

/** Nothing to complain about: say what people can rely on. */
function cleanWords({ judged = [], fixed, files, checks }: LintReport): string {
  const failed = checks.filter(({ result }) => result === "fail").length;
  if (failed > 0) return `${failed} of ${counted(checks.length, "check")} failed`;
  const mended = fixed !== null && fixed.length > 0 ? `${fixed.length} fixed; nothing` : "Nothing";
  if (judged.length === 0) return `${mended} wrong in ${counted(files.length, "file")}.`;
  const sides = (["client", "server"] as const)
    .map((side) => judged.filter((one) => one.side === side))
    .filter(({ length }) => length > 0);
  return `${mended} wrong: ${sides.map(relianceWords).join(" ")}`;
}

function relianceWords(judged: readonly Judged[]): string {
  const side = judged[0]?.side ?? "client";
  const targets = judged.reduce((sum, one) => sum + one.targets, 0);
  const timelines = judged.flatMap(({ timeline }) => (timeline === null ? [] : [timeline]));
  const fates = timelines.map(({ deadPeer }) => (isNever(deadPeer.idle) ? null : deadPeer.idle.latest));
  const surely = timelines.flatMap(({ outageTolerance }) =>
    "unlimited" in outageTolerance ? [] : [outageTolerance.surely],
  );
  const others = judged.length === 1 ? alternativeWords(judged[0]?.alternatives ?? []) : "";
  const what = side === "client" ? counted(targets, "host") : counted(targets, "server target");
  const noticed =
    fates.length === 0 || fates.includes(null)
      ? ""
      : ` A dead ${peerOf[side]} is noticed after ${spread(fates.filter((fate) => fate !== null))}${others}.`;
  return `${what} judged.${noticed}${surely.length === 0 ? "" : ` Outages of up to ${duration(surely.reduce((least, one) => Math.min(least, one), Number.POSITIVE_INFINITY))} are survived.`}`;
}

/** "240 s", "60 s to 240 s". */
function spread(times: readonly number[]): string {
  const least = times.reduce((one, other) => Math.min(one, other), Number.POSITIVE_INFINITY);
  const most = times.reduce((one, other) => Math.max(one, other), 0);
  return least === most ? duration(least) : `${least} to ${duration(most)}`;
}
