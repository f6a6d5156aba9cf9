import { createTwoFilesPatch } from "diff";

/** A unified diff of two texts (bytes in latin1) with three lines of context, as `git apply` takes it; `path` has no leading slash. */
export function unifiedDiff(path: string, before: string, after: string, isNew = false): string {
  const patch = createTwoFilesPatch(`a/${path}`, `b/${path}`, before, after, undefined, undefined, { context: 3 });
  const plain = patch.replace(/^=+\n/, "");
  return isNew ? plain.replace(/^--- .*$/m, "--- /dev/null") : plain;
}
