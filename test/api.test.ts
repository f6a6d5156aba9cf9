import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { expect, it } from "vitest";
import * as api from "../src/index.ts";
import { hostOf } from "./host.ts";

const index = fileURLToPath(new URL("../src/index.ts", import.meta.url));

/** Every exported name as the file spells it, types marked. */
function exportedNames(): string[] {
  const tree = ts.createSourceFile(index, readFileSync(index, "utf8"), ts.ScriptTarget.Latest);
  return tree.statements.flatMap((statement) => {
    if (!ts.isExportDeclaration(statement) || statement.exportClause === undefined) return ["not a list of names"];
    if (!ts.isNamedExports(statement.exportClause)) return ["not a list of names"];
    return statement.exportClause.elements.map(({ name, isTypeOnly }) => {
      return statement.isTypeOnly || isTypeOnly ? `type ${name.text}` : name.text;
    });
  });
}

// A name that is listed here may be relied upon: it may be added, and not taken away without a new major version.
it("offers these names", () => {
  expect(exportedNames().sort()).toMatchInlineSnapshot(`
    [
      "applyEdits",
      "effective",
      "effectiveJson",
      "kernels",
      "lint",
      "lintJson",
      "memoryFiles",
      "parse",
      "parseVersion",
      "policyOf",
      "positionAt",
      "presetNames",
      "print",
      "rules",
      "textReport",
      "timeline",
      "tokens",
      "type BytePath",
      "type Connection",
      "type Cst",
      "type Edit",
      "type EffectiveRequest",
      "type EffectiveSettings",
      "type FileContent",
      "type FileFacts",
      "type Files",
      "type Finding",
      "type Fix",
      "type Host",
      "type LintOutcome",
      "type LintRequest",
      "type Policy",
      "type Position",
      "type Provenance",
      "type ReadFailure",
      "type Result",
      "type Setting",
      "type SettingValues",
      "type Side",
      "type Source",
      "type Timeline",
      "type TimelineInput",
      "type Version",
    ]
  `);
});

it("offers values that exist", () => {
  const values = exportedNames().filter((name) => !name.startsWith("type "));
  expect(Object.keys(api).sort()).toEqual(values.sort());
  for (const name of values) expect(api).toHaveProperty(name, expect.anything());
});

it("lints without a file system of its own", () => {
  const files = api.memoryFiles({ "/repo/.git/HEAD": "", "/repo/ssh_config": "Host *\n  ServerAliveInterval 900\n" });
  const host: api.Host = hostOf(files);
  const { report } = api.lint(
    {
      paths: ["ssh_config"],
      stdin: null,
      side: null,
      searchByDefault: false,
      openssh: undefined,
      live: false,
      policyFor: () => api.policyOf({}),
      fix: "plan",
      unsafe: false,
    },
    host,
  );
  expect(report.findings.map(({ rule }) => rule)).toEqual(["interval-too-long"]);
  expect(api.applyEdits("Host *\n  ServerAliveInterval 900\n", report.findings[0]?.fix?.edits ?? [])).toBe(
    "Host *\n  ServerAliveInterval 60\n",
  );
});
