import { ByteText } from "../base/byte-text.ts";
import type { Blocks } from "./blocks.ts";
import type { Contest } from "./contest.ts";
import { CROWDED, Crowd } from "./crowd.ts";
import { blockOf, isNegated, type Mention, type Names, textOf } from "./names.ts";
import type { WildWords } from "./wild-words.ts";

/** Finds the blocks whose headings hold for a host: some word of theirs matches it, and none that leaves it out. */
export class HostBlocks {
  private readonly mentions: Mention[] = [];
  private readonly wildWords: WildWords;
  private readonly host = new ByteText();
  /** Made for the first of them: most roots have none. */
  private crowdsByWord: Map<number, Crowd> | null = null;
  /** Of words that match the host. */
  private readonly crowds: Crowd[] = [];
  private after = -1;

  /**
   * `contest`: hears of every host that several blocks mention. With `blocks`, of the headings that mention a word which very many
   * do, those alone are found that decide something.
   */
  constructor(
    private readonly names: Names,
    private readonly blocks: Blocks | null,
    private readonly contest: Contest | null = null,
  ) {
    this.wildWords = names.wildWords;
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

  /**
   * The same of any host. `pattern`: the number of the word with a wildcard that the host was made to match; -1 for none. `after`:
   * of very many that mention one word, those that decide something behind this block.
   */
  ofHost(text: string, into: number[], pattern = -1, after = -1): number {
    this.after = after;
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
    const { crowds } = this;
    crowds.length = 0;
    // Of a pattern's hosts only those of the same one and of stars are known to be all of them.
    const { stars } = wildWords;
    for (const star of stars) if (star !== own) count = this.mention(star, count);
    if (isMade && ownCount > 0) this.contest?.enter(mentions, ownCount, count, crowds);
    const { numbers, count: found } = wildWords.findFor(host);
    for (let at = 0; at < found; at++) {
      const word = numbers[at] ?? 0;
      if (word !== own && word !== other && !stars.includes(word) && wildWords.matches(word, host))
        count = this.mention(word, count);
    }
    if (!isMade && ownCount > 0) this.contest?.enter(mentions, ownCount, count, crowds);
    if (count > ownCount && count > 1) sort(mentions, count);
    const held = heldBlocks(mentions, count, into);
    return crowds.length === 0 ? held : this.withCrowds(into, held, count);
  }

  /** Adds the mentions of a word that matches the host; those of very many stay together. */
  private mention(word: number, from: number): number {
    const { names, mentions, blocks, crowds } = this;
    const known = this.crowdsByWord?.get(word);
    if (known !== undefined) {
      crowds.push(known);
      return from;
    }
    const end = names.mentionsOf(word, mentions, from);
    if (blocks === null || end - from <= CROWDED) return end;
    const crowd = new Crowd(mentions.slice(from, end), blocks);
    this.crowdsByWord ??= new Map();
    this.crowdsByWord.set(word, crowd);
    crowds.push(crowd);
    return from;
  }

  /** The blocks that were found by single mentions, and those of the crowds that matter. */
  private withCrowds(into: number[], held: number, count: number): number {
    const { mentions, crowds } = this;
    const leftOut = new Set<number>();
    for (let at = 0; at < count; at++) if (isNegated(mentions[at] ?? 0)) leftOut.add(blockOf(mentions[at] ?? 0));
    const isLeftOut = (block: number): boolean => leftOut.has(block) || crowds.some((crowd) => crowd.leavesOut(block));
    const all = into.slice(0, held).filter((block) => !isLeftOut(block));
    for (const crowd of crowds) crowd.collect(all, this.after, isLeftOut);
    all.sort((left, right) => left - right);
    let kept = 0;
    for (const block of all) if (kept === 0 || into[kept - 1] !== block) into[kept++] = block;
    return kept;
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
