import type { Result } from "../base/result.ts";

/**
 * A file name as the kernel sees it: its bytes, held in a latin1 string like all text from files.
 * Names in configs are bytes too, so the two join without any decoding.
 */
export type BytePath = string;

export interface FileFacts {
  readonly kind: "file" | "directory" | "other";
  readonly size: number;
  /** Permission bits, 0o7777 at most. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Number of hard links. */
  readonly links: number;
}

export interface DirectoryEntry {
  readonly name: string;
  /** What the name itself is: a link is not followed. */
  readonly kind: FileFacts["kind"] | "link";
}

export type ReadFailureKind = "missing" | "dangling-link" | "denied" | "not-regular" | "too-large" | "io";

export interface ReadFailure {
  readonly kind: ReadFailureKind;
  readonly path: BytePath;
  /** One sentence for a person, without the path. */
  readonly message: string;
}

export interface FileContent {
  /** The bytes of the file as latin1: index = byte offset. */
  readonly text: string;
  readonly facts: FileFacts;
}

/** What the pure core may ask of a file system. Every path follows symbolic links. */
export interface Files {
  /**
   * Regular files only, up to `MAX_FILE_BYTES`; never blocks on a FIFO or device. `isListed`: `entries` has just told that the
   * name is a regular file, so that nobody need ask again before it is opened.
   */
  read(path: BytePath, isListed?: boolean): Result<FileContent, ReadFailure>;
  /** Names in a directory (no `.` and `..`), sorted by byte value; null where it is no readable directory. */
  list(path: BytePath): readonly string[] | null;
  /** As `list`, with what each name is: several times as fast as to ask for the facts of each. */
  entries(path: BytePath): readonly DirectoryEntry[] | null;
  /** Which of these names something in a directory has, links followed: for names that may be in many places and mostly are not. */
  which(directory: BytePath, names: readonly string[]): readonly string[];
  /** null where nothing is there or a link dangles. */
  facts(path: BytePath): FileFacts | null;
  /** True for a symbolic link itself, wherever it leads. */
  isLink(path: BytePath): boolean;
  /** The path with every symbolic link resolved; null where that fails. */
  realPath(path: BytePath): BytePath | null;
}

/** The same files with some answers by others. Written out: a spread loses what a class has on its prototype. */
export function filesWith(files: Files, others: Partial<Files>): Files {
  return {
    read: (path, isListed) => files.read(path, isListed),
    list: (path) => files.list(path),
    entries: (path) => files.entries(path),
    which: (directory, names) => files.which(directory, names),
    facts: (path) => files.facts(path),
    isLink: (path) => files.isLink(path),
    realPath: (path) => files.realPath(path),
    ...others,
  };
}

export type WriteFailureKind =
  | "changed"
  | "hard-links"
  | "foreign-owner"
  | "attributes"
  | "read-only"
  | "denied"
  | "no-space"
  | "busy"
  | "io";

export interface WriteFailure {
  readonly kind: WriteFailureKind;
  readonly path: BytePath;
  /** One sentence for a person, without the path. */
  readonly message: string;
}

/** A file's content as it was read, and what is to stand there instead. */
export interface Replacement {
  readonly path: BytePath;
  /** The write is refused ("changed") where the content is no longer this. */
  readonly expected: string;
  readonly replacement: string;
}

export interface ReplaceOptions {
  /** Where a copy of an old file is to be kept, by its name behind all links and its rank; null: none is. A name that is taken gets a number. */
  readonly backup: ((target: BytePath, at: number) => BytePath) | null;
}

/** What became of a file that was replaced. */
export interface Replaced {
  readonly path: BytePath;
  /** Where the old content is kept; null: nobody asked. */
  readonly backup: BytePath | null;
  /** Where the bytes are that somebody wrote into the old file while it was being replaced; null: nobody did. */
  readonly rescued: BytePath | null;
  /** True where this system has no way to tell whether the old file had ACLs or extended attributes. */
  readonly attributesUnknown: boolean;
}

/** Where a run that is changing a file says so, beside it: one that is there when nobody is, a killed run has left. */
export const LOCK_END = ".keepalive-lint.lock";

/** The one way in which files are changed. */
export interface FileWriter {
  /**
   * Replaces the content of existing regular files, all or none of them: at every instant each file is the old or the new one.
   * Mode, owner, ACLs, extended attributes and symbolic links stay, or nothing is written.
   */
  replaceAll(changes: readonly Replacement[], options?: ReplaceOptions): Result<readonly Replaced[], WriteFailure>;
  /** Creates a file that does not exist (a missing parent directory gets mode 700). `mode`: 0o600 unless told. */
  create(path: BytePath, text: string, mode?: number): Result<null, WriteFailure>;
  /** Removes what a killed run has left beside a file. */
  clear(path: BytePath): void;
  /** Takes back what `create` made, where the rest of it could not be done. */
  remove(path: BytePath): void;
}

/** The largest file that is read: 64 MiB. */
export const MAX_FILE_BYTES = 64 * 1024 * 1024;
