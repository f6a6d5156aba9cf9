import { ASKS, type Blocks, type Decided, everyColumn } from "./blocks.ts";
import { blockOf, isNegated, type Mention } from "./names.ts";

/** A word that more headings mention is gone through once, not again for every host that it matches. */
export const CROWDED = 16;

/**
 * The headings that mention a word which very many do, as the `*` of `Host * !gate`: of those that mean a host, only the first
 * ones that say something decide.
 */
export class Crowd {
  /** Of those that ask for nothing more, for each column the ones that say it, in reading order. */
  private readonly saying: readonly (readonly number[])[];
  /** Match lines that ask more. */
  private readonly asking: readonly number[];
  private readonly leftOut: ReadonlySet<number>;

  constructor(mentions: readonly Mention[], blocks: Blocks) {
    const meant = mentions.filter((mention) => !isNegated(mention)).map(blockOf);
    this.leftOut = new Set(mentions.filter(isNegated).map(blockOf));
    const holding = meant.filter((block) => !blocks.has(block, ASKS));
    this.saying = everyColumn.map((what) => holding.filter((block) => blocks.says(what, block)));
    this.asking = meant.filter((block) => blocks.has(block, ASKS));
  }

  /** Whether a heading has the word behind a "!". */
  leavesOut(block: number): boolean {
    return this.leftOut.has(block);
  }

  sayingIt(what: Decided): readonly number[] {
    return this.saying[what] ?? [];
  }

  /** Adds those behind a block that matter for a host which the word matches; some of all headings leave it out. */
  collect(into: number[], after: number, isLeftOut: (block: number) => boolean): void {
    const isMeant = (block: number): boolean => block > after && !isLeftOut(block);
    for (const list of this.saying) {
      const first = list.find(isMeant);
      if (first !== undefined) into.push(first);
    }
    for (const block of this.asking) if (isMeant(block)) into.push(block);
  }
}
