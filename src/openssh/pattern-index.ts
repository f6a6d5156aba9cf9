/** A text that every name has that a pattern matches, and where it has it. */
interface Key {
  readonly place: "start" | "end" | "inside";
  readonly text: string;
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
 * always candidates. Who asks must still match the candidates.
 */
export class PatternIndex {
  private readonly literals = new Map<string, number[]>();
  private readonly wild: Wild[] = [];
  private keyed: Keyed | null = null;

  /** `id`: what `candidates` says when a name may match; several patterns may share one. Ids never decrease. */
  add(pattern: string, id: number): void {
    if (!pattern.includes("*") && !pattern.includes("?")) {
      append(this.literals, pattern, id);
      return;
    }
    this.wild.push({ pattern, id });
    this.keyed = null;
  }

  /** Each id once, smallest first. */
  candidates(name: string): readonly number[] {
    this.keyed ??= new Keyed(this.wild);
    return union(this.keyed.candidates(name), this.literals.get(name));
  }
}

/** The patterns with wildcards by their keys, made when all of them are known. */
class Keyed {
  private readonly always: number[] = [];
  private readonly start = new ByText();
  private readonly end = new ByText();
  private readonly inside = new ByText();

  constructor(wild: readonly Wild[]) {
    const keys = rareKeys(wild);
    for (const [at, { id }] of wild.entries()) {
      const key = keys[at];
      if (key === undefined) this.always.push(id);
      else this[key.place].add(key.text, id);
    }
  }

  candidates(name: string): readonly number[] {
    let found: readonly number[] = this.always;
    for (const length of this.start.lengths) {
      if (length <= name.length) found = union(found, this.start.ids.get(name.slice(0, length)));
    }
    for (const length of this.end.lengths) {
      if (length <= name.length) found = union(found, this.end.ids.get(name.slice(name.length - length)));
    }
    for (const length of this.inside.lengths) {
      for (let at = 0; at + length <= name.length; at++)
        found = union(found, this.inside.ids.get(name.slice(at, at + length)));
    }
    return found;
  }
}

class ByText {
  readonly ids = new Map<string, number[]>();
  /** The lengths of the texts, so that a name is cut nowhere else. */
  readonly lengths: number[] = [];

  add(text: string, id: number): void {
    append(this.ids, text, id);
    if (!this.lengths.includes(text.length)) this.lengths.push(text.length);
  }
}

/** For each pattern a key that few share, as far as there is one; undefined for patterns of wildcards alone. */
function rareKeys(wild: readonly Wild[]): readonly (Key | undefined)[] {
  const keys = wild.map(({ pattern }) => endKey(pattern));
  const sharing = counted(keys);
  const isCrowded = (key: Key | undefined): boolean => key === undefined || (sharing.get(nameOf(key)) ?? 0) > FEW;
  const others = wild.map(({ pattern }, at) => (isCrowded(keys[at]) ? allKeys(pattern) : none));
  if (others.every((list) => list === none)) return keys;
  const sharingAny = counted(others.flat());
  const shares = (key: Key): number => sharingAny.get(nameOf(key)) ?? 0;
  return keys.map((key, at) => {
    const [first, ...more] = others[at] ?? none;
    return first === undefined ? key : more.reduce((best, one) => (shares(one) < shares(best) ? one : best), first);
  });
}

const none: readonly Key[] = [];

const nameOf = ({ place, text }: Key): string => `${place} ${text}`;

function counted(keys: readonly (Key | undefined)[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const key of keys) if (key !== undefined) counts.set(nameOf(key), (counts.get(nameOf(key)) ?? 0) + 1);
  return counts;
}

/** The longer one of the texts at both ends; undefined where a wildcard stands at both. */
function endKey(pattern: string): Key | undefined {
  const first = pattern.search(/[*?]/);
  const last = Math.max(pattern.lastIndexOf("*"), pattern.lastIndexOf("?")) + 1;
  if (first === 0 && last === pattern.length) return undefined;
  return first >= pattern.length - last
    ? { place: "start", text: pattern.slice(0, first) }
    : { place: "end", text: pattern.slice(last) };
}

/** The texts at both ends and the longest one between two wildcards, where there are any. */
function allKeys(pattern: string): readonly Key[] {
  const texts = pattern.split(/[*?]+/);
  const inside = texts.slice(1, -1).reduce((longest, text) => (text.length > longest.length ? text : longest), "");
  const all: readonly Key[] = [
    { place: "start", text: texts[0] ?? "" },
    { place: "end", text: texts.at(-1) ?? "" },
    { place: "inside", text: inside },
  ];
  return all.filter(({ text }) => text !== "");
}

function append(index: Map<string, number[]>, key: string, id: number): void {
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
