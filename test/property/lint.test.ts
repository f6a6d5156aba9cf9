import { diffArrays } from "diff";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Side } from "../../src/base/side.ts";
import { apply } from "../../src/edit/edit.ts";
import { lintJson } from "../../src/report/json.ts";
import { plain } from "../../src/report/paint.ts";
import { textReport } from "../../src/report/text.ts";
import type { LintOutcome } from "../../src/run.ts";
import { type Asked, lintTree } from "../host.ts";
import { anySide, anyText, configs, forAll, sides } from "./generate.ts";

const pathOf = (side: Side): string => (side === "client" ? "/repo/.ssh/config" : "/repo/etc/ssh/sshd_config");

const lintText = (text: string, side: Side, asked: Asked = {}): LintOutcome =>
  lintTree({ "/repo/.git/HEAD": "", [pathOf(side)]: text }, { paths: [pathOf(side)], side, ...asked });

const fixed = (text: string, side: Side, unsafe = false): string =>
  lintText(text, side, { fix: "apply", unsafe }).changes[0]?.after ?? text;

const paths = { cwd: "/repo", home: "/home/me" };
const style = { paths, paint: plain, width: 80, ci: true };

/** What a terminal acts on: control characters but the line end. */
const acts = /[\0-\x09\x0b-\x1f\x7f-\x9f]/;

/** Without line ends: the one behind a last line without any is not its own. */
const linesOf = (text: string): string[] => text.split(/\r?\n/);

describe("whatever a file holds", () => {
  it("a lint ends without an exception, and its reports are plain text", () => {
    forAll(
      fc.property(anyText, anySide, (text, side) => {
        const { report } = lintText(text, side, { fix: "plan" });
        expect(textReport(report, style)).not.toMatch(acts);
        const json = lintJson(report, paths, "0");
        expect(json).not.toMatch(acts);
        expect(() => JSON.parse(json)).not.toThrow();
      }),
      300,
    );
  });

  it("a fix ends without an exception and says what it changed", () => {
    forAll(
      fc.property(anyText, anySide, (text, side) => {
        const { changes, report } = lintText(text, side, { fix: "apply", unsafe: true });
        for (const { before, after } of changes) {
          expect(before).toBe(text);
          expect(after).not.toBe(text);
          expect(report.fixed).not.toEqual([]);
        }
      }),
      200,
    );
  });
});

describe.each(sides)("--fix of a %s config", (side) => {
  it.each([
    ["safe fixes", false],
    ["all fixes", true],
  ])("changes nothing the second time: %s", (_which, unsafe) => {
    forAll(
      fc.property(configs(side), (text) => {
        const once = fixed(text, side, unsafe);
        expect(fixed(once, side, unsafe)).toBe(once);
      }),
      100,
    );
  });

  it("touches only lines that carry or need a keepalive setting", () => {
    forAll(
      fc.property(configs(side), (text) => {
        const changed = diffArrays(linesOf(text), linesOf(fixed(text, side))).filter(
          ({ added, removed }) => added || removed,
        );
        for (const line of changed.flatMap(({ value }) => value)) expect(line).toMatch(/alive|^host \*$|^$/i);
      }),
      100,
    );
  });

  it("keeps the line ends, and the end of the file as it was", () => {
    forAll(
      fc.property(configs(side), (text) => {
        const after = fixed(text, side);
        if (text.includes("\r\n")) expect(after.replaceAll("\r\n", "")).not.toContain("\n");
        else expect(after).not.toContain("\r");
        if (text !== "") expect(after.endsWith("\n")).toBe(text.endsWith("\n"));
      }),
      100,
    );
  });

  it("offers edits that fit the file", () => {
    forAll(
      fc.property(configs(side), (text) => {
        for (const { fix, place } of lintText(text, side, { fix: "plan" }).report.findings) {
          expect(place.start).toBeLessThanOrEqual(place.end);
          expect(place.end).toBeLessThanOrEqual(text.length);
          if (fix !== null) expect(apply(text, fix.edits)).not.toBe(text);
        }
      }),
      100,
    );
  });

  it("leaves nothing that it could mend", () => {
    forAll(
      fc.property(configs(side), (text) => {
        const left = lintText(text, side, { fix: "apply" }).report.findings;
        expect(left.filter(({ fix }) => fix?.safety === "safe").map(({ rule }) => rule)).toEqual([]);
      }),
      100,
    );
  });
});

describe("a report", () => {
  it("does not depend on when it is made", () => {
    forAll(
      fc.property(configs("client"), (text) => {
        const json = (): string => lintJson(lintText(text, "client", { fix: "plan" }).report, paths, "0");
        expect(json()).toBe(json());
      }),
      50,
    );
  });

  it("blames a target once for its interval, count and TCPKeepAlive", () => {
    const about = new Set([
      "count-without-interval",
      "dead-peer-never",
      "keepalive-off",
      "count-zero",
      "interval-too-long",
      "dead-peer-too-slow",
      "dead-peer-too-fast",
    ]);
    forAll(
      fc.property(
        anySide.chain((side) => configs(side).map((text) => ({ side, text }))),
        ({ side, text }) => {
          const blamed = lintText(text, side)
            .report.findings.filter(({ rule, certainty }) => about.has(rule) && certainty === "certain")
            .flatMap(({ targets }) => targets);
          expect(new Set(blamed).size).toBe(blamed.length);
        },
      ),
      100,
    );
  });
});
