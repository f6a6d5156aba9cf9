/** A file of a Windows program, as characters with their places in the file. */
export interface EncodedText {
  /** UTF-16 code units; of every other encoding the bytes as they are, which is enough where keys are ASCII. */
  readonly text: string;
  /** The byte offset in the file of a character; the index behind the last one is valid. */
  readonly offset: (index: number) => number;
  /** Text as the file would hold it: latin1 characters for bytes. */
  readonly encode: (text: string) => string;
  /** A name out of `text` as the bytes (UTF-8) that names are elsewhere. */
  readonly nameBytes: (text: string) => string;
}

type Order = "little" | "big";

/** By the byte order mark; without one by the zero bytes that ASCII has in UTF-16. An odd last byte is nobody's. */
export function decodeText(bytes: string): EncodedText {
  const order = orderOf(bytes);
  if (order === null) return asBytes(bytes, bytes.startsWith("\xef\xbb\xbf") ? 3 : 0);
  const start = /^(?:\xff\xfe|\xfe\xff)/.test(bytes) ? 2 : 0;
  return {
    text: unitsOf(bytes, start, order),
    offset: (index) => start + 2 * index,
    encode: (text) => text.replace(/./gs, (one) => pairOf(one.charCodeAt(0), order)),
    nameBytes: utf8,
  };
}

function asBytes(bytes: string, start: number): EncodedText {
  const same = (text: string): string => text;
  return { text: bytes.slice(start), offset: (index) => start + index, encode: same, nameBytes: same };
}

function orderOf(bytes: string): Order | null {
  if (bytes.startsWith("\xff\xfe")) return "little";
  if (bytes.startsWith("\xfe\xff")) return "big";
  if (/^(?:[\x01-\x7f]\0){4}/.test(bytes)) return "little";
  return /^(?:\0[\x01-\x7f]){4}/.test(bytes) ? "big" : null;
}

/** Call stacks hold a limited number of arguments. */
const CHUNK = 8192;

function unitsOf(bytes: string, start: number, order: Order): string {
  const [low, high] = order === "little" ? [0, 1] : [1, 0];
  const parts: string[] = [];
  for (let at = start; at + 1 < bytes.length; at += 2 * CHUNK) {
    const units: number[] = [];
    for (let pair = at; pair + 1 < bytes.length && units.length < CHUNK; pair += 2)
      units.push(bytes.charCodeAt(pair + low) + 256 * bytes.charCodeAt(pair + high));
    parts.push(String.fromCharCode(...units));
  }
  return parts.join("");
}

function pairOf(unit: number, order: Order): string {
  const [low, high] = [String.fromCharCode(unit & 255), String.fromCharCode(unit >> 8)];
  return order === "little" ? low + high : high + low;
}

/** UTF-8 as bytes; a lone surrogate becomes U+FFFD. */
function utf8(text: string): string {
  return String.fromCharCode(...new TextEncoder().encode(text.slice(0, 1024)));
}
