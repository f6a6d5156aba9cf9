import { describe, expect, it } from "vitest";
import type { Side } from "../../src/base/side.ts";
import { isTemplate } from "../../src/discovery/template.ts";
import { compile } from "../../src/eval/compile.ts";
import { configFile } from "../../src/eval/config-file.ts";
import { valuesOf } from "../../src/eval/connection.ts";
import { evaluatorOf, group } from "../../src/eval/effective.ts";
import { expandGlob } from "../../src/eval/glob.ts";
import type { Locate } from "../../src/eval/include.ts";
import type { Program } from "../../src/eval/program.ts";
import { clientTargets, serverTargets } from "../../src/eval/targets.ts";
import { directoryOf, joined } from "../../src/io/byte-paths.ts";
import { memoryFiles } from "../../src/io/memory-files.ts";
import { NEWEST_RELEASE, parseVersion, type Version } from "../../src/openssh/versions.ts";
import { policyOf } from "../../src/policy/resolve.ts";
import { appendedAfterMatch } from "../../src/rules/appended-after-match.ts";
import { brokenLine } from "../../src/rules/broken-line.ts";
import { deprecatedKeyword } from "../../src/rules/deprecated-keyword.ts";
import { filePermissions } from "../../src/rules/file-permissions.ts";
import type { Finding } from "../../src/rules/finding.ts";
import { includeInBlock } from "../../src/rules/include-in-block.ts";
import { includeMatchesNothing } from "../../src/rules/include-matches-nothing.ts";
import { invalidValue } from "../../src/rules/invalid-value.ts";
import { judge } from "../../src/rules/judge.ts";
import { misspelledKeyword } from "../../src/rules/misspelled-keyword.ts";
import { notAllowedInMatch } from "../../src/rules/not-allowed-in-match.ts";
import type { Rule, View } from "../../src/rules/rule.ts";
import { shadowed } from "../../src/rules/shadowed.ts";
import { swallowedLine } from "../../src/rules/swallowed-line.ts";
import { undecidable } from "../../src/rules/undecidable.ts";
import { versionDependent } from "../../src/rules/version-dependent.ts";
import { wrongSide } from "../../src/rules/wrong-side.ts";
import { positionAt } from "../../src/syntax/source.ts";
import { timeline } from "../../src/timeline/dead-peer.ts";

const rules: readonly Rule[] = [
  appendedAfterMatch,
  brokenLine,
  deprecatedKeyword,
  filePermissions,
  includeInBlock,
  includeMatchesNothing,
  invalidValue,
  misspelledKeyword,
  notAllowedInMatch,
  shadowed,
  swallowedLine,
  undecidable,
  versionDependent,
  wrongSide,
];

type Texts = Readonly<Record<string, string>>;
type More = Partial<Pick<View, "isLive" | "isFragment" | "refusesRoot">> & {
  openssh?: string;
  loose?: readonly string[];
};

const upstream = (release: number): Version => ({ release, portable: 1, vendor: "upstream" });

/** The first file as a repository's root; ~/.ssh and /etc/ssh are where it lies. */
function viewOf(texts: Texts, { openssh, loose = [], ...more }: More = {}): View {
  const [[name, text] = ["", ""]] = Object.entries(texts);
  const side: Side = name.includes("sshd_config") ? "server" : "client";
  const version = (openssh === undefined ? null : parseVersion(openssh)) ?? upstream(NEWEST_RELEASE);
  const files = memoryFiles(texts);
  const root = configFile({ path: name, text }, side, null);
  const locate: Locate = (argument) => {
    if (side === "server" && argument.startsWith("~")) return { kind: "paths", pattern: argument, paths: [] };
    const pattern = argument.replace(/^(~\/\.ssh\/|\/etc\/ssh\/)/, "");
    return { kind: "paths", pattern, paths: expandGlob(files, pattern) };
  };
  const refusesOwner = (file: { source: { path: string } }) =>
    loose.includes(file.source.path) ? "others may write to it" : null;
  const read = (by: Version): Program =>
    compile({ side, version: by, roots: [{ file: root, userFile: true }], files, locate, refusesOwner }).program;
  const program = read(version);
  const policy = policyOf({});
  const evaluator = evaluatorOf(program);
  const targets = side === "client" ? clientTargets(program) : serverTargets(program);
  const evaluated = targets.map(({ label, request }) =>
    "tag" in request ? evaluator.client(request, label) : evaluator.server(request, label),
  );
  return {
    side,
    version,
    program,
    root,
    connections: group(evaluated),
    policy,
    sidePolicy: policy.sides[side],
    otherVersions: () => [706, 802, 804, 806, 902, 907, 909, 1005, 1006].map((release) => read(upstream(release))),
    timeline: (settings, proxied) =>
      timeline({
        side,
        release: version.release,
        settings: valuesOf(settings),
        proxied,
        kernel: policy.kernel,
        networkLimit: policy.network.limit,
      }),
    isFragment: false,
    isLive: false,
    isTemplate: isTemplate(text),
    hasFileBeside: (file, wanted) => files.facts(joined(directoryOf(file.source.path), wanted))?.kind === "file",
    refusesRoot: null,
    ...more,
  };
}

const lint = (texts: Texts, more: More = {}, only = rules): Finding[] => judge(viewOf(texts, more), only);

const lineOf = ({ at, kind }: Finding): string => `${at === null ? 0 : positionAt(at.source, at.start).line}:${kind}`;

/** "line:rule/kind severity" */
const brief = (texts: Texts, more: More = {}): string[] =>
  lint(texts, more).map((finding) => `${lineOf(finding).replace(":", `:${finding.rule}/`)} ${finding.severity}`);

describe.each(rules.map((rule) => [rule.id, rule] as const))("%s", (_id, rule) => {
  it.each(rule.examples.map((example) => [example.name, example] as const))("%s", (_name, example) => {
    const findings = lint(example.files, example.openssh === undefined ? {} : { openssh: example.openssh }, [rule]);
    expect(findings.map(lineOf)).toEqual(example.expect);
    for (const { message } of findings) expect(message).not.toMatch(/undefined|null|\[object|NaN|"\."/);
    if (process.env.SHOW !== undefined)
      for (const one of findings)
        console.log(`${rule.id} ${one.severity} ${one.certainty}\n  ${one.message}\n  ${JSON.stringify(one.data)}`);
  });
});
