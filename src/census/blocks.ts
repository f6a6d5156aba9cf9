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
/** HostName, User, Tag and SessionType, which nothing but a Match line asks for: 1 where a line sets it. */
export const HOST_NAME = 5;
export const USER = 6;
export const TAG = 7;
export const SESSION_TYPE = 8;
export type Decided =
  | typeof INTERVAL
  | typeof COUNT_MAX
  | typeof TCP_KEEP_ALIVE
  | typeof BATCH
  | typeof PROXY
  | typeof HOST_NAME
  | typeof USER
  | typeof TAG
  | typeof SESSION_TYPE;
/** What an outcome consists of. */
export const everyDecided: readonly Decided[] = [INTERVAL, COUNT_MAX, TCP_KEEP_ALIVE, BATCH, PROXY];
export const everyColumn: readonly Decided[] = [...everyDecided, HOST_NAME, USER, TAG, SESSION_TYPE];
export const everySetting: readonly Decided[] = [INTERVAL, COUNT_MAX, TCP_KEEP_ALIVE];

/** What a block's heading and lines have, together. Whether it means some hosts is only said where it leaves others out. */
export const MEANS_SOME = 1;
export const LEAVES_OUT = 2;
/** Some line decides what has no column, such as ControlMaster. */
export const SAYS_MORE = 4;
/** The heading is a Match line, and its criteria must be asked one by one. */
export const ASKS = 8;

/**
 * What the blocks of a root say, a column for each thing. The part of a file before its first Host or Match line is a block,
 * too, and so is what stands behind an Include.
 */
export class Blocks {
  count = 0;
  /** Where the heading's keyword stands; UNSET for the part of a root under none. */
  heads: Numbers;
  flags: Numbers;
  /** What the first line about it says; UNSET where no line says. Null where no block says: most files are about few of these. */
  readonly values: (Numbers | null)[] = everyColumn.map(() => null);
  /** Where that line's keyword stands. */
  readonly places: (Numbers | null)[] = everyColumn.map(() => null);

  constructor(room: number) {
    this.heads = new Int32Array(room);
    this.flags = new Int32Array(room);
  }

  open(head: number): number {
    if (this.count === this.heads.length) this.grow();
    const block = this.count++;
    this.heads[block] = head;
    return block;
  }

  /** False where the newest block has said so before: the first value stays. */
  set(what: Decided, value: number, place: number): boolean {
    const block = this.count - 1;
    const values = this.values[what] ?? this.makeColumn(what);
    const places = this.places[what];
    if (values[block] !== UNSET || places === null || places === undefined) return false;
    values[block] = value;
    places[block] = place;
    return true;
  }

  private makeColumn(what: Decided): Numbers {
    const room = this.heads.length;
    const values = new Int32Array(room).fill(UNSET);
    this.values[what] = values;
    this.places[what] = new Int32Array(room);
    return values;
  }

  flag(flag: number): void {
    this.flags[this.count - 1] = (this.flags[this.count - 1] ?? 0) | flag;
  }

  has(block: number, flag: number): boolean {
    return ((this.flags[block] ?? 0) & flag) !== 0;
  }

  value(what: Decided, block: number): number {
    return this.values[what]?.[block] ?? UNSET;
  }

  says(what: Decided, block: number): boolean {
    return this.value(what, block) !== UNSET;
  }

  /** Whether a block says anything about keepalive. */
  speaks(block: number): boolean {
    return everySetting.some((setting) => this.says(setting, block));
  }

  private grow(): void {
    this.heads = grown(this.heads);
    this.flags = grown(this.flags);
    for (const [what, column] of this.places.entries()) if (column !== null) this.places[what] = grown(column);
    for (const [what, column] of this.values.entries())
      if (column !== null) this.values[what] = grown(column).fill(UNSET, this.count);
  }
}
