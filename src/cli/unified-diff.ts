import { createTwoFilesPatch, formatPatch, type StructuredPatchHunk } from "diff";
import { type LineChange, lineChanges } from "./line-changes.ts";

const CONTEXT = 3;

/** A unified diff of two texts (bytes in latin1) with three lines of context, as `git apply` takes it; `path` has no leading slash. */
export function unifiedDiff(path: string, before: string, after: string, isNew = false): string {
  const patch = patchOf(`a/${path}`, `b/${path}`, before, after);
  const plain = patch.replace(/^=+\n/, "");
  return isNew ? plain.replace(/^--- .*$/m, "--- /dev/null") : plain;
}

/** Fixes change single lines here and there, which one walk finds; the library is asked where texts differ in another way. */
function patchOf(oldFileName: string, newFileName: string, before: string, after: string): string {
  const [was, is] = [linesOf(before), linesOf(after)];
  const changes = lineChanges(was, is);
  if (changes === null)
    return createTwoFilesPatch(oldFileName, newFileName, before, after, undefined, undefined, { context: CONTEXT });
  const hunks = grouped(changes).map((group) => hunkOf(group, was, is));
  return formatPatch({ oldFileName, newFileName, oldHeader: undefined, newHeader: undefined, hunks });
}

/** With their line ends, so that a missing last one is a difference. */
const linesOf = (text: string): string[] => text.match(/[^\n]*\n|[^\n]+$/g) ?? [];

/** Changes whose context would touch stand in one hunk. */
function grouped(changes: readonly LineChange[]): LineChange[][] {
  const groups: LineChange[][] = [];
  for (const change of changes) {
    const last = groups.at(-1)?.at(-1);
    if (last !== undefined && change.oldStart - (last.oldStart + last.gone) <= 2 * CONTEXT) groups.at(-1)?.push(change);
    else groups.push([change]);
  }
  return groups;
}

function hunkOf(group: readonly LineChange[], was: readonly string[], is: readonly string[]): StructuredPatchHunk {
  const [first] = group;
  const last = group.at(-1);
  if (first === undefined || last === undefined) throw new Error("a hunk without a change");
  const lead = Math.min(CONTEXT, first.oldStart);
  const end = Math.min(was.length, last.oldStart + last.gone + CONTEXT);
  const lines: string[] = [];
  let at = first.oldStart - lead;
  for (const { oldStart, gone, newStart, come } of group) {
    for (; at < oldStart; at++) lines.push(...shown(" ", was[at]));
    for (; at < oldStart + gone; at++) lines.push(...shown("-", was[at]));
    for (const line of is.slice(newStart, newStart + come)) lines.push(...shown("+", line));
  }
  for (; at < end; at++) lines.push(...shown(" ", was[at]));
  const oldStart = first.oldStart - lead;
  const oldLines = end - oldStart;
  const newLines = oldLines + group.reduce((sum, { gone, come }) => sum + come - gone, 0);
  return { oldStart: oldStart + 1, oldLines, newStart: first.newStart - lead + 1, newLines, lines };
}

const shown = (mark: string, line = ""): string[] =>
  line.endsWith("\n") ? [mark + line.slice(0, -1)] : [mark + line, "\\ No newline at end of file"];
