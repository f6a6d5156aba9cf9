import { directoryOf, joined, nameOf } from "../io/byte-paths.ts";
import type { BytePath, Files } from "../io/files.ts";

/**
 * git's root above a file or directory, links resolved: the next directory that holds `.git` (in a worktree or
 * submodule that is a file); null where there is none.
 */
export function projectRoot(files: Files, path: BytePath): BytePath | null {
  const start = files.facts(path)?.kind === "directory" ? path : directoryOf(path);
  for (let directory = files.realPath(start); directory !== null; directory = above(directory)) {
    if (files.facts(joined(directory, ".git")) !== null) return directory;
  }
  return null;
}

const above = (directory: BytePath): BytePath | null => (nameOf(directory) === "" ? null : directoryOf(directory));
