import { blockOf, isNegated, type Mention, type Names } from "./names.ts";
import { type Label, type WildWords, wildWordsOf } from "./wild-words.ts";

/** Finds the blocks whose headings hold for a host: some word of theirs matches it, and none that leaves it out. */
export class HostBlocks {
  private readonly mentions: Mention[] = [];
  private readonly wildWords: WildWords;

  constructor(private readonly names: Names) {
    this.wildWords = wildWordsOf(names);
  }

  /** Puts them into a list, in reading order; returns how many there are. `name`: the host, by its number where that is known. */
  of(name: number | string, host: Label, into: number[]): number {
    const number = typeof name === "number" ? name : this.names.find(name);
    return this.ofNumber(number, host, into);
  }

  private ofNumber(name: number, host: Label, into: number[]): number {
    const { names, wildWords } = this;
    const only = name !== -1 && wildWords.areNone ? names.onlyMention(name) : null;
    if (only === null || isNegated(only)) return this.ofAll(name, host, into);
    into[0] = blockOf(only);
    return 1;
  }

  private ofAll(name: number, host: Label, into: number[]): number {
    const { names, mentions, wildWords } = this;
    const own = name === -1 ? 0 : names.mentionsOf(name, mentions);
    let count = own;
    for (const word of wildWords.candidates(host)) {
      if (word !== name && wildWords.matches(word, host())) count = names.mentionsOf(word, mentions, count);
    }
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
