import type { Bytes, ByteText } from "../base/byte-text.ts";
import { asciiLower } from "./keywords.ts";
import { PatternIndex } from "./pattern-index.ts";

const STAR = 42;
const QUESTION = 63;

/** match.c match_pattern: `*` any run, `?` one byte, all else itself; no brackets, braces or escapes. Time is bounded by the product of the lengths. */
export function matchPattern(text: string, pattern: string): boolean {
  let at = 0;
  let patternAt = 0;
  let starAt = -1;
  let retryAt = 0;
  while (at < text.length) {
    const code = pattern.charCodeAt(patternAt);
    if (code === STAR) {
      starAt = patternAt++;
      retryAt = at;
    } else if (code === QUESTION || (patternAt < pattern.length && code === text.charCodeAt(at))) {
      patternAt++;
      at++;
    } else if (starAt !== -1) {
      patternAt = starAt + 1;
      at = ++retryAt;
    } else {
      return false;
    }
  }
  while (pattern.charCodeAt(patternAt) === STAR) patternAt++;
  return patternAt === pattern.length;
}

/** The same of bytes; of the pattern those from `from` to `to`. */
export function matchBytes(name: ByteText, pattern: Bytes, from: number, to: number): boolean {
  const { bytes, end } = name;
  let at = name.start;
  let patternAt = from;
  let starAt = -1;
  let retryAt = at;
  while (at < end) {
    const code = patternAt < to ? pattern[patternAt] : NOTHING;
    if (code === STAR) {
      starAt = patternAt++;
      retryAt = at;
    } else if (code === QUESTION || code === bytes[at]) {
      patternAt++;
      at++;
    } else if (starAt !== -1) {
      patternAt = starAt + 1;
      at = ++retryAt;
    } else {
      return false;
    }
  }
  while (patternAt < to && pattern[patternAt] === STAR) patternAt++;
  return patternAt === to;
}

/** No byte. */
const NOTHING = -1;

export const hasWildcard = (pattern: string): boolean => pattern.includes("*") || pattern.includes("?");

export interface Pattern {
  readonly negated: boolean;
  /** Without its `!`. */
  readonly text: string;
  readonly literal: boolean;
}

/** match.c match_pattern_list fails the whole list at a sub-pattern of this many bytes (sub[1024], 7.6 to 10.6). */
const LONGEST_SUBPATTERN = 1023;

export function parsePattern(text: string): Pattern {
  const negated = text.startsWith("!");
  const bare = negated ? text.slice(1) : text;
  return { negated, text: bare, literal: !hasWildcard(bare) };
}

/** Splits a Match argument at its commas; a trailing comma adds nothing, two in a row an empty pattern. */
export function parsePatternList(list: string): Pattern[] {
  const parts = list.split(",");
  if (parts.at(-1) === "") parts.pop();
  return parts.map(parsePattern);
}

/** Lists up to this length are gone through; others are looked up, as all their names may be targets that ask for them. */
const LONG_LIST = 16;
const indexes = new WeakMap<readonly Pattern[], PatternIndex>();

/** The patterns of a list that may match, in order; one that fails a whole list is always among them. */
function candidatesIn(patterns: readonly Pattern[], text: string): readonly Pattern[] {
  if (patterns.length <= LONG_LIST) return patterns;
  const index = indexes.get(patterns) ?? indexed(patterns);
  return index.candidates(text).flatMap((at) => patterns[at] ?? []);
}

function indexed(patterns: readonly Pattern[]): PatternIndex {
  const index = new PatternIndex();
  for (const [at, { text }] of patterns.entries()) index.add(text.length >= LONGEST_SUBPATTERN ? "*" : text, at);
  indexes.set(patterns, index);
  return index;
}

/** match.c match_pattern_list: 1 where a pattern matches, -1 where a negated one does, else 0. */
export const matchPatternList = (text: string, patterns: readonly Pattern[]): 1 | 0 | -1 =>
  matchList(text, patterns, false);

/** `isFolded`: patterns match in lower case. */
function matchList(text: string, patterns: readonly Pattern[], isFolded: boolean): 1 | 0 | -1 {
  let found: 1 | 0 = 0;
  for (const pattern of candidatesIn(patterns, text)) {
    if (pattern.text.length >= LONGEST_SUBPATTERN) return 0;
    if (!matchPattern(text, isFolded ? asciiLower(pattern.text) : pattern.text)) continue;
    if (pattern.negated) return -1;
    found = 1;
  }
  return found;
}

const foldedLists = new WeakMap<readonly Pattern[], readonly Pattern[]>();

/** match.c match_hostname: both sides in lower case (ASCII). */
export function matchHostname(host: string, patterns: readonly Pattern[]): boolean {
  const lower = asciiLower(host);
  // A short list is folded each time: a giant file has tens of thousands, and what is kept of each costs more.
  if (patterns.length <= LONG_LIST) return matchList(lower, patterns, true) === 1;
  const folded = foldedLists.get(patterns) ?? patterns.map((one) => ({ ...one, text: asciiLower(one.text) }));
  foldedLists.set(patterns, folded);
  return matchPatternList(lower, folded) === 1;
}

/** readconf.c oHost: case-sensitive, one pattern per argument; any negated match makes the block inactive. */
export function matchHostLine(host: string, patterns: readonly Pattern[]): boolean {
  let found = false;
  for (const pattern of candidatesIn(patterns, host)) {
    if (!matchPattern(host, pattern.text)) continue;
    if (pattern.negated) return false;
    found = true;
  }
  return found;
}
