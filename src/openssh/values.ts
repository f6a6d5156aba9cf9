import { fail, ok, type Result } from "../base/result.ts";
import type { Side } from "../base/side.ts";
import { asciiLower, type Release } from "./keywords.ts";

/** The keyword counts as not set: a later value still wins. */
export type Unset = "unset";

/** What TCPKeepAlive can mean; "all" (10.6+): forwarded connections too. */
export type TcpKeepAlive = "yes" | "no" | "all";

const INT_MAX = 2_147_483_647;

/**
 * A time in whole seconds (readconf.c and servconf.c, label parse_time). The client's `none`, lower case only, is "unset".
 * Up to 8.4 a result may be negative, since the C `int` wrapped. Errors are the program's words without the full stop.
 */
export function parseTime(text: string, release: Release, side: Side): Result<number | Unset, string> {
  if (text === "") return fail("missing time value");
  if (side === "client" && text === "none") return ok("unset");
  const seconds = convtime(text, release);
  return seconds === null ? fail("invalid time value") : ok(seconds);
}

/** misc.c convtime of a release: whole seconds, or null where it returns -1. */
export function convtime(text: string, release: Release): number | null {
  // What nearly every file says means the same to every release, and giant files say it often.
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  if (release <= 804) return wrappingTime(text, release);
  if (release >= 1003) return wholeSeconds(decimalTime(text));
  return integerTime(text, release <= 907 ? signedPart : plainPart);
}

/** Up to 9.7 strtol(3) took the number: leading white space and a sign pass. 9.8 to 10.2: digits alone (scandigits, strtonum). */
const signedPart = /[ \t\n\v\f\r]*([+-]?)([0-9]+)([smhdw]|$)/iy;
const plainPart = /()([0-9]+)([smhdw]|$)/iy;
/** 10.3+: strtod(3) with nothing but digits and one point. */
const decimalPart = /([0-9]+\.?[0-9]*|\.[0-9]+)([smhdw]|$)/iy;

const unitSeconds: Readonly<Record<string, number>> = { "": 1, s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };

const secondsOf = (unit: string): number => unitSeconds[asciiLower(unit)] ?? 1;

/** Each part of a text that consists of nothing else; null where something does not fit or there is no part. */
function parts(text: string, part: RegExp): RegExpExecArray[] | null {
  const found: RegExpExecArray[] = [];
  part.lastIndex = 0;
  while (part.lastIndex < text.length) {
    const match = part.exec(text);
    if (match === null) return null;
    found.push(match);
  }
  return found.length === 0 ? null : found;
}

/** 8.5 to 10.2: every overflow of an `int` is refused. */
function integerTime(text: string, part: RegExp): number | null {
  const found = parts(text, part);
  if (found === null) return null;
  let total = 0;
  for (const [, sign, digits, unit = ""] of found) {
    const value = Number(digits) * secondsOf(unit);
    if (value > INT_MAX - total || (sign === "-" && value > 0)) return null;
    total += value;
  }
  return total;
}

const LONG_MAX = 2n ** 63n - 1n;

/**
 * Up to 8.4 the sum was a `long` (64 bits, as on every system in use) stored in an `int`. Up to 8.3 the unit of one part
 * also held for the next parts without a unit of their own: `1m30` is 1860 (fixed in 8.4: "multiplier = 1" in the loop).
 */
function wrappingTime(text: string, release: Release): number | null {
  const found = parts(text, signedPart);
  if (found === null) return null;
  let total = 0n;
  let multiplier = 1n;
  for (const [, sign, digits = "", unit = ""] of found) {
    if (release >= 804) multiplier = 1n;
    if (/[mhdw]/i.test(unit)) multiplier = BigInt(secondsOf(unit));
    const value = BigInt(digits.slice(0, MAX_DIGITS));
    if ((sign === "-" && value > 0n) || value >= LONG_MAX / multiplier) return null;
    if (total >= LONG_MAX - value * multiplier) return null;
    total += value * multiplier;
  }
  return wrap(total) === -1 ? null : wrap(total);
}

/** What a C `int` keeps of a `long`. */
const wrap = (value: bigint): number => Number(BigInt.asIntN(32, value));

/** Enough digits to be out of any range; more would only take time. */
const MAX_DIGITS = 4096;

/** What a C `int` keeps of what strtol(3) reads: beyond 64 bits the nearest `long`, then its lower half. */
export function cInt(digits: string, negative = false): number {
  const size = BigInt(digits.slice(0, MAX_DIGITS));
  const value = negative ? -size : size;
  if (value > LONG_MAX) return wrap(LONG_MAX);
  return wrap(value < -LONG_MAX ? -LONG_MAX - 1n : value);
}

/** misc.c convtime_double (10.3+): seconds with their fraction, which only seconds may have, once; null where refused. */
export function decimalTime(text: string): number | null {
  const found = parts(text, decimalPart);
  if (found === null) return null;
  let total = 0;
  let secondsSeen = false;
  for (const [, number = "", unit = ""] of found) {
    const multiplier = secondsOf(unit);
    if (isOutOfRange(number)) return null;
    if (multiplier === 1 && secondsSeen) return null;
    if (number.includes(".") && (multiplier > 1 || number.endsWith("."))) return null;
    secondsSeen ||= multiplier === 1;
    total += Number(number) * multiplier;
  }
  return total;
}

/** Where strtod(3) sets ERANGE: no finite double, or one below the normal ones. */
function isOutOfRange(number: string): boolean {
  const value = Number(number);
  return !Number.isFinite(value) || (value < 2.2250738585072014e-308 && /[1-9]/.test(number));
}

/** The fraction is cut off: `0.5` is 0, which switches the feature off without a word. */
const wholeSeconds = (seconds: number | null): number | null =>
  seconds === null || seconds > INT_MAX ? null : Math.trunc(seconds);

/**
 * A number (label parse_int). 7.7+: misc.c atoi_err, 0 to 2147483647. 7.6 had other parsers on each side: the server's may
 * give a negative number, and -1, which is how the programs mark a keyword as not set, is "unset".
 */
export function parseCount(text: string, release: Release, side: Side): Result<number | Unset, string> {
  if (release <= 706) return side === "client" ? clientCount706(text) : serverCount706(text);
  const error = countError(text);
  return error === null ? ok(Number(text)) : fail(`integer value ${error}`);
}

/** misc.c atoi_err: strtonum(3) from 0 to INT_MAX; its word for what is wrong, or null. */
export function countError(text: string): "missing" | "invalid" | "too small" | "too large" | null {
  if (text === "") return "missing";
  const value = strtonum(text);
  if (value === null) return "invalid";
  if (value < 0) return "too small";
  return value > INT_MAX ? "too large" : null;
}

/** strtonum(3) without its bounds: leading white space and a sign pass, nothing may follow. Exact below 2^53. */
export function strtonum(text: string): number | null {
  return /^[ \t\n\v\f\r]*[+-]?[0-9]+$/.test(text) ? Number(text) : null;
}

const stored = (value: number): number | Unset => (value === -1 ? "unset" : value);

/** readconf.c 7.6: strtol(3) in base 0 (`0x10`, `015` = 13) with nothing checked behind the number. */
function clientCount706(text: string): Result<number | Unset, string> {
  if (text === "") return fail("Missing argument");
  if (!/^[0-9]/.test(text)) return fail("Bad number");
  const [digits = "0"] = /^0x[0-9a-f]+|^0[0-7]*|^[0-9]+/i.exec(text) ?? [];
  return ok(stored(cInt(/^0[0-7]/.test(digits) ? `0o${digits.slice(1)}` : digits)));
}

/** servconf.c 7.6: atoi(3), so a word is 0. */
function serverCount706(text: string): Result<number | Unset, string> {
  if (text === "") return fail("missing integer value");
  const [, sign, digits = "0"] = /^[ \t\n\v\f\r]*([+-]?)([0-9]+)/.exec(text) ?? [];
  return ok(stored(cInt(digits, sign === "-")));
}

/**
 * A flag (label parse_flag, multistate_flag): the client takes yes, true, no, false in any case, the server yes and no;
 * 7.6's server only in lower case.
 */
export function parseYesNo(text: string, release: Release, side: Side): Result<boolean, string> {
  if (side === "server" && release <= 706) return serverFlag706(text);
  if (text === "") return fail("missing argument");
  const word = asciiLower(text);
  if (word === "yes" || (word === "true" && side === "client")) return ok(true);
  if (word === "no" || (word === "false" && side === "client")) return ok(false);
  return fail(`unsupported option "${text}"`);
}

function serverFlag706(text: string): Result<boolean, string> {
  if (text === "") return fail("missing yes/no argument");
  if (text === "yes" || text === "no") return ok(text === "yes");
  return fail(`Bad yes/no argument: ${text}`);
}

const keepAliveWords: ReadonlyMap<string, TcpKeepAlive> = new Map([
  ["yes", "yes"],
  ["true", "yes"],
  ["transport", "yes"],
  ["no", "no"],
  ["false", "no"],
  ["all", "all"],
]);

/** TCPKeepAlive: a flag up to 10.5; from 10.6 both sides take these six words in any case (measured on 10.6). */
export function parseTcpKeepAlive(text: string, release: Release, side: Side): Result<TcpKeepAlive, string> {
  if (release < 1006) {
    const flag = parseYesNo(text, release, side);
    return flag.ok ? ok(flag.value ? "yes" : "no") : flag;
  }
  if (text === "") return fail("missing argument");
  const value = keepAliveWords.get(asciiLower(text));
  return value === undefined ? fail(`unsupported option "${text}"`) : ok(value);
}
