import type { Bytes, ByteText } from "../base/byte-text.ts";
import { hashForwards, hashOf } from "../base/hash.ts";
import { WildWords } from "./wild-words.ts";
import { WILD } from "./words.ts";

/** Room for what a text of that length may hold, a power of two: growing costs more than what is left unused. */
export const roomFor = (text: string): number => 2 ** Math.ceil(Math.log2(Math.max(8, text.length / BYTES_A_BLOCK)));
const STAR = 42;
const BYTES_A_BLOCK = 64;
const BYTES_A_NAME = 8;

export type Numbers = Int32Array<ArrayBuffer>;

/** A block that a name stands in the heading of, and whether it stands there to be left out: one number. */
export type Mention = number;
export const mentionOf = (block: number, isNegated: boolean): Mention => block * 2 + (isNegated ? 1 : 0);
export const blockOf = (mention: Mention): number => mention >> 1;
export const isNegated = (mention: Mention): boolean => (mention & 1) === 1;

/**
 * The words of headings, each with the blocks that mention it: a hash table over their bytes, since half a giant file's time
 * would go into making a string of every name and asking a Map for it.
 */
export class Names {
  /** Of all names, one behind the other. */
  bytes: Bytes;
  private used = 0;
  /** All bytes as a string, made when more than a few texts were asked for. */
  private all = "";
  private asked = 0;
  /** Of the n-th distinct name: where its bytes are. */
  private starts: Numbers;
  private lengths: Numbers;
  private hashes: Numbers;
  /** The newest mention of the n-th name; -1: none. */
  private last: Numbers;
  /** Of each mention: what it is, and the mention of the same name before it (-1: none). */
  private mentions: Numbers;
  private previous: Numbers;
  private mentioned = 0;
  /** Open addressing: 0 is free, else 1 + the name's number. */
  private table: Numbers;
  count = 0;
  /** Those with a wildcard, in the order of their numbers. */
  readonly wild: number[] = [];
  private lookup: WildWords | null = null;

  constructor(text: string) {
    const room = roomFor(text);
    this.bytes = new Uint8Array(room * BYTES_A_NAME);
    this.starts = new Int32Array(room);
    this.lengths = new Int32Array(room);
    this.last = new Int32Array(room);
    this.hashes = new Int32Array(room);
    this.mentions = new Int32Array(room);
    this.previous = new Int32Array(room);
    this.table = new Int32Array(room * 2);
  }

  /** Finds words with wildcards; whoever asks has taken all names down. */
  get wildWords(): WildWords {
    this.lookup ??= new WildWords(this);
    return this.lookup;
  }

  /** The number of the name that stands in a text; a new one where it is not known yet. `hash`: the same for the same bytes. */
  intern(text: string, start: number, end: number, hash: number, kind: number): number {
    const slot = this.slotOf(text, start, end, hash);
    const held = this.table[slot] ?? 0;
    return held === 0 ? this.add(text, start, end, hash, kind, slot) : held - 1;
  }

  /** -1: no heading has it. */
  find(name: string): number {
    return (this.table[this.slotOf(name, 0, name.length, hashOf(name))] ?? 0) - 1;
  }

  /** The same for a name as bytes. */
  findBytes({ bytes, start, end }: ByteText): number {
    const hash = hashForwards(bytes, start, end);
    const mask = this.table.length - 1;
    let slot = spread(hash) & mask;
    for (let held = this.table[slot] ?? 0; held !== 0; held = this.table[slot] ?? 0) {
      if (this.hashes[held - 1] === hash && this.isOf(held - 1, bytes, start, end)) return held - 1;
      slot = (slot + 1) & mask;
    }
    return -1;
  }

  /** Whether a name is made of `*` alone. */
  isOfStars(name: number): boolean {
    for (let at = this.startOf(name); at < this.endOf(name); at++) if (this.bytes[at] !== STAR) return false;
    return true;
  }

  /** Where the bytes of a name begin. */
  startOf(name: number): number {
    return this.starts[name] ?? 0;
  }

  endOf(name: number): number {
    return this.startOf(name) + (this.lengths[name] ?? 0);
  }

  /** Blocks come in reading order, and a mention that comes twice in a row is kept once. */
  mention(name: number, mention: Mention): void {
    const before = this.last[name] ?? -1;
    if (before !== -1 && this.mentions[before] === mention) return;
    if (this.mentioned === this.mentions.length) {
      this.mentions = grown(this.mentions);
      this.previous = grown(this.previous);
    }
    this.mentions[this.mentioned] = mention;
    this.previous[this.mentioned] = before;
    this.last[name] = this.mentioned++;
  }

  isMentioned(name: number): boolean {
    return this.last[name] !== -1;
  }

  /** The mention of a name that has no other; null where it has none or several. */
  onlyMention(name: number): Mention | null {
    const last = this.last[name] ?? -1;
    return last === -1 || this.previous[last] !== -1 ? null : (this.mentions[last] ?? null);
  }

  /** The mentions of a name, in reading order, put into a list from an index on; returns where they end. */
  mentionsOf(name: number, into: Mention[], from = 0): number {
    let end = from;
    for (let at = this.last[name] ?? -1; at !== -1; at = this.previous[at] ?? -1) into[end++] = this.mentions[at] ?? 0;
    for (let left = from, right = end - 1; left < right; left++, right--) {
      const held = into[left] ?? 0;
      into[left] = into[right] ?? 0;
      into[right] = held;
    }
    return end;
  }

  /** Whether the same names have the same numbers. */
  isLike({ count, used, bytes, lengths }: Names): boolean {
    if (this.count !== count || this.used !== used) return false;
    for (let name = 0; name < count; name++) if (this.lengths[name] !== lengths[name]) return false;
    for (let at = 0; at < used; at++) if (this.bytes[at] !== bytes[at]) return false;
    return true;
  }

  textOf(name: number): string {
    const start = this.starts[name] ?? 0;
    const end = start + (this.lengths[name] ?? 0);
    if (this.used > PIECE && this.asked < FEW_ASKED) {
      this.asked++;
      return textOf(this.bytes.subarray(start, end));
    }
    if (this.all.length !== this.used) this.all = textOf(this.bytes.subarray(0, this.used));
    return this.all.slice(start, end);
  }

  /** Where in the table a name is, or would be. */
  private slotOf(text: string, start: number, end: number, hash: number): number {
    const mask = this.table.length - 1;
    let slot = spread(hash) & mask;
    for (let held = this.table[slot] ?? 0; held !== 0; held = this.table[slot] ?? 0) {
      if (this.hashes[held - 1] === hash && this.isAt(held - 1, text, start, end)) return slot;
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private isAt(name: number, text: string, start: number, end: number): boolean {
    const length = end - start;
    if (this.lengths[name] !== length) return false;
    const known = this.starts[name] ?? 0;
    for (let at = 0; at < length; at++) {
      if (this.bytes[known + at] !== text.charCodeAt(start + at)) return false;
    }
    return true;
  }

  private isOf(name: number, bytes: Bytes, start: number, end: number): boolean {
    if (this.lengths[name] !== end - start) return false;
    const known = this.startOf(name) - start;
    for (let at = start; at < end; at++) if (this.bytes[known + at] !== bytes[at]) return false;
    return true;
  }

  private add(text: string, start: number, end: number, hash: number, kind: number, slot: number): number {
    if (this.count === this.starts.length) this.grow();
    const name = this.count++;
    this.starts[name] = this.used;
    this.lengths[name] = end - start;
    this.hashes[name] = hash;
    this.last[name] = -1;
    this.keep(text, start, end);
    if ((kind & WILD) !== 0) this.wild.push(name);
    if (this.count * 2 > this.table.length) this.rehash();
    else this.table[slot] = name + 1;
    return name;
  }

  private keep(text: string, start: number, end: number): void {
    const needed = this.used + end - start;
    if (needed > this.bytes.length) {
      const more = new Uint8Array(2 * needed);
      more.set(this.bytes);
      this.bytes = more;
    }
    const { bytes } = this;
    for (let at = start; at < end; at++) bytes[this.used++] = text.charCodeAt(at);
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

/** Bytes as the latin1 string that files are; in pieces, as a call takes only so many arguments. */
export function textOf(bytes: Bytes): string {
  const pieces: string[] = [];
  for (let at = 0; at < bytes.length; at += PIECE) {
    pieces.push(String.fromCharCode.apply(null, bytes.subarray(at, at + PIECE) as unknown as number[]));
  }
  return pieces.join("");
}

const PIECE = 8192;
const FEW_ASKED = 500;

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
