import { describe, expect, it } from "vitest";
import {
  matchHostLine,
  matchHostname,
  matchPattern,
  matchPatternList,
  parsePattern,
  parsePatternList,
} from "../../../src/openssh/patterns.ts";

describe("matchPattern", () => {
  it.each([
    ["web1", "web1", true],
    ["web1", "Web1", false],
    ["web1", "*", true],
    ["", "*", true],
    ["", "", true],
    ["a", "", false],
    ["web1", "web?", true],
    ["web", "web?", false],
    ["a.b.c", "*.c", true],
    ["a.b.c", "a.*.c", true],
    ["aaa", "*a*a*a*a", false],
    ["a,b", "a,b", true],
    ["[a]", "[a]", true],
  ])("%j against %j: %s", (text, pattern, expected) => {
    expect(matchPattern(text, pattern)).toBe(expected);
  });

  it("does not take exponential time", () => {
    expect(matchPattern("a".repeat(2000), `${"*a".repeat(30)}b`)).toBe(false);
  });
});

describe("lists", () => {
  it.each([
    ["bob", "alice,bob", 1],
    ["bob", "!bob,*", -1],
    ["bob", "*,!bob", -1],
    ["bob", "!alice", 0],
    ["bob", "", 0],
    ["", "a,,b", 1],
    ["bob", "bob,", 1],
  ])("%j in %j: %i", (text, list, expected) => {
    expect(matchPatternList(text, parsePatternList(list))).toBe(expected);
  });

  it("fails a list from a sub-pattern of 1023 bytes on", () => {
    expect(matchPatternList("a", parsePatternList(`${"x".repeat(1023)},a`))).toBe(0);
    expect(matchPatternList("a", parsePatternList(`${"x".repeat(1022)},a`))).toBe(1);
  });

  it("folds case for host names only", () => {
    expect(matchHostname("WEB", parsePatternList("web"))).toBe(true);
    expect(matchHostLine("WEB", [parsePattern("web")])).toBe(false);
  });

  it("lets one negated pattern switch a Host line off", () => {
    const line = ["*", "!db"].map(parsePattern);
    expect([matchHostLine("web", line), matchHostLine("db", line)]).toEqual([true, false]);
    expect(matchHostLine("web", [parsePattern("!db")])).toBe(false);
  });
});
