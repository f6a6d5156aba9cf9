import { Ipv4Network, ipv4Bits, NO_ADDRESS } from "./ipv4.ts";
import { matchPattern } from "./patterns.ts";

/** A numeric address: 4 or 16 bytes. */
export type Address = readonly number[];

/** glibc's getaddrinfo(AI_NUMERICHOST) takes every inet_aton form: 127.1, 0x7f000001, 2130706433. */
function parseIpv4(text: string): Address | null {
  const bits = ipv4Bits(text, 0, text.length);
  return bits === NO_ADDRESS ? null : [bits >>> 24, (bits >>> 16) & 255, (bits >>> 8) & 255, bits & 255];
}

function parseDottedQuad(text: string): Address | null {
  return /^\d{1,3}(\.\d{1,3}){3}$/.test(text) && !/(^|\.)0\d/.test(text) ? parseIpv4(text) : null;
}

/** The 16-bit groups of one half of an IPv6 address; an embedded IPv4 address counts as two. */
function groups(text: string): number[] | null {
  if (text === "") return [];
  const found: number[] = [];
  const parts = text.split(":");
  for (const [index, part] of parts.entries()) {
    const quad = index === parts.length - 1 && part.includes(".") ? parseDottedQuad(part) : null;
    if (quad !== null) {
      const [a = 0, b = 0, c = 0, d = 0] = quad;
      found.push(a * 256 + b, c * 256 + d);
    } else if (/^[0-9a-fA-F]{1,4}$/.test(part)) found.push(Number.parseInt(part, 16));
    else return null;
  }
  return found;
}

function parseIpv6(text: string): Address | null {
  const halves = (text.split("%")[0] ?? "").split("::");
  if (halves.length > 2) return null;
  const head = groups(halves[0] ?? "");
  const tail = halves.length === 2 ? groups(halves[1] ?? "") : [];
  if (head === null || tail === null) return null;
  const missing = 8 - head.length - tail.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return null;
  const all = [...head, ...new Array<number>(missing).fill(0), ...tail];
  return all.flatMap((group) => [group >> 8, group & 255]);
}

/** addr.c addr_pton: a numeric address, never a name to look up. */
export function parseAddress(text: string): Address | null {
  // Most of what is asked about is a pattern; only behind a "%" anything may stand.
  if (text === "" || (text.includes("*") && !text.includes("%"))) return null;
  return text.includes(":") ? parseIpv6(text) : parseIpv4(text);
}

/** getnameinfo(NI_NUMERICHOST)'s way of writing an address: RFC 5952 for IPv6. */
export function formatAddress(address: Address): string {
  if (address.length === 4) return address.join(".");
  const words = Array.from(
    { length: 8 },
    (_, index) => (address[index * 2] ?? 0) * 256 + (address[index * 2 + 1] ?? 0),
  );
  const longest = longestZeroRun(words);
  const hex = (list: readonly number[]): string => list.map((word) => word.toString(16)).join(":");
  if (longest.length < 2) return hex(words);
  return `${hex(words.slice(0, longest.start))}::${hex(words.slice(longest.start + longest.length))}`;
}

function longestZeroRun(words: readonly number[]): { start: number; length: number } {
  let best = { start: 0, length: 0 };
  for (let start = 0; start < words.length; start++) {
    let length = 0;
    while (words[start + length] === 0) length++;
    if (length > best.length) best = { start, length };
  }
  return best;
}

type CidrEntry =
  | { readonly kind: "network"; readonly address: Address; readonly bits: number }
  | { readonly kind: "pattern" }
  | { readonly kind: "bad-mask" };

/** What reads the number behind the slash, up to 9.0, from 9.1 to 9.7 and since. */
export type MaskGrammar = "strtoul" | "digits" | "strtonum";

/** Null where it is no mask at all: anything but a number, beyond 128 up to 9.7, beyond an int since. */
function maskOf(text: string, grammar: MaskGrammar): number | null {
  const [, sign, digits] = (grammar === "digits" ? /^()(\d+)$/ : /^[ \t\n\v\f\r]*([+-]?)(\d+)$/).exec(text) ?? [];
  const value = Number(digits ?? Number.NaN);
  return value <= (grammar === "strtonum" ? 2_147_483_647 : 128) && (sign !== "-" || value === 0) ? value : null;
}

/** addr.c addr_pton_cidr (7.6 to 10.6): what is no address with a mask at all is left to wildcard matching. */
export function parseCidr(text: string, masks: MaskGrammar = "strtonum"): CidrEntry {
  if (text.length >= 64) return { kind: "pattern" };
  const slash = text.indexOf("/");
  const mask = slash === -1 ? undefined : maskOf(text.slice(slash + 1), masks);
  if (mask === null) return { kind: "pattern" };
  const address = parseAddress(slash === -1 ? text : text.slice(0, slash));
  if (address === null) return { kind: "pattern" };
  const bits = mask ?? address.length * 8;
  if (bits > address.length * 8 || !hostPartIsZero(address, bits)) return { kind: "bad-mask" };
  return { kind: "network", address, bits };
}

const bitOf = (address: Address, index: number): number => ((address[index >> 3] ?? 0) >> (7 - (index & 7))) & 1;

function hostPartIsZero(address: Address, bits: number): boolean {
  for (let index = bits; index < address.length * 8; index++) if (bitOf(address, index) === 1) return false;
  return true;
}

function inNetwork(address: Address, network: Address, bits: number): boolean {
  if (address.length !== network.length) return false;
  for (let index = 0; index < bits; index++) if (bitOf(address, index) !== bitOf(network, index)) return false;
  return true;
}

/** True where addr_match_list refuses the list: an empty entry, or a mask that does not fit its address. */
export function isBadAddressList(list: string, masks: MaskGrammar): boolean {
  for (let start = 0; start <= list.length; ) {
    const end = entryEnd(list, start);
    const bare = bareStart(list, start);
    if (!network.read(list, bare, end) && isBadEntry(list.slice(bare, end), masks)) return true;
    start = end + 1;
  }
  return false;
}

/** One for all lists: it is used between two calls of `read` only. */
const network = new Ipv4Network();

const BANG = 33;

function entryEnd(list: string, start: number): number {
  const comma = list.indexOf(",", start);
  return comma === -1 ? list.length : comma;
}

const bareStart = (list: string, start: number): number => (list.charCodeAt(start) === BANG ? start + 1 : start);

const bareEntry = (entry: string): string => (entry.startsWith("!") ? entry.slice(1) : entry);

const isBadEntry = (bare: string, masks: MaskGrammar): boolean =>
  bare === "" || parseCidr(bare, masks).kind === "bad-mask";

/** True where addr_match_list comes to such an entry for one address: a negated entry that matches ends it before. */
export function meetsBadEntry(address: string, list: string, masks: MaskGrammar): boolean {
  const numeric = parseAddress(address);
  if (numeric === null) return false;
  for (const entry of list.split(",")) {
    const bare = bareEntry(entry);
    if (isBadEntry(bare, masks)) return true;
    if (bare !== entry && matchesEntry(address, numeric, bare, masks)) return false;
  }
  return false;
}

/** addrmatch.c addr_match_list: CIDR entries and wildcard patterns, negated ones end it. `address` must be numeric. */
export function matchAddressList(address: string, list: string, masks: MaskGrammar): boolean {
  const bits = ipv4Bits(address, 0, address.length);
  const numeric = bits === NO_ADDRESS ? parseAddress(address) : null;
  if (bits === NO_ADDRESS && numeric === null) return false;
  let found = false;
  for (let start = 0; start <= list.length; ) {
    const end = entryEnd(list, start);
    const bare = bareStart(list, start);
    const matches = network.read(list, bare, end)
      ? bits !== NO_ADDRESS && network.holds(bits)
      : matchesEntry(address, numeric ?? parseIpv4(address), list.slice(bare, end), masks);
    if (matches && bare !== start) return false;
    found ||= matches;
    start = end + 1;
  }
  return found;
}

function matchesEntry(address: string, numeric: Address | null, entry: string, masks: MaskGrammar): boolean {
  const cidr = parseCidr(entry, masks);
  if (cidr.kind === "network") return numeric !== null && inNetwork(numeric, cidr.address, cidr.bits);
  return cidr.kind === "pattern" && matchPattern(address, entry);
}

/** addrmatch.c addr_match_cidr_list: for `Match localnetwork` nothing but well-formed networks is taken. */
export function isBadNetworkList(list: string): boolean {
  return list.split(",").some((entry) => {
    return !/^[0-9a-fA-F.:/]{1,49}$/.test(entry) || parseCidr(entry).kind !== "network";
  });
}
