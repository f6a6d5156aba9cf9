import { type Blocks, type Decided, everySetting } from "./blocks.ts";
import type { Crowd } from "./crowd.ts";
import { blockOf, isNegated, type Mention } from "./names.ts";

/** Whoever has more of such blocks reads the root in full. */
const MOST_LOST = 100_000;

/** Watches for blocks whose lines may have no effect: an earlier one says the same to a host that the block's own word names. */
export class Contest {
  /** Those blocks, and the earlier ones. */
  readonly contested = new Set<number>();
  /** For each setting, how many blocks of a crowd are among them. */
  private entered: Map<Crowd, number[]> | null = null;

  constructor(private readonly blocks: Blocks) {}

  get isLost(): boolean {
    return this.contested.size > 0;
  }

  /** Whether they are so many that not all of them are known. */
  get isTooLong(): boolean {
    return this.contested.size > MOST_LOST;
  }

  /** Blocks of which that is known without asking hosts. */
  enterAll(blocks: Iterable<number>): void {
    for (const block of blocks) this.contested.add(block);
  }

  /**
   * The blocks that mention a host: the first `own` of them by its own word, the others and the `crowds` by words that match it.
   */
  enter(mentions: readonly Mention[], own: number, count: number, crowds: readonly Crowd[]): void {
    if (this.isTooLong || count + crowds.length < 2) return;
    for (const setting of everySetting) {
      const [alone] = this.range(setting, mentions, count);
      const first = crowds.reduce((least, crowd) => Math.min(least, crowd.sayingIt(setting)[0] ?? least), alone);
      const [, last] = this.range(setting, mentions, own);
      if (first >= last) continue;
      this.add(setting, mentions, count, last);
      for (const crowd of crowds) this.addCrowd(setting, crowd, last);
    }
  }

  /** The first and the last of some blocks that say something; the file may mention a host thousands of times. */
  private range(setting: Decided, mentions: readonly Mention[], count: number): readonly [number, number] {
    let first = Number.POSITIVE_INFINITY;
    let last = -1;
    for (let at = 0; at < count; at++) {
      const block = this.saying(setting, mentions[at]);
      if (block === -1) continue;
      if (block < first) first = block;
      if (block > last) last = block;
    }
    return [first, last];
  }

  private add(setting: Decided, mentions: readonly Mention[], count: number, last: number): void {
    for (let at = 0; at < count; at++) {
      const block = this.saying(setting, mentions[at]);
      if (block !== -1 && block <= last) this.contested.add(block);
    }
  }

  /** Those behind the ones that earlier hosts have added. */
  private addCrowd(setting: Decided, crowd: Crowd, last: number): void {
    this.entered ??= new Map();
    const entered = this.entered.get(crowd) ?? [];
    this.entered.set(crowd, entered);
    const blocks = crowd.sayingIt(setting);
    let at = entered[setting] ?? 0;
    for (; at < blocks.length && (blocks[at] ?? 0) <= last; at++) this.contested.add(blocks[at] ?? 0);
    entered[setting] = at;
  }

  /** The block that a mention means, where it says something; else -1. */
  private saying(setting: Decided, mention: Mention = 0): number {
    const block = blockOf(mention);
    return isNegated(mention) || !this.blocks.says(setting, block) ? -1 : block;
  }
}
