import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ByteText } from "../../src/base/byte-text.ts";
import { PatternIndex } from "../../src/openssh/pattern-index.ts";
import { matchBytes, matchPattern } from "../../src/openssh/patterns.ts";
import { forAll } from "./generate.ts";

const indexOf = (patterns: readonly string[]): PatternIndex => {
  const index = new PatternIndex();
  patterns.forEach((pattern, id) => {
    index.add(pattern, id);
  });
  return index;
};

const part = fc.constantFrom("a", "b", "web", ".example", "*", "*", "?", "1", "23");
const pattern = fc.array(part, { minLength: 1, maxLength: 5 }).map((parts) => parts.join(""));
const name = fc.array(fc.constantFrom("a", "b", "web", ".example", "x", "1", "23"), { maxLength: 6 });

describe("an index of patterns", () => {
  it("misses none that matches, and gives each once, smallest first", () => {
    // Many patterns, so that keys are shared and others have to be taken.
    forAll(
      fc.property(fc.array(pattern, { maxLength: 60 }), name, (patterns, parts) => {
        const text = parts.join("");
        const found = indexOf(patterns).candidates(text);
        expect(found).toEqual([...new Set(found)].sort((left, right) => left - right));
        const matching = patterns.flatMap((one, id) => (matchPattern(text, one) ? [id] : []));
        expect(found).toEqual(expect.arrayContaining(matching));
      }),
      3000,
    );
  });

  it("takes names and patterns as bytes for what they are as strings", () => {
    const bytes = new ByteText();
    const list = new ByteText();
    forAll(
      fc.property(fc.array(part, { maxLength: 6 }), pattern, (parts, one) => {
        const text = parts.join("");
        bytes.copy(text);
        list.copy(`a*${one}b?`);
        expect(matchBytes(bytes, list.bytes, 2, 2 + one.length)).toBe(matchPattern(text, one));
      }),
      3000,
    );
  });

  it.each([
    ["a shared end", (n: number) => `web${n}-*.example.com`, "web77-x.example.com"],
    ["a shared start", (n: number) => `example-*-${n}`, "example-x-77"],
    ["both ends shared", (n: number) => `web-*-${n}x-*.example.com`, "web-a-77x-b.example.com"],
    ["wildcards at both ends", (n: number) => `*rack${n}x*`, "my-rack77x-host"],
  ])("tries few of many with %s", (_what, pattern, name) => {
    const patterns = Array.from({ length: 1000 }, (_, n) => pattern(n));
    const found = indexOf(patterns).candidates(name);
    expect(found).toContain(77);
    expect(found.length).toBeLessThan(20);
  });
});
