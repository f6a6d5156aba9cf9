import type { Severity } from "../rules/finding.ts";
import { type Region, regionOf } from "./columns.ts";
import { findingWords } from "./finding-words.ts";
import { pathsForPrograms, type ShowPath } from "./paths.ts";
import type { LintReport, ReportContext, ReportedFinding } from "./report.ts";
import { safeText, withoutInlineCommands } from "./safe-text.ts";

const commands = { error: "error", warning: "warning", info: "notice" } as const;
const order: readonly Severity[] = ["error", "warning", "info"];

/** Annotations of GitHub Actions, the worst first: it shows ten errors and ten warnings a step. */
export function* githubReport(report: LintReport, { paths, troubles }: ReportContext): Generator<string> {
  const show = pathsForPrograms(paths);
  for (const { path, line, message } of troubles) {
    const place = path === null ? "" : ` file=${property(show(path))}${line === undefined ? "" : `,line=${line}`}`;
    yield `::error${place}::${data(safeText(message))}\n`;
  }
  for (const severity of order)
    for (const finding of report.findings) if (finding.severity === severity) yield annotation(finding, show);
}

function annotation(finding: ReportedFinding, show: ShowPath): string {
  const { rule, severity, place } = finding;
  const properties = [`file=${property(show(place.source.path))}`, ...position(regionOf(place)), `title=${rule}`];
  return `::${commands[severity]} ${properties.join(",")}::${data(findingWords(finding))}\n`;
}

/** GitHub takes columns only where they are of one line. */
function position({ startLine, startColumn, endLine, endColumn }: Region): string[] {
  const lines = [`line=${startLine}`, `endLine=${endLine}`];
  return startLine === endLine ? [...lines, `col=${startColumn}`, `endColumn=${endColumn}`] : lines;
}

/** As the runner decodes it; older runners look for `##[` in any line. */
const data = (text: string): string =>
  withoutInlineCommands(text).replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");

/** File names may hold anything; what the runner cannot decode stays an escape that no command begins with. */
const property = (text: string): string => data(safeName(text)).replaceAll(":", "%3A").replaceAll(",", "%2C");

const unseen = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}]/gu;

const safeName = (text: string): string =>
  text.replace(unseen, (character) =>
    character === "\n" || character === "\r" ? character : `\\u{${character.codePointAt(0)?.toString(16)}}`,
  );
