import { PRIME, SEED } from "../base/hash.ts";

export const TAB = 9;
export const LF = 10;
export const CR = 13;
export const SPACE = 32;
const QUOTE = 34;
export const HASH = 35;
export const EQUALS = 61;

/** What the bytes of a word are, together: PLAIN alone is a name. */
export const PLAIN = 1;
export const WILD = 2;
export const COMMA = 4;
export const BANG = 8;
export const PERCENT = 16;

/** What a byte may be part of: 0 ends a plain word, since some version takes it for more than itself. */
const kinds = new Uint8Array(256).fill(PLAIN, 33);
for (const char of "\"#'=\\") kinds[char.charCodeAt(0)] = 0;
for (const char of "*?") kinds[char.charCodeAt(0)] = PLAIN | WILD;
kinds[44] = PLAIN | COMMA;
kinds[33] = PLAIN | BANG;
kinds[37] = PLAIN | PERCENT;

/** Names of groups are no names of users. */
export const GROUP_SEED = 0x1b873593;

/** The word that was read last, as numbers: there is one of these for a whole root. */
export class Word {
  /** Where its bytes are, without quotes. */
  start = 0;
  end = 0;
  /** Where it ends, a quote included. */
  behind = 0;
  hash = 0;
  kind = 0;

  constructor(private text: string) {}

  /** Words are read from this text from now on. */
  turnTo(text: string): void {
    this.text = text;
  }

  get isEmpty(): boolean {
    return this.start === this.end;
  }

  get isQuoted(): boolean {
    return this.behind !== this.end;
  }

  /** Reads the plain word behind blanks, perhaps none. */
  read(from: number, seed = SEED): void {
    this.readAt(this.behindBlanks(from), seed);
  }

  /** Reads the first word behind a keyword: between them are blanks and at most one `=` (misc.c strdelim, which takes every keyword). */
  readFirst(behindKeyword: number): void {
    const at = this.behindBlanks(behindKeyword);
    this.readOrUnquote(this.text.charCodeAt(at) === EQUALS ? this.behindBlanks(at + 1) : at);
  }

  /** Reads the word behind the last one and at least one blank. */
  readNext(): void {
    const at = this.behindBlanks(this.behind);
    if (at > this.behind) this.readOrUnquote(at);
    else this.end = this.start;
  }

  /**
   * Every version takes double quotes around a whole word off alike (misc.c strdelim, argv_split). Whatever else quotes may
   * mean is no plain word.
   */
  private readOrUnquote(at: number): void {
    if (this.text.charCodeAt(at) !== QUOTE) {
      this.readAt(at, SEED);
      return;
    }
    this.readAt(at + 1, SEED);
    if (this.text.charCodeAt(this.end) === QUOTE) this.behind = this.end + 1;
    else this.end = this.start;
  }

  private behindBlanks(from: number): number {
    const { text } = this;
    let at = from;
    let code = text.charCodeAt(at);
    while (code === SPACE || code === TAB) code = text.charCodeAt(++at);
    return at;
  }

  private readAt(from: number, seed: number): void {
    const { text } = this;
    let at = from;
    let code = text.charCodeAt(at);
    this.start = at;
    let hash = seed;
    let kind = 0;
    for (let byte = kinds[code]; byte !== undefined && byte !== 0; byte = kinds[code]) {
      kind |= byte;
      hash = Math.imul(hash ^ code, PRIME);
      code = text.charCodeAt(++at);
    }
    this.end = at;
    this.behind = at;
    this.hash = hash;
    this.kind = kind;
  }

  /** The newline behind the word, or the end of the text, where nothing but blanks is before it, or perhaps a comment; else -1. */
  lineEnd(mayComment = false): number {
    const { text } = this;
    let at = this.behind;
    let code = text.charCodeAt(at);
    while (code === SPACE || code === TAB || code === CR) code = text.charCodeAt(++at);
    if (code === LF || at >= text.length) return at;
    if (!mayComment || code !== HASH || at === this.behind) return -1;
    const newline = text.indexOf("\n", at);
    return newline === -1 ? text.length : newline;
  }
}
