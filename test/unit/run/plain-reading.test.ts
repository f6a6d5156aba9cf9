import { describe, expect, it } from "vitest";
import { memoryFiles } from "../../../src/io/memory-files.ts";
import { policyOf } from "../../../src/policy/policy-of.ts";
import { lint } from "../../../src/run.ts";
import { hostOf, lintTree } from "../../host.ts";

/** How often a lint of one file asks for what judges it in full. */
function asksForJudge(text: string): boolean {
  let asked = false;
  const host = hostOf(memoryFiles({ "/repo/ssh_config": text }));
  const loadJudge = () => {
    asked = true;
    return host.loadJudge();
  };
  const request = {
    paths: ["ssh_config"],
    stdin: null,
    side: "client" as const,
    searchByDefault: false,
    openssh: undefined,
    live: false,
    fix: "no" as const,
    unsafe: false,
    policyFor: () => policyOf({}),
  };
  lint(request, { ...host, loadJudge });
  return asked;
}

describe("a lint", () => {
  it.each([
    ["hosts", "Host web1\n  User bob\nHost *\n  ServerAliveInterval 60\n"],
    ["Match lines", "Match host a\n  User bob\nHost *\n  ServerAliveInterval 60\n"],
  ])("of a plain file with %s of which nobody has anything to say needs nothing but the main bundle", (_what, text) => {
    expect(asksForJudge(text)).toBe(false);
  });

  it.each([
    ["with something wrong", "Host *\n  ServerAliveInterval 900\n"],
    ["with a line that is not plain", "Match final\n  User bob\nHost *\n  ServerAliveInterval 60\n"],
  ])("of a file %s needs more", (_what, text) => {
    expect(asksForJudge(text)).toBe(true);
  });
});

describe("a quoted value", () => {
  const text = 'Host a\n  ServerAliveInterval = "900"\nHost *\n  ServerAliveInterval 60\n';

  it("keeps a file plain", () => {
    expect(asksForJudge(text.replace("900", "90"))).toBe(false);
  });

  it("is shown with its quotes, and mended between them", () => {
    const { report, changes } = lintTree({ "/repo/ssh_config": text }, { paths: ["ssh_config"], fix: "apply" });
    expect(changes[0]?.after).toBe(text.replace("900", "60"));
    const [finding] = [...(report.fixed ?? []), ...report.findings];
    expect(text.slice(finding?.at?.start, finding?.at?.end)).toBe('ServerAliveInterval = "900"');
  });
});
