import { apply, type Edit } from "../edit/edit.ts";
import { positionAt, type Source } from "../syntax/source.ts";
import { safeText } from "./safe-text.ts";
import type { TextContext } from "./style.ts";

const CONTEXT_LINES = 3;

/** What edits of one file change, each stretch with the lines around it, as `git add -p` shows it. */
export function hunks(source: Source, edits: readonly Edit[], context: TextContext): string[] {
  return stretches(source.text, edits).flatMap((stretch) => hunk(source, stretch, context));
}

interface Stretch {
  readonly start: number;
  readonly end: number;
  readonly edits: readonly Edit[];
}

/** Edits whose surroundings meet are shown as one. */
function stretches(text: string, edits: readonly Edit[]): Stretch[] {
  const found: Stretch[] = [];
  for (const edit of [...edits].sort((a, b) => a.offset - b.offset)) {
    const start = linesBack(text, edit.offset);
    const end = linesOn(text, edit.offset + edit.length);
    const last = found.at(-1);
    if (last === undefined || start > last.end) found.push({ start, end, edits: [edit] });
    else found[found.length - 1] = { start: last.start, end: Math.max(end, last.end), edits: [...last.edits, edit] };
  }
  return found;
}

function linesBack(text: string, from: number): number {
  let at = lineStart(text, from);
  for (let line = 0; line < CONTEXT_LINES && at > 0; line++) at = lineStart(text, at - 1);
  return at;
}

/** A negative start would find a line end at 0 all the same. */
const lineStart = (text: string, offset: number): number => (offset < 1 ? 0 : text.lastIndexOf("\n", offset - 1) + 1);

function linesOn(text: string, from: number): number {
  let at = from > 0 && text[from - 1] === "\n" ? from : endOfLine(text, from);
  for (let line = 0; line < CONTEXT_LINES && at < text.length; line++) at = endOfLine(text, at);
  return at;
}

function endOfLine(text: string, from: number): number {
  const newline = text.indexOf("\n", from);
  return newline === -1 ? text.length : newline + 1;
}

function hunk(source: Source, { start, end, edits }: Stretch, { paint, show }: TextContext): string[] {
  const before = source.text.slice(start, end);
  const after = apply(
    before,
    edits.map((edit) => ({ ...edit, offset: edit.offset - start })),
  );
  const [old, now] = [linesOf(before), linesOf(after)];
  const head = commonStart(old, now);
  const tail = Math.min(commonStart(old.toReversed(), now.toReversed()), Math.min(old.length, now.length) - head);
  const line = positionAt(source, start).line;
  return [
    paint.cyan(`@@ ${show(source.path)}:${line} @@`),
    ...old.slice(0, head).map((text) => ` ${safeText(text)}`),
    ...old.slice(head, old.length - tail).map((text) => paint.red(`-${safeText(text)}`)),
    ...now.slice(head, now.length - tail).map((text) => paint.green(`+${safeText(text)}`)),
    ...old.slice(old.length - tail).map((text) => ` ${safeText(text)}`),
  ];
}

const linesOf = (text: string): string[] => text.replace(/\r?\n$/, "").split(/\r?\n/);

function commonStart(left: readonly string[], right: readonly string[]): number {
  const differs = left.findIndex((line, at) => line !== right[at]);
  return differs === -1 ? left.length : differs;
}
