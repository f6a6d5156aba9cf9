import { ByteText } from "../base/byte-text.ts";
import { hashOf } from "../base/hash.ts";
import { NumberList } from "../base/number-list.ts";
import { Postings } from "../base/postings.ts";
import { WildIndex } from "./wild-index.ts";

/** Which of many patterns may match a name: who asks must match the candidates in any case. */
export class PatternIndex {
  private readonly literals = new Postings();
  private readonly wild: string[] = [];
  private readonly wildIds: number[] = [];
  private wildIndex: WildIndex | null = null;
  private readonly name = new ByteText();
  private readonly found = new NumberList();

  /** `id`: what `candidates` says when a name may match; several patterns may share one. Ids never decrease. */
  add(pattern: string, id: number): void {
    if (!pattern.includes("*") && !pattern.includes("?")) {
      this.literals.add(hashOf(pattern), id);
      return;
    }
    this.wild.push(pattern);
    this.wildIds.push(id);
    this.wildIndex = null;
  }

  /** Each id once, smallest first. */
  candidates(name: string): readonly number[] {
    const { found } = this;
    found.count = 0;
    if (this.wild.length > 0) {
      this.wildIndex ??= indexOf(this.wild, this.wildIds);
      this.name.copy(name);
      this.wildIndex.collect(this.name, found);
    }
    if (this.literals.size > 0) this.literals.collect(hashOf(name), found);
    found.putInOrder();
    return found.count === 0 ? none : Array.from(found.numbers.subarray(0, found.count));
  }
}

const none: readonly number[] = [];

function indexOf(patterns: readonly string[], ids: readonly number[]): WildIndex {
  const all = new ByteText();
  all.copy(patterns.join(""));
  const starts = new Int32Array(patterns.length);
  const ends = new Int32Array(patterns.length);
  let end = 0;
  for (let at = 0; at < patterns.length; at++) {
    starts[at] = end;
    end += patterns[at]?.length ?? 0;
    ends[at] = end;
  }
  return new WildIndex({ bytes: all.bytes, starts, ends, ids });
}
