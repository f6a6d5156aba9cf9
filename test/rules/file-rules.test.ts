import { describe, expect, it } from "vitest";
import type { Side } from "../../src/base/side.ts";
import { type SurveyedRoot, surveyedRoot } from "../../src/census/root.ts";
import { isTemplate } from "../../src/discovery/template.ts";
import { apply } from "../../src/edit/edit.ts";
import { compile } from "../../src/eval/compile.ts";
import { configFile } from "../../src/eval/config-file.ts";
import { valuesOf } from "../../src/eval/connection.ts";
import { expandGlob } from "../../src/eval/glob.ts";
import type { Locate } from "../../src/eval/include.ts";
import { planFix } from "../../src/fix/plan.ts";
import { directoryOf, joined } from "../../src/io/byte-paths.ts";
import { memoryFiles } from "../../src/io/memory-files.ts";
import { NEWEST_RELEASE, parseVersion, type Version } from "../../src/openssh/versions.ts";
import { policyOf } from "../../src/policy/policy-of.ts";
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
interface More extends Partial<Pick<View, "isLive" | "isFragment" | "refusesRoot">> {
  readonly openssh?: string | undefined;
  /** Files that ssh refuses for their mode. */
  readonly loose?: readonly string[];
}

const versionOf = (name: string | undefined): Version =>
  (name === undefined ? null : parseVersion(name)) ?? { release: NEWEST_RELEASE, portable: 1, vendor: "upstream" };

/** The first file as a root; ~/.ssh and /etc/ssh are where it lies. */
function evaluated(texts: Texts, { openssh, loose = [] }: More = {}): SurveyedRoot {
  const [[name, text] = ["", ""]] = Object.entries(texts);
  const side: Side = name.includes("sshd_config") ? "server" : "client";
  const files = memoryFiles(texts);
  const locate: Locate = (argument) => {
    if (side === "server" && argument.startsWith("~")) return { kind: "paths", pattern: argument, paths: [] };
    const pattern = argument.replace(/^(~\/\.ssh\/|\/etc\/ssh\/)/, "");
    return { kind: "paths", pattern, paths: expandGlob(files, pattern) };
  };
  return surveyedRoot({
    side,
    version: versionOf(openssh),
    roots: [{ file: configFile({ path: name, text }, side, null), userFile: true }],
    files,
    locate,
    refusesOwner: ({ source }) => (loose.includes(source.path) ? `Bad owner or permissions on ${source.path}` : null),
  });
}

const releases = [706, 803, 804, 806, 807, 902, 908, 909, 1002, 1006];

function viewOf({ program, connections, input }: SurveyedRoot, { isLive = false, ...more }: More = {}): View {
  const { side, version } = program;
  const policy = policyOf({});
  const { kernel, network } = policy;
  const [root] = program.files;
  if (root === undefined) throw new Error("no file");
  return {
    side,
    version,
    program,
    root,
    connections,
    outcomes: connections,
    doubtful: connections.filter(({ possible }) => possible.length > 0),
    policy,
    sidePolicy: policy.sides[side],
    otherVersions: () => releases.map((release) => compile({ ...input, version: { ...version, release } }).program),
    timeline: (settings, proxied) =>
      timeline({
        side,
        release: version.release,
        settings: valuesOf(settings),
        proxied,
        kernel,
        networkLimit: network.limit,
      }),
    isFragment: more.isFragment ?? false,
    isLive,
    isTemplate: isTemplate(root.source.text),
    hasFileBeside: (file, wanted) => input.files.facts(joined(directoryOf(file.source.path), wanted))?.kind === "file",
    refusesRoot: more.refusesRoot ?? null,
  };
}

const lint = (texts: Texts, more: More = {}, only = rules): Finding[] =>
  judge(viewOf(evaluated(texts, more), more), only);

const lineOf = ({ at, kind }: Finding): string => `${at === null ? 0 : positionAt(at.source, at.start).line}:${kind}`;

/** "2 rule/kind severity" */
const brief = (texts: Texts, more: More = {}): string[] =>
  lint(texts, more).map((finding) => `${lineOf(finding).replace(":", ` ${finding.rule}/`)} ${finding.severity}`);

/** The first file after every planned fix; throws where one cannot be planned. */
function fixed(texts: Texts, openssh: string | undefined, rule: Rule): string {
  const [[name, text] = ["", ""]] = Object.entries(texts);
  const before = evaluated(texts, { openssh });
  const findings = judge(viewOf(before), [rule]).filter(({ intents }) => intents.length > 0);
  if (findings.length === 0) return text;
  const planning = {
    program: before.program,
    root: before.program.files[0]!,
    isWritable: () => true,
    before,
    witness: null,
  };
  const planned = planFix(planning, findings[0]!);
  if (planned === null || !("fix" in planned)) throw new Error(planned?.reason ?? "no fix");
  return fixed({ ...texts, [name]: apply(text, planned.fix.edits) }, openssh, rule);
}

describe.each(rules.map((rule) => [rule.id, rule] as const))("%s", (_id, rule) => {
  it.each(rule.examples.map((example) => [example.name, example] as const))("%s", (_name, example) => {
    const findings = lint(example.files, example.openssh === undefined ? {} : { openssh: example.openssh }, [rule]);
    expect(findings.map(lineOf)).toEqual(example.expect);
    for (const { message } of findings) expect(message).not.toMatch(/undefined|null|\[object|NaN|"\."/);
    if (example.fixed !== undefined) expect(fixed(example.files, example.openssh, rule)).toBe(example.fixed);
  });
});

describe("what the examples cannot say", () => {
  it("reports files that ssh refuses for their mode", () => {
    const texts = { config: "Include work\n", work: "ServerAliveInterval 60\n" };
    expect(brief(texts, { loose: ["work"], isLive: true })).toEqual(["1 file-permissions/included warning"]);
    expect(brief(texts, { refusesRoot: "Bad owner", isLive: true })).toEqual(["1 file-permissions/root warning"]);
  });

  it("calls another vendor's keyword broken on this machine only", () => {
    const texts = { config: "Host *\n  UseKeychain yes\n" };
    expect(brief(texts)).toEqual(["2 version-dependent/client-vendor-keyword info"]);
    expect(brief(texts, { isLive: true })).toEqual(["2 broken-line/client-unknown-keyword error"]);
    expect(brief({ sshd_config: "DebianBanner no\n" })).toEqual(["1 version-dependent/server-vendor-keyword info"]);
  });

  it("tells release from vendor", () => {
    const [finding] = lint({ config: "ObscureKeystrokeTiming no\n" }, { openssh: "9.2" });
    expect(finding?.message).toContain("known to OpenSSH from 9.5 on: ssh 9.2 refuses");
  });

  it("names the targets where IgnoreUnknown covers some only", () => {
    const [finding] = lint({
      config: "Host web1\n  IgnoreUnknown Server*\nHost *\n  ServerAliveInternal 60\nHost db1\n",
    });
    expect(finding?.targets.toSorted()).toEqual(["*", "db1"]);
    expect(finding?.message).toContain("for db1 and any other host ssh refuses");
  });

  it("judges what is literal in a template", () => {
    const text =
      "{% if sftp %}\nMatch group sftp\n{% endif %}\nServerAliveInterval 60\nClientAliveCountMax {{ n }}\nTCPKeepAlive maybe\n";
    expect(brief({ "sshd_config.j2": text })).toEqual([
      "1 undecidable/template info",
      "4 wrong-side/server-refuses error",
      "6 not-allowed-in-match/server-refuses error",
    ]);
  });

  it("finds a line dead only where each of its readings is", () => {
    const common = "ServerAliveInterval 60\n";
    expect(brief({ config: "Host a\n  Include common\nHost b\n  Include common\n", common })).toEqual([]);
    expect(brief({ config: "Include common\nInclude common\n", common })).toEqual([]);
    expect(brief({ config: "ServerAliveInterval 30\nInclude common\nInclude common\n", common })).toEqual([
      "1 shadowed/earlier-wins warning",
    ]);
  });

  it.each([
    ["a negation leaves a gap", "Host * !web1\n  ServerAliveInterval 60\nHost web1\n  ServerAliveInterval 15\n"],
    ["one of two names is free", "Host web1\n  ServerAliveInterval 60\nHost web1 web2\n  ServerAliveInterval 15\n"],
    ["none leaves the slot open", "ServerAliveInterval none\nHost web1\n  ServerAliveInterval 15\n"],
    [
      "HostName may change the name between",
      "Match host a\n  ServerAliveInterval 9\nHost x\n  HostName a\nMatch host a\n  ServerAliveInterval 15\n",
    ],
    [
      "commands may answer twice",
      "Match exec true\n  ServerAliveInterval 9\nMatch exec true\n  ServerAliveInterval 15\n",
    ],
    [
      "final first, general first pass later",
      "Match final\n  ServerAliveInterval 9\nHost web1\n  ServerAliveInterval 15\n",
    ],
    ["case matters to Host", "Host Web\n  ServerAliveInterval 60\nHost web\n  ServerAliveInterval 15\n"],
  ])("shadows nothing where %s", (_name, config) => {
    expect(lint({ config }, {}, [shadowed]).map(lineOf)).toEqual([]);
  });

  it.each([
    ["a subset of names", "Host a b\n  ServerAliveInterval 60\nHost a\n  ServerAliveInterval 15\n", 4],
    ["the same pattern again", "Host *.x\n  ServerAliveInterval 60\nHost *.x\n  ServerAliveInterval 15\n", 4],
    [
      "originalhost, any case",
      "Match originalhost A,b\n  ServerAliveInterval 60\nMatch originalhost a\n  ServerAliveInterval 15\n",
      4,
    ],
    [
      "a stricter Match",
      "Match localuser bob\n  ServerAliveInterval 60\nMatch localuser bob originalhost a\n  ServerAliveInterval 15\n",
      4,
    ],
    [
      "a negation that excludes more",
      "Host *.x !a.x\n  ServerAliveInterval 60\nHost *.x !a.x !b.x\n  ServerAliveInterval 15\n",
      4,
    ],
  ])("shadows by %s", (_name, config, line) => {
    expect(lint({ config }, {}, [shadowed]).map(lineOf)).toEqual([`${line}:earlier-wins`]);
  });

  it.each([
    ["the first global line wins", "ClientAliveInterval 60\nClientAliveInterval 30\n", ["2:earlier-wins"]],
    [
      "the first Match wins",
      "Match user a,b\nClientAliveInterval 60\nMatch user b\nClientAliveInterval 30\n",
      ["4:earlier-wins"],
    ],
    [
      "Match all before all others",
      "Match all\nClientAliveInterval 60\nMatch user b\nClientAliveInterval 30\n",
      ["4:earlier-wins"],
    ],
    ["Match all behind all others", "Match user b\nClientAliveInterval 30\nMatch all\nClientAliveInterval 60\n", []],
    ["TCPKeepAlive is read at the start", "TCPKeepAlive no\nMatch all\nTCPKeepAlive yes\n", ["3:earlier-wins"]],
    ["a Match value replaces", "ClientAliveInterval 30\nMatch user b\nClientAliveInterval 60\n", []],
  ])("knows sshd's order: %s", (_name, text, expected) => {
    expect(lint({ sshd_config: text }, {}, [shadowed]).map(lineOf)).toEqual(expected);
  });

  it("gives a line one finding", () => {
    expect(brief({ config: "ServerAliveInterval 60 # note\n" }, { openssh: "8.4" })).toEqual([
      "1 invalid-value/client-refuses error",
    ]);
    expect(brief({ config: "ServerAliveInterval 0.5\n" })).toEqual(["1 swallowed-line/fraction-is-zero warning"]);
    expect(brief({ config: "ServerAliveInterval +5\n" })).toEqual(["1 invalid-value/client-refuses error"]);
  });

  it("says who an old value still means something to", () => {
    const [finding] = lint({ config: "ServerAliveInterval +5\n" });
    expect(finding?.message).toContain("That is OpenSSH 10.6; the value means 5 s up to 9.7.");
  });

  it("leaves the indented and the universal alone", () => {
    expect(brief({ config: "Host web1\n\tUser a\n\n\tServerAliveInterval 60\n" })).toEqual([]);
    expect(brief({ config: "Host web1\nUser a\nServerAliveInterval 60\n" })).toEqual([]);
    expect(brief({ config: "Match all\n  User a\nServerAliveInterval 60\n" })).toEqual([]);
  });

  it("joins what one criterion decides", () => {
    const config =
      'Match exec "x"\n  ServerAliveInterval 15\nHost a\n  ServerAliveInterval 30\nHost *\n  ServerAliveInterval 60\n';
    const findings = lint({ config }, {}, [undecidable]);
    expect(findings.map(({ targets }) => targets.toSorted())).toEqual([["*", "a"]]);
  });
});
