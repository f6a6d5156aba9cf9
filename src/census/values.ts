import { asciiLower } from "../openssh/keywords.ts";

/** 1 for yes, 0 for no, null for what is neither. */
export function flagIn(text: string, start: number, end: number): number | null {
  const word = text.slice(start, end);
  return word === "yes" ? 1 : word === "no" ? 0 : null;
}

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

export const isOn = (word: string): boolean => ["yes", "true"].includes(asciiLower(word));

/** readconf.c parse_command and parse_jump take the line as it stands; `none` is no proxy. */
export const isProxy = (rest: string): boolean => !/^[ \t\r=]*none$/i.test(rest);
