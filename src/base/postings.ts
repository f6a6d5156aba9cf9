import type { NumberList } from "./number-list.ts";

type Numbers = Int32Array<ArrayBuffer>;

/** Numbers by the hashes of what they were added under: a table of numbers alone, as there may be tens of thousands. */
export class Postings {
  size = 0;
  /** Open addressing: 0 is free, else 1 + the key's number. */
  private table: Numbers;
  private keys = 0;
  /** Of each key: its hash, its first and last entry, and how many it has. */
  private hashes: Numbers;
  private firsts: Numbers;
  private lasts: Numbers;
  private counts: Numbers;
  /** Of each entry: its number, and the entry that was added under the same key behind it (0: none). */
  private ids: Numbers;
  private next: Numbers;

  /** `expected`: how many numbers there may be; growing costs more than room that is left unused. */
  constructor(expected = 8) {
    const room = 2 ** Math.ceil(Math.log2(Math.max(8, expected)));
    this.table = new Int32Array(room * 2);
    this.hashes = new Int32Array(room);
    this.firsts = new Int32Array(room);
    this.lasts = new Int32Array(room);
    this.counts = new Int32Array(room);
    this.ids = new Int32Array(room);
    this.next = new Int32Array(room);
  }

  /** How many have been added under the hash by now. */
  add(hash: number, id: number): number {
    if (this.size === this.ids.length) {
      this.ids = grown(this.ids);
      this.next = grown(this.next);
    }
    const entry = this.size++;
    this.ids[entry] = id;
    const slot = this.slotOf(hash);
    const held = this.table[slot] ?? 0;
    if (held === 0) {
      this.addKey(hash, entry, slot);
      return 1;
    }
    this.next[this.lasts[held - 1] ?? 0] = entry;
    this.lasts[held - 1] = entry;
    const count = (this.counts[held - 1] ?? 0) + 1;
    this.counts[held - 1] = count;
    return count;
  }

  /** How many numbers were added under a hash. */
  countOf(hash: number): number {
    return this.counts[(this.table[this.slotOf(hash)] ?? 0) - 1] ?? 0;
  }

  /** Puts the numbers under a hash behind those that were found already, in the order in which they were added; none where there are more than `most`. */
  collect(hash: number, found: NumberList, most = Number.POSITIVE_INFINITY): void {
    const held = this.table[this.slotOf(hash)] ?? 0;
    const count = held === 0 ? 0 : (this.counts[held - 1] ?? 0);
    if (count === 0 || count > most) return;
    let entry = this.firsts[held - 1] ?? 0;
    for (let left = count; left > 0; left--) {
      found.push(this.ids[entry] ?? 0);
      entry = this.next[entry] ?? 0;
    }
  }

  private slotOf(hash: number): number {
    const mask = this.table.length - 1;
    let slot = (hash ^ (hash >>> 15)) & mask;
    for (let held = this.table[slot] ?? 0; held !== 0; held = this.table[slot] ?? 0) {
      if (this.hashes[held - 1] === hash) return slot;
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private addKey(hash: number, entry: number, slot: number): void {
    if (this.keys === this.hashes.length) {
      this.hashes = grown(this.hashes);
      this.firsts = grown(this.firsts);
      this.lasts = grown(this.lasts);
      this.counts = grown(this.counts);
    }
    const key = this.keys++;
    this.hashes[key] = hash;
    this.firsts[key] = entry;
    this.lasts[key] = entry;
    this.counts[key] = 1;
    this.table[slot] = key + 1;
    if (this.keys * 2 > this.table.length) this.rehash();
  }

  private rehash(): void {
    this.table = new Int32Array(this.table.length * 4);
    for (let key = 0; key < this.keys; key++) this.table[this.slotOf(this.hashes[key] ?? 0)] = key + 1;
  }
}

function grown(numbers: Numbers): Numbers {
  const more = new Int32Array(numbers.length * 2);
  more.set(numbers);
  return more;
}
