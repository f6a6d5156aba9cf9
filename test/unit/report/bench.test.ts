import { it } from "vitest";
import { textReport } from "../../../src/report/text.ts";
import { compactReport } from "../../../src/report/compact.ts";
import { lintJson, effectiveJson } from "../../../src/report/json.ts";
import { effectiveText } from "../../../src/report/effective-text.ts";
import * as h from "./helpers.ts";
it("bench", () => {
  const n = 50000;
  const c = h.file("/home/me/.ssh/config", Array.from({ length: n }, (_, i) => `Host web${i}\n  ServerAliveInterval 600\n`).join(""));
  const effect = { before: h.timelineOf("client", 600, 3), after: h.timelineOf("client", 60, 3) };
  const findings = Array.from({ length: n }, (_, i) => {
    const start = c.source.text.indexOf("Server", i * 37);
    const place = { source: c.source, start, end: start + 23 };
    return { ...h.finding(c, "Host"), place, at: place, label: "first probe after 600 s", effect, fix: { safety: "safe" as const, title: "write ServerAliveInterval 60", edits: [{ path: c.source.path, offset: start, length: 3, text: "60" }] } };
  });
  const r = h.lint(findings);
  const eff = h.effective(...Array.from({ length: n }, (_, i) => h.result("client", `web${i}`, 60, 3)));
  for (let round = 0; round < 2; round++) for (const [name, f] of Object.entries({ text: () => textReport(r, h.style), compact: () => compactReport(r, h.style), json: () => lintJson(r, h.paths, "1"), table: () => effectiveText(eff, h.style), effjson: () => effectiveJson(eff, h.paths) })) {
    const t = performance.now(); const out = f(); console.log(name, (performance.now() - t).toFixed(0), "ms", out.length);
  }
});
