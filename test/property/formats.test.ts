import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { everyFormat, junitErrors, schemaErrors } from "../formats.ts";
import { lintTree } from "../host.ts";
import { forAll } from "./generate.ts";

const utf8 = (text: string): string => Buffer.from(text, "utf8").toString("latin1");

/** What has broken reports of other tools: escapes, commands to CI agents, marks that turn text around, markup, what is no UTF-8. */
const nasty = [
  "\x1b[31m",
  "\x1b]0;title\x07",
  "\x9b2J",
  "\x7f",
  "\r",
  "::error::x",
  "::set-output name=a::b",
  "##[error]x",
  "##vso[task.complete]",
  "##teamcity[x",
  "%0A::error::x",
  "]]>",
  "</script><script>alert(1)</script>",
  "<!--",
  "-->",
  "&amp;",
  "&#x1b;",
  '"><img src=x onerror=alert(1)>',
  "'`$(1)`",
  "\\u001b",
  "{0}",
  "[x](javascript:alert)",
  utf8("\u202e"),
  utf8("\u2066\u2069"),
  utf8("\u2028\u2029\u0085"),
  utf8("\u{e0041}\ufeff\u200b"),
  utf8("\uffff\ufffe"),
  "\xed\xa0\x80\xed\xb0\x80",
  "\xff\xfe\xc3",
  "\xf4\x90\x80\x80",
  "\xc0\xaf",
  utf8("日本 😀 e\u0301"),
];

/** Bytes without NUL, line end and slash: they may stand in a name and on a line. */
const piece = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...nasty) },
  fc.string({ unit: fc.integer({ min: 1, max: 255 }).map((code) => String.fromCharCode(code)), maxLength: 5 }),
);
const words = fc.array(piece, { minLength: 1, maxLength: 4 }).map((pieces) => pieces.join("").replace(/[\0\n/]/g, ""));
/** File names may hold line ends, too. */
const name = fc
  .tuple(words, fc.constantFrom("", "\n", "\n::error::x", "\r\n##[warning]"))
  .map(([start, end]) => `n${start}${end}`);

const config = fc
  .tuple(words, words, words, words, words)
  .map(([host, comment, value, keyword, criterion]) =>
    [
      `# ${comment}`,
      `Host ${host} plain "${host}"`,
      "  ServerAliveInterval 900",
      `Host b${host}`,
      "  ServerAliveCountMax 0",
      `Match exec "${criterion}" user ${host}`,
      "  ServerAliveInterval 20",
      `Include ${value}`,
      ...(value.length % 2 === 0 ? [] : [`ServerAliveInterval ${value}`, `x${keyword} ${value}`]),
      "",
    ].join("\n"),
  );

/** What a terminal, a log or a reader's eye acts on. */
const acts =
  /[\0-\x09\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff\u{e0000}-\u{e007f}]/u;

function reportsOf(directory: string, text: string) {
  const tree = { "/repo/.git/HEAD": "", [`/repo/${directory}/ssh_config`]: text };
  const { report, failures } = lintTree(tree, { paths: ["."], fix: "plan", effective: true });
  const troubles = [...failures, { path: `/repo/${directory}`, message: text }];
  return { report, troubles, reports: everyFormat(report, "/repo", troubles) };
}

const cases = fc.tuple(name, config);

describe("whatever bytes a file and its name hold", () => {
  it("there is something to report", () => {
    const { report } = reportsOf("n", fc.sample(config, { numRuns: 1, seed: 7 })[0] ?? "");
    expect(report.findings.length).toBeGreaterThan(0);
  });

  it("no format holds what a terminal or a CI agent obeys", () => {
    forAll(
      fc.property(cases, ([directory, text]) => {
        for (const [format, output] of Object.entries(reportsOf(directory, text).reports)) {
          expect(output, format).not.toMatch(acts);
          expect(output, format).not.toMatch(/\p{Cs}/u);
          expect(output, format).not.toMatch(/##[a-z]*\[/);
          if (format !== "github") expect(output, format).not.toMatch(/^\s*::/m);
        }
      }),
      150,
    );
  });

  it("one finding is one command to GitHub's runner, and one line elsewhere", () => {
    forAll(
      fc.property(cases, ([directory, text]) => {
        const { report, troubles, reports } = reportsOf(directory, text);
        const commands = reports.github.split("\n").slice(0, -1);
        expect(commands).toHaveLength(report.findings.length + troubles.length);
        for (const command of commands) expect(command).toMatch(/^::(?:error|warning|notice) file=[^:\n]*::./);
        expect(reports.compact.split("\n")).toHaveLength(report.findings.length + 1);
      }),
      100,
    );
  });

  it("JSON parses, holds every finding and fits its schema", () => {
    forAll(
      fc.property(cases, ([directory, text]) => {
        const { report, troubles, reports } = reportsOf(directory, text);
        const count = report.findings.length;
        expect(JSON.parse(reports.json).findings).toHaveLength(count);
        expect(JSON.parse(reports.sarif).runs[0].results).toHaveLength(count);
        expect(schemaErrors("gitlab", reports.gitlab)).toEqual([]);
        expect(schemaErrors("rdjson", reports.rdjson)).toEqual([]);
        const prints = new Set(
          JSON.parse(reports.gitlab).map(({ fingerprint }: { fingerprint: string }) => fingerprint),
        );
        expect(prints.size).toBe(count + troubles.length);
      }),
      100,
    );
  });

  it("SARIF names the very bytes of the path", () => {
    forAll(
      fc.property(cases, ([directory, text]) => {
        for (const { locations } of JSON.parse(reportsOf(directory, text).reports.sarif).runs[0].results) {
          const { uri } = locations[0].physicalLocation.artifactLocation;
          expect(uri).toMatch(/^(?:[A-Za-z0-9._~/-]|%[0-9A-F]{2})+$/);
          const bytes = uri.replace(/%(..)/g, (_: string, digits: string) =>
            String.fromCharCode(Number.parseInt(digits, 16)),
          );
          expect(bytes).toBe(`${directory}/ssh_config`);
        }
      }),
      50,
    );
  });

  it("XML is well-formed and fits its schema", async () => {
    const texts = fc
      .sample(cases, { numRuns: 60, seed: 7 })
      .map(([directory, text]) => reportsOf(directory, text).reports.junit);
    expect(await junitErrors(...texts)).toEqual([]);
  });

  it("HTML has no element but its own, and none that runs or loads", () => {
    const known =
      /^<(?:!DOCTYPE html|\/?(?:html|head|body|title|style|script|header|main|footer|section|article|h[1-3]|p|b|small|span|code|pre|ul|li|dl|dt|dd|table|thead|tbody|tr|td|th|div|details|summary|form|label|select|option|output|a|svg|text)(?: [a-z0-9-]+(?:="[^"<>]*")?)*|(?:meta|input|line|rect|circle|path)(?: [a-z0-9-]+(?:="[^"<>]*")?)*\/?)>$/;
    forAll(
      fc.property(cases, ([directory, text]) => {
        const page = reportsOf(directory, text).reports.html;
        const body = page
          .replace(/<style>[^<]*<\/style>/, "")
          .replace(/<script>"use strict";[\s\S]*?\n\}\)\(\);\n<\/script>/, "");
        expect(page.length - body.length).toBeGreaterThan(5000);
        for (const [tag] of body.matchAll(/<[^>]*>?/g)) {
          expect(tag).toMatch(known);
          expect(tag.replace(/"[^"]*"/g, "")).not.toMatch(/ (?:on[a-z]+|style|src)=/);
        }
        expect(body).not.toMatch(/<(?:script|img|link|iframe)/);
        expect(body).not.toMatch(/href="(?!#)/);
      }),
      80,
    );
  });
});
