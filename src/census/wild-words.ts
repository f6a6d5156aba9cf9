import { PatternIndex } from "../openssh/pattern-index.ts";
import { matchPattern } from "../openssh/patterns.ts";
import type { Names } from "./names.ts";

/** A text that is made only if somebody wants it. */
export type Label = () => string;

/** Which words with wildcards match a host, by their numbers. */
export type WildWordsFor = (host: Label) => readonly number[];

/** Up to so many words with wildcards are gone through for every name; more are looked up. */
const FEW = 8;
const none: readonly number[] = [];

const lookups = new WeakMap<Names, WildWordsFor>();

/** The same for every question about a root. */
export function wildWordsFor(names: Names): WildWordsFor {
  const known = lookups.get(names);
  if (known !== undefined) return known;
  const lookup = lookupIn(names);
  lookups.set(names, lookup);
  return lookup;
}

function lookupIn(names: Names): WildWordsFor {
  const words = names.wild.filter((name) => names.isMentioned(name));
  if (words.length === 0) return () => none;
  const candidates = words.length <= FEW ? () => words : lookedUp(words.map((name) => [name, names.textOf(name)]));
  return (host) => candidates(host()).filter((name) => matchPattern(host(), names.textOf(name)));
}

function lookedUp(words: readonly (readonly [name: number, text: string])[]): (host: string) => readonly number[] {
  const index = new PatternIndex();
  for (const [name, text] of words) index.add(text, name);
  return (host) => index.candidates(host);
}
