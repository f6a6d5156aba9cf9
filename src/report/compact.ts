import { positionAt } from "../syntax/source.ts";
import { pathsForPeople, type ShowPath } from "./paths.ts";
import type { LintReport, ReportedFinding } from "./report.ts";
import { safeText, withoutWorkflowCommands } from "./safe-text.ts";
import type { TextStyle } from "./style.ts";

/** One line a finding, as compilers print them: `path:line:col: severity rule message`. */
export function compactReport(report: LintReport, style: Pick<TextStyle, "paths" | "ci">): string {
  const show = pathsForPeople(style.paths);
  const text = report.findings.map((finding) => `${compactLine(finding, show)}\n`).join("");
  return style.ci ? withoutWorkflowCommands(text) : text;
}

function compactLine({ place, severity, rule, certainty, message }: ReportedFinding, show: ShowPath): string {
  const { line, column } = positionAt(place.source, place.start);
  const possible = certainty === "possible" ? "possible: " : "";
  return `${show(place.source.path)}:${line}:${column}: ${severity} ${rule} ${possible}${safeText(message)}`;
}
