import { displayWidth, isPlainAscii } from "./safe-text.ts";

/**
 * Safe text as lines of at most `width` columns, broken at blanks, though not between a number and its unit; a longer word keeps
 * its length, so that it can be copied.
 */
export function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  const endFrom = isPlainAscii(text) ? (from: number) => from + width : (from: number) => endOf(text, from, width);
  let at = 0;
  for (let end = endFrom(at); end < text.length; end = endFrom(at)) {
    const blank = breakBetween(text, at, end);
    if (blank === -1) break;
    lines.push(text.slice(at, blank));
    at = blank + 1;
  }
  lines.push(text.slice(at));
  return lines;
}

/** The index behind the last character that fits in so many columns from `at` on. */
function endOf(text: string, at: number, width: number): number {
  let end = at;
  let columns = 0;
  for (const character of text.slice(at, at + 2 * width)) {
    columns += displayWidth(character);
    if (columns > width) return end;
    end += character.length;
  }
  return end;
}

/** The last blank up to `end` at which a line may end, else the first behind it; -1: none. */
function breakBetween(text: string, at: number, end: number): number {
  let blank = text.lastIndexOf(" ", end);
  while (blank > at && isGlued(text, blank)) blank = text.lastIndexOf(" ", blank - 1);
  if (blank > at) return blank;
  blank = text.indexOf(" ", end + 1);
  while (blank !== -1 && isGlued(text, blank)) blank = text.indexOf(" ", blank + 1);
  return blank;
}

const unit = /(?:s|min|h|d)\b/y;

/** "240 s": the blank at this index holds a number and its unit together. */
function isGlued(text: string, blank: number): boolean {
  const before = text.charCodeAt(blank - 1);
  if (!(before >= 0x30 && before <= 0x39)) return false;
  unit.lastIndex = blank + 1;
  return unit.test(text);
}

/** Wrapped lines behind an indentation, a word in front of the first perhaps; from the second line on behind `hanging`. */
export function paragraph(text: string, width: number, indent = "", hanging = indent): string[] {
  return wrapped(text, width - Math.max(indent.length, hanging.length)).map(
    (line, index) => (index === 0 ? indent : hanging) + line,
  );
}

/** Safe text filled with blanks up to `width` columns. */
export const padded = (text: string, width: number): string =>
  text + " ".repeat(Math.max(0, width - displayWidth(text)));

/** The same with the blanks in front. */
export const paddedLeft = (text: string, width: number): string =>
  " ".repeat(Math.max(0, width - displayWidth(text))) + text;

/** "a", "a and b", "a, b and c". */
export function listed(words: readonly string[]): string {
  const last = words.at(-1) ?? "";
  return words.length < 2 ? last : `${words.slice(0, -1).join(", ")} and ${last}`;
}

/** "1 warning", "2 warnings". */
export const counted = (count: number, word: string, plural = `${word}s`): string =>
  `${count} ${count === 1 ? word : plural}`;
