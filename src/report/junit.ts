import type { BytePath } from "../io/files.ts";
import { positionAt } from "../syntax/source.ts";
import { findingWords, troubleWords } from "./finding-words.ts";
import { pathsForPeople, type ShowPath } from "./paths.ts";
import type { LintReport, ReportContext, ReportedFinding, Trouble } from "./report.ts";
import { markup } from "./safe-markup.ts";

/** What fails a run fails here; notes and what is only possible are shown beside a passed test. */
const fails = ({ severity, certainty }: ReportedFinding): boolean => severity !== "info" && certainty === "certain";

/** xUnit's XML as CI systems read it: a suite a file, a test case a finding, one passed test for a file without any. */
export function* junitReport(report: LintReport, { paths, troubles }: ReportContext): Generator<string> {
  const show = pathsForPeople(paths);
  const suites = byFile(report);
  const all = [...suites.values()].flat();
  const tests = [...suites.values()].reduce((sum, { length }) => sum + Math.max(1, length), troubles.length);
  yield `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="keepalive-lint" tests="${tests}" failures="${all.filter(fails).length}" errors="${troubles.length}">\n`;
  if (troubles.length > 0) yield* troubleSuite(troubles, show);
  for (const [path, findings] of suites) yield* fileSuite(show(path), findings);
  yield "</testsuites>\n";
}

function byFile({ files, findings }: LintReport): Map<BytePath, ReportedFinding[]> {
  const suites = new Map<BytePath, ReportedFinding[]>(files.map(({ path }) => [path, []]));
  for (const finding of findings) {
    const { path } = finding.place.source;
    const suite = suites.get(path);
    if (suite === undefined) suites.set(path, [finding]);
    else suite.push(finding);
  }
  return suites;
}

function* fileSuite(name: string, findings: readonly ReportedFinding[]): Generator<string> {
  const shown = markup(name);
  yield `<testsuite name="${shown}" tests="${Math.max(1, findings.length)}" failures="${findings.filter(fails).length}" errors="0">\n`;
  if (findings.length === 0) yield `<testcase name="keepalive" classname="${shown}"/>\n`;
  for (const finding of findings) yield testCase(finding, name);
  yield "</testsuite>\n";
}

function testCase(finding: ReportedFinding, name: string): string {
  const { rule, severity, place } = finding;
  const { line, column } = positionAt(place.source, place.start);
  const words = markup(findingWords(finding));
  const at = markup(`${name}:${line}:${column}`);
  const verdict = fails(finding)
    ? `<failure type="${severity}" message="${words}">${at}: ${words}</failure>`
    : `<system-out>${severity} ${at}: ${words}</system-out>`;
  return `<testcase name="${markup(rule)} ${line}:${column}" classname="${markup(name)}">${verdict}</testcase>\n`;
}

function* troubleSuite(troubles: readonly Trouble[], show: ShowPath): Generator<string> {
  yield `<testsuite name="not read" tests="${troubles.length}" failures="0" errors="${troubles.length}">\n`;
  for (const trouble of troubles) {
    const name = markup(trouble.path === null ? "keepalive-lint" : show(trouble.path));
    const words = markup(troubleWords(trouble, show));
    yield `<testcase name="read" classname="${name}"><error type="error" message="${words}">${words}</error></testcase>\n`;
  }
  yield "</testsuite>\n";
}
