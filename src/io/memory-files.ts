import { fail, ok, type Result } from "../base/result.ts";
import { directoryOf, joined, nameOf, normalised } from "./byte-paths.ts";
import {
  type BytePath,
  type DirectoryEntry,
  type FileContent,
  type FileFacts,
  type Files,
  MAX_FILE_BYTES,
  type ReadFailure,
} from "./files.ts";

/** A file given by its content (bytes as latin1) and by what else matters about it. */
export interface MemoryFile extends Partial<Omit<FileFacts, "kind" | "size">> {
  readonly text: string;
}

/** A file, by its content alone where nothing else matters, or a symbolic link. */
export type MemoryEntry = string | MemoryFile | { readonly link: BytePath };

interface Tree {
  readonly files: ReadonlyMap<BytePath, MemoryFile>;
  readonly links: ReadonlyMap<BytePath, BytePath>;
  /** The names in each directory. */
  readonly names: ReadonlyMap<BytePath, ReadonlySet<string>>;
}

const DEFAULT_FACTS = { mode: 0o644, uid: 1000, gid: 1000, links: 1 };

/** As in Linux: what needs more links than this leads in a circle. */
const MAX_LINKS = 40;

/**
 * A file system in memory, for tests, examples and browsers. Its directories follow from the paths;
 * relative paths are names of their own beside the absolute ones.
 */
export function memoryFiles(entries: Readonly<Record<BytePath, MemoryEntry>>): Files {
  const tree = plant(entries);
  const realPath = (path: BytePath): BytePath | null => follow(tree, normalised(path), MAX_LINKS);
  return {
    read: (path) => read(tree, path, realPath(path)),
    list: (path) => sortedNames(tree, realPath(path)),
    entries: (path) => entriesOf(tree, realPath(path)),
    which: (directory, names) => names.filter((name) => factsOf(tree, realPath(joined(directory, name))) !== null),
    facts: (path) => factsOf(tree, realPath(path)),
    isLink: (path) => isLink(tree, normalised(path)),
    realPath,
  };
}

function plant(entries: Readonly<Record<BytePath, MemoryEntry>>): Tree {
  const files = new Map<BytePath, MemoryFile>();
  const links = new Map<BytePath, BytePath>();
  const names = new Map<BytePath, Set<string>>([
    ["/", new Set()],
    [".", new Set()],
  ]);
  for (const [path, entry] of Object.entries(entries)) {
    const place = normalised(path);
    if (typeof entry === "object" && "link" in entry) links.set(place, entry.link);
    else files.set(place, typeof entry === "string" ? { text: entry } : entry);
    nameInDirectories(names, place);
  }
  return { files, links, names };
}

function nameInDirectories(names: Map<BytePath, Set<string>>, path: BytePath): void {
  for (let inside = path; nameOf(inside) !== ""; inside = directoryOf(inside)) {
    const known = names.get(directoryOf(inside));
    if (known === undefined) names.set(directoryOf(inside), new Set([nameOf(inside)]));
    else known.add(nameOf(inside));
  }
}

/** The path with its links resolved, or null where it leads to nothing. */
function follow(tree: Tree, path: BytePath, linksLeft: number): BytePath | null {
  if (nameOf(path) === "") return path;
  const parent = linksLeft === 0 ? null : follow(tree, directoryOf(path), linksLeft);
  if (parent === null) return null;
  const place = joined(parent, nameOf(path));
  const link = tree.links.get(place);
  if (link !== undefined) return follow(tree, normalised(joined(parent, link)), linksLeft - 1);
  return tree.files.has(place) || tree.names.has(place) ? place : null;
}

function isLink(tree: Tree, path: BytePath): boolean {
  const parent = follow(tree, directoryOf(path), MAX_LINKS);
  return parent !== null && tree.links.has(joined(parent, nameOf(path)));
}

function sortedNames(tree: Tree, place: BytePath | null): readonly string[] | null {
  const names = place === null ? undefined : tree.names.get(place);
  return names === undefined ? null : [...names].sort();
}

function entriesOf(tree: Tree, place: BytePath | null): readonly DirectoryEntry[] | null {
  const kindOf = (path: BytePath) => (tree.links.has(path) ? "link" : tree.files.has(path) ? "file" : "directory");
  return sortedNames(tree, place)?.map((name) => ({ name, kind: kindOf(joined(place ?? "", name)) })) ?? null;
}

function factsOf(tree: Tree, place: BytePath | null): FileFacts | null {
  if (place === null) return null;
  const file = tree.files.get(place);
  if (file === undefined) return { ...DEFAULT_FACTS, kind: "directory", size: 0, mode: 0o755 };
  const { text, ...given } = file;
  return { ...DEFAULT_FACTS, ...given, kind: "file", size: text.length };
}

function read(tree: Tree, path: BytePath, place: BytePath | null): Result<FileContent, ReadFailure> {
  const facts = factsOf(tree, place);
  if (facts === null || place === null) return fail(absence(path, isLink(tree, normalised(path))));
  if (facts.kind !== "file") return fail({ kind: "not-regular", path, message: "is a directory, not a regular file" });
  if (facts.size > MAX_FILE_BYTES) return fail({ kind: "too-large", path, message: "is larger than 64 MiB" });
  return ok({ text: tree.files.get(place)?.text ?? "", facts });
}

function absence(path: BytePath, dangling: boolean): ReadFailure {
  return dangling
    ? { kind: "dangling-link", path, message: "is a symbolic link to something that does not exist" }
    : { kind: "missing", path, message: "does not exist" };
}
