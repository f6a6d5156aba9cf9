import { directoryOf, joined, nameOf } from "../io/byte-paths.ts";
import type { BytePath, Files } from "../io/files.ts";

/** Of one run: thousands of files may lie under the same few directories. */
const known = new WeakMap<Files, Map<BytePath, BytePath | null>>();

/**
 * git's root above a file or directory, links resolved: the next directory that holds `.git` (in a worktree or
 * submodule that is a file); null where there is none.
 */
export function projectRoot(files: Files, path: BytePath): BytePath | null {
  const start = files.facts(path)?.kind === "directory" ? path : directoryOf(path);
  const real = files.realPath(start);
  return real === null ? null : rootAbove(files, real);
}

function rootAbove(files: Files, directory: BytePath): BytePath | null {
  const roots = known.get(files) ?? new Map<BytePath, BytePath | null>();
  known.set(files, roots);
  const held = roots.get(directory);
  if (held !== undefined) return held;
  const root = files.facts(joined(directory, ".git")) === null ? rootOfParent(files, directory) : directory;
  roots.set(directory, root);
  return root;
}

const rootOfParent = (files: Files, directory: BytePath): BytePath | null =>
  nameOf(directory) === "" ? null : rootAbove(files, directoryOf(directory));
