import { type Dirent, existsSync, lstatSync, readdirSync, statSync } from "node:fs";
import { joined } from "./byte-paths.ts";
import type { BytePath, DirectoryEntry, FileFacts, Files } from "./files.ts";
import { Listings } from "./listings.ts";
import { bytesOf, factsOf, isAscii, pathOf, resolvedPath } from "./node-system.ts";
import { readRegular } from "./read-regular.ts";

/** What is not there is no error. */
const QUIET = { throwIfNoEntry: false } as const;

/** This machine's files. */
export function nodeFiles(): Files {
  const listings = new Listings();
  return {
    read: readRegular,
    list,
    entries: (directory) => {
      const found = entries(directory);
      if (found !== null) listings.keep(directory, found);
      return found;
    },
    which: (directory, names) =>
      listings.possible(directory, names).filter((name) => existsSync(pathOf(joined(directory, name)))),
    facts,
    isLink,
    realPath,
  };
}

// Code units of a latin1 string are its bytes, so the default order is that of the bytes.
const list = (directory: BytePath): readonly string[] | null =>
  orNull(() => readdirSync(bytesOf(directory), "latin1").sort());

function entries(directory: BytePath): readonly DirectoryEntry[] | null {
  const found = asciiEntries(directory) ?? anyEntries(directory);
  return found?.sort((a, b) => (a.name < b.name ? -1 : 1)) ?? null;
}

/**
 * Most names are in ASCII, and cost half as much as strings. Null where some are not: where a file system tells no kinds, Node
 * asks for a name as it understood it.
 */
function asciiEntries(directory: BytePath): DirectoryEntry[] | null {
  const found = orNull(() => readdirSync(pathOf(directory), { encoding: "latin1", withFileTypes: true }));
  return found?.every(({ name }) => isAscii(name)) === true ? found.map((entry) => entryOf(entry.name, entry)) : null;
}

/** Where a file system tells no kinds, Node joins path and name for an lstat, and joins a Buffer only with a Buffer. */
function anyEntries(directory: BytePath): DirectoryEntry[] | null {
  const found = orNull(() => readdirSync(bytesOf(directory), { encoding: "buffer", withFileTypes: true }));
  return found?.map((entry) => entryOf(entry.name.toString("latin1"), entry)) ?? null;
}

function entryOf(name: string, found: Dirent<Buffer> | Dirent): DirectoryEntry {
  if (found.isFile()) return { name, kind: "file" };
  if (found.isDirectory()) return { name, kind: "directory" };
  return { name, kind: found.isSymbolicLink() ? "link" : "other" };
}

function facts(path: BytePath): FileFacts | null {
  const stats = orNull(() => statSync(pathOf(path), QUIET));
  return stats ? factsOf(stats) : null;
}

const isLink = (path: BytePath): boolean => orNull(() => lstatSync(pathOf(path), QUIET))?.isSymbolicLink() ?? false;

const realPath = (path: BytePath): BytePath | null => orNull(() => resolvedPath(path));

function orNull<T>(call: () => T): T | null {
  try {
    return call();
  } catch {
    return null;
  }
}
