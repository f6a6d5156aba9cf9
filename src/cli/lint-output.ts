import { fineText, isFine } from "../report/fine-text.ts";
import type { LintReport, ReportContext } from "../report/report.ts";
import type { TextStyle } from "../report/style.ts";
import type { Failure } from "../run/host.ts";
import type { LintOptions } from "./command.ts";
import { type Context, pathStyle, textStyle } from "./context.ts";
import type { LintFormat, Output } from "./formats.ts";
import { writeReport } from "./output.ts";

/** For people and in `json` nothing is said where nothing could be judged; what other programs pick up must be there. */
export async function emit(
  report: LintReport,
  { format, file }: Output<LintFormat>,
  failures: readonly Failure[],
  options: LintOptions,
  context: Context,
  descriptor: 1 | 2,
): Promise<void> {
  const judged = (report.judged ?? []).length > 0 || report.files.length > 0;
  if (options.statistics === true) {
    const { bundles } = context;
    const text = format === "json" ? bundles.json().statisticsJson(report) : bundles.fleet().statisticsText(report);
    return writeReport(text, file, descriptor);
  }
  switch (format) {
    case "text":
    case "compact": {
      if (!judged) return;
      const style = await textStyle(context, options.color, file !== null, descriptor);
      const { bundles } = context;
      const text = format === "compact" ? bundles.text().compactChunks(report, style) : textFor(report, style, bundles);
      return writeReport(text, file, descriptor);
    }
    case "json":
      if (!judged) return;
      return writeReport(
        context.bundles.json().lintJsonChunks(report, pathStyle(context), context.version()),
        file,
        descriptor,
      );
    case "ndjson":
      return writeReport(
        context.bundles.json().lintNdjson(report, pathStyle(context), context.version()),
        file,
        descriptor,
      );
    default:
      return writeReport(rendered(report, format, failures, context), file, descriptor);
  }
}

/** Many machines have one report, by causes. */
function textFor(report: LintReport, style: TextStyle, bundles: Context["bundles"]): string | Iterable<string> {
  if (report.machines !== undefined) return bundles.fleet().fleetText(report, style);
  return isFine(report) ? fineText(report, style) : bundles.text().textChunks(report, style);
}

/** The formats for other programs, each in a bundle of its own. */
function rendered(
  report: LintReport,
  format: Exclude<LintFormat, "text" | "compact" | "json" | "ndjson">,
  troubles: readonly Failure[],
  { bundles, ...context }: Context,
): Iterable<string> {
  const { host, version } = context;
  const given: ReportContext = {
    paths: pathStyle({ ...context, bundles }),
    toolVersion: version(),
    troubles,
    realPath: (path) => host.files.realPath(path),
  };
  switch (format) {
    case "sarif":
      return bundles.sarif().sarifReport(report, given);
    case "github":
      return bundles.github().githubReport(report, given);
    case "gitlab":
      return bundles.gitlab().gitlabReport(report, given);
    case "junit":
      return bundles.junit().junitReport(report, given);
    case "rdjson":
      return bundles.rdjson().rdjsonReport(report, given);
    case "html":
      return bundles.html().htmlReport(report, given);
  }
}
