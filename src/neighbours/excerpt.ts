import { rankOf } from "../base/rank.ts";
/** Text that stands in a file, unquoted, unfolded or pieced together, and where each of its bytes comes from. */
export interface Excerpt {
  readonly text: string;
  /** The offset in the file of a byte of `text`, or -1 where it stands nowhere. The index behind the last byte is valid. */
  readonly at: (index: number) => number;
}

/** Stands for what nobody here knows: a variable, a command's output. No byte of a latin1 file is this character. */
export const UNKNOWN = "\u{e000}";

export const isKnown = (text: string): boolean => !text.includes(UNKNOWN);

export const wholeText = (text: string): Excerpt => ({ text, at: (index) => index });

/** Text that stands nowhere in the file. */
export const madeUp = (text: string): Excerpt => ({ text, at: () => -1 });

export function part(excerpt: Excerpt, start: number, end = excerpt.text.length): Excerpt {
  return { text: excerpt.text.slice(start, end), at: (index) => excerpt.at(start + index) };
}

/** One offset for each byte, and one for the end. */
export function withOffsets(text: string, offsets: readonly number[]): Excerpt {
  return { text, at: (index) => offsets[index] ?? -1 };
}

export function joinExcerpts(parts: readonly Excerpt[]): Excerpt {
  const starts: number[] = [];
  let length = 0;
  for (const { text } of parts) {
    starts.push(length);
    length += text.length;
  }
  const at = (index: number): number => {
    const rank = rankOf(starts, index);
    // The end of one part is the start of the next one; the last part's own end is the end of all.
    return parts[rank]?.at(index - (starts[rank] ?? 0)) ?? -1;
  };
  return { text: parts.map(({ text }) => text).join(""), at };
}

/** Where a stretch of an excerpt stands in the file: from its first known byte to behind its last; null where none is known. */
export function spanIn({ at }: Excerpt, start: number, end: number): { start: number; end: number } | null {
  let first = start;
  while (first < end && at(first) < 0) first++;
  let last = end - 1;
  while (last >= first && at(last) < 0) last--;
  if (first > last) return null;
  const [from, to] = [at(first), at(last) + 1];
  return from < to ? { start: from, end: to } : { start: from, end: from + 1 };
}

/** The same for a word that has to stand somewhere: where nothing of it is known, behind what stands before it. */
export function placeIn(excerpt: Excerpt, start: number, end: number): { start: number; end: number } {
  const span = spanIn(excerpt, start, end);
  if (span !== null) return span;
  let before = start - 1;
  while (before >= 0 && excerpt.at(before) < 0) before--;
  const at = before < 0 ? 0 : excerpt.at(before) + 1;
  return { start: at, end: at };
}
