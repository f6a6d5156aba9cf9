import { hashFromEnd, hashOf, hashStep, SEED } from "../base/hash.ts";
import { Postings } from "../base/postings.ts";

const STAR = 42;
const QUESTION = 63;

/** So many patterns with the same key are few enough to try each of them. */
const FEW = 8;

/**
 * Which of many patterns may match a name, without trying each: found by the text before a pattern's first wildcard or behind
 * its last one, whichever is longer, or by any other text of it where many share that one. Patterns of wildcards alone are
 * always candidates. Texts are known by their hashes, so a candidate may have nothing in common with the name: who asks must
 * match the candidates in any case.
 */
export class PatternIndex {
  private readonly literals = new Postings();
  private readonly wild: string[] = [];
  private readonly wildIds: number[] = [];
  private keyed: Keyed | null = null;

  /** `id`: what `candidates` says when a name may match; several patterns may share one. Ids never decrease. */
  add(pattern: string, id: number): void {
    if (!pattern.includes("*") && !pattern.includes("?")) {
      this.literals.add(hashOf(pattern), id);
      return;
    }
    this.wild.push(pattern);
    this.wildIds.push(id);
    this.keyed = null;
  }

  /** Each id once, smallest first. */
  candidates(name: string): readonly number[] {
    const found: number[] = [];
    if (this.wild.length > 0) {
      this.keyed ??= new Keyed(this.wild, this.wildIds);
      this.keyed.collect(name, found);
    }
    if (this.literals.size > 0) this.literals.collect(hashOf(name), found);
    return inOrder(found);
  }
}

/** Each number once, smallest first; most lists are that already. */
function inOrder(numbers: number[]): readonly number[] {
  for (let at = 1; at < numbers.length; at++) {
    if ((numbers[at] ?? 0) <= (numbers[at - 1] ?? 0)) return [...new Set(numbers)].sort((left, right) => left - right);
  }
  return numbers;
}

type Place = "start" | "end" | "inside";

/** A text that every name has that a pattern matches, and where it has it. */
interface Key {
  readonly place: Place;
  readonly length: number;
  /** Of its bytes, from the last to the first where it stands at the end. */
  readonly hash: number;
}

/** The patterns with wildcards by their keys, made when all of them are known. */
class Keyed {
  private readonly always: number[] = [];
  private readonly start = new Texts();
  private readonly end = new Texts();
  private readonly inside = new Texts();

  constructor(patterns: readonly string[], ids: readonly number[]) {
    const ends = endKeys(patterns);
    const rarest = rarestKeys(patterns.filter((_, at) => ends.isCrowded(at)));
    for (let at = 0; at < patterns.length; at++) {
      const id = ids[at] ?? 0;
      if (ends.isCrowded(at)) this.addRare(rarest.get(patterns[at] ?? ""), id);
      else this[ends.isStart[at] === 1 ? "start" : "end"].add(ends.hashes[at] ?? 0, ends.lengths[at] ?? 0, id);
    }
  }

  private addRare(rare: Key | undefined, id: number): void {
    if (rare === undefined) this.always.push(id);
    else this[rare.place].add(rare.hash, rare.length, id);
  }

  collect(name: string, found: number[]): void {
    for (const id of this.always) found.push(id);
    this.start.collectFrom(0, name, found);
    this.end.collectBackwards(name, found);
    if (this.inside.longest === 0) return;
    for (let at = 0; at < name.length; at++) this.inside.collectFrom(at, name, found);
  }
}

/** Ids by texts that names have at one sort of place. */
class Texts {
  private readonly ids = new Postings();
  /** Which lengths the texts have. */
  private readonly has: boolean[] = [];
  longest = 0;

  add(hash: number, length: number, id: number): void {
    this.ids.add(hash, id);
    for (let at = this.has.length; at <= length; at++) this.has.push(false);
    this.has[length] = true;
    if (length > this.longest) this.longest = length;
  }

  /** The ids of all texts that stand in a name from an offset on. */
  collectFrom(from: number, name: string, found: number[]): void {
    const end = Math.min(name.length, from + this.longest);
    let hash = SEED;
    for (let at = from; at < end; at++) {
      hash = hashStep(hash, name.charCodeAt(at));
      if (this.has[at + 1 - from] === true) this.ids.collect(hash, found);
    }
  }

  /** The ids of all texts that a name ends with. */
  collectBackwards(name: string, found: number[]): void {
    const most = Math.min(name.length, this.longest);
    let hash = SEED;
    for (let length = 1; length <= most; length++) {
      hash = hashStep(hash, name.charCodeAt(name.length - length));
      if (this.has[length] === true) this.ids.collect(hash, found);
    }
  }
}

/** The longer one of the texts at both ends of each pattern, in columns. */
function endKeys(patterns: readonly string[]) {
  const lengths = new Int32Array(patterns.length);
  const hashes = new Int32Array(patterns.length);
  const isStart = new Uint8Array(patterns.length);
  const sharing = [new Postings(), new Postings()];
  for (let at = 0; at < patterns.length; at++) {
    const pattern = patterns[at] ?? "";
    const [start, end] = [startLength(pattern), endLength(pattern)];
    const [length, fromStart] = start >= end ? [start, 1] : [end, 0];
    lengths[at] = length;
    isStart[at] = fromStart;
    hashes[at] = endHash(pattern, length, fromStart === 1);
    if (length > 0) sharing[fromStart]?.add(hashes[at] ?? 0, 0);
  }
  /** Where a wildcard stands at both ends, too. */
  const isCrowded = (at: number): boolean =>
    lengths[at] === 0 || (sharing[isStart[at] ?? 0]?.countOf(hashes[at] ?? 0) ?? 0) > FEW;
  return { lengths, hashes, isStart, isCrowded };
}

function startLength(pattern: string): number {
  let at = 0;
  while (!isWild(pattern.charCodeAt(at))) at++;
  return at;
}

function endLength(pattern: string): number {
  let at = pattern.length - 1;
  while (!isWild(pattern.charCodeAt(at))) at--;
  return pattern.length - at - 1;
}

function endHash(pattern: string, length: number, isStart: boolean): number {
  let hash = SEED;
  const last = pattern.length - 1;
  for (let at = 0; at < length; at++) hash = hashStep(hash, pattern.charCodeAt(isStart ? at : last - at));
  return hash;
}

const isWild = (code: number): boolean => code === STAR || code === QUESTION;

/** For each pattern the key that fewest of them share; none for patterns of wildcards alone. */
function rarestKeys(patterns: readonly string[]): ReadonlyMap<string, Key> {
  const keys = new Map(patterns.map((pattern) => [pattern, allKeys(pattern)]));
  const sharing = { start: new Postings(), end: new Postings(), inside: new Postings() };
  for (const list of keys.values()) for (const { place, hash } of list) sharing[place].add(hash, 0);
  const shared = ({ place, hash }: Key): number => sharing[place].countOf(hash);
  const rarest = new Map<string, Key>();
  for (const [pattern, [first, ...more]] of keys) {
    if (first === undefined) continue;
    rarest.set(
      pattern,
      more.reduce((best, one) => (shared(one) < shared(best) ? one : best), first),
    );
  }
  return rarest;
}

const atStart = (text: string): Key => ({ place: "start", length: text.length, hash: hashOf(text) });
const atEnd = (text: string): Key => ({ place: "end", length: text.length, hash: hashFromEnd(text) });

/** The texts at both ends and the longest one between two wildcards, where there are any. */
function allKeys(pattern: string): readonly Key[] {
  const texts = pattern.split(/[*?]+/);
  const inside = texts.slice(1, -1).reduce((longest, text) => (text.length > longest.length ? text : longest), "");
  const all: readonly Key[] = [
    atStart(texts[0] ?? ""),
    atEnd(texts.at(-1) ?? ""),
    { ...atStart(inside), place: "inside" },
  ];
  return all.filter(({ length }) => length > 0);
}
