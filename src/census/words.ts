import { PRIME, SEED } from "../base/hash.ts";

export const TAB = 9;
export const LF = 10;
export const CR = 13;
export const SPACE = 32;
export const HASH = 35;

/** What the bytes of a word are, together: PLAIN alone is a name. */
export const PLAIN = 1;
export const WILD = 2;
export const COMMA = 4;
export const BANG = 8;

/** What a byte may be part of: 0 ends a plain word, since some version takes it for more than itself. */
const kinds = new Uint8Array(256).fill(PLAIN, 33);
for (const char of "\"#'=\\") kinds[char.charCodeAt(0)] = 0;
for (const char of "*?") kinds[char.charCodeAt(0)] = PLAIN | WILD;
kinds[44] = PLAIN | COMMA;
kinds[33] = PLAIN | BANG;

/** Names of groups are no names of users. */
export const GROUP_SEED = 0x1b873593;

/** The word that was read last, as numbers: there is one of these for a whole root. */
export class Word {
  start = 0;
  end = 0;
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

  /** Reads the plain word behind blanks, perhaps none; returns where it ends. */
  read(from: number, seed = SEED): number {
    const { text } = this;
    let at = from;
    let code = text.charCodeAt(at);
    while (code === SPACE || code === TAB) code = text.charCodeAt(++at);
    this.start = at;
    let hash = seed;
    let kind = 0;
    for (let byte = kinds[code]; byte !== undefined && byte !== 0; byte = kinds[code]) {
      kind |= byte;
      hash = Math.imul(hash ^ code, PRIME);
      code = text.charCodeAt(++at);
    }
    this.end = at;
    this.hash = hash;
    this.kind = kind;
    return at;
  }

  /** The newline behind the word, or the end of the text, where nothing but blanks is before it; else -1. */
  lineEnd(): number {
    const { text } = this;
    let at = this.end;
    let code = text.charCodeAt(at);
    while (code === SPACE || code === TAB || code === CR) code = text.charCodeAt(++at);
    return code === LF || at >= text.length ? at : -1;
  }
}
