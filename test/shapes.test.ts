import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import type { Side } from "../src/base/side.ts";
import { isTemplate } from "../src/discovery/template.ts";
import type { ReportedFinding } from "../src/report/report.ts";
import { parse, print } from "../src/syntax/cst.ts";
import { positionAt } from "../src/syntax/source.ts";
import { type Asked, lintTree } from "./host.ts";

const folder = fileURLToPath(new URL("../fixtures/shapes", import.meta.url));

/** Every file below a folder of shapes by its path there, bytes as latin1. */
function filesOf(name: string): Record<string, string> {
  const top = `${folder}/${name}/`;
  const entries = readdirSync(top, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = entries.map((entry) => `${entry.parentPath}/${entry.name}`.replaceAll("//", "/")).sort();
  return Object.fromEntries(paths.map((path) => [path.slice(top.length), readFileSync(path, "latin1")]));
}

const brief = ({ place, rule, certainty }: ReportedFinding): string =>
  `${positionAt(place.source, place.start).line} ${certainty === "possible" ? "possible " : ""}${rule}`;

/** What a lint of a tree comes to: failures, then findings by file. */
function lintShape(tree: Readonly<Record<string, string>>, asked: Asked): string[] {
  const files = Object.entries(tree).map(([path, text]) => [`/repo/${path}`, text] as const);
  const { failures, report } = lintTree({ "/repo/.git/HEAD": "", ...Object.fromEntries(files) }, asked);
  return [
    ...failures.map(({ message }) => message),
    ...report.findings.map((finding) => {
      const path = finding.place.source.path.slice("/repo/".length);
      return asked.paths?.[0] === path ? brief(finding) : `${path}:${brief(finding)}`;
    }),
  ];
}

type Expected = Readonly<Record<string, readonly string[]>>;

/** Each file alone, as `keepalive-lint --side SIDE FILE`. */
const alone: Readonly<Record<Side, Expected>> = {
  client: {
    aligned: ["3 count-without-interval"],
    bom: ["1 broken-line"],
    "bom-comment": ["1 broken-line"],
    continuation: ["2 broken-line"],
    "control-master": [],
    crlf: ["6 interval-too-long"],
    "crlf-mixed": ["4 interval-too-long"],
    "debian-shape": ["13 possible keepalive-off"],
    empty: ["1 keepalive-off"],
    equals: ["3 interval-too-long"],
    // A line that holds nothing but a form feed is none that ssh takes for empty.
    "form-feed": ["2 interval-too-long", "3 broken-line"],
    "hardening-script": ["4 count-zero"],
    latin1: ["4 interval-too-long", "5 keepalive-off"],
    // A carriage return alone ends no line: the whole file is one Host line.
    "lone-cr": ["2 keepalive-off"],
    "long-line": ["2 interval-too-long", "3 keepalive-off"],
    "lower-case": ["6 keepalive-off"],
    "no-final-newline": ["5 interval-too-long"],
    nul: ["5 keepalive-off"],
    "odd-case": ["2 interval-too-long"],
    "only-comments": ["3 keepalive-off"],
    "only-newlines": ["5 keepalive-off"],
    quoted: ["2 interval-too-long", "4 keepalive-off"],
    tabs: ["3 interval-too-long"],
    "trailing-comment": ["2 interval-too-long", "2 version-dependent", "3 version-dependent"],
    "unterminated-keyword": ["2 swallowed-line", "4 keepalive-off"],
    "unterminated-quote": ["2 invalid-value"],
    "use-keychain": ["3 version-dependent", "5 keepalive-off"],
    "utf-16": ["is a binary file, no configuration"],
    utf8: ["4 interval-too-long", "5 keepalive-off"],
    vagrant: ["11 keepalive-off"],
  },
  server: {
    crlf: ["4 keepalive-off"],
    "debian-shape": ["13 possible keepalive-off"],
    equals: ["3 count-zero"],
    latin1: ["3 interval-too-long"],
    "logout-myth": ["2 count-zero"],
    "match-at-end": ["3 keepalive-off"],
    "no-final-newline": ["3 keepalive-off"],
    // sshd loses the line end with what is behind the NUL, so the next line becomes part of the value.
    nul: ["2 invalid-value"],
    "odd-case": ["2 interval-too-long"],
    programdata: ["3 keepalive-off"],
    tabs: ["3 count-zero"],
    "tcp-off": ["2 count-without-interval"],
    "trailing-comment": ["2 interval-too-long"],
    "unterminated-quote": ["2 invalid-value"],
  },
};

/** Each folder as `keepalive-lint .`. */
const trees: Expected = {
  "repositories/chezmoi": ["private_dot_ssh/private_config:5 keepalive-off"],
  "repositories/drop-ins": [
    "etc/ssh/sshd_config:4 shadowed",
    "etc/ssh/sshd_config.d/99-hardening.conf:1 interval-too-long",
  ],
  "repositories/nothing": ["no ssh_config or sshd_config was found in ."],
  "repositories/stow": ["ssh/.ssh/config.d/10-work:2 interval-too-long"],
  "templates/chezmoi": [
    "private_dot_ssh/private_config.tmpl:1 undecidable",
    "private_dot_ssh/private_config.tmpl:8 interval-too-long",
  ],
  // No templates: what stands in them is OpenSSH's own, or another program's.
  "templates/docker-format": ["ssh/config:5 interval-too-long"],
  "templates/environment": ["dot_ssh/config:3 interval-too-long"],
  "templates/plain": ["dot_ssh/config.tmpl:2 interval-too-long"],
  // A cycle is one cause: the Include that closes it is no Include that matches nothing.
  "repositories/include-cycle": [".ssh/config:1 broken-line"],
  // Both set the interval; that the template engine writes the number does not make it absent.
  "templates/erb": ["templates/sshd_config.erb:2 undecidable"],
  "templates/jinja": ["templates/sshd_config.j2:1 undecidable"],
};

describe.each(["client", "server"] as const)("%s files", (side) => {
  const files = filesOf(side);

  it("are all listed here", () => {
    expect(Object.keys(files)).toEqual(Object.keys(alone[side]).sort());
  });

  it.each(Object.entries(alone[side]))("%s: %j", (name, expected) => {
    expect(lintShape(files, { paths: [name], side })).toEqual(expected);
  });

  it.each(Object.entries(files))("%s comes back byte for byte", (path, text) => {
    expect(print(parse({ path, text }, side))).toBe(text);
  });
});

describe("repositories and templates", () => {
  it.each(Object.entries(trees))("%s: %j", (name, expected) => {
    expect(lintShape(filesOf(name), { paths: ["."] })).toEqual(expected);
  });

  it.each([
    ["templates/chezmoi/private_dot_ssh/private_config.tmpl", true],
    ["templates/jinja/templates/sshd_config.j2", true],
    ["templates/erb/templates/sshd_config.erb", true],
    ["templates/plain/dot_ssh/config.tmpl", false],
    ["templates/environment/dot_ssh/config", false],
    ["templates/docker-format/ssh/config", false],
    ["server/programdata", false],
  ])("%s is a template: %s", (name, expected) => {
    expect(isTemplate(readFileSync(`${folder}/${name}`, "latin1"))).toBe(expected);
  });
});

describe("forty hosts", () => {
  it("are judged without a false alarm", () => {
    const found = lintShape(filesOf("forty-hosts"), { paths: ["config"], side: "client" });
    expect(found).toMatchInlineSnapshot(`
      [
        "7 keepalive-off",
        "24 version-dependent",
        "34 deprecated-keyword",
        "35 interval-too-long",
        "69 undecidable",
        "81 swallowed-line",
        "83 keepalive-off",
        "89 interval-too-long",
        "91 interval-too-long",
        "99 shadowed",
        "101 deprecated-keyword",
        "101 shadowed",
        "116 shadowed",
      ]
    `);
  });
});
