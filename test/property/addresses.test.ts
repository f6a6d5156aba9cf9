import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AddressIndex } from "../../src/openssh/address-index.ts";
import {
  formatAddress,
  isBadAddressList,
  matchAddressList,
  parseAddress,
  parseCidr,
} from "../../src/openssh/addresses.ts";
import { formatIpv4, Ipv4Network, ipv4Bits, NO_ADDRESS } from "../../src/openssh/ipv4.ts";
import { matchPattern } from "../../src/openssh/patterns.ts";
import { forAll } from "./generate.ts";

// Addresses are read byte by byte, as numbers, since giant files have many. Here is what they mean, said with expressions.

function numberOf(text: string): number | null {
  if (/^0[xX][0-9a-fA-F]+$/.test(text)) return Number.parseInt(text, 16);
  if (/^0[0-7]*$/.test(text)) return Number.parseInt(text, 8);
  return /^[1-9]\d*$/.test(text) ? Number(text) : null;
}

function bytesOf(text: string): number[] | null {
  const parts = text.split(".").map(numberOf);
  if (parts.length > 4) return null;
  const bytes: number[] = [];
  for (const [index, part] of parts.entries()) {
    const width = index === parts.length - 1 ? 4 - index : 1;
    if (part === null || part >= 256 ** width) return null;
    for (let byte = width - 1; byte >= 0; byte--) bytes.push(Math.floor(part / 256 ** byte) % 256);
  }
  return bytes;
}

const masks = ["strtoul", "digits", "strtonum"] as const;

const bitsOf = (address: readonly number[]): string =>
  address.map((byte) => byte.toString(2).padStart(8, "0")).join("");

/** addr_match_list by whole entries, each by its bits written out. */
function holds(address: string, list: string, grammar: (typeof masks)[number]): boolean {
  const numeric = parseAddress(address);
  if (numeric === null) return false;
  const matches = (entry: string): boolean => {
    const cidr = parseCidr(entry, grammar);
    if (cidr.kind !== "network") return cidr.kind === "pattern" && matchPattern(address, entry);
    const sameFamily = cidr.address.length === numeric.length;
    return sameFamily && bitsOf(numeric).startsWith(bitsOf(cidr.address).slice(0, cidr.bits));
  };
  let found = false;
  for (const entry of list.split(",")) {
    const negated = entry.startsWith("!");
    if (!matches(negated ? entry.slice(1) : entry)) continue;
    if (negated) return false;
    found = true;
  }
  return found;
}

const isBad = (list: string, grammar: (typeof masks)[number]): boolean =>
  list.split(",").some((entry) => {
    const bare = entry.startsWith("!") ? entry.slice(1) : entry;
    return bare === "" || parseCidr(bare, grammar).kind === "bad-mask";
  });

const part = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 0, max: 300 }).map(String) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      ..."0 00 007 08 0x 0x0 0XfF 0xg 0377 0400 255 256 1 1e1 +1 -1".split(" "),
      "",
      " 1",
      "1 ",
    ),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      "65535",
      "65536",
      "16777215",
      "16777216",
      "4294967295",
      "4294967296",
      "0xffffffff",
      "0x100000000",
      "037777777777",
      "99999999999999999999",
      "1".repeat(60),
      "1".repeat(400),
    ),
  },
);
const dotted = fc
  .tuple(fc.array(part, { minLength: 1, maxLength: 5 }), fc.constantFrom("", "", "", "", ".", "%lo", "]", "x"))
  .map(([parts, tail]) => parts.join(".") + tail);
const ipv6 = fc.constantFrom(
  "::1",
  "::",
  "::ffff:10.1.2.3",
  "::10.1.2",
  "::0x7f.0.0.1",
  "2001:db8::1",
  "2001:DB8::",
  "fe80::1%lo",
  "[::1]",
  "1:2:3:4:5:6:7:8",
  "1:2:3:4:5:6:10.1.2.3",
  ":::",
  "1::2::3",
);
const addressText = fc.oneof(
  { weight: 4, arbitrary: dotted },
  { weight: 1, arbitrary: ipv6 },
  { weight: 1, arbitrary: fc.string({ unit: fc.constantFrom(..."0123456789abcdefxX.:/%[]"), maxLength: 12 }) },
);
/** Addresses that networks of several sizes hold. */
const nearby = fc
  .array(fc.constantFrom(0, 1, 2, 128, 255), { minLength: 3, maxLength: 3 })
  .map((bytes) => `10.${bytes.join(".")}`);
const mask = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 0, max: 33 }).map((bits) => `/${bits}`) },
  { weight: 3, arbitrary: fc.constant("") },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      "/",
      "/08",
      "/008",
      "/+8",
      "/-8",
      "/-0",
      "/ 8",
      "/8 ",
      "/64",
      "/128",
      "/129",
      "/8/8",
      "/x",
    ),
  },
);

/** A network without bits behind its mask, as people write them. */
const network = fc.tuple(nearby, fc.integer({ min: 0, max: 32 })).map(([address, bits]) => {
  const all = ipv4Bits(address, 0, address.length);
  return `${formatIpv4(bits === 0 ? 0 : (all >>> (32 - bits)) << (32 - bits))}/${bits}`;
});
const entry = fc.oneof(
  { weight: 5, arbitrary: network },
  { weight: 2, arbitrary: nearby },
  { weight: 2, arbitrary: fc.tuple(fc.oneof(addressText, nearby), mask).map((parts) => parts.join("")) },
  {
    weight: 1,
    arbitrary: fc.constantFrom("*", "10.*", "10.?.*", "::/0", "2001:db8::/32", "::ffff:0:0/96", "", "foo", "0/0"),
  },
);
const list = fc
  .array(fc.tuple(fc.constantFrom("", "", "", "!", "!!"), entry), { minLength: 1, maxLength: 4 })
  .map((entries) => entries.map((one) => one.join("")).join(","));
const asked = fc.oneof({ weight: 4, arbitrary: nearby }, { weight: 1, arbitrary: addressText });

describe("addresses", () => {
  it("are read as inet_aton reads them, wherever they stand in a text", () => {
    forAll(
      fc.property(addressText, fc.constantFrom("", "1", "!", "."), (text, around) => {
        const expected = bytesOf(text);
        const all = `${around}${text}${around}`;
        const bits = ipv4Bits(all, around.length, around.length + text.length);
        expect(bits === NO_ADDRESS ? null : formatIpv4(bits)).toBe(expected === null ? null : expected.join("."));
        if (!text.includes(":")) expect(parseAddress(text)).toEqual(expected);
      }),
      5000,
    );
  });

  it("and networks of IPv4 are the same to the fast reader as to the full one, as far as it takes them", () => {
    const own = new Ipv4Network();
    let taken = 0;
    forAll(
      fc.property(entry, fc.constantFrom("", "1", "!", ",", "/8"), (text, around) => {
        const all = `${around}${text}${around}`;
        if (!own.read(all, around.length, around.length + text.length)) {
          // Every network as people write them is taken.
          expect(/^(?:(?:0|[1-9]\d{0,2})\.){3}(?:0|[1-9]\d{0,2})\/(?:\d|[12]\d)$/.test(text) && isNetwork(text)).toBe(
            false,
          );
          return;
        }
        taken++;
        for (const grammar of masks)
          expect(parseCidr(text, grammar)).toEqual({
            kind: "network",
            address: parseAddress(formatIpv4(own.address)),
            bits: own.length,
          });
      }),
      5000,
    );
    expect(taken).toBeGreaterThan(1000);
  });

  it("are in a list, or make it a bad one, as each of its entries says", () => {
    let found = 0;
    forAll(
      fc.property(asked, list, fc.constantFrom(...masks), (address, entries, grammar) => {
        const expected = holds(address, entries, grammar);
        if (expected) found++;
        expect(matchAddressList(address, entries, grammar)).toBe(expected);
        expect(isBadAddressList(entries, grammar)).toBe(isBad(entries, grammar));
      }),
      8000,
    );
    expect(found).toBeGreaterThan(500);
  });

  it("find in an index every list that holds them, in order", () => {
    forAll(
      fc.property(fc.array(list, { maxLength: 12 }), asked, fc.constantFrom(...masks), (lists, address, grammar) => {
        const index = new AddressIndex();
        for (const [id, one] of lists.entries()) index.add(one, id * 2);
        const candidates = index.candidates(address);
        expect(candidates).toEqual([...new Set(candidates)].sort((left, right) => left - right));
        const holding = lists.flatMap((one, id) => (holds(address, one, grammar) ? [id * 2] : []));
        expect(holding.filter((id) => !candidates.includes(id))).toEqual([]);
      }),
      4000,
    );
  });

  it("are written as they are read", () => {
    forAll(
      fc.property(fc.integer({ min: 0, max: 2 ** 32 - 1 }), (bits) => {
        const text = formatIpv4(bits);
        expect(ipv4Bits(text, 0, text.length)).toBe(bits);
        expect(formatAddress(parseAddress(text) ?? [])).toBe(text);
      }),
      1000,
    );
  });
});

const isNetwork = (text: string): boolean => parseCidr(text).kind === "network";
