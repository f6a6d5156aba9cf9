/**
 * The one sink for text that comes from files, file names and configs. Such text is bytes in a latin1 string, often inside
 * a sentence of our own: bytes from 0x80 on are read as UTF-8, characters above 0xff (never a byte) stay what they are.
 */

/** One character of mixed text; `codePoint` is null for a byte that is no valid UTF-8. */
export interface Character {
  readonly length: number;
  readonly codePoint: number | null;
}

const sevenBits = /^[\0-\x7f]*$/;

/**
 * What must not reach a terminal, a log or a reader's eye as itself: controls, bidirectional and other format characters, line
 * separators, lone surrogates, characters without any shape, and spaces that OpenSSH does not take for one (a pasted U+00A0).
 * Within a function: V8 takes most of a millisecond to read such an expression, and most text is plain.
 */
const isUnseen = (character: string): boolean =>
  /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}]|(?! )\p{Zs}/u.test(
    character,
  );
const isCombining = (character: string): boolean => /^[\p{Mn}\p{Me}]$/u.test(character);

const plainAscii = /^[\x20-\x7e]*$/;

/** Whether a text is printable ASCII alone: as many columns as characters, and nothing to escape. */
export const isPlainAscii = (text: string): boolean => plainAscii.test(text);

/** Text for people: valid UTF-8 is decoded, everything dangerous or invisible becomes a visible escape; one line, always. */
export function safeText(text: string): string {
  if (isPlainAscii(text)) return text;
  let shown = "";
  for (let at = 0; at < text.length; ) {
    const character = characterAt(text, at);
    shown += shownAs(character, text.charCodeAt(at));
    at += character.length;
  }
  return shown;
}

/** Text for programs, to be escaped by JSON: valid UTF-8 is decoded, other bytes become `\xNN`; nothing else changes. */
export function decodedText(text: string): string {
  if (sevenBits.test(text)) return text;
  let decoded = "";
  for (let at = 0; at < text.length; ) {
    const { length, codePoint } = characterAt(text, at);
    decoded += codePoint === null ? byteEscape(text.charCodeAt(at)) : String.fromCodePoint(codePoint);
    at += length;
  }
  return decoded;
}

const lineCommand = /^((?:[ \t]|\x1b\[[0-9;]*m)*)::/gm;
const inlineCommand = /##([a-z]*)\[/g;

/**
 * Takes the commands out of a finished report: GitHub's runner obeys `::…::` at the start of a line, leading blanks aside, and
 * `##[…]` anywhere in one; Azure's agent obeys `##vso[…]`.
 */
export function withoutWorkflowCommands(text: string): string {
  return withoutInlineCommands(text.replace(lineCommand, "$1\\::"));
}

/** The same for what never begins a line. */
export const withoutInlineCommands = (text: string): string => text.replace(inlineCommand, "##$1\\[");

/** A character on the screen: which bytes it stands for, what is shown, and how many columns that takes. */
export interface Cell {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly width: number;
}

/** Tabs go to the next multiple of this many columns: enough to be seen, and lines stay short. */
const tabStop = 4;

/** One line of a file as columns; tabs become spaces, so that what stands under the line is under it everywhere. */
export function cellsOf(line: string): Cell[] {
  const cells: Cell[] = [];
  let column = 0;
  for (let at = 0; at < line.length; ) {
    const character = characterAt(line, at);
    const text =
      character.codePoint === 9 ? " ".repeat(tabStop - (column % tabStop)) : shownAs(character, line.charCodeAt(at));
    const width = displayWidth(text);
    cells.push({ start: at, end: at + character.length, text, width });
    column += width;
    at += character.length;
  }
  return cells;
}

/** Columns that safe text takes on a terminal. */
export function displayWidth(text: string): number {
  if (isPlainAscii(text)) return text.length;
  let width = 0;
  for (const character of text) width += characterWidth(character);
  return width;
}

function characterWidth(character: string): number {
  const codePoint = character.codePointAt(0) ?? 0;
  if (codePoint < 0x300) return 1;
  return isCombining(character) ? 0 : isWide(codePoint) ? 2 : 1;
}

/** First and last code points that take two columns: East Asian Wide and Fullwidth, and emoji (Unicode 15). */
const wide: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x231a, 0x231b],
  [0x23e9, 0x23ec],
  [0x2614, 0x2615],
  [0x26a1, 0x26a1],
  [0x2705, 0x2705],
  [0x274c, 0x274c],
  [0x2e80, 0x303e],
  [0x3041, 0x4dbf],
  [0x4e00, 0xa4cf],
  [0xa960, 0xa97f],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe6f],
  [0xff01, 0xff60],
  [0xffe0, 0xffe6],
  [0x1f300, 0x1f64f],
  [0x1f680, 0x1f6ff],
  [0x1f900, 0x1f9ff],
  [0x1fa70, 0x1faff],
  [0x20000, 0x3fffd],
];

const isWide = (codePoint: number): boolean => wide.some(([first, last]) => codePoint >= first && codePoint <= last);

function shownAs({ codePoint }: Character, byte: number): string {
  if (codePoint === null) return byteEscape(byte);
  const character = String.fromCodePoint(codePoint);
  return codePoint >= 0x20 && codePoint < 0x7f ? character : isUnseen(character) ? escaped(codePoint) : character;
}

const shortEscapes: Readonly<Record<number, string>> = { 9: "\\t", 10: "\\n", 13: "\\r" };

/** `\x1b` is a byte, `\u202e` a character. */
function escaped(codePoint: number): string {
  const short = shortEscapes[codePoint];
  if (short !== undefined) return short;
  if (codePoint < 0x80) return byteEscape(codePoint);
  const digits = codePoint.toString(16).padStart(4, "0");
  return digits.length > 4 ? `\\u{${digits}}` : `\\u${digits}`;
}

const byteEscape = (byte: number): string => `\\x${byte.toString(16).padStart(2, "0")}`;

/** The character that begins at an index. */
export function characterAt(text: string, at: number): Character {
  const first = text.charCodeAt(at);
  if (first < 0x80) return { length: 1, codePoint: first };
  if (first > 0xff) return wholeCharacter(text.codePointAt(at) ?? first);
  return utf8At(text, at, first);
}

const wholeCharacter = (codePoint: number): Character => ({ length: codePoint > 0xffff ? 2 : 1, codePoint });

const invalid: Character = { length: 1, codePoint: null };
/** The least code point that needs a sequence of this length: anything below is an overlong form. */
const leastOf = [0, 0, 0x80, 0x800, 0x10000];

function utf8At(text: string, at: number, first: number): Character {
  const length = first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
  if (length === 0) return invalid;
  let codePoint = first & (0xff >> (length + 1));
  for (let next = 1; next < length; next++) {
    const byte = text.charCodeAt(at + next);
    if (!(byte >= 0x80 && byte < 0xc0)) return invalid;
    codePoint = (codePoint << 6) | (byte & 0x3f);
  }
  const surrogate = codePoint >= 0xd800 && codePoint < 0xe000;
  return codePoint < (leastOf[length] ?? 0) || codePoint > 0x10ffff || surrogate ? invalid : { length, codePoint };
}
