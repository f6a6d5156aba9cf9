import { writeFileSync } from "node:fs";
import { it } from "vitest";
import { count, seconds } from "../../../src/base/units.ts";
import { compactReport } from "../../../src/report/compact.ts";
import { effectiveText } from "../../../src/report/effective-text.ts";
import { effectiveJson, lintJson } from "../../../src/report/json.ts";
import { textReport } from "../../../src/report/text.ts";
import { serverAlternatives } from "../../../src/timeline/alternatives.ts";
import * as h from "./helpers.ts";

it("look", () => {
  const c = h.file("/home/me/.ssh/config", "Host web1\n  User bob\n  ServerAliveInterval 600\n\nHost *\n  User me\n");
  const all = h.effective(
    h.result("client", "web1", 60, 3, { from: h.provenance(c, "ServerAliveInterval 600", "Host web1") }),
    h.result("client", "off", 0, 3),
    h.result("client", "never", 0, 3, { tcp: "no" }),
    h.result("client", "slow", 600, 3),
    h.result("client", "many", 30, 60),
    h.result("client", "zero", 60, 0),
    h.result("server", "*", 60, 3),
    h.result("server", "Match user bob", 60, 0),
    h.result("client", "maybe", 15, 3, {
      possible: [
        {
          when: [{ source: c.source, offset: 12, criterion: 'exec "test -f /x"', because: "", holds: true }],
          settings: h.settings(30, 3),
          timeline: h.timelineOf("client", 30, 3),
        },
        {
          when: [{ source: c.source, offset: 12, criterion: "Include ~/.ssh/work", because: "", holds: true }],
          settings: null,
          timeline: null,
        },
      ],
    }),
    h.result("client", "bad", 15, 3, {
      settings: null,
      timeline: null,
      errors: [{ place: h.placeOf(c, "User me"), message: "unknown keyword" }],
    }),
  );
  let out = "";
  for (const width of [60, 80, 120]) out += `\n=== ${width}\n${effectiveText(all, { ...h.style, width })}`;
  out += effectiveText(h.effective(...all.results, ...all.results), h.style);
  const effect = { before: h.timelineOf("client", 600, 3), after: h.timelineOf("client", 60, 3) };
  const s = h.file("/etc/ssh/sshd_config", "Port 22\n#ClientAliveInterval 0\n", "server");
  const fix = {
    safety: "safe" as const,
    title: "write ServerAliveInterval 60",
    edits: [{ path: c.source.path, offset: c.source.text.indexOf("600"), length: 3, text: "60" }],
  };
  const alternatives = serverAlternatives(
    { interval: seconds(60), countMax: count(3), tcpKeepAlive: "yes" },
    902,
    h.policy.kernel,
  );
  const findings = [
    h.finding(c, "ServerAliveInterval 600", {
      label: "first probe after 600 s",
      fix,
      effect,
      related: [{ ...h.placeOf(c, "User me"), message: "this line is shadowed" }],
    }),
    h.finding(c, "", { rule: "keepalive-off", certainty: "possible", fix: { ...fix, safety: "unsafe" }, effect }),
    h.finding(s, "", { severity: "info", rule: "keepalive-off", notFixable: "the file is a template" }),
    h.finding(s, "Port", {
      severity: "info",
      rule: "keepalive-off",
      fix: { ...fix, title: "write ClientAliveInterval 60" },
      effect: { before: h.timelineOf("server", 0, 3), after: h.timelineOf("server", 60, 3), alternatives },
    }),
  ];
  out += "\n=== text\n" + textReport(h.lint(findings), h.style);
  out += "\n=== text fixed\n" + textReport(h.lint([findings[1]!], { fixed: [findings[0]!] }), h.style);
  out +=
    "\n=== clean\n" +
    textReport(
      h.lint([], {
        files: [{ path: "/home/me/.ssh/config", side: "client" }],
        roots: ["/home/me/.ssh/config"],
        judged: [
          { side: "client", targets: 12, timeline: h.timelineOf("client", 60, 3) },
          { side: "client", targets: 2, timeline: h.timelineOf("client", 15, 3) },
        ],
      }),
      h.style,
    );
  out += "\n=== compact\n" + compactReport(h.lint(findings), h.style);
  out += "\n=== json\n" + lintJson(h.lint(findings), h.paths, "0.1.0") + effectiveJson(all, h.paths);
  writeFileSync("/tmp/look.txt", out);
});
