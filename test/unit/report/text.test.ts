import { describe, expect, it } from "vitest";
import { count, seconds } from "../../../src/base/units.ts";
import { policyOf } from "../../../src/policy/policy-of.ts";
import { chalkPaint } from "../../../src/report/chalk-paint.ts";
import { compactReport } from "../../../src/report/compact.ts";
import type { FixEffect } from "../../../src/report/report.ts";
import { textReport } from "../../../src/report/text.ts";
import { serverAlternatives } from "../../../src/timeline/alternatives.ts";
import { file, finding, lint, placeOf, policy, style, timelineOf } from "./helpers.ts";

const config = file("/home/me/.ssh/config", "Host web1\n  ServerAliveInterval 600\n\nHost *\n  User me\n");
const sshd = file("/etc/ssh/sshd_config", "Port 22\n", "server");
const write60 = {
  safety: "safe" as const,
  title: "write ServerAliveInterval 60",
  edits: [{ path: config.source.path, offset: config.source.text.indexOf("600"), length: 3, text: "60" }],
};
const effect: FixEffect = { before: timelineOf("client", 600, 3), after: timelineOf("client", 60, 3) };
const tooLong = finding(config, "ServerAliveInterval 600", { label: "first probe after 600 s", fix: write60, effect });

/** The report without its first paragraph. */
const body = (report: ReturnType<typeof lint>): string => textReport(report, style).split("\n\n").slice(1).join("\n\n");

describe("textReport", () => {
  it("a finding with its remedy", () => {
    expect(textReport(lint([tooLong]), style)).toMatchInlineSnapshot(`
      "read ~/.ssh/config, judged as OpenSSH 9.2 (Debian 12): this machine runs
        Debian 12

      ~/.ssh/config:2:3 warning interval-too-long
        Idle sessions to web1 are silent for 600 s; some networks (Azure by default:
        after 240 s) have forgotten the connection by then, and it hangs.
          1 | Host web1
          2 |   ServerAliveInterval 600
            |   ^^^^^^^^^^^^^^^^^^^^^^^ first probe after 600 s
        --fix will write ServerAliveInterval 60: a dead server noticed after 240 s
          (now: after 27 min), outages survived up to 90 s (now: up to 13 min), idle
          sessions kept (now: forgotten) by the network

      Keepalive keeps idle sessions known to the network and ends a frozen terminal.
      No session survives a new IP address or an outage longer than these: tmux on the
      server, or mosh, do.

      1 warning; 1 can be fixed with --fix
      "
    `);
  });

  it("possible, unsafe, related", () => {
    const related = [{ ...placeOf(config, "User me"), message: "the line that wins" }];
    const fix = { ...write60, safety: "unsafe" as const };
    expect(
      body(lint([finding(config, "ServerAliveInterval 600", { certainty: "possible", fix, related })])),
    ).toMatchInlineSnapshot(`
      "~/.ssh/config:2:3 warning interval-too-long
        Possible: Idle sessions to web1 are silent for 600 s; some networks (Azure by
        default: after 240 s) have forgotten the connection by then, and it hangs.
          1 | Host web1
          2 |   ServerAliveInterval 600
            |   ^^^^^^^^^^^^^^^^^^^^^^^
        ~/.ssh/config:5:3 the line that wins
          5 |   User me
        --fix --unsafe-fixes will write ServerAliveInterval 60

      1 warning; 1 can be fixed with --fix --unsafe-fixes
      "
    `);
  });

  it("more related places than anybody reads", () => {
    const related = Array.from({ length: 5 }, () => ({ ...placeOf(config, "User me"), message: "again" }));
    expect(body(lint([finding(config, "Host web1", { related })]))).toContain("  and 2 more places\n");
  });

  it("not fixable, on the server", () => {
    const notFixable = "the file is a template";
    expect(
      body(
        lint([
          finding(sshd, "", { severity: "info", rule: "keepalive-off", message: "sshd sends no probes.", notFixable }),
        ]),
      ),
    ).toMatchInlineSnapshot(`
      "/etc/ssh/sshd_config:2:1 info keepalive-off
        sshd sends no probes.
          1 | Port 22
          2 |
            | ^
        not fixed by --fix: the file is a template

      1 note
      "
    `);
  });

  it("a server time that differs between releases says so", () => {
    const values = { interval: seconds(60), countMax: count(3), tcpKeepAlive: "yes" as const };
    const after = timelineOf("server", 60, 3, "yes", false, 1000);
    const serverEffect = {
      before: timelineOf("server", 0, 3),
      after,
      alternatives: serverAlternatives(values, 1000, policy.kernel),
    };
    const text = body(
      lint([
        finding(sshd, "Port 22", { fix: { ...write60, title: "write ClientAliveInterval 60" }, effect: serverEffect }),
      ]),
    );
    expect(text.slice(text.indexOf("  --fix"), text.indexOf("\n\n"))).toMatchInlineSnapshot(`
      "  --fix will write ClientAliveInterval 60: a dead client noticed after 240 s;
          480 s on sshd 9.2-9.4, Debian 12 (now: after 2 h 11 min), outages survived
          up to 90 s (now: up to 10 min), idle sessions kept (now: forgotten) by the
          network"
    `);
  });

  it("what was fixed, before and after", () => {
    expect(body(lint([], { files: [], fixed: [tooLong] }))).toMatchInlineSnapshot(`
      "fixed ~/.ssh/config:2:3 warning interval-too-long: write ServerAliveInterval 60
          -   ServerAliveInterval 600
          +   ServerAliveInterval 60
        a dead server noticed after 240 s (before: after 27 min), outages survived up
        to 90 s (before: up to 13 min), idle sessions kept (before: forgotten) by the
        network

      Keepalive keeps idle sessions known to the network and ends a frozen terminal.
      No session survives a new IP address or an outage longer than these: tmux on the
      server, or mosh, do.

      1 fixed; nothing wrong in 0 files.
      "
    `);
  });

  it("an inserted line", () => {
    const edits = [
      { path: config.source.path, offset: config.source.text.length, length: 0, text: "  ServerAliveInterval 60\n" },
    ];
    expect(
      body(lint([], { fixed: [{ ...tooLong, fix: { ...write60, edits }, effect: null }] })),
    ).toMatchInlineSnapshot(`
      "fixed ~/.ssh/config:2:3 warning interval-too-long: write ServerAliveInterval 60
          +   ServerAliveInterval 60

      1 fixed; nothing wrong in 0 files.
      "
    `);
  });

  it("nothing wrong: what people can rely on", () => {
    const judged = [60, 15].map((interval) => ({
      side: "client" as const,
      targets: 7,
      timeline: timelineOf("client", interval, 3),
    }));
    expect(body(lint([], { judged }))).toMatchInlineSnapshot(`
      "Nothing wrong: 14 hosts judged. A dead server is noticed after 60 to 240 s.
      Outages of up to 22 s are survived.
      "
    `);
    expect(body(lint([], { files: [{ path: "/a", side: "client" }] }))).toBe("Nothing wrong in 1 file.\n");
  });

  it("findings that are not shown are no clean bill", () => {
    expect(body(lint([], { hidden: 3 }))).toBe("nothing to show; 3 not shown because of --severity\n");
  });

  it("what was read, and what was asked for", () => {
    const network = policyOf({ policy: "cis-2022", network: policy.network });
    const roots = ["/work/a", "/work/b", "/etc/c", "/home/me/d"];
    const files = [...roots, "/work/e"].map((path) => ({ path, side: "client" as const }));
    expect(textReport(lint([], { roots, files, policy: network }), style).split("\n\n")[0]).toMatchInlineSnapshot(`
      "read a, b and 2 more files with 1 included file, judged as OpenSSH 9.2 (Debian
        12), policy cis-2022, network anywhere: this machine runs Debian 12"
    `);
  });

  it("a hostile file stays text", () => {
    const path = "/work/\n::error::x";
    const evil = file(path, "Host \x1b]0;x\x07\n  ##[add-mask]e 600\n");
    const text = textReport(lint([finding(evil, "600", { message: 'value "\x1b[2J\r\n::stop"', label: "\u202e" })]), {
      ...style,
      ci: true,
    });
    expect(text).not.toMatch(/[\0-\x09\x0b-\x1f\x7f\u202e]|^\s*::|##\[/m);
    expect(text).toMatchInlineSnapshot(`
      "read \\n::error::x, judged as OpenSSH 9.2 (Debian 12): this machine runs Debian
        12

      \\n::error::x:2:17 warning interval-too-long
        value "\\x1b[2J\\r\\n::stop"
          1 | Host \\x1b]0;x\\x07
          2 |   ##\\[add-mask]e 600
            |                 ^^^ \\u202e

      1 warning
      "
    `);
  });

  it("colour changes nothing but colour", async () => {
    const coloured = textReport(lint([tooLong]), { ...style, paint: await chalkPaint() });
    expect(coloured).toContain("\x1b[33mwarning\x1b[39m");
    expect(coloured.replaceAll(/\x1b\[[0-9;]*m/g, "")).toBe(textReport(lint([tooLong]), style));
  });
});

describe("compliance checks", () => {
  it("passes too, with the benchmark's own limits", () => {
    const cis = policyOf({ policy: "cis-2021" });
    const at = placeOf(sshd, "Port 22");
    const check = { benchmark: "CIS RHEL 8 Benchmark", target: "*", from: at };
    const checks = [
      { ...check, control: "5.2.20", setting: "interval" as const, result: "pass" as const, value: 300 },
      { ...check, control: "5.2.20", setting: "countMax" as const, result: "fail" as const, value: null, from: null },
      { ...check, control: "5.2.20", result: "unknown" as const, value: 3, target: "Match group x" },
    ];
    expect(body(lint([], { checks, policy: cis }))).toMatchInlineSnapshot(`
      "CIS RHEL 8 Benchmark (transcribed, not an official scan), 1 of 3 checks failed
        pass  5.2.20  ClientAliveInterval 300  /etc/ssh/sshd_config:1
        FAIL  5.2.20  ClientAliveCountMax not set
        ?     5.2.20  3  /etc/ssh/sshd_config:1  (Match group x)

      1 of 3 checks failed
      "
    `);
  });
});

describe("compactReport", () => {
  it("is one line a finding", () => {
    const possible = finding(config, "User me", { certainty: "possible", message: "bad\nnews", severity: "error" });
    expect(compactReport(lint([possible, finding(sshd, "")]), style)).toMatchInlineSnapshot(`
      "/home/me/.ssh/config:5:3: error interval-too-long possible: bad\\nnews
      /etc/ssh/sshd_config:2:1: warning interval-too-long Idle sessions to web1 are silent for 600 s; some networks (Azure by default: after 240 s) have forgotten the connection by then, and it hangs.
      "
    `);
    expect(compactReport(lint([]), style)).toBe("");
  });
});
