import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Ajv } from "ajv";
import { validateXML } from "xmllint-wasm";
import { compactReport } from "../src/report/compact.ts";
import { githubReport } from "../src/report/github.ts";
import { gitlabReport } from "../src/report/gitlab.ts";
import { htmlReport } from "../src/report/html.ts";
import { lintJson } from "../src/report/json.ts";
import { junitReport } from "../src/report/junit.ts";
import { plain } from "../src/report/paint.ts";
import { rdjsonReport } from "../src/report/rdjson.ts";
import type { LintReport, ReportContext, Trouble } from "../src/report/report.ts";
import { sarifReport } from "../src/report/sarif.ts";
import { textReport } from "../src/report/text.ts";

/** The version of the tool is none of a report's business here. */
const VERSION = "0.0.0";

/** One report in every format, as a CI log would get it. */
export function everyFormat(report: LintReport, cwd: string, troubles: readonly Trouble[] = []) {
  const paths = { cwd, home: "/home/me" };
  const context: ReportContext = { paths, toolVersion: VERSION, troubles, realPath: () => null };
  const style = { paths, paint: plain, width: 100, ci: true };
  const whole = (pieces: Iterable<string>): string => [...pieces].join("");
  return {
    text: textReport(report, style),
    compact: compactReport(report, style),
    json: lintJson(report, paths, VERSION),
    sarif: whole(sarifReport(report, context)),
    github: whole(githubReport(report, context)),
    gitlab: whole(gitlabReport(report, context)),
    junit: whole(junitReport(report, context)),
    rdjson: whole(rdjsonReport(report, context)),
    html: whole(htmlReport(report, context)),
  };
}

const schema = (name: string): string =>
  readFileSync(fileURLToPath(new URL(`schemas/${name}`, import.meta.url)), "utf8");
const ajv = new Ajv({ allErrors: true });
const validators = {
  gitlab: ajv.compile(JSON.parse(schema("gitlab-code-quality.json"))),
  rdjson: ajv.compile(JSON.parse(schema("rdjson.json"))),
};
const junitSchema = schema("junit.xsd");

/** What is wrong with a report by the schema of its format; empty: nothing. */
export function schemaErrors(format: keyof typeof validators, text: string): string[] {
  const validate = validators[format];
  validate(JSON.parse(text));
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

/** The same for XML, by libxml. */
export async function junitErrors(...texts: readonly string[]): Promise<string[]> {
  const xml = texts.map((contents, index) => ({ fileName: `${index}.xml`, contents }));
  const { errors } = await validateXML({ xml, schema: [junitSchema] });
  return errors.map(({ rawMessage }) => rawMessage);
}
