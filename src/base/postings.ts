/** Numbers by the hashes of what they were added under: a table of numbers alone, as there may be tens of thousands. */
export class Postings {
  size = 0;
  /** Open addressing: 0 is free, else 1 + the key's number. */
  private table = new Int32Array(16);
  private keys = 0;
  /** Of each key: its hash, its first and last entry, and how many it has. */
  private hashes = new Int32Array(8);
  private firsts = new Int32Array(8);
  private lasts = new Int32Array(8);
  private counts = new Int32Array(8);
  /** Of each entry: its number, and the entry that was added under the same key behind it (0: none). */
  private ids = new Int32Array(8);
  private next = new Int32Array(8);

  add(hash: number, id: number): void {
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
      return;
    }
    this.next[this.lasts[held - 1] ?? 0] = entry;
    this.lasts[held - 1] = entry;
    this.counts[held - 1] = (this.counts[held - 1] ?? 0) + 1;
  }

  /** How many numbers were added under a hash. */
  countOf(hash: number): number {
    return this.counts[(this.table[this.slotOf(hash)] ?? 0) - 1] ?? 0;
  }

  /** Puts the numbers under a hash behind those that were found already, in the order in which they were added. */
  collect(hash: number, found: number[]): void {
    const held = this.table[this.slotOf(hash)] ?? 0;
    if (held === 0) return;
    let entry = this.firsts[held - 1] ?? 0;
    for (let left = this.counts[held - 1] ?? 0; left > 0; left--) {
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

function grown(numbers: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const more = new Int32Array(numbers.length * 2);
  more.set(numbers);
  return more;
}
