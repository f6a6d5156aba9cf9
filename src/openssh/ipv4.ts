const ZERO = 48;
const DOT = 46;
const SLASH = 47;
const LOWER_X = 120;

/** What is no IPv4 address. */
export const NO_ADDRESS = -1;

/** By how many bytes are left. */
const limits = [1, 2 ** 8, 2 ** 16, 2 ** 24, 2 ** 32];

/**
 * The 32 bits of an address as inet_aton(3) reads it, from 0 to 2^32 - 1: one to four numbers, the last of which fills all
 * bytes that are left. NO_ADDRESS for anything else.
 */
export function ipv4Bits(text: string, start: number, end: number): number {
  let bits = 0;
  let from = start;
  for (let left = 4; left > 0; left--) {
    const stop = dotOrEnd(text, from, end);
    const value = numberIn(text, from, stop);
    const limit = stop === end ? (limits[left] ?? 0) : 256;
    if (value < 0 || value >= limit) return NO_ADDRESS;
    bits = bits * limit + value;
    if (stop === end) return bits;
    from = stop + 1;
  }
  return NO_ADDRESS;
}

function dotOrEnd(text: string, from: number, end: number): number {
  let at = from;
  while (at < end && text.charCodeAt(at) !== DOT) at++;
  return at;
}

/** One number: decimal, 0 octal, 0x hexadecimal; below zero for what is none. */
function numberIn(text: string, start: number, end: number): number {
  if (start >= end) return -1;
  let at = start;
  let base = 10;
  if (text.charCodeAt(at) === ZERO) {
    base = 8;
    at++;
    if (at < end && (text.charCodeAt(at) | 32) === LOWER_X) {
      base = 16;
      at++;
      if (at === end) return -1;
    }
  }
  let value = 0;
  for (; at < end; at++) {
    const digit = digitOf(text.charCodeAt(at));
    if (digit >= base) return -1;
    value = value * base + digit;
  }
  return value;
}

/** 99 for what is no digit of any base. */
function digitOf(code: number): number {
  if (code >= ZERO && code <= 57) return code - ZERO;
  const letter = code | 32;
  return letter >= 97 && letter <= 102 ? letter - 87 : 99;
}

export const formatIpv4 = (bits: number): string =>
  `${bits >>> 24}.${(bits >>> 16) & 255}.${(bits >>> 8) & 255}.${bits & 255}`;

/** The network that was read last, as numbers: giant files have one on each line. */
export class Ipv4Network {
  /** From 0 to 2^32 - 1. */
  address = 0;
  /** How many bits of it count. */
  length = 0;

  /**
   * Reads a well-formed address with or without a mask of one or two digits, which every release reads in the same way. False
   * for anything else, such as IPv6, patterns and masks that do not fit.
   */
  read(text: string, start: number, end: number): boolean {
    const slash = slashBefore(text, start, end);
    const length = slash === end ? 32 : maskIn(text, slash + 1, end);
    if (length > 32 || end - start > LONGEST_ENTRY) return false;
    const address = ipv4Bits(text, start, slash);
    if (address === NO_ADDRESS || (length < 32 && address << length !== 0)) return false;
    this.address = address;
    this.length = length;
    return true;
  }

  holds(address: number): boolean {
    return this.length === 0 || (this.address ^ address) >>> (32 - this.length) === 0;
  }
}

/** addr.c addr_pton_cidr (char addrbuf[64]) takes no longer text for a network. */
const LONGEST_ENTRY = 63;

/** Where the slash of a mask of one or two digits is; `end` where there is none so near. */
function slashBefore(text: string, start: number, end: number): number {
  for (let at = end - 1; at >= start && at >= end - 3; at--) if (text.charCodeAt(at) === SLASH) return at;
  return end;
}

/** 99 for what is no number of one or two digits. */
function maskIn(text: string, start: number, end: number): number {
  let value = start === end ? 99 : 0;
  for (let at = start; at < end; at++) {
    const digit = text.charCodeAt(at) - ZERO;
    if (digit < 0 || digit > 9) return 99;
    value = value * 10 + digit;
  }
  return value;
}
