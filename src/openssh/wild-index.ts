import type { Bytes, ByteText } from "../base/byte-text.ts";
import { hashBackwards, hashForwards, hashStep, SEED } from "../base/hash.ts";
import type { NumberList } from "../base/number-list.ts";
import { Postings } from "../base/postings.ts";

const STAR = 42;
const QUESTION = 63;

/** So many patterns with the same key are few enough to try each of them. */
const FEW = 8;

/** Patterns with wildcards as parts of an array of bytes, each with what an index says when it may match. */
export interface WildPatterns {
  readonly bytes: Bytes;
  readonly starts: ArrayLike<number>;
  readonly ends: ArrayLike<number>;
  readonly ids: ArrayLike<number>;
}

/**
 * Which of many patterns may match a name, without trying each: found by the text before a pattern's first wildcard or behind
 * its last one, or by any other text of it where many share that one. Patterns of wildcards alone are
 * always found. Texts are known by their hashes, so a pattern that is found may have nothing in common with the name.
 */
export class WildIndex {
  /** By the longer one of the texts at both ends. */
  private readonly start: Texts;
  private readonly end: Texts;
  /** Those that share such a text with many others, or have none. */
  private readonly rare: RareKeys | null;

  constructor(patterns: WildPatterns) {
    const { bytes, starts, ends, ids } = patterns;
    this.start = new Texts(ids.length, FEW);
    this.end = new Texts(ids.length, FEW);
    const chosen = choiceFor(patterns);
    const none: number[] = [];
    for (let at = 0; at < ids.length; at++) {
      const from = starts[at] ?? 0;
      const to = ends[at] ?? 0;
      const id = ids[at] ?? 0;
      const first = firstWild(bytes, from);
      const last = lastWild(bytes, to);
      const place = chosen(first - from, to - last);
      if (place === NOWHERE) none.push(at);
      else if (place === AT_START) this.start.add(hashForwards(bytes, from, first), first - from, id);
      else this.end.add(hashBackwards(bytes, last, to), to - last, id);
    }
    const crowded = this.start.isCrowded || this.end.isCrowded ? this.crowded(patterns, chosen) : none;
    this.rare = crowded.length === 0 ? null : new RareKeys(crowded, patterns);
  }

  private crowded({ bytes, starts, ends, ids }: WildPatterns, chosen: Choice): number[] {
    const found: number[] = [];
    for (let at = 0; at < ids.length; at++) {
      const from = starts[at] ?? 0;
      const to = ends[at] ?? 0;
      const first = firstWild(bytes, from);
      const last = lastWild(bytes, to);
      const place = chosen(first - from, to - last);
      if (place === AT_START && !this.start.isCrowdedAt(hashForwards(bytes, from, first))) continue;
      if (place === AT_END && !this.end.isCrowdedAt(hashBackwards(bytes, last, to))) continue;
      found.push(at);
    }
    return found;
  }

  /** Puts the ids behind those that were found already, in no order, perhaps some of them twice. */
  collect(name: ByteText, found: NumberList): void {
    this.start.collectFrom(name, name.start, found);
    this.end.collectBackwards(name, found);
    this.rare?.collect(name, found);
  }
}

/** Which text of a pattern is taken, by the lengths of those at its start and its end. */
type Choice = (start: number, end: number) => typeof NOWHERE | typeof AT_START | typeof AT_END;
const NOWHERE = 0;
const AT_START = 1;
const AT_END = 2;

/** The end at which most of some patterns differ; where neither is better, the longer text of each. */
function choiceFor({ bytes, starts, ends, ids }: WildPatterns): Choice {
  const [atStart, atEnd] = [new Set<number>(), new Set<number>()];
  const step = Math.max(1, Math.floor(ids.length / SAMPLE));
  for (let at = 0; at < ids.length; at += step) {
    const [from, to] = [starts[at] ?? 0, ends[at] ?? 0];
    atStart.add(hashForwards(bytes, from, firstWild(bytes, from)));
    atEnd.add(hashBackwards(bytes, lastWild(bytes, to), to));
  }
  const isStart = (start: number, end: number): boolean =>
    atStart.size === atEnd.size ? start >= end : atStart.size > atEnd.size ? start > 0 : end === 0;
  return (start, end) => (start + end === 0 ? NOWHERE : isStart(start, end) ? AT_START : AT_END);
}

const SAMPLE = 64;

/** Patterns by the text that fewest of them share: at one end, or the longest one between two wildcards. */
class RareKeys {
  /** Patterns of wildcards alone. */
  private readonly always: number[] = [];
  private readonly start: Texts;
  private readonly end: Texts;
  private readonly inside: Texts;

  /** `which`: the patterns by their numbers. */
  constructor(which: readonly number[], { bytes, starts, ends, ids }: WildPatterns) {
    this.start = new Texts(which.length);
    this.end = new Texts(which.length);
    this.inside = new Texts(which.length);
    const sharing = [0, 1, 2].map(() => new Postings(which.length));
    const keys = new Keys(bytes);
    const share = (place: number): number =>
      keys.lengths[place] === 0 ? Number.POSITIVE_INFINITY : (sharing[place]?.countOf(keys.hashes[place] ?? 0) ?? 0);
    for (const at of which) {
      keys.read(starts[at] ?? 0, ends[at] ?? 0);
      for (let place = 0; place < 3; place++)
        if (keys.lengths[place] !== 0) sharing[place]?.add(keys.hashes[place] ?? 0, 0);
    }
    const texts = [this.start, this.end, this.inside];
    for (const at of which) {
      keys.read(starts[at] ?? 0, ends[at] ?? 0);
      const atStart = share(0);
      const atEnd = share(1);
      const inside = share(2);
      const place = atStart <= atEnd && atStart <= inside ? 0 : atEnd <= inside ? 1 : 2;
      if (keys.lengths[place] === 0) this.always.push(ids[at] ?? 0);
      else texts[place]?.add(keys.hashes[place] ?? 0, keys.lengths[place] ?? 0, ids[at] ?? 0);
    }
  }

  collect(name: ByteText, found: NumberList): void {
    for (const id of this.always) found.push(id);
    this.start.collectFrom(name, name.start, found);
    this.end.collectBackwards(name, found);
    if (this.inside.longest === 0) return;
    for (let at = name.start; at < name.end; at++) this.inside.collectFrom(name, at, found);
  }
}

/** Texts that every name has that a pattern matches: at its start, at its end, and the longest one between two wildcards. */
class Keys {
  /** 0: there is none. */
  readonly lengths = [0, 0, 0];
  readonly hashes = [0, 0, 0];

  constructor(private readonly bytes: Bytes) {}

  read(from: number, to: number): void {
    const { bytes, lengths, hashes } = this;
    const first = firstWild(bytes, from);
    const last = lastWild(bytes, to);
    let inside = first;
    let longest = 0;
    for (let at = first; at < last; at++) {
      const textAt = at;
      while (at < last && !isWild(bytes[at] ?? 0)) at++;
      if (at - textAt > longest) {
        inside = textAt;
        longest = at - textAt;
      }
    }
    lengths[0] = first - from;
    lengths[1] = to - last;
    lengths[2] = longest;
    hashes[0] = hashForwards(bytes, from, first);
    hashes[1] = hashBackwards(bytes, last, to);
    hashes[2] = hashForwards(bytes, inside, inside + longest);
  }
}

/** Ids by texts that names have at one sort of place. */
class Texts {
  /** Made for the first of them. */
  private ids: Postings | null = null;
  /** Which lengths the texts have: 1 for those that some text has. */
  private has = new Uint8Array(64);
  longest = 0;
  isCrowded = false;

  /** `most`: a text that more ids share finds none of them. */
  constructor(
    private readonly expected: number,
    private readonly most = Number.POSITIVE_INFINITY,
  ) {}

  add(hash: number, length: number, id: number): void {
    this.ids ??= new Postings(this.expected);
    if (this.ids.add(hash, id) > this.most) this.isCrowded = true;
    if (length >= this.has.length) this.makeRoom(length);
    this.has[length] = 1;
    if (length > this.longest) this.longest = length;
  }

  private makeRoom(length: number): void {
    const more = new Uint8Array(2 * length);
    more.set(this.has);
    this.has = more;
  }

  isCrowdedAt(hash: number): boolean {
    return this.ids !== null && this.ids.countOf(hash) > this.most;
  }

  /** The ids of all texts that stand in a name from an offset on. */
  collectFrom({ bytes, end }: ByteText, from: number, found: NumberList): void {
    const { has, ids, most } = this;
    if (ids === null) return;
    const last = Math.min(end, from + this.longest);
    let hash = SEED;
    for (let at = from; at < last; at++) {
      hash = hashStep(hash, bytes[at] ?? 0);
      if (has[at + 1 - from] === 1) ids.collect(hash, found, most);
    }
  }

  /** The ids of all texts that a name ends with. */
  collectBackwards({ bytes, start, end }: ByteText, found: NumberList): void {
    const { has, ids, most } = this;
    if (ids === null) return;
    const longest = Math.min(end - start, this.longest);
    let hash = SEED;
    for (let length = 1; length <= longest; length++) {
      hash = hashStep(hash, bytes[end - length] ?? 0);
      if (has[length] === 1) ids.collect(hash, found, most);
    }
  }
}

const isWild = (code: number): boolean => code === STAR || code === QUESTION;

function firstWild(bytes: Bytes, from: number): number {
  let at = from;
  while (!isWild(bytes[at] ?? STAR)) at++;
  return at;
}

/** Behind the last one. */
function lastWild(bytes: Bytes, to: number): number {
  let at = to;
  while (!isWild(bytes[at - 1] ?? STAR)) at--;
  return at;
}
