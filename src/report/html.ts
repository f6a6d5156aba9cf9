import { troubleWords } from "./finding-words.ts";
import { checksTable, findingCard } from "./html-findings.ts";
import { pageEnd, pageStart, toolbar } from "./html-page.ts";
import { classCount, type FindingsOf, targetCards, targetCount } from "./html-targets.ts";
import { counted } from "./layout.ts";
import { pathsForPeople, type ShowPath } from "./paths.ts";
import type { EffectiveReport, LintReport, ReportContext, ReportedFinding, RootTargets } from "./report.ts";
import { markup } from "./safe-markup.ts";
import { safeText } from "./safe-text.ts";
import { summaryOf } from "./summary.ts";

/** One page that needs nothing else: findings, and for every target what happens when its peer dies. */
export function* htmlReport(report: LintReport, context: ReportContext): Generator<string> {
  const show = pathsForPeople(context.paths);
  const effective = report.effective ?? [];
  const ids = new Map(report.findings.map((finding, index) => [finding, `f${index + 1}`]));
  yield pageStart("keepalive-lint report", context.toolVersion);
  yield `<p>${markup(readWords(report, show))}</p>\n`;
  for (const trouble of context.troubles) yield `<p class="trouble">${markup(troubleWords(trouble, show))}</p>\n`;
  yield toolbar(
    report.findings.length > 0,
    effective.some(({ results }) => results.length > 0),
  );
  yield* findingsSection(report, ids, show);
  yield checksTable(report.checks);
  for (const root of effective) yield* rootSection(root, ids, show);
  yield pageEnd;
}

/** The same for `effective`: targets only. */
export function* effectiveHtml(
  report: EffectiveReport,
  { paths, toolVersion }: Pick<ReportContext, "paths" | "toolVersion">,
): Generator<string> {
  const show = pathsForPeople(paths);
  yield pageStart("What happens when the peer dies", toolVersion);
  yield toolbar(false, report.results.length > 0);
  yield* targetsSection("Targets", report, () => [], show);
  yield pageEnd;
}

function readWords({ roots, files }: LintReport, show: ShowPath): string {
  const named = roots.slice(0, 5).map((path) => (path === "-" ? "standard input" : show(path)));
  const more = roots.length > 5 ? ` and ${roots.length - 5} more` : "";
  const included = files.length > roots.length ? ` with ${counted(files.length - roots.length, "included file")}` : "";
  return roots.length === 0 ? "Nothing could be judged." : `Read ${named.join(", ")}${more}${included}.`;
}

function* findingsSection(
  { findings, fixed, hidden = 0 }: LintReport,
  ids: ReadonlyMap<ReportedFinding, string>,
  show: ShowPath,
): Generator<string> {
  const { error, warning, info } = summaryOf(findings);
  const words =
    findings.length === 0
      ? "Nothing wrong"
      : [counted(error, "error"), counted(warning, "warning"), counted(info, "note")].join(", ");
  const left = hidden > 0 ? ` (${hidden} not shown because of --severity)` : "";
  yield `<section id="findings"><h2>Findings</h2><p class="count">${words}${left}.</p>\n`;
  for (const finding of findings) yield findingCard(finding, ids.get(finding) ?? "", show);
  yield "</section>\n";
  if (fixed === null || fixed.length === 0) return;
  yield `<section id="fixed"><h2>Mended by --fix</h2>\n`;
  for (const [index, finding] of fixed.entries()) yield findingCard(finding, `x${index + 1}`, show);
  yield "</section>\n";
}

function* rootSection(root: RootTargets, ids: ReadonlyMap<ReportedFinding, string>, show: ShowPath): Generator<string> {
  if (root.results.length === 0) return;
  const name = root.root === "-" ? "standard input" : show(root.root);
  yield* targetsSection(`Targets of ${name}`, root, linksOf(root, ids), show);
}

function linksOf({ findings }: RootTargets, ids: ReadonlyMap<ReportedFinding, string>): FindingsOf {
  const links = new Map<string, { readonly id: string; readonly rule: string }[]>();
  for (const finding of findings) {
    const id = ids.get(finding);
    if (id === undefined) continue;
    for (const target of finding.targets) {
      const known = links.get(target);
      if (known === undefined) links.set(target, [{ id, rule: finding.rule }]);
      else known.push({ id, rule: finding.rule });
    }
  }
  return (target) => links.get(target) ?? [];
}

function* targetsSection(
  title: string,
  report: EffectiveReport,
  findingsOf: FindingsOf,
  show: ShowPath,
): Generator<string> {
  const { assuming, policy } = report;
  const limit =
    policy.network.limit === null
      ? ""
      : `; networks forget idle connections after ${policy.network.limit} s (${policy.network.who})`;
  const judged = `Judged as ${assuming.openssh} on ${assuming.os}: ${assuming.because}${limit}.`;
  const alike = classCount(report);
  const count = `${counted(targetCount(report), "target")}${alike === targetCount(report) ? "" : ` in ${counted(alike, "group")} that are alike`}.`;
  yield `<section class="targets"><h2>${markup(title)}</h2><p>${markup(safeText(judged))}</p><p class="count">${count}</p><div class="cards">\n`;
  yield* targetCards(report, findingsOf, show);
  yield "</div></section>\n";
}
