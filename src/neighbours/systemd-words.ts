import { type Excerpt, UNKNOWN } from "./excerpt.ts";

/** A word's bytes with their places in the file. */
export interface SystemdWord {
  readonly text: string;
  readonly offsets: readonly number[];
  /** In the value that was taken apart. */
  readonly start: number;
  readonly end: number;
  /** `;` alone, neither quoted nor escaped. */
  readonly isSeparator: boolean;
  /** It holds a backslash that begins nothing systemd knows. */
  readonly hasUnknownEscape: boolean;
}

export interface SystemdWords {
  readonly words: readonly SystemdWord[];
  /** A quote stays open behind the last of them. */
  readonly isBroken: boolean;
}

/**
 * Takes a value apart as systemd does (extract-word.c; 252, asked with `systemd --test`): quotes anywhere, C escapes, no
 * shell.
 */
export function systemdWords(value: Excerpt): SystemdWords {
  const { text } = value;
  const words: SystemdWord[] = [];
  for (let at = behindBlanks(text, 0); at < text.length; at = behindBlanks(text, at)) {
    const word = wordAt(value, at);
    if (word === null) return { words, isBroken: true };
    words.push(word);
    at = word.end;
  }
  return { words, isBroken: false };
}

/** A byte of UTF-8 may look like a blank of Unicode. */
const isBlank = (letter: string | undefined): boolean => letter !== undefined && " \t\n\r".includes(letter);

function behindBlanks(text: string, from: number): number {
  let at = from;
  while (isBlank(text[at])) at++;
  return at;
}

function wordAt(value: Excerpt, start: number): SystemdWord | null {
  const { text } = value;
  const offsets: number[] = [];
  let read = "";
  let quote = "";
  let hasUnknownEscape = false;
  let at = start;
  while (at < text.length && (quote !== "" || !isBlank(text[at]))) {
    const letter = text[at] ?? "";
    if (quote === "" ? letter === '"' || letter === "'" : letter === quote) {
      quote = quote === "" ? letter : "";
      at++;
      continue;
    }
    const [meant, length] = letterAt(text, at);
    if (letter === "\\" && meant === "\\" && length === 1) hasUnknownEscape = true;
    read += meant;
    for (let index = 0; index < meant.length; index++)
      offsets.push(length === meant.length ? value.at(at + index) : -1);
    at += length;
  }
  if (quote !== "") return null;
  const raw = text.slice(start, at);
  if (raw === "\\;") return { text: ";", offsets: [-1], start, end: at, isSeparator: false, hasUnknownEscape };
  return { text: read, offsets, start, end: at, isSeparator: raw === ";", hasUnknownEscape };
}

const escapes: Readonly<Record<string, string>> = {
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
  s: " ",
  "\\": "\\",
  '"': '"',
  "'": "'",
};

const coded = /\\(?:x([\da-fA-F]{2})|([0-7]{3})|u([\da-fA-F]{4})|U([\da-fA-F]{8}))/y;

/** What is meant, and how many bytes it takes up: `\n`, `\x20`, `%%`, `%i`. An unknown escape stays as it is. */
function letterAt(text: string, at: number): readonly [string, number] {
  const [letter = "", next = ""] = [text[at], text[at + 1]];
  if (letter === "%" && next === "%") return ["%", 2];
  if (letter === "%" && /[A-Za-z]/.test(next)) return [UNKNOWN, 2];
  if (letter !== "\\" || next === "") return [letter, 1];
  const plain = escapes[next];
  if (plain !== undefined) return [plain, 2];
  coded.lastIndex = at;
  const [whole, hex, octal, ...unicode] = coded.exec(text) ?? [];
  if (whole === undefined) return [letter, 1];
  const number = octal === undefined ? Number.parseInt(hex ?? unicode.join(""), 16) : Number.parseInt(octal, 8);
  if (number === 0 || number > 0x10ffff) return [letter, 1];
  return [unicode.join("") === "" ? String.fromCharCode(number & 0xff) : utf8(number), whole.length];
}

/** Bytes as latin1. */
const utf8 = (code: number): string => String.fromCharCode(...new TextEncoder().encode(String.fromCodePoint(code)));
