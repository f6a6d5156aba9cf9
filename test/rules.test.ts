import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import type { Side } from "../src/base/side.ts";
import type { ReportedFinding } from "../src/report/report.ts";
import { registry } from "../src/rules/registry.ts";
import type { Example, Rule } from "../src/rules/rule.ts";
import { ruleIds } from "../src/rules/rule-ids.ts";
import type { LintOutcome } from "../src/run.ts";
import { positionAt } from "../src/syntax/source.ts";
import { type Asked, lintTree } from "./host.ts";

/** Rules about owners and modes, which no example can give as text. */
const judgedByModeAlone: readonly string[] = ["file-permissions"];

const rank = { info: 0, warning: 1, error: 2 } as const;

/** Where ~/.ssh lies in a dotfiles repository, so that relative Includes of both sides are found beside the file. */
const at = (name: string): string => `/repo/.ssh/${name}`;

const firstOf = ({ files }: Example): string => Object.keys(files)[0] ?? "";

/** Files of other systems are known by their names. */
function sideOfExample(name: string): Side | null {
  if (name.startsWith("sshd_config")) return "server";
  return name.startsWith("config") ? "client" : null;
}

function lintExample(example: Example, asked: Asked = {}): LintOutcome {
  const first = firstOf(example);
  const files = Object.entries(example.files).map(([name, text]) => [at(name), text] as const);
  return lintTree(
    { "/repo/.git/HEAD": "", ...Object.fromEntries(files) },
    {
      paths: [at(first)],
      side: sideOfExample(first),
      openssh: example.openssh,
      ...(example.policy === undefined ? {} : { policy: example.policy }),
      ...(example.network === undefined ? {} : { network: example.network }),
      ...asked,
    },
  );
}

const withFirstFile = (example: Example, text: string): Example => ({
  ...example,
  files: { ...example.files, [firstOf(example)]: text },
});

const ofRule = ({ report }: LintOutcome, { id }: Rule): readonly ReportedFinding[] =>
  report.findings.filter(({ rule }) => rule === id);

const brief = ({ place, kind }: ReportedFinding): string => `${positionAt(place.source, place.start).line}:${kind}`;

/** The example's files after `--fix --unsafe-fixes` with this rule alone; unchanged files are absent. */
function mend(example: Example, { id }: Rule): LintOutcome {
  return lintExample(example, { select: [id], fix: "apply", unsafe: true });
}

const cases = registry.flatMap((rule) =>
  rule.examples.map((example) => [`${rule.id}: ${example.name}`, rule, example] as const),
);
const fixedCases = cases.flatMap(([name, rule, example]) =>
  example.fixed === undefined ? [] : [[name, rule, example, example.fixed] as const],
);

describe("the examples of the rules", () => {
  it.each(cases)("%s", (_name, rule, example) => {
    const outcome = lintExample(example);
    expect(outcome.failures).toEqual([]);
    expect(ofRule(outcome, rule).map(brief)).toEqual(example.expect);
  });

  it.each(cases)("%s: reports what the rule declares", (_name, rule, example) => {
    for (const { severity, message, fix, label } of ofRule(lintExample(example, { fix: "plan" }), rule)) {
      expect(rank[severity]).toBeLessThanOrEqual(rank[rule.severity]);
      expect(`${message} ${label ?? ""}`).not.toMatch(
        /\b(?:undefined|null|NaN|Infinity)\b|\[object|\(\)|\s{2}|\s[.,:;]/,
      );
      if (rule.fix === null) expect(fix).toBeNull();
      if (rule.fix === "safe") expect(fix?.safety).not.toBe("unsafe");
    }
  });

  it.each(fixedCases)("%s: fixed", (_name, rule, example, fixed) => {
    const { changes, failures } = mend(example, rule);
    expect(failures).toEqual([]);
    expect(changes.map(({ path }) => path)).toEqual([at(firstOf(example))]);
    expect(changes[0]?.after).toBe(fixed);
  });

  it.each(fixedCases)("%s: once mended it stays so", (_name, rule, example, fixed) => {
    const promised = ofRule(lintExample(example, { select: [rule.id], fix: "plan" }), rule);
    const again = mend(withFirstFile(example, fixed), rule);
    expect(again.changes).toEqual([]);
    const left = ofRule(again, rule);
    expect(left.filter(({ fix }) => fix !== null)).toEqual([]);
    // Where every finding had a fix, nothing may be left at all.
    if (promised.every(({ fix }) => fix !== null)) expect(left.map(brief)).toEqual([]);
  });
});

describe.each(registry.map((rule) => [rule.id, rule] as const))("%s", (id, rule) => {
  it("has examples of what it reports and of what it leaves alone", () => {
    const bad = rule.examples.filter(({ expect: expected }) => expected.length > 0);
    expect(rule.examples.length - bad.length).toBeGreaterThan(0);
    if (!judgedByModeAlone.includes(id)) expect(bad.length).toBeGreaterThan(0);
    expect(new Set(rule.examples.map(({ name }) => name)).size).toBe(rule.examples.length);
  });

  it("shows what its fix writes", () => {
    const shown = rule.examples.some(({ fixed }) => fixed !== undefined);
    expect(shown).toBe(rule.fix !== null);
  });

  it("is documented in sentences", () => {
    const { summary, why, remedy, exceptions, evidence } = rule.docs;
    for (const words of [summary, why, remedy, exceptions])
      expect(words).toMatch(/^(?:[A-Z`~0-9]|sshd? |autossh |sshfs |mosh ).*[.]$/s);
    expect(evidence.length).toBeGreaterThan(0);
    expect(rule.sides.length).toBeGreaterThan(0);
    expect(rule.since).toMatch(/^\d+\.\d+\.\d+$/);
  });
});

describe("the registry", () => {
  const folder = fileURLToPath(new URL("../src/rules", import.meta.url));
  const definesRule = (name: string): boolean =>
    /^export const \w+(?:: \w+)? = (?:file|connection|remark)Rule\(/m.test(readFileSync(`${folder}/${name}`, "utf8"));
  const inFolder = readdirSync(folder)
    .filter((name) => name.endsWith(".ts") && definesRule(name))
    .map((name) => name.slice(0, -".ts".length));

  it("holds the rules of the folder, each under its file's name", () => {
    expect([...ruleIds].sort()).toEqual(inFolder.sort());
  });

  it("names no rule twice", () => {
    expect(new Set(ruleIds).size).toBe(ruleIds.length);
  });

  it.each(ruleIds)("%s reads well after `allow` and names no remedy", (id) => {
    expect(id).toMatch(/^[a-z]+(?:-[a-z]+)*$/);
    expect(id).not.toMatch(/^(?:no|use|set|add|remove|prefer|require|allow|dont|missing)-/);
  });
});
