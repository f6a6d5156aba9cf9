import { positionAt } from "../syntax/source.ts";
import { pathsForPeople, type ShowPath } from "./paths.ts";
import type { LintReport, ReportedFinding } from "./report.ts";
import { safeText, withoutWorkflowCommands } from "./safe-text.ts";
import type { TextStyle } from "./style.ts";

/** One line a finding, as compilers print them: `path:line:col: severity rule message`. */
export const compactReport = (report: LintReport, style: CompactStyle): string =>
  [...compactChunks(report, style)].join("");

/** The same in pieces. */
export function* compactChunks(report: LintReport, style: CompactStyle): Generator<string> {
  const show = pathsForPeople(style.paths);
  const clean = style.ci ? withoutWorkflowCommands : (text: string) => text;
  for (const finding of report.findings) yield clean(`${compactLine(finding, show)}\n`);
}

type CompactStyle = Pick<TextStyle, "paths" | "ci">;

function compactLine({ place, severity, rule, certainty, message }: ReportedFinding, show: ShowPath): string {
  const { line, column } = positionAt(place.source, place.start);
  const possible = certainty === "possible" ? "possible: " : "";
  return `${show(place.source.path)}:${line}:${column}: ${severity} ${rule} ${possible}${safeText(message)}`;
}
