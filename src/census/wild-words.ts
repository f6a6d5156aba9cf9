import type { Bytes, ByteText } from "../base/byte-text.ts";
import { NumberList } from "../base/number-list.ts";
import { matchBytes } from "../openssh/patterns.ts";
import { WildIndex } from "../openssh/wild-index.ts";

/** What is asked of the words of headings. */
interface HeadingWords {
  readonly bytes: Bytes;
  /** Those with a wildcard, in the order of their numbers. */
  readonly wild: readonly number[];
  startOf(name: number): number;
  endOf(name: number): number;
  isMentioned(name: number): boolean;
  isOfStars(name: number): boolean;
}

/** Up to so many words with wildcards are gone through for every name; more are looked up. */
const FEW = 8;

/** The words of headings that have wildcards, by their numbers. */
export class WildWords {
  /** Those that may match a host, smallest first, until somebody asks again. */
  readonly found = new NumberList();
  readonly areNone: boolean;
  /** Those that match every host. */
  readonly stars: readonly number[];
  /** Null where all words are few. */
  private readonly index: WildIndex | null;

  constructor(private readonly names: HeadingWords) {
    const words = names.wild.filter((name) => names.isMentioned(name));
    this.areNone = words.length === 0;
    this.stars = words.filter((word) => names.isOfStars(word));
    this.index = words.length <= FEW ? null : indexOf(names, words);
    if (this.index === null) for (const word of words) this.found.push(word);
  }

  /** Finds those that may match a host; who asks must match them. */
  findFor(host: ByteText): NumberList {
    const { found, index } = this;
    if (index === null) return found;
    found.count = 0;
    index.collect(host, found);
    found.putInOrder();
    return found;
  }

  matches(word: number, host: ByteText): boolean {
    const { names } = this;
    return matchBytes(host, names.bytes, names.startOf(word), names.endOf(word));
  }
}

function indexOf(names: HeadingWords, words: readonly number[]): WildIndex {
  const starts = new Int32Array(words.length);
  const ends = new Int32Array(words.length);
  for (let at = 0; at < words.length; at++) {
    starts[at] = names.startOf(words[at] ?? 0);
    ends[at] = names.endOf(words[at] ?? 0);
  }
  return new WildIndex({ bytes: names.bytes, starts, ends, ids: words });
}
