import { describe, expect, it } from "vitest";
import { effectiveJson, effectiveJsonChunks, lintJson, resultJson } from "../../../src/report/json.ts";
import { pathsForPrograms } from "../../../src/report/paths.ts";
import { safeJson } from "../../../src/report/safe-json.ts";
import {
  bytes,
  effective,
  file,
  finding,
  firstLine,
  lint,
  paths,
  placeOf,
  provenance,
  result,
  settings,
  timelineOf,
} from "./helpers.ts";

const config = file("/work/ssh/config", `Host *\n  # ${bytes("ü")}\n  ServerAliveInterval 600\n`);
const edits = [{ path: config.source.path, offset: 35, length: 3, text: "60\xff" }];
const fix = { safety: "safe" as const, title: "write ServerAliveInterval 60", edits };

const parsed = (report: ReturnType<typeof lint>) => JSON.parse(lintJson(report, paths, "1.2.3"));

describe("lintJson", () => {
  it("is section 2 of the contract", () => {
    const related = [{ ...placeOf(config, "Host *"), message: "the block" }];
    const report = lint([finding(config, "ServerAliveInterval 600", { fix, related, targets: ["web1", "*"] })], {
      checks: [
        {
          control: "RHEL-09-255095",
          benchmark: "STIG",
          result: "fail",
          target: "*",
          value: 600,
          from: placeOf(config, "Server"),
        },
      ],
    });
    expect(parsed(report)).toStrictEqual({
      version: 1,
      tool: { name: "keepalive-lint", version: "1.2.3" },
      assuming: { openssh: "9.2+debian", because: "this machine runs Debian 12", os: "linux", policy: "recommended" },
      files: [{ path: "ssh/config", side: "client" }],
      findings: [
        {
          rule: "interval-too-long",
          severity: "warning",
          certainty: "certain",
          message: expect.stringContaining("600 s"),
          data: { interval: 600, limit: 240 },
          path: "ssh/config",
          line: 3,
          column: 3,
          endLine: 3,
          endColumn: 26,
          targets: ["web1", "*"],
          related: [{ path: "ssh/config", line: 1, column: 1, message: "the block" }],
          fix: {
            safety: "safe",
            title: "write ServerAliveInterval 60",
            edits: [{ path: "ssh/config", offset: 35, length: 3, text: "60\xff" }],
          },
        },
      ],
      checks: [
        {
          control: "RHEL-09-255095",
          benchmark: "STIG",
          result: "fail",
          target: "*",
          value: 600,
          from: { path: "ssh/config", line: 3, column: 3 },
        },
      ],
      summary: { error: 0, warning: 1, info: 0, fixable: 1 },
    });
  });

  it("nothing at all", () => {
    expect(parsed(lint([]))).toMatchObject({ files: [], findings: [], checks: [], summary: { error: 0, fixable: 0 } });
    expect(parsed(lint([]))).not.toHaveProperty("fixed");
  });

  it("what --fix mended stands beside what remains", () => {
    expect(parsed(lint([], { fixed: [finding(config, "Host *")] }))).toMatchObject({
      findings: [],
      fixed: [{ line: 1 }],
    });
  });

  it("a missing setting has no width, 1:1 in an empty file", () => {
    const empty = file("/work/empty", "");
    const place = { line: 1, column: 1, endLine: 1, endColumn: 1 };
    expect(parsed(lint([finding(empty, "", { at: null })])).findings[0]).toMatchObject(place);
  });

  it("columns count bytes, not characters", () => {
    const wide = file("/work/x", `${bytes("# 日本 ")}600`);
    expect(parsed(lint([finding(wide, "600")])).findings[0]).toMatchObject({ column: 10, endColumn: 13 });
  });

  it("fixable counts what --fix alone mends", () => {
    const unsafe = finding(config, "Host *", { fix: { ...fix, safety: "unsafe" } });
    expect(parsed(lint([unsafe, finding(config, "Host *", { fix })])).summary).toEqual({
      error: 0,
      warning: 2,
      info: 0,
      fixable: 1,
    });
  });

  it("decodes names, and shows bytes that are none", () => {
    const named = file(`/work/${bytes("ü")}\xff`, "x");
    const found = parsed(lint([finding(named, "x", { targets: [bytes("日本"), "\xff"] })])).findings[0];
    expect(found).toMatchObject({ path: "ü\\xff", targets: ["日本", "\\xff"] });
  });

  it("is printable and no command, and still says the same", () => {
    const target = `##[stop]\x7f\x1b${bytes("\u009b\u202e\u2028\ufeff\u{e0041}")}`;
    const text = lintJson(lint([finding(config, "Host *", { targets: [target] })]), paths, "1");
    expect(text).not.toMatch(/[\0-\x09\x0b-\x1f\x7f-\x9f\u2028\u202e\ufeff\u{e0041}]|##\[/u);
    expect(JSON.parse(text).findings[0].targets).toEqual(["##[stop]\x7f\x1b\u009b\u202e\u2028\ufeff\u{e0041}"]);
  });

  it("holds one finding a line", () => {
    const lines = lintJson(lint([finding(config, "Host *"), finding(config, "Server")]), paths, "1").split("\n");
    expect(lines.filter((line) => line.startsWith('{"rule":'))).toHaveLength(2);
  });
});

describe("effectiveJson", () => {
  const from = provenance(config, "ServerAliveInterval 600");
  const directive = firstLine(config.source);
  const when = [{ source: config.source, offset: 0, directive, criterion: 'exec "x"', because: "", holds: true }];

  it("is section 3 of the contract", () => {
    const possible = [
      { when, settings: settings(30, 3), timeline: timelineOf("client", 30, 3) },
      { when: [], settings: null, timeline: null },
    ];
    const report = effective(result("client", "web1", 60, 3, { from, possible }));
    expect(JSON.parse(effectiveJson(report, paths))).toMatchObject({
      version: 1,
      assuming: { openssh: "9.2+debian" },
      results: [
        {
          side: "client",
          target: "web1",
          accepted: true,
          errors: [],
          settings: {
            ServerAliveInterval: {
              value: 60,
              from: { path: "ssh/config", line: 3, column: 3, block: "Host *" },
              certainty: "certain",
            },
            ServerAliveCountMax: { value: 3, from: null, certainty: "certain" },
            TCPKeepAlive: { value: "yes", from: null, certainty: "certain" },
          },
          possible: [
            {
              when: [{ path: "ssh/config", line: 1, criterion: 'exec "x"', holds: true }],
              settings: { ServerAliveInterval: { value: 30 } },
              timeline: { deadPeer: { idle: { latest: 120 } } },
            },
            { when: [], settings: null, timeline: null },
          ],
          timeline: {
            firstProbe: { earliest: 59, latest: 60 },
            deadPeer: { idle: { earliest: 239, latest: 240, by: "ssh" } },
            outageTolerance: { surely: 90, atBest: 180 },
            loginWait: 180,
            keepsNetworkStateAlive: true,
          },
        },
      ],
    });
  });

  it("refused: why, and nothing else", () => {
    const errors = [{ place: placeOf(config, "Server"), message: "missing argument" }];
    const one = result("server", "*", 0, 3, { settings: null, timeline: null, errors });
    expect(JSON.parse(effectiveJson(effective(one), paths)).results[0]).toStrictEqual({
      side: "server",
      target: "*",
      accepted: false,
      errors: [{ path: "ssh/config", line: 3, column: 3, message: "missing argument" }],
      settings: null,
      possible: [],
      timeline: null,
    });
  });

  it("comes in pieces, one a result", () => {
    const report = effective(...Array.from({ length: 100 }, (_, index) => result("client", `web${index}`, 60, 3)));
    expect([...effectiveJsonChunks(report, paths)].length).toBeGreaterThan(100);
  });
});

describe("results that differ in little more than a name", () => {
  const from = provenance(config, "ServerAliveInterval 600");

  it("read as if each were written out alone", () => {
    const names = ["web1", "web2", 'q"uote', bytes("ü"), "##[x]", "a\x7fb"];
    const results = names.flatMap((name) => [
      result("client", name, 60, 3, { from }),
      result("client", name, 60, 3, {}),
      result("server", name, 0, 3, {}),
    ]);
    const report = { ...effective(results[0] as (typeof results)[0]), results };
    const [, ...lines] = effectiveJson(report, paths).split("\n").slice(1, -2);
    const alone = results.map((one) => safeJson(resultJson(one, report, pathsForPrograms(paths))));
    expect(lines.map((line) => line.replace(/,$/, ""))).toEqual(alone);
  });
});
