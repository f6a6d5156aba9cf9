import { apply, type Edit } from "../edit/edit.ts";

/** A stretch of a file from a heading to the next, as it is and as edits make it. */
export interface TouchedBlock {
  readonly before: string;
  readonly after: string;
}

const heading = /^[ \t]*(?:host|match)\b/i;

/** The blocks that the edits of one file touch; those that meet are one. */
export function touchedBlocks(text: string, edits: readonly Edit[]): TouchedBlock[] {
  const found: { start: number; end: number; edits: Edit[] }[] = [];
  for (const edit of [...edits].sort((a, b) => a.offset - b.offset)) {
    const last = found.at(-1);
    if (last !== undefined && edit.offset + edit.length <= last.end && edit.offset < last.end) {
      last.edits.push(edit);
      continue;
    }
    const start = Math.max(last?.end ?? 0, headingAbove(text, edit.offset));
    found.push({ start, end: headingBelow(text, edit.offset + edit.length), edits: [edit] });
  }
  return found.map(({ start, end, edits: own }) => {
    const before = text.slice(start, end);
    const shifted = own.map((edit) => ({ ...edit, offset: edit.offset - start }));
    return { before, after: apply(before, shifted) };
  });
}

/** Line by line: a search for each spelling of the words would go through all of a giant file for each edit. */
function headingAbove(text: string, offset: number): number {
  let at = lineStart(text, offset);
  while (at > 0 && !heading.test(text.slice(at, at + 80))) at = lineStart(text, at - 1);
  return at;
}

/** A negative start would find a line end at 0 all the same. */
const lineStart = (text: string, offset: number): number => (offset < 1 ? 0 : text.lastIndexOf("\n", offset - 1) + 1);

function headingBelow(text: string, from: number): number {
  const found = /\n(?=[ \t]*(?:host|match)\b)/gi;
  found.lastIndex = Math.max(0, from - 1);
  const next = found.exec(text);
  return next === null || next.index + 1 < from ? text.length : next.index + 1;
}
