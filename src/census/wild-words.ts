import type { ByteText } from "../base/byte-text.ts";
import { inOrder } from "../base/in-order.ts";
import { matchBytes } from "../openssh/patterns.ts";
import { WildIndex } from "../openssh/wild-index.ts";
import type { Names } from "./names.ts";

/** Up to so many words with wildcards are gone through for every name; more are looked up. */
const FEW = 8;

/** The words of headings that have wildcards, by their numbers. */
export class WildWords {
  private readonly few: readonly number[] | null;
  private readonly index: WildIndex | null;
  /** The same list for every question. */
  private readonly found: number[] = [];

  constructor(private readonly names: Names) {
    const words = names.wild.filter((name) => names.isMentioned(name));
    this.few = words.length <= FEW ? words : null;
    this.index = words.length <= FEW ? null : indexOf(names, words);
  }

  get areNone(): boolean {
    return this.few?.length === 0;
  }

  /** Those that may match a host, smallest first, until somebody asks again; who asks must match them. */
  candidates(host: ByteText): readonly number[] {
    if (this.index === null) return this.few ?? none;
    this.found.length = 0;
    this.index.collect(host, this.found);
    return inOrder(this.found);
  }

  matches(word: number, host: ByteText): boolean {
    const { names } = this;
    return matchBytes(host, names.bytes, names.startOf(word), names.endOf(word));
  }
}

const none: readonly number[] = [];

function indexOf(names: Names, words: readonly number[]): WildIndex {
  const starts = new Int32Array(words.length);
  const ends = new Int32Array(words.length);
  for (let at = 0; at < words.length; at++) {
    starts[at] = names.startOf(words[at] ?? 0);
    ends[at] = names.endOf(words[at] ?? 0);
  }
  return new WildIndex({ bytes: names.bytes, starts, ends, ids: words });
}

const lookups = new WeakMap<Names, WildWords>();

/** The same for every question about a root. */
export function wildWordsOf(names: Names): WildWords {
  const known = lookups.get(names) ?? new WildWords(names);
  lookups.set(names, known);
  return known;
}
