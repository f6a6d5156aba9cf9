import { hashFromEnd, hashOf, hashStep, SEED } from "../base/hash.ts";

/** A text that every name has that a pattern matches, and where it has it. */
interface Key {
  readonly place: "start" | "end" | "inside";
  readonly length: number;
  /** Of its bytes, from the last to the first where it stands at the end. */
  readonly hash: number;
}

interface Wild {
  readonly pattern: string;
  readonly id: number;
}

/** So many patterns with the same key are few enough to try each of them. */
const FEW = 8;

/**
 * Which of many patterns may match a name, without trying each: found by the text before a pattern's first wildcard or behind
 * its last one, whichever is longer, or by any other text of it where many share that one. Patterns of wildcards alone are
 * always candidates. Texts are known by their hashes, so a candidate may have nothing in common with the name: who asks must
 * match the candidates in any case.
 */
export class PatternIndex {
  private readonly literals = new Map<number, number[]>();
  private readonly wild: Wild[] = [];
  private keyed: Keyed | null = null;

  /** `id`: what `candidates` says when a name may match; several patterns may share one. Ids never decrease. */
  add(pattern: string, id: number): void {
    if (!pattern.includes("*") && !pattern.includes("?")) {
      append(this.literals, hashOf(pattern), id);
      return;
    }
    this.wild.push({ pattern, id });
    this.keyed = null;
  }

  /** Each id once, smallest first. */
  candidates(name: string): readonly number[] {
    this.keyed ??= new Keyed(this.wild);
    const found = this.keyed.candidates(name);
    return this.literals.size === 0 ? found : union(found, this.literals.get(hashOf(name)));
  }
}

/** The patterns with wildcards by their keys, made when all of them are known. */
class Keyed {
  private readonly always: number[] = [];
  private readonly start = new ByHash();
  private readonly end = new ByHash();
  private readonly inside = new ByHash();

  constructor(wild: readonly Wild[]) {
    const keys = rareKeys(wild);
    for (const [at, { id }] of wild.entries()) {
      const key = keys[at];
      if (key === undefined) this.always.push(id);
      else this[key.place].add(key, id);
    }
  }

  candidates(name: string): readonly number[] {
    let found = this.start.joinFrom(0, name, this.always);
    found = this.end.joinBackwards(name, found);
    if (this.inside.longest > 0) {
      for (let at = 0; at < name.length; at++) found = this.inside.joinFrom(at, name, found);
    }
    return found;
  }
}

class ByHash {
  private readonly ids = new Map<number, number[]>();
  /** Which lengths the texts have. */
  private readonly has: boolean[] = [];
  longest = 0;

  add({ hash, length }: Key, id: number): void {
    append(this.ids, hash, id);
    for (let at = this.has.length; at <= length; at++) this.has.push(false);
    this.has[length] = true;
    this.longest = Math.max(this.longest, length);
  }

  /** `found` and the ids of all texts that stand in a name from an offset on. */
  joinFrom(from: number, name: string, found: readonly number[]): readonly number[] {
    const end = Math.min(name.length, from + this.longest);
    let all = found;
    let hash = SEED;
    for (let at = from; at < end; at++) {
      hash = hashStep(hash, name.charCodeAt(at));
      if (this.has[at + 1 - from] === true) all = union(all, this.ids.get(hash));
    }
    return all;
  }

  /** `found` and the ids of all texts that a name ends with. */
  joinBackwards(name: string, found: readonly number[]): readonly number[] {
    const most = Math.min(name.length, this.longest);
    let all = found;
    let hash = SEED;
    for (let length = 1; length <= most; length++) {
      hash = hashStep(hash, name.charCodeAt(name.length - length));
      if (this.has[length] === true) all = union(all, this.ids.get(hash));
    }
    return all;
  }
}

/** For each pattern a key that few share, as far as there is one; undefined for patterns of wildcards alone. */
function rareKeys(wild: readonly Wild[]): readonly (Key | undefined)[] {
  const keys = wild.map(({ pattern }) => endKey(pattern));
  const sharing = new Counts();
  for (const key of keys) if (key !== undefined) sharing.add(key);
  const isCrowded = (key: Key | undefined): boolean => key === undefined || sharing.of(key) > FEW;
  const others = wild.map(({ pattern }, at) => (isCrowded(keys[at]) ? allKeys(pattern) : none));
  const sharingAny = new Counts();
  for (const list of others) for (const key of list) sharingAny.add(key);
  return keys.map((key, at) => {
    const [first, ...more] = others[at] ?? none;
    if (first === undefined) return key;
    return more.reduce((best, one) => (sharingAny.of(one) < sharingAny.of(best) ? one : best), first);
  });
}

const none: readonly Key[] = [];

/** How many patterns have a key. */
class Counts {
  private readonly counts = { start: new Map<number, number>(), end: new Map<number, number>(), inside: new Map() };

  add({ place, hash }: Key): void {
    const counts: Map<number, number> = this.counts[place];
    counts.set(hash, (counts.get(hash) ?? 0) + 1);
  }

  of({ place, hash }: Key): number {
    return this.counts[place].get(hash) ?? 0;
  }
}

const atStart = (text: string): Key => ({ place: "start", length: text.length, hash: hashOf(text) });
const atEnd = (text: string): Key => ({ place: "end", length: text.length, hash: hashFromEnd(text) });

/** The longer one of the texts at both ends; undefined where a wildcard stands at both. */
function endKey(pattern: string): Key | undefined {
  const [star, mark] = [pattern.indexOf("*"), pattern.indexOf("?")];
  const first = star === -1 || mark === -1 ? Math.max(star, mark) : Math.min(star, mark);
  const last = Math.max(pattern.lastIndexOf("*"), pattern.lastIndexOf("?")) + 1;
  if (first === 0 && last === pattern.length) return undefined;
  return first >= pattern.length - last ? atStart(pattern.slice(0, first)) : atEnd(pattern.slice(last));
}

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

function append(index: Map<number, number[]>, key: number, id: number): void {
  const known = index.get(key);
  if (known === undefined) index.set(key, [id]);
  else if (known.at(-1) !== id) known.push(id);
}

/** Of two lists with the smallest first, each number once. */
function union(left: readonly number[], right: readonly number[] | undefined): readonly number[] {
  if (right === undefined || right.length === 0) return left;
  if (left.length === 0) return right;
  const all: number[] = [];
  let at = 0;
  for (const id of right) {
    for (let before = left[at]; before !== undefined && before < id; before = left[++at]) all.push(before);
    if (left[at] === id) at++;
    all.push(id);
  }
  for (let rest = left[at]; rest !== undefined; rest = left[++at]) all.push(rest);
  return all;
}
