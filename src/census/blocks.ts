import type { Pattern } from "../openssh/patterns.ts";
import { grown, type Numbers } from "./names.ts";

/** No line of the block is about it. */
export const UNSET = -1;

/** What lines can decide, by number, so that a block is a row in columns of numbers. */
export const INTERVAL = 0;
export const COUNT_MAX = 1;
/** 1 for yes, 0 for no. */
export const TCP_KEEP_ALIVE = 2;
/** BatchMode: 1 on, 0 off. */
export const BATCH = 3;
/** ProxyCommand or ProxyJump, whichever stands first: 1 for a proxy, 0 for `none`. */
export const PROXY = 4;
export type Decided = typeof INTERVAL | typeof COUNT_MAX | typeof TCP_KEEP_ALIVE | typeof BATCH | typeof PROXY;
export const everyDecided: readonly Decided[] = [INTERVAL, COUNT_MAX, TCP_KEEP_ALIVE, BATCH, PROXY];
export const everySetting: readonly Decided[] = [INTERVAL, COUNT_MAX, TCP_KEEP_ALIVE];

/** A block that names alone do not lead to: some pattern of its Host line is negated or has a wildcard. */
export interface Patterned {
  readonly block: number;
  readonly patterns: readonly Pattern[];
  /** Where each pattern stands. */
  readonly starts: readonly number[];
}

/** What the blocks of a file say, a column for each thing; block 0 is the part before the first Host or Match line. */
export class Blocks {
  count = 0;
  /** Where the heading's keyword stands; UNSET for the global part. */
  heads: Numbers;
  /** What the first line about it says; UNSET where no line says. */
  readonly values: Numbers[];
  /** Where that line's keyword stands. */
  readonly places: Numbers[];

  constructor(room: number) {
    this.heads = new Int32Array(room);
    this.values = everyDecided.map(() => new Int32Array(room));
    this.places = everyDecided.map(() => new Int32Array(room));
  }

  open(head: number): number {
    if (this.count === this.heads.length) this.grow();
    const block = this.count++;
    this.heads[block] = head;
    for (const values of this.values) values[block] = UNSET;
    return block;
  }

  /** False where the newest block has said so before: the first value stays. */
  set(what: Decided, value: number, place: number): boolean {
    const block = this.count - 1;
    const values = this.values[what];
    const places = this.places[what];
    if (values === undefined || places === undefined || values[block] !== UNSET) return false;
    values[block] = value;
    places[block] = place;
    return true;
  }

  value(what: Decided, block: number): number {
    return this.values[what]?.[block] ?? UNSET;
  }

  private grow(): void {
    this.heads = grown(this.heads);
    for (const columns of [this.values, this.places]) {
      for (const [what, column] of columns.entries()) columns[what] = grown(column);
    }
  }
}
