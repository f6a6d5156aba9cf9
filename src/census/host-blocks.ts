import { ByteText } from "../base/byte-text.ts";
import type { Contest } from "./contest.ts";
import { blockOf, isNegated, type Mention, type Names, textOf } from "./names.ts";
import { type WildWords, wildWordsOf } from "./wild-words.ts";

/** Finds the blocks whose headings hold for a host: some word of theirs matches it, and none that leaves it out. */
export class HostBlocks {
  private readonly mentions: Mention[] = [];
  private readonly wildWords: WildWords;
  private readonly host = new ByteText();

  /** `contest`: hears of every host that several blocks mention. */
  constructor(
    private readonly names: Names,
    private readonly contest: Contest | null = null,
  ) {
    this.wildWords = wildWordsOf(names);
  }

  /** Puts those of a host that some heading names into a list, in reading order; returns how many there are. */
  ofName(name: number, into: number[]): number {
    const { names, host } = this;
    const only = this.wildWords.areNone ? names.onlyMention(name) : null;
    if (only === null || isNegated(only)) {
      host.turnTo(names.bytes, names.startOf(name), names.endOf(name));
      return this.of(name, -1, false, into);
    }
    into[0] = blockOf(only);
    return 1;
  }

  /** The same of any host. `pattern`: the number of the word with a wildcard that the host was made to match; -1 for none. */
  ofHost(text: string, into: number[], pattern = -1): number {
    this.host.copy(text);
    const name = this.names.findBytes(this.host);
    return pattern === -1 ? this.of(name, -1, false, into) : this.of(pattern, name, true, into);
  }

  /** The same of a host made of a word with a wildcard; `filler`: a byte that no word has, for each of its wildcards. */
  ofPattern(pattern: number, filler: number, into: number[]): number {
    const { names, host } = this;
    host.copyBytes(names.bytes, names.startOf(pattern), names.endOf(pattern));
    const { bytes } = host;
    for (let at = 0; at < host.end; at++) if (isWild(bytes[at] ?? 0)) bytes[at] = filler;
    return this.of(pattern, -1, true, into);
  }

  /** The host that was asked about last. */
  get lastHost(): string {
    const { bytes, start, end } = this.host;
    return textOf(bytes.subarray(start, end));
  }

  /** `own` and `other`: words that match the host for sure, by their numbers; `isMade`: the host was made of the first one. */
  private of(own: number, other: number, isMade: boolean, into: number[]): number {
    const { names, mentions, wildWords, host } = this;
    const ownCount = own === -1 ? 0 : names.mentionsOf(own, mentions);
    let count = other === -1 ? ownCount : names.mentionsOf(other, mentions, ownCount);
    // Of a pattern's hosts only those of the same one and of stars are known to be all of them.
    const { stars } = wildWords;
    for (const star of stars) if (star !== own) count = names.mentionsOf(star, mentions, count);
    if (isMade && ownCount > 0 && count > 1) this.contest?.enter(mentions, ownCount, count);
    const { numbers, count: found } = wildWords.findFor(host);
    for (let at = 0; at < found; at++) {
      const word = numbers[at] ?? 0;
      if (word !== own && word !== other && !stars.includes(word) && wildWords.matches(word, host))
        count = names.mentionsOf(word, mentions, count);
    }
    if (!isMade && ownCount > 0 && count > 1) this.contest?.enter(mentions, ownCount, count);
    if (count > ownCount && count > 1) sort(mentions, count);
    return heldBlocks(mentions, count, into);
  }
}

const isWild = (code: number): boolean => code === 42 || code === 63;

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
