import { describe, expect, it } from "vitest";
import { parseMatch } from "../../../src/eval/criteria.ts";
import { argvSplit, strdelimSplit } from "../../../src/openssh/arguments.ts";
import { grammarOf, parseVersion } from "../../../src/openssh/versions.ts";

function read(text: string, side: "client" | "server", spelled: string): string {
  const version = parseVersion(spelled);
  if (version === null) throw new Error(spelled);
  const split = grammarOf(version, side).matchArguments === "argv" ? argvSplit : strdelimSplit;
  const parsed = parseMatch(split(text, 0, text.length) ?? [], side, version);
  if (!parsed.ok) return "refused";
  return parsed.criteria.map(({ name, negated, argument }) => `${negated ? "!" : ""}${name}:${argument}`).join(" ");
}

describe("client Match lines", () => {
  it.each([
    ["all", "10.2", "all:"],
    ["!all", "10.2", "!all:"],
    ["host a all", "10.2", "host:a all:"],
    ["host a user b all", "10.2", "refused"],
    ["all host a", "10.2", "refused"],
    ["HOST a,b", "10.2", "host:a,b"],
    ["!host a user b", "10.2", "!host:a user:b"],
    ["host a, b", "10.2", "refused"],
    ["host", "10.2", "refused"],
    ["", "10.2", "refused"],
    ["host=a", "9.8", "host:a"],
    ["host=a", "9.9p1", "refused"],
    ["host=a", "9.9p2", "host:a"],
    ["host = a", "9.8", "host:a"],
    ["host = a", "10.2", "refused"],
    ["sessiontype=shell", "10.2", "refused"],
    ["sessiontype shell", "10.2", "sessiontype:shell"],
    ["tagged x", "9.2", "refused"],
    ['tagged ""', "10.2", "tagged:"],
    ["host 'a'", "9.8", "host:'a'"],
    ["host 'a'", "10.2", "host:a"],
    ["host a # note", "8.4", "refused"],
    ["host a # note", "8.6", "host:a"],
    ["final", "7.9", "refused"],
    ["group a", "10.2", "refused"],
    ["localnetwork 10.0.0.0/8", "10.2", "localnetwork:10.0.0.0/8"],
    ["localnetwork 10.1.0.0/8", "10.2", "refused"],
  ])("%j on %s: %s", (text, version, expected) => {
    expect(read(text, "client", version)).toBe(expected);
  });
});

describe("server Match lines", () => {
  it.each([
    ["user bob", "10.2", "user:bob"],
    ["!user bob", "10.2", "refused"],
    ["user bob all", "10.2", "refused"],
    ["address 10.1.2.3/16", "8.4", "refused"],
    ["address 10.1.2.3/16", "8.2", "address:10.1.2.3/16"],
    ["localport 22", "10.2", "localport:22"],
    ["localport 22,23", "10.2", "refused"],
    ["invalid-user", "9.8", "refused"],
    ["invalid-user", "9.9", "invalid-user:"],
    ["exec x", "10.2", "refused"],
  ])("%j on %s: %s", (text, version, expected) => {
    expect(read(text, "server", version)).toBe(expected);
  });
});
