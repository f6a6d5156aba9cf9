import { type Excerpt, joinExcerpts, madeUp, part } from "./excerpt.ts";

/** Lines with their offsets, without line ends; a carriage return before the newline belongs to the end. */
export function linesOf(text: Excerpt): Excerpt[] {
  const lines: Excerpt[] = [];
  for (let start = 0; start <= text.text.length; ) {
    const newline = text.text.indexOf("\n", start);
    const end = newline === -1 ? text.text.length : newline;
    lines.push(part(text, start, text.text[end - 1] === "\r" && end > start ? end - 1 : end));
    if (newline === -1) break;
    start = newline + 1;
  }
  return lines;
}

export interface Joining {
  /** The character that, last on a line, joins the next one to it. */
  readonly mark: string;
  /** What stands in its place. */
  readonly by: string;
  /** Lines that are skipped wherever they stand. */
  readonly comment: RegExp | null;
  /** Two marks are one character of the line. */
  readonly inPairs?: boolean;
}

/** Lines joined at their continuation marks. */
export function joinedLines(text: Excerpt, { mark, by, comment, inPairs = false }: Joining): Excerpt[] {
  const whole: Excerpt[] = [];
  let open: Excerpt[] | null = null;
  for (const line of linesOf(text)) {
    if (comment?.test(line.text) === true) continue;
    const continues = line.text.endsWith(mark) && (!inPairs || marksAtEnd(line.text, mark) % 2 === 1);
    const piece = continues ? part(line, 0, line.text.length - mark.length) : line;
    const parts: Excerpt[] = [...(open ?? []), piece];
    if (continues) open = [...parts, madeUp(by)];
    else {
      whole.push(joinExcerpts(parts));
      open = null;
    }
  }
  if (open !== null) whole.push(joinExcerpts(open));
  return whole;
}

function marksAtEnd(text: string, mark: string): number {
  let count = 0;
  while (text[text.length - 1 - count] === mark) count++;
  return count;
}

/** Without blanks at both ends. */
export function trimmed(text: Excerpt): Excerpt {
  const start = text.text.search(/\S|$/);
  return part(text, start, Math.max(start, text.text.trimEnd().length));
}
