import { type Blocks, everySetting } from "./blocks.ts";
import { blockOf, isNegated, type Mention } from "./names.ts";

/** Whoever has more of such blocks reads the root in full. */
const MOST_LOST = 1000;

/** Watches for blocks whose lines may have no effect: an earlier one says the same to a host that the block's own word names. */
export class Contest {
  /** Those blocks, and the earlier ones. */
  readonly contested = new Set<number>();

  constructor(private readonly blocks: Blocks) {}

  get isLost(): boolean {
    return this.contested.size > 0;
  }

  /** Whether they are so many that not all of them are known. */
  get isTooLong(): boolean {
    return this.contested.size > MOST_LOST;
  }

  /** The blocks that mention a host: the first `own` of them by its own word, the others by words that match it. */
  enter(mentions: readonly Mention[], own: number, count: number): void {
    if (this.isTooLong) return;
    for (let at = 0; at < own; at++) {
      const block = meantBlock(mentions[at]);
      for (let other = 0; block !== null && other < count; other++) {
        const before = meantBlock(mentions[other]);
        if (before !== null && before < block && this.sayTheSame(before, block)) this.contested.add(before).add(block);
      }
    }
  }

  private sayTheSame(one: number, other: number): boolean {
    return everySetting.some((setting) => this.blocks.says(setting, one) && this.blocks.says(setting, other));
  }
}

const meantBlock = (mention: Mention = 0): number | null => (isNegated(mention) ? null : blockOf(mention));
