import { describe, expect, it } from "vitest";
import {
  formatAddress,
  isBadAddressList,
  isBadNetworkList,
  matchAddressList,
  meetsBadEntry,
  parseAddress,
} from "../../../src/openssh/addresses.ts";

describe("numeric addresses", () => {
  it.each([
    ["127.0.0.1", "127.0.0.1"],
    ["127.1", "127.0.0.1"],
    ["2130706433", "127.0.0.1"],
    ["0x7f.1", "127.0.0.1"],
    ["010.0.0.1", "8.0.0.1"],
    ["::1", "::1"],
    ["2001:DB8:0:0:1::1", "2001:db8::1:0:0:1"],
  ])("%s is %s", (text, expected) => {
    const address = parseAddress(text);
    expect(address === null ? null : formatAddress(address)).toBe(expected);
  });

  it.each(["", "web1", "1.2.3.4.5", "256.1.1.1", "::1::", ":", "1:2:3", "08.1.1.1"])("%j is none", (text) => {
    expect(parseAddress(text)).toBeNull();
  });
});

describe("lists", () => {
  it.each([
    ["10.1.2.3", "10.0.0.0/8", true],
    ["11.1.2.3", "10.0.0.0/8", false],
    ["10.1.2.3", "!10.1.2.3,10.0.0.0/8", false],
    ["10.1.2.3", "10.1.*", true],
    ["2001:db8::1", "2001:db8::/32", true],
    ["10.1.2.3", "::/0", false],
    ["web1", "*", false],
  ])("%s in %s: %s", (address, list, expected) => {
    expect(matchAddressList(address, list, "strtonum")).toBe(expected);
  });

  it.each([
    ["10.1.2.3/16", true],
    ["10.0.0.0/33", true],
    ["10.0.0.0/8,", true],
    ["10.0.0.0/8", false],
    ["foo", false],
    ["10.0.0.0/x", false],
  ])("%s is refused: %s", (list, expected) => {
    expect(isBadAddressList(list, "strtonum")).toBe(expected);
  });

  it.each([
    ["2001:db8::/129", [false, false, true]],
    ["10.0.0.0/33", [true, true, true]],
    ["2001:db8::/+5", [true, false, true]],
    ["2001:db8::/ 5", [true, false, true]],
    ["2001:db8::/-5", [false, false, false]],
    ["10.0.0.0/4294967304", [false, false, false]],
  ])("%s is refused by %j", (list, expected) => {
    expect((["strtoul", "digits", "strtonum"] as const).map((masks) => isBadAddressList(list, masks))).toEqual(
      expected,
    );
  });

  it("comes to a bad entry unless a negated one ends the list before", () => {
    const met = (list: string) => meetsBadEntry("10.1.2.3", list, "strtoul");
    expect(["10.1.2.3/16", "10.*,10.0.0.0/33", "!10.*,10.0.0.0/33", "10.0.0.0/8"].map(met)).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });

  it.each([
    ["10.0.0.0/8,192.168.0.0/16", false],
    ["foo", true],
    ["10.*", true],
  ])("localnetwork %s is refused: %s", (list, expected) => {
    expect(isBadNetworkList(list)).toBe(expected);
  });
});
