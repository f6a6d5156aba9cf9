import type { Contest } from "./contest.ts";
import { blockOf, isNegated, type Mention, type Names } from "./names.ts";
import { type Label, type WildWords, wildWordsOf } from "./wild-words.ts";

/** Finds the blocks whose headings hold for a host: some word of theirs matches it, and none that leaves it out. */
export class HostBlocks {
  private readonly mentions: Mention[] = [];
  private readonly wildWords: WildWords;

  /** `contest`: hears of every host that several blocks mention. */
  constructor(
    private readonly names: Names,
    private readonly contest: Contest | null = null,
  ) {
    this.wildWords = wildWordsOf(names);
  }

  /**
   * Puts them into a list, in reading order; returns how many there are. `name`: the host, by its number where that is known;
   * `pattern`: the number of the word with a wildcard that the host was made to match, -1 for none.
   */
  of(name: number | string, host: Label, into: number[], pattern = -1): number {
    const number = typeof name === "number" ? name : this.names.find(name);
    const only = number !== -1 && this.wildWords.areNone ? this.names.onlyMention(number) : null;
    if (only === null || isNegated(only)) return this.ofAll(number, host, into, pattern);
    into[0] = blockOf(only);
    return 1;
  }

  private ofAll(name: number, host: Label, into: number[], pattern: number): number {
    const { names, mentions, wildWords } = this;
    const [called, other] = pattern === -1 ? [name, -1] : [pattern, name];
    const own = called === -1 ? 0 : names.mentionsOf(called, mentions);
    let count = other === -1 ? own : names.mentionsOf(other, mentions, own);
    for (const word of wildWords.candidates(host)) {
      if (word !== name && word !== pattern && wildWords.matches(word, host()))
        count = names.mentionsOf(word, mentions, count);
    }
    if (own > 0 && count > 1) this.contest?.enter(mentions, own, count);
    if (count > own && count > 1) sort(mentions, count);
    return heldBlocks(mentions, count, into);
  }
}

/** By insertion: there are few, and most of them in order. */
function sort(numbers: number[], count: number): void {
  if (count > 40) {
    const sorted = numbers.slice(0, count).sort((left, right) => left - right);
    for (let at = 0; at < count; at++) numbers[at] = sorted[at] ?? 0;
    return;
  }
  for (let at = 1; at < count; at++) {
    const number = numbers[at] ?? 0;
    let to = at;
    for (; to > 0 && (numbers[to - 1] ?? 0) > number; to--) numbers[to] = numbers[to - 1] ?? 0;
    numbers[to] = number;
  }
}

/** From the mentions of blocks in reading order. */
function heldBlocks(mentions: readonly Mention[], count: number, into: number[]): number {
  let held = 0;
  let leftOut = -1;
  for (let at = 0; at < count; at++) {
    const mention = mentions[at] ?? 0;
    const block = blockOf(mention);
    const isSeen = held > 0 && into[held - 1] === block;
    if (isNegated(mention)) {
      leftOut = block;
      if (isSeen) held--;
    } else if (!isSeen && block !== leftOut) into[held++] = block;
  }
  return held;
}
