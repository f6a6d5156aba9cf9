import { describe, expect, it } from "vitest";
import type { Side } from "../../../src/base/side.ts";
import type { Release } from "../../../src/openssh/keywords.ts";
import { parseCount, parseTcpKeepAlive, parseTime, parseYesNo } from "../../../src/openssh/values.ts";

const outcome = (result: { ok: boolean; value?: unknown; error?: unknown }): unknown =>
  result.ok ? result.value : `! ${String(result.error)}`;
const time = (text: string, release: Release, side: Side = "client"): unknown =>
  outcome(parseTime(text, release, side));
const count = (text: string, release: Release, side: Side = "client"): unknown =>
  outcome(parseCount(text, release, side));
const keepAlive = (text: string, release: Release, side: Side): unknown =>
  outcome(parseTcpKeepAlive(text, release, side));

const INVALID = "! invalid time value";
const eras: readonly Release[] = [706, 803, 804, 805, 907, 908, 1002, 1003, 1006];

const refused = ["-5", "15 ", "0x10", "1e3", "5ms", "1,5", "5x", "m", "nan", "infinity", "yes", "off", "None", "1.5m"];

describe("parseTime", () => {
  it.each([...refused, "5.", ".", "1m5+5", "5 5"])("refuses %j in every release", (text) => {
    expect(eras.map((release) => time(text, release))).toEqual(eras.map(() => INVALID));
  });

  it.each([
    ["0", 0],
    ["15", 15],
    ["015", 15],
    ["30s1m", 90],
    ["1h30m", 5400],
    ["1m1m", 120],
    ["1W1d", 691_200],
    ["1M", 60],
    ["2147483647", 2_147_483_647],
    ["", "! missing time value"],
  ])("takes %j for %j in every release", (text, expected) => {
    expect(eras.map((release) => time(text, release))).toEqual(eras.map(() => expected));
  });

  // Each with the last release on one side of a change and the first on the other.
  it.each([
    ["1m30", 803, 1860, 804, 90],
    ["1m30s", 803, 1860, 804, 90],
    ["2147483648", 804, -2_147_483_648, 805, INVALID],
    ["4294967296", 804, 0, 805, INVALID],
    ["4294967311", 804, 15, 805, INVALID],
    ["4294967295", 804, INVALID, 805, INVALID],
    ["9223372036854775807", 804, INVALID, 805, INVALID],
    ["+5", 907, 5, 908, INVALID],
    ["-0", 907, 0, 908, INVALID],
    [" 15", 907, 15, 908, INVALID],
    ["1m +5s", 907, 65, 908, INVALID],
    ["1s1s", 1002, 2, 1003, INVALID],
    ["1s1", 1002, 2, 1003, INVALID],
    ["0.5", 1002, INVALID, 1003, 0],
    [".5", 1002, INVALID, 1003, 0],
    ["1m1.5", 1002, INVALID, 1003, 61],
    ["2147483646.9", 1002, INVALID, 1003, 2_147_483_646],
    ["2147483647.5", 1002, INVALID, 1003, INVALID],
    [`0.${"0".repeat(310)}1`, 1002, INVALID, 1003, INVALID],
    ["1".repeat(400), 804, INVALID, 1003, INVALID],
  ] as const)("takes %j up to %i for %j, from %i on for %j", (text, before, old, after, current) => {
    expect([time(text, before), time(text, after)]).toEqual([old, current]);
  });

  it("leaves the slot open for the client's lower-case none alone", () => {
    expect(eras.map((release) => time("none", release))).toEqual(eras.map(() => "unset"));
    expect(eras.map((release) => time("none", release, "server"))).toEqual(eras.map(() => INVALID));
  });
});

describe("parseCount", () => {
  it.each([
    ["0", 0],
    ["3", 3],
    ["015", 15],
    ["+5", 5],
    [" 3", 3],
    ["2147483647", 2_147_483_647],
    ["", "! integer value missing"],
    ["3 ", "! integer value invalid"],
    ["0x10", "! integer value invalid"],
    ["5s", "! integer value invalid"],
    ["none", "! integer value invalid"],
    ["-1", "! integer value too small"],
    ["2147483648", "! integer value too large"],
    ["9".repeat(400), "! integer value too large"],
  ])("takes %j for %j from 7.7 on", (text, expected) => {
    for (const side of ["client", "server"] as const) {
      expect([707, 907, 1006].map((release) => count(text, release, side))).toEqual([expected, expected, expected]);
    }
  });

  it("counts a minus zero as zero", () => {
    expect(count("-0", 902)).toBe(-0);
  });

  it.each([
    ["015", 13],
    ["0x10", 16],
    ["5s", 5],
    ["0.5", 0],
    ["08", 0],
    ["4294967311", 15],
    ["4294967295", "unset"],
    ["-1", "! Bad number"],
    ["", "! Missing argument"],
  ])("takes %j for %j on the client of 7.6", (text, expected) => {
    expect(count(text, 706, "client")).toBe(expected);
  });

  it.each([
    ["none", 0],
    ["0x10", 0],
    ["-5", -5],
    ["-1", "unset"],
    [" 7x", 7],
    ["", "! missing integer value"],
  ])("takes %j for %j on the server of 7.6", (text, expected) => {
    expect(count(text, 706, "server")).toBe(expected);
  });
});

describe("parseYesNo", () => {
  it("knows true and false on the client alone", () => {
    expect(["yes", "TRUE", "No", "false"].map((text) => outcome(parseYesNo(text, 902, "client")))).toEqual([
      true,
      true,
      false,
      false,
    ]);
    expect(outcome(parseYesNo("true", 902, "server"))).toBe('! unsupported option "true"');
    expect(outcome(parseYesNo("", 902, "server"))).toBe("! missing argument");
  });

  it("asks for lower case on the server of 7.6", () => {
    expect(["yes", "Yes", ""].map((text) => outcome(parseYesNo(text, 706, "server")))).toEqual([
      true,
      "! Bad yes/no argument: Yes",
      "! missing yes/no argument",
    ]);
    expect(outcome(parseYesNo("Yes", 707, "server"))).toBe(true);
  });
});

describe("parseTcpKeepAlive", () => {
  it.each(["client", "server"] as const)("knows six words in any case on the %s from 10.6 on", (side) => {
    const texts = ["yes", "True", "TRANSPORT", "no", "False", "All"];
    expect(texts.map((text) => keepAlive(text, 1006, side))).toEqual(["yes", "yes", "yes", "no", "no", "all"]);
    expect(keepAlive("on", 1006, side)).toBe('! unsupported option "on"');
    expect(keepAlive("", 1006, side)).toBe("! missing argument");
  });

  it("is a flag up to 10.5", () => {
    expect(["transport", "all"].map((text) => keepAlive(text, 1005, "client"))).toEqual([
      '! unsupported option "transport"',
      '! unsupported option "all"',
    ]);
    expect(keepAlive("true", 1005, "client")).toBe("yes");
    expect(keepAlive("true", 1005, "server")).toBe('! unsupported option "true"');
  });
});
