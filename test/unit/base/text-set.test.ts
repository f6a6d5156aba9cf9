import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hashOf } from "../../../src/base/hash.ts";
import { TextSet } from "../../../src/base/text-set.ts";
import { distinct, union } from "../../../src/base/union.ts";

describe("TextSet", () => {
  it("has what was added, and nothing else, however many that is", () => {
    const texts = new TextSet();
    for (let number = 0; number < 5000; number++) expect(texts.add(`user${number}`)).toBe(true);
    for (let number = 0; number < 5000; number++) {
      expect(texts.has(`user${number}`)).toBe(true);
      expect(texts.add(`user${number}`)).toBe(false);
      expect(texts.has(`User${number}`)).toBe(false);
    }
  });

  it("tells texts apart that share a hash", () => {
    const byHash = new Map<number, string>();
    let pair: readonly string[] = [];
    for (let number = 0; pair.length === 0; number++) {
      const text = `u${number}`;
      const other = byHash.get(hashOf(text));
      if (other !== undefined) pair = [other, text];
      byHash.set(hashOf(text), text);
    }
    const [one = "", two = ""] = pair;
    const texts = new TextSet();
    expect([texts.add(one), texts.has(two), texts.add(two), texts.has(one), texts.add(two)]).toEqual([
      true,
      false,
      true,
      true,
      false,
    ]);
  });
});

describe("union", () => {
  it("has each number of two lists once, smallest first", () => {
    const list = fc.uniqueArray(fc.nat({ max: 12 })).map((numbers) => numbers.sort((left, right) => left - right));
    fc.assert(
      fc.property(list, list, (left, right) => {
        const expected = [...new Set([...left, ...right])].sort((one, two) => one - two);
        expect(union(left, right)).toEqual(expected);
      }),
    );
    expect(union([1], undefined)).toEqual([1]);
    expect([[], [1], [1, 1, 2, 3, 3, 3]].map(distinct)).toEqual([[], [1], [1, 2, 3]]);
  });
});
