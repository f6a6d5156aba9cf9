import { directoryOf, isInside, joined, nameOf } from "../io/byte-paths.ts";
import type { BytePath, Files } from "../io/files.ts";

/**
 * What a list of gitignore(5) patterns says of a path relative to its own directory: true ignored, false kept by a `!`
 * pattern, null nothing. A directory's path ends in "/".
 */
export type IgnoreRules = (relative: string) => boolean | null;

/** Reads the text of a .gitignore; a package does it, loaded where such a file exists. */
export type ReadIgnore = (text: string) => IgnoreRules;

/** Patterns and the directory (without links) that they are relative to. */
export interface IgnoreLayer {
  readonly base: BytePath;
  readonly rules: IgnoreRules;
}

/** Whether git would pass a path over: the last list that says anything decides, and the deepest list comes last. */
export function isIgnored(layers: readonly IgnoreLayer[], path: BytePath, isDirectory: boolean): boolean {
  for (const { base, rules } of layers.toReversed()) {
    if (!isInside(base, path)) continue;
    const relative = base === "/" ? path.slice(1) : path.slice(base.length + 1);
    const verdict = rules(isDirectory ? `${relative}/` : relative);
    if (verdict !== null) return verdict;
  }
  return false;
}

/** The layer of one ignore file; null where there is none to read. */
export function ignoreLayer(files: Files, path: BytePath, base: BytePath, read: ReadIgnore): IgnoreLayer | null {
  const content = files.read(path);
  return content.ok ? { base, rules: read(content.value.text) } : null;
}

/** What git's root and the directories from it down to (not including) a searched one ignore, `.git/info/exclude` first. */
export function layersAbove(files: Files, root: BytePath | null, directory: BytePath, read: ReadIgnore): IgnoreLayer[] {
  if (root === null) return [];
  const above: BytePath[] = [];
  for (let at = directory; at !== root && nameOf(at) !== ""; ) {
    at = directoryOf(at);
    above.unshift(at);
  }
  const own = files.facts(joined(root, ".git/info/exclude"));
  const lists = [
    ...(own?.kind === "file" ? [{ path: joined(root, ".git/info/exclude"), base: root }] : []),
    ...above.map((base) => ({ path: joined(base, ".gitignore"), base })),
  ];
  return lists.flatMap(({ path, base }) => {
    const layer = files.facts(path)?.kind === "file" ? ignoreLayer(files, path, base, read) : null;
    return layer === null ? [] : [layer];
  });
}
