import type { BytePath } from "../io/files.ts";

/** A change of one file: `length` bytes from `offset` on become `text`. Offsets refer to the original, always. */
export interface Edit {
  readonly path: BytePath;
  readonly offset: number;
  readonly length: number;
  /** latin1, like the file. */
  readonly text: string;
}

/** Safe: the intent is certain and nothing else changes. Unsafe: a human should look first. */
export type Safety = "safe" | "unsafe";

/** Edits that are applied all or not at all. */
export interface Fix {
  readonly safety: Safety;
  /** What it does, for people: "write ServerAliveInterval 60". */
  readonly title: string;
  readonly edits: readonly Edit[];
}

/** Orders edits by place and drops repeated ones: one line may break two policies and be mended once. */
export function normalise(edits: readonly Edit[]): Edit[] {
  const keys = new Map(edits.map((edit) => [`${edit.path}\0${edit.offset}\0${edit.length}\0${edit.text}`, edit]));
  return [...keys.values()].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : a.offset - b.offset));
}

/** True where two edits want the same bytes, or insert at the same place. */
export function overlap(left: Edit, right: Edit): boolean {
  if (left.path !== right.path) return false;
  if (left.offset === right.offset) return true;
  const [first, second] = left.offset < right.offset ? [left, right] : [right, left];
  return first.offset + first.length > second.offset;
}

/**
 * The text with the edits of one file applied; every byte outside them stays.
 * @throws RangeError where edits overlap or reach beyond the text: a broken invariant, never user input.
 */
export function apply(text: string, edits: readonly Edit[]): string {
  // Joined, not added up: what is added up stays a tree of pieces, in which every later look-up starts at the top.
  const pieces: string[] = [];
  let at = 0;
  for (const edit of [...edits].sort((a, b) => a.offset - b.offset)) {
    if (edit.offset < at || edit.offset + edit.length > text.length)
      throw new RangeError(`edits overlap at ${edit.offset}`);
    pieces.push(text.slice(at, edit.offset), edit.text);
    at = edit.offset + edit.length;
  }
  pieces.push(text.slice(at));
  return pieces.join("");
}
