import { closeSync, constants, fstatSync, lstatSync, openSync, readSync, type Stats, statSync } from "node:fs";
import { fail, ok, type Result } from "../base/result.ts";
import { type BytePath, type FileContent, MAX_FILE_BYTES, type ReadFailure, type ReadFailureKind } from "./files.ts";
import { codeOf, factsOf, pathOf, sentenceOf } from "./node-system.ts";

declare global {
  interface Buffer {
    /** What toString("latin1") calls in the end, without Node's table of encodings before it: a short run would wait for that. */
    latin1Slice(start: number, end: number): string;
  }
}

const latin1 = (bytes: Uint8Array, length: number): string => Buffer.prototype.latin1Slice.call(bytes, 0, length);

type Refusal = Omit<ReadFailure, "path">;

const TOO_LARGE: Refusal = { kind: "too-large", message: `is larger than ${MAX_FILE_BYTES / 1024 / 1024} MiB` };

/** Room for a file whose size the system does not tell, as in /proc. */
const UNKNOWN_SIZE_BYTES = 64 * 1024;

const FLAGS = constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY;

/** Reads a regular file whole. Nothing else is ever opened: to open a device or a FIFO can already have an effect. */
export function readRegular(path: BytePath, isListed = false): Result<FileContent, ReadFailure> {
  const listed = isListed ? readListed(path) : null;
  if (listed !== null) return listed;
  const content = attempt(path, () => {
    const found = statSync(pathOf(path), { throwIfNoEntry: false });
    if (found === undefined) return fail(absence(path));
    return found.isFile() ? readOpened(openRegular(path)) : fail(notRegular(found));
  });
  return content.ok ? content : fail({ ...content.error, path });
}

/** What its directory tells to be a regular file; null where it cannot be read as one. A link in its place is not followed. */
function readListed(path: BytePath): Result<FileContent, never> | null {
  try {
    const content = readOpened(openSync(pathOf(path), FLAGS | constants.O_NOFOLLOW));
    return content.ok ? content : null;
  } catch {
    return null;
  }
}

function attempt(path: BytePath, read: () => Result<FileContent, Refusal>): Result<FileContent, Refusal> {
  try {
    return read();
  } catch (error) {
    return fail(refusalOf(path, error));
  }
}

function readOpened(fd: number): Result<FileContent, Refusal> {
  try {
    return readDescriptor(fd);
  } finally {
    closeSync(fd);
  }
}

/** Opens what readRegular would read. @throws the system's error. */
export const openRegular = (path: BytePath): number => openSync(pathOf(path), FLAGS);

/** Reads an open file from its first byte, whatever was read of it before. */
export function readDescriptor(fd: number): Result<FileContent, Refusal> {
  const stats = fstatSync(fd);
  // The name may lead to something else by now; O_NONBLOCK kept the open from waiting for it.
  if (!stats.isFile()) return fail(notRegular(stats));
  const text = stats.size > MAX_FILE_BYTES ? null : readToEnd(fd, stats.size);
  return text === null ? fail(TOO_LARGE) : ok({ text, facts: factsOf(stats) });
}

/** The text up to the end of the file, or null where that lies beyond MAX_FILE_BYTES. */
function readToEnd(fd: number, size: number): string | null {
  // One byte of room beyond the size: a read that leaves it free has seen the end.
  const room = size > 0 ? size + 1 : UNKNOWN_SIZE_BYTES;
  const buffer = room > SMALL_BYTES ? new Uint8Array(room) : roomForSmall();
  const length = readSync(fd, buffer, 0, room, 0);
  const first = latin1(buffer, length);
  if (length === size) return first;
  return readRest(fd, first);
}

/** One for all small files, as a run may read thousands: memory outside the heap costs more than what is in it. */
function roomForSmall(): Uint8Array {
  small ??= new Uint8Array(SMALL_BYTES);
  return small;
}

let small: Uint8Array | null = null;
const SMALL_BYTES = 4096;

function readRest(fd: number, first: string): string | null {
  const chunks = [first];
  const buffer = new Uint8Array(UNKNOWN_SIZE_BYTES);
  let total = first.length;
  while (total <= MAX_FILE_BYTES) {
    const length = readSync(fd, buffer, 0, buffer.length, total);
    if (length === 0) return chunks.join("");
    chunks.push(latin1(buffer, length));
    total += length;
  }
  return null;
}

function absence(path: BytePath): Refusal {
  const link = lstatSync(pathOf(path), { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
  return link
    ? { kind: "dangling-link", message: "is a symbolic link to something that does not exist" }
    : { kind: "missing", message: "does not exist" };
}

function notRegular(stats: Stats): Refusal {
  return { kind: "not-regular", message: `is ${kindOf(stats)}, not a regular file` };
}

function kindOf(stats: Stats): string {
  if (stats.isDirectory()) return "a directory";
  if (stats.isFIFO()) return "a FIFO";
  if (stats.isSocket()) return "a socket";
  return stats.isCharacterDevice() || stats.isBlockDevice() ? "a device" : "something else";
}

const REFUSALS: Readonly<Record<string, readonly [ReadFailureKind, string]>> = {
  EACCES: ["denied", "may not be read: permission denied"],
  EPERM: ["denied", "may not be read: operation not permitted"],
  ENOTDIR: ["missing", "does not exist: a part of its path is not a directory"],
  ELOOP: ["dangling-link", "is a symbolic link that leads in a circle"],
  ENXIO: ["not-regular", "is a socket or device, not a regular file"],
  EISDIR: ["not-regular", "is a directory, not a regular file"],
  ENAMETOOLONG: ["missing", "does not exist: no file name can be that long"],
  // Node's own check: no name holds a NUL byte.
  ERR_INVALID_ARG_VALUE: ["missing", "does not exist: no file name can hold a NUL byte"],
};

function refusalOf(path: BytePath, error: unknown): Refusal {
  const code = codeOf(error);
  if (code === "ENOENT") return absence(path);
  const [kind, message] = REFUSALS[code] ?? ["io", `cannot be read: ${sentenceOf(error)}`];
  return { kind, message };
}
