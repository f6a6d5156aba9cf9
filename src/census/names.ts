/** Room for what a text of that length may hold, a power of two: growing costs more than what is left unused. */
export const roomFor = (text: string): number => 2 ** Math.ceil(Math.log2(Math.max(8, text.length / BYTES_A_BLOCK)));
const BYTES_A_BLOCK = 64;

export type Numbers = Int32Array<ArrayBuffer>;

/**
 * Names that stand in one text, each with the blocks that mention it: a hash table over offsets, since half a giant file's
 * time would go into making a string of every name and asking a Map for it.
 */
export class Names {
  /** Of the n-th distinct name: where it stands first, and how long it is. */
  starts: Numbers;
  private lengths: Numbers;
  /** The newest mention of the n-th name; -1: none. */
  private last: Numbers;
  private hashes: Numbers;
  /** Of each mention: its block, and the mention of the same name before it (-1: none). */
  private blocks: Numbers;
  private previous: Numbers;
  private mentions = 0;
  /** Open addressing: 0 is free, else 1 + the name's number. */
  private table: Numbers;
  count = 0;

  constructor(private readonly text: string) {
    const room = roomFor(text);
    this.starts = new Int32Array(room);
    this.lengths = new Int32Array(room);
    this.last = new Int32Array(room);
    this.hashes = new Int32Array(room);
    this.blocks = new Int32Array(room);
    this.previous = new Int32Array(room);
    this.table = new Int32Array(room * 2);
  }

  /** The number of the name that stands there; a new one where it is not known yet. `hash`: the same for the same bytes. */
  intern(start: number, end: number, hash: number): number {
    const mask = this.table.length - 1;
    let slot = spread(hash) & mask;
    for (let held = this.table[slot] ?? 0; held !== 0; held = this.table[slot] ?? 0) {
      if (this.hashes[held - 1] === hash && this.isAt(held - 1, start, end)) return held - 1;
      slot = (slot + 1) & mask;
    }
    return this.add(start, end, hash, slot);
  }

  /** Says that a block is about a name; blocks come in reading order, and one that comes twice is kept once. */
  mention(name: number, block: number): void {
    const before = this.last[name] ?? -1;
    if (before !== -1 && this.blocks[before] === block) return;
    if (this.mentions === this.blocks.length) {
      this.blocks = grown(this.blocks);
      this.previous = grown(this.previous);
    }
    this.blocks[this.mentions] = block;
    this.previous[this.mentions] = before;
    this.last[name] = this.mentions++;
  }

  /** The blocks about a name, in reading order, put into `into`; returns how many. */
  blocksOf(name: number, into: number[]): number {
    let count = 0;
    for (let at = this.last[name] ?? -1; at !== -1; at = this.previous[at] ?? -1) into[count++] = this.blocks[at] ?? 0;
    for (let left = 0, right = count - 1; left < right; left++, right--) {
      const held = into[left] ?? 0;
      into[left] = into[right] ?? 0;
      into[right] = held;
    }
    return count;
  }

  textOf(name: number): string {
    const start = this.starts[name] ?? 0;
    return this.text.slice(start, start + (this.lengths[name] ?? 0));
  }

  private isAt(name: number, start: number, end: number): boolean {
    const length = end - start;
    if (this.lengths[name] !== length) return false;
    const known = this.starts[name] ?? 0;
    for (let at = 0; at < length; at++) {
      if (this.text.charCodeAt(known + at) !== this.text.charCodeAt(start + at)) return false;
    }
    return true;
  }

  private add(start: number, end: number, hash: number, slot: number): number {
    if (this.count === this.starts.length) this.grow();
    const name = this.count++;
    this.starts[name] = start;
    this.lengths[name] = end - start;
    this.hashes[name] = hash;
    this.last[name] = -1;
    if (this.count * 2 > this.table.length) this.rehash();
    else this.table[slot] = name + 1;
    return name;
  }

  private grow(): void {
    this.starts = grown(this.starts);
    this.lengths = grown(this.lengths);
    this.last = grown(this.last);
    this.hashes = grown(this.hashes);
  }

  private rehash(): void {
    const mask = this.table.length * 4 - 1;
    const table = new Int32Array(mask + 1);
    for (let name = 0; name < this.count; name++) {
      let slot = spread(this.hashes[name] ?? 0) & mask;
      while (table[slot] !== 0) slot = (slot + 1) & mask;
      table[slot] = name + 1;
    }
    this.table = table;
  }
}

/** Nearby names have nearby hashes: the high bits decide as well as the low ones. */
function spread(hash: number): number {
  const mixed = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return mixed ^ (mixed >>> 12);
}

/** The same numbers with as much room again. */
export function grown(numbers: Numbers): Numbers {
  const more = new Int32Array(numbers.length * 2);
  more.set(numbers);
  return more;
}
