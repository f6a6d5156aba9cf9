import { withoutLeading } from "../base/leading.ts";
import { asciiLower } from "../openssh/keywords.ts";

/** 1 for yes, 0 for no, null for what is neither. */
export function flagIn(text: string, start: number, end: number): number | null {
  const word = text.slice(start, end);
  return word === "yes" ? 1 : word === "no" ? 0 : null;
}

/** A time as every version reads it: a number, or at most three digits with one small unit. */
export function timeIn(text: string, start: number, end: number): number | null {
  const last = text.charCodeAt(end - 1);
  if (last <= NINE) return numberIn(text, start, end);
  const size = sizes[String.fromCharCode(last)];
  const value = size === undefined || end - start > 4 || end - start < 2 ? null : numberIn(text, start, end - 1);
  return size === undefined || value === null || value === 0 ? null : value * size;
}

/** Seconds. */
const sizes: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };

/** A number as every version reads it: at most nine digits, no zero before others. */
export function numberIn(text: string, start: number, end: number): number | null {
  if (end - start > 9 || (text.charCodeAt(start) === ZERO && end - start > 1)) return null;
  let value = 0;
  for (let at = start; at < end; at++) {
    const digit = text.charCodeAt(at) - ZERO;
    if (digit < 0 || digit > 9) return null;
    value = value * 10 + digit;
  }
  return value;
}

const ZERO = 48;
const NINE = 57;

export const isOn = (word: string): boolean => ["yes", "true"].includes(asciiLower(word));

/** readconf.c parse_command and parse_jump take the line as it stands; `none` is no proxy. */
export const isProxy = (rest: string): boolean => asciiLower(withoutLeading(rest, " \t\r=")) !== "none";
