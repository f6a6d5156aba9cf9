import { hashOf, hashStep, SEED } from "../base/hash.ts";
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

/** The patterns with wildcards by their keys, made when all of them are known. */
class Keyed {
  /** By the longer one of the texts at both ends. */
  private readonly start: Texts;
  private readonly end: Texts;
  /** Those that share such a text with many others, or have none. */
  private readonly rare: RareKeys | null;

  constructor(patterns: readonly string[], ids: readonly number[]) {
    this.start = new Texts(patterns.length, FEW);
    this.end = new Texts(patterns.length, FEW);
    const none: number[] = [];
    for (let at = 0; at < patterns.length; at++) {
      const pattern = patterns[at] ?? "";
      const [start, end] = [startLength(pattern), endLength(pattern)];
      if (start >= end && start > 0) this.start.add(hashForwards(pattern, 0, start), start, ids[at] ?? 0);
      else if (end > 0) this.end.add(hashBackwards(pattern, end), end, ids[at] ?? 0);
      else none.push(at);
    }
    const crowded = this.start.isCrowded || this.end.isCrowded ? this.crowded(patterns) : none;
    this.rare = crowded.length === 0 ? null : new RareKeys(crowded, patterns, ids);
  }

  private crowded(patterns: readonly string[]): number[] {
    const found: number[] = [];
    for (let at = 0; at < patterns.length; at++) {
      const pattern = patterns[at] ?? "";
      const [start, end] = [startLength(pattern), endLength(pattern)];
      const isShared =
        start >= end
          ? start === 0 || this.start.isCrowdedAt(hashForwards(pattern, 0, start))
          : this.end.isCrowdedAt(hashBackwards(pattern, end));
      if (isShared) found.push(at);
    }
    return found;
  }

  collect(name: string, found: number[]): void {
    this.start.collectFrom(0, name, found);
    this.end.collectBackwards(name, found);
    this.rare?.collect(name, found);
  }
}

/** Patterns by the text that fewest of them share: at one end, or the longest one between two wildcards. */
class RareKeys {
  /** Patterns of wildcards alone. */
  private readonly always: number[] = [];
  private readonly start: Texts;
  private readonly end: Texts;
  private readonly inside: Texts;

  /** `which`: the patterns by their numbers. */
  constructor(which: readonly number[], patterns: readonly string[], ids: readonly number[]) {
    this.start = new Texts(which.length);
    this.end = new Texts(which.length);
    this.inside = new Texts(which.length);
    const sharing = { start: new Postings(which.length), end: new Postings(), inside: new Postings(which.length) };
    for (const at of which) {
      const key = new Keys(patterns[at] ?? "");
      if (key.start > 0) sharing.start.add(key.startHash, 0);
      if (key.end > 0) sharing.end.add(key.endHash, 0);
      if (key.inside > 0) sharing.inside.add(key.insideHash, 0);
    }
    for (const at of which) {
      const key = new Keys(patterns[at] ?? "");
      const id = ids[at] ?? 0;
      const atStart = key.start === 0 ? Infinity : sharing.start.countOf(key.startHash);
      const atEnd = key.end === 0 ? Infinity : sharing.end.countOf(key.endHash);
      const inside = key.inside === 0 ? Infinity : sharing.inside.countOf(key.insideHash);
      const least = Math.min(atStart, atEnd, inside);
      if (least === Infinity) this.always.push(id);
      else if (atStart === least) this.start.add(key.startHash, key.start, id);
      else if (atEnd === least) this.end.add(key.endHash, key.end, id);
      else this.inside.add(key.insideHash, key.inside, id);
    }
  }

  collect(name: string, found: number[]): void {
    for (const id of this.always) found.push(id);
    this.start.collectFrom(0, name, found);
    this.end.collectBackwards(name, found);
    if (this.inside.longest === 0) return;
    for (let at = 0; at < name.length; at++) this.inside.collectFrom(at, name, found);
  }
}

/** Texts that every name has that a pattern matches: their lengths (0: none) and hashes. */
class Keys {
  readonly start: number;
  readonly end: number;
  /** Of the longest text between two wildcards. */
  readonly inside: number;
  private readonly insideAt: number;

  constructor(private readonly pattern: string) {
    this.start = startLength(pattern);
    this.end = endLength(pattern);
    let [length, from] = [0, 0];
    const last = pattern.length - this.end;
    for (let at = this.start; at < last; at++) {
      const textAt = at;
      while (at < last && !isWild(pattern.charCodeAt(at))) at++;
      if (at - textAt > length) [length, from] = [at - textAt, textAt];
    }
    this.inside = length;
    this.insideAt = from;
  }

  get startHash(): number {
    return hashForwards(this.pattern, 0, this.start);
  }

  get endHash(): number {
    return hashBackwards(this.pattern, this.end);
  }

  get insideHash(): number {
    return hashForwards(this.pattern, this.insideAt, this.inside);
  }
}

/** Ids by texts that names have at one sort of place. */
class Texts {
  private readonly ids: Postings;
  /** Which lengths the texts have. */
  private readonly has: boolean[] = [];
  longest = 0;
  isCrowded = false;

  /** `most`: a text that more ids share is found by nobody. */
  constructor(
    expected: number,
    private readonly most = Number.POSITIVE_INFINITY,
  ) {
    this.ids = new Postings(expected);
  }

  add(hash: number, length: number, id: number): void {
    if (this.ids.add(hash, id) > this.most) this.isCrowded = true;
    for (let at = this.has.length; at <= length; at++) this.has.push(false);
    this.has[length] = true;
    if (length > this.longest) this.longest = length;
  }

  isCrowdedAt(hash: number): boolean {
    return this.ids.countOf(hash) > this.most;
  }

  /** The ids of all texts that stand in a name from an offset on. */
  collectFrom(from: number, name: string, found: number[]): void {
    const end = Math.min(name.length, from + this.longest);
    let hash = SEED;
    for (let at = from; at < end; at++) {
      hash = hashStep(hash, name.charCodeAt(at));
      if (this.has[at + 1 - from] === true) this.ids.collect(hash, found, this.most);
    }
  }

  /** The ids of all texts that a name ends with. */
  collectBackwards(name: string, found: number[]): void {
    const most = Math.min(name.length, this.longest);
    let hash = SEED;
    for (let length = 1; length <= most; length++) {
      hash = hashStep(hash, name.charCodeAt(name.length - length));
      if (this.has[length] === true) this.ids.collect(hash, found, this.most);
    }
  }
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

const isWild = (code: number): boolean => code === STAR || code === QUESTION;

function hashForwards(text: string, from: number, length: number): number {
  let hash = SEED;
  for (let at = from; at < from + length; at++) hash = hashStep(hash, text.charCodeAt(at));
  return hash;
}

/** Of the last bytes, from the last to the first. */
function hashBackwards(text: string, length: number): number {
  let hash = SEED;
  for (let at = text.length - 1; at >= text.length - length; at--) hash = hashStep(hash, text.charCodeAt(at));
  return hash;
}
