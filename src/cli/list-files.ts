import { pathsForPeople, pathsForPrograms } from "../report/paths.ts";
import type { InputRequest } from "../run/inputs.ts";
import { listFiles } from "../run/listing.ts";
import type { RootRequest } from "../run/roots.ts";
import type { LintOptions } from "./command.ts";
import { type Context, forLog, pathStyle, tell } from "./context.ts";
import { writeReport } from "./output.ts";

/** Prints what a lint would read: a name a line, or with `--format json` names and sides. */
export function listFilesCommand(
  request: InputRequest & RootRequest,
  options: Pick<LintOptions, "format" | "outputFile">,
  context: Context,
): number {
  const { files, failures, notices } = listFiles(request, context.host);
  const style = pathStyle(context);
  const forPeople = pathsForPeople(style);
  const forPrograms = pathsForPrograms(style);
  const text =
    options.format?.includes("json") === true
      ? `${JSON.stringify(files.map(({ path, side, system }) => ({ path: forPrograms(path), side, system })))}\n`
      : forLog(files.map(({ path }) => `${forPeople(path)}\n`).join(""), context);
  writeReport(text, options.outputFile ?? null, 1);
  tell(context, failures, notices);
  return failures.length > 0 ? 2 : 0;
}
