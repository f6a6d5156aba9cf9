import { applyPatch, createTwoFilesPatch } from "diff";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { lineChanges } from "../../src/cli/line-changes.ts";
import { unifiedDiff } from "../../src/cli/unified-diff.ts";
import { forAll } from "./generate.ts";

const line = fc.constantFrom("Host a", "Host b", "  User u", "", "  ServerAliveInterval 60", "# x", "  User u\r");
const text = fc
  .tuple(fc.array(line, { maxLength: 12 }), fc.boolean())
  .map(([lines, ends]) => lines.join("\n") + (ends && lines.length > 0 ? "\n" : ""));

describe("a unified diff", () => {
  it("makes the one text of the other", () => {
    forAll(
      fc.property(text, text, (before, after) => {
        fc.pre(before !== after);
        expect(applyPatch(before, unifiedDiff("f", before, after))).toBe(after);
      }),
      3000,
    );
  });

  it("is no longer than it has to be where single lines change", () => {
    const before = Array.from({ length: 60 }, (_, n) => `Host h${n}\n  ServerAliveInterval ${n}\n`).join("");
    const after = before.replace("Interval 7\n", "Interval 60\n").replace("Interval 40\n", "Interval 60\n");
    const library = createTwoFilesPatch("a/f", "b/f", before, after, undefined, undefined, { context: 3 });
    expect(unifiedDiff("f", before, after)).toBe(library.replace(/^=+\n/, ""));
  });

  it("of thousands of changed lines needs no more than a walk over them", () => {
    const lines = (interval: number) =>
      Array.from({ length: 50_000 }, (_, n) => [`Host h${n}\n`, `  ServerAliveInterval ${interval}\n`]).flat();
    expect(lineChanges(lines(900), lines(60))).toHaveLength(50_000);
  });
});
