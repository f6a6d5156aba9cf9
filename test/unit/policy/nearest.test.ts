import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { editDistance, nearestName } from "../../../src/policy/nearest.ts";
import { forAll } from "../../property/generate.ts";

describe("edit distance", () => {
  it.each([
    ["", "", 0],
    ["abc", "", 3],
    ["network", "netwrok", 1],
    ["policy", "polcy", 1],
    ["kitten", "sitting", 3],
    ["abcdef", "badcfe", 3],
  ])("%j to %j: %i", (from, to, distance) => {
    expect(editDistance(from, to)).toBe(distance);
  });

  it("is symmetric and zero only for equal words", () => {
    const word = fc.string({ unit: fc.constantFrom("a", "b", "c"), maxLength: 6 });
    forAll(
      fc.property(word, word, (a, b) => {
        const distance = editDistance(a, b);
        return (
          distance === editDistance(b, a) && (distance === 0) === (a === b) && distance <= Math.max(a.length, b.length)
        );
      }),
    );
  });
});

describe("nearest name", () => {
  it.each([
    ["netwrok", "network"],
    ["POLICY", "policy"],
    ["zzz", null],
    ["x".repeat(1000), null],
  ])("%s", (word, name) => {
    expect(nearestName(word, ["network", "policy"])).toBe(name);
  });
});
