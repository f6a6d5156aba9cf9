/**
 * Which of many patterns may match a name, without trying each: found by the text before a pattern's first wildcard or behind
 * its last one, whichever is longer. Patterns with neither are always candidates. Who asks must still match the candidates.
 */
export class PatternIndex {
  private readonly literals = new Map<string, number[]>();
  private readonly prefixes = new Map<string, number[]>();
  private readonly suffixes = new Map<string, number[]>();
  /** The lengths of those, so that a name is cut nowhere else. */
  private readonly prefixLengths = new Set<number>();
  private readonly suffixLengths = new Set<number>();
  private readonly always: number[] = [];

  /** `id`: what `candidates` says when a name may match; several patterns may share one. */
  add(pattern: string, id: number): void {
    const prefix = /^[^*?]*/.exec(pattern)?.[0] ?? "";
    if (prefix.length === pattern.length) {
      append(this.literals, pattern, id);
      return;
    }
    const suffix = pattern.slice(Math.max(pattern.lastIndexOf("*"), pattern.lastIndexOf("?")) + 1);
    if (prefix === "" && suffix === "") this.always.push(id);
    else if (prefix.length >= suffix.length) {
      this.prefixLengths.add(prefix.length);
      append(this.prefixes, prefix, id);
    } else {
      this.suffixLengths.add(suffix.length);
      append(this.suffixes, suffix, id);
    }
  }

  /** Each id once, smallest first. */
  candidates(name: string): readonly number[] {
    const lists = [this.always, this.literals.get(name) ?? none];
    for (const length of this.prefixLengths) {
      if (length <= name.length) lists.push(this.prefixes.get(name.slice(0, length)) ?? none);
    }
    for (const length of this.suffixLengths) {
      if (length <= name.length) lists.push(this.suffixes.get(name.slice(name.length - length)) ?? none);
    }
    const filled = lists.filter((list) => list.length > 0);
    if (filled.length <= 1) return filled[0] ?? none;
    return [...new Set(filled.flat())].sort((left, right) => left - right);
  }
}

const none: number[] = [];

function append(index: Map<string, number[]>, key: string, id: number): void {
  const known = index.get(key);
  if (known === undefined) index.set(key, [id]);
  else if (known.at(-1) !== id) known.push(id);
}
