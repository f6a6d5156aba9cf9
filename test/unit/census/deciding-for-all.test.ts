import { describe, expect, it } from "vitest";
import { decidingForAll } from "../../../src/census/decision.ts";
import { survey } from "../../../src/census/survey.ts";
import { configFile } from "../../../src/eval/config-file.ts";
import { memoryFiles } from "../../../src/io/memory-files.ts";

function surveyOf(text: string, included: string) {
  const file = configFile({ path: "/config", text }, "client", null);
  const surveyed = survey(
    {
      side: "client",
      version: { release: 1006, portable: 1, vendor: "upstream" },
      roots: [{ file, userFile: true }],
      files: memoryFiles({ "/more": included }),
      locate: () => ({ kind: "paths", pattern: "/more", paths: ["/more"] }),
      refusesOwner: () => null,
    },
    null,
  );
  if (surveyed === null) throw new Error("not plain");
  return surveyed;
}

describe("a survey", () => {
  it("of many hosts whose block holds many Includes is none, as it would hold each host many times", () => {
    const block = (size: number): string =>
      `Host ${Array.from({ length: size }, (_, at) => `h${at}`).join(" ")}\n${"  Include more\n".repeat(size)}`;
    expect(surveyOf(block(20), "User bob\n").blocks.count).toBe(42);
    expect(() => surveyOf(block(500), "User bob\n")).toThrow("not plain");
    expect(() => surveyOf(`Host * !x\n${"  Include more\n".repeat(500)}`, "User bob\n")).toThrow("not plain");
  });
});

describe("decidingForAll", () => {
  it("leaves out what says nothing, so that thousands of Includes cost each of thousands of hosts nothing", () => {
    const surveyed = surveyOf(
      `${"Include more\n".repeat(50)}Host *\n  ServerAliveInterval 60\n`,
      "Host x\n  User bob\n",
    );
    expect(surveyed.unconditional.length).toBeGreaterThan(100);
    expect(decidingForAll(surveyed)).toEqual([surveyed.blocks.count - 1]);
  });

  it("leaves out what was said for everybody before", () => {
    const surveyed = surveyOf("ServerAliveInterval 30\nInclude more\nHost *\n  BatchMode yes\n", "BatchMode no\n");
    const [first, included, last] = decidingForAll(surveyed);
    expect([first, included, last]).toEqual([0, 1, undefined]);
  });
});
