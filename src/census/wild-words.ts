import { PatternIndex } from "../openssh/pattern-index.ts";
import { matchPattern } from "../openssh/patterns.ts";
import type { Names } from "./names.ts";

/** A text that is made only if somebody wants it. */
export type Label = () => string;

/** Words with wildcards, by their numbers. */
export interface WildWords {
  readonly areNone: boolean;
  /** Those that may match a host, smallest first; who asks must match them. */
  readonly candidates: (host: Label) => readonly number[];
  readonly matches: (word: number, host: string) => boolean;
}

/** Up to so many words with wildcards are gone through for every name; more are looked up. */
const FEW = 8;

const lookups = new WeakMap<Names, WildWords>();

/** The same for every question about a root. */
export function wildWordsOf(names: Names): WildWords {
  const known = lookups.get(names);
  if (known !== undefined) return known;
  const words = names.wild.filter((name) => names.isMentioned(name));
  const lookup: WildWords = {
    areNone: words.length === 0,
    candidates: candidatesIn(names, words),
    matches: (word, host) => matchPattern(host, names.textOf(word)),
  };
  lookups.set(names, lookup);
  return lookup;
}

function candidatesIn(names: Names, words: readonly number[]): WildWords["candidates"] {
  if (words.length <= FEW) return () => words;
  const index = new PatternIndex();
  for (const name of words) index.add(names.textOf(name), name);
  return (host) => index.candidates(host());
}
