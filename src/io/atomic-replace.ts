import {
  accessSync,
  closeSync,
  constants,
  fchmodSync,
  fchownSync,
  fstatSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  statSync,
  writeSync,
} from "node:fs";
import { fail, ok, type Result } from "../base/result.ts";
import { directoryOf } from "./byte-paths.ts";
import type { BytePath, FileFacts, WriteFailure } from "./files.ts";
import { bytesOf, codeOf, factsOf, resolvedPath, sentenceOf } from "./node-system.ts";
import { readRegular } from "./read-regular.ts";
import { removeIfThere, withLock } from "./run-lock.ts";
import { type Refusal, refusalOf } from "./write-refusals.ts";

const CREATE = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;

const OK: Result<null, never> = ok(null);

/**
 * Replaces a file's content in one step that survives a power cut; a symbolic link is followed and kept.
 * Owner, group and mode stay. Refused ("attributes") where the new file would inherit an ACL from its directory.
 * What node:fs cannot see is lost without a word: the file's own ACL and extended attributes
 * (a SELinux label that differs from the directory's rule, macOS metadata).
 */
export function replaceFile(path: BytePath, expected: string, replacement: string): Result<null, WriteFailure> {
  return attempt(path, () => {
    const target = resolvedPath(path);
    const before = examine(target, expected);
    if (!before.ok) return before;
    return withLock(target, (temporary) => {
      const unchanged = () => (resolvedPath(path) === target ? stillAs(target, expected, before.value) : CHANGED);
      return replaceBy(temporary, target, before.value, replacement, unchanged);
    });
  });
}

/** Creates a file with mode 600, and its directory with mode 700 where that is missing. */
export function createFile(path: BytePath, text: string): Result<null, WriteFailure> {
  return attempt(path, () => {
    ensureDirectory(directoryOf(path));
    const fd = openSync(bytesOf(path), CREATE, 0o600);
    try {
      writeAll(fd, text);
      fsyncSync(fd);
    } catch (error) {
      removeIfThere(path);
      throw error;
    } finally {
      closeSync(fd);
    }
    syncDirectory(directoryOf(path));
    return OK;
  });
}

function attempt(path: BytePath, write: () => Result<null, Refusal>): Result<null, WriteFailure> {
  const written = caught(write);
  return written.ok ? written : fail({ ...written.error, path });
}

function caught(write: () => Result<null, Refusal>): Result<null, Refusal> {
  try {
    return write();
  } catch (error) {
    return fail(refusalOf(error));
  }
}

const CHANGED = fail<Refusal>({ kind: "changed", message: "was changed by someone else in the meantime" });

/** What the file is, where all of that can be kept. */
function examine(target: BytePath, expected: string): Result<FileFacts, Refusal> {
  const current = readRegular(target);
  if (!current.ok || current.value.text !== expected) return CHANGED;
  const { facts } = current.value;
  if (facts.links > 1) return fail({ kind: "hard-links", message: manyNames(facts.links) });
  const user = process.geteuid?.() ?? facts.uid;
  if (user !== 0 && user !== facts.uid) return fail({ kind: "foreign-owner", message: "belongs to another user" });
  // A rename would also replace a file whose owner has made it read-only.
  accessSync(bytesOf(target), constants.W_OK);
  return ok(facts);
}

const manyNames = (links: number): string => `has ${links} names (hard links), of which only one would be changed`;

function stillAs(target: BytePath, expected: string, before: FileFacts): Result<null, Refusal> {
  const current = readRegular(target);
  if (!current.ok || current.value.text !== expected) return CHANGED;
  const { uid, gid, mode, links } = current.value.facts;
  const same = uid === before.uid && gid === before.gid && mode === before.mode && links === before.links;
  return same ? OK : CHANGED;
}

function replaceBy(
  temporary: BytePath,
  target: BytePath,
  before: FileFacts,
  replacement: string,
  unchanged: () => Result<null, Refusal>,
): Result<null, Refusal> {
  // Opened first: where the directory cannot be synced, nothing is promised and nothing written.
  const directory = openSync(bytesOf(directoryOf(target)), constants.O_RDONLY | constants.O_DIRECTORY);
  try {
    const ready = stage(temporary, before, replacement);
    const agreed = ready.ok ? unchanged() : ready;
    if (!agreed.ok) return agreed;
    renameSync(bytesOf(temporary), bytesOf(target));
    return confirmed(directory);
  } finally {
    removeIfThere(temporary);
    closeSync(directory);
  }
}

function confirmed(directory: number): Result<null, Refusal> {
  try {
    sync(directory);
    return OK;
  } catch (error) {
    return fail({ kind: "io", message: `was replaced, but may not survive a power cut: ${sentenceOf(error)}` });
  }
}

/** Puts the new content, on disk and with the old file's owner and mode, under the temporary name. */
function stage(temporary: BytePath, before: FileFacts, replacement: string): Result<null, Refusal> {
  const fd = openSync(bytesOf(temporary), CREATE, 0o600 | maskedGroupBits());
  try {
    if ((fstatSync(fd).mode & 0o070) !== 0) return fail(INHERITS_ACL);
    writeAll(fd, replacement);
    const kept = keepOwnerAndMode(fd, before);
    if (kept.ok) fsyncSync(fd);
    return kept;
  } finally {
    closeSync(fd);
  }
}

/**
 * Group bits that the umask takes away, so that asking for them changes nothing, unless the directory has a default
 * ACL: that disables the umask, so the bits that appear tell of it. (With a umask of 0 it goes unnoticed.)
 */
const maskedGroupBits = (): number => process.umask() & 0o060;

const INHERITS_ACL: Refusal = { kind: "attributes", message: "would get a new ACL from its directory's default ACL" };

function keepOwnerAndMode(fd: number, before: FileFacts): Result<null, Refusal> {
  const fresh = factsOf(fstatSync(fd));
  const owned = (fresh.uid === before.uid && fresh.gid === before.gid) || giveTo(fd, before.uid, before.gid);
  if (!owned)
    return fail({ kind: "foreign-owner", message: "has an owner or group that the new file may not be given" });
  fchmodSync(fd, before.mode);
  const kept = factsOf(fstatSync(fd)).mode === before.mode;
  return kept ? OK : fail({ kind: "attributes", message: "has a mode that the new file may not be given" });
}

function giveTo(fd: number, uid: number, gid: number): boolean {
  try {
    fchownSync(fd, uid, gid);
    return true;
  } catch (error) {
    if (codeOf(error) === "EPERM" || codeOf(error) === "EINVAL") return false;
    throw error;
  }
}

function writeAll(fd: number, text: string): void {
  const bytes = bytesOf(text);
  for (let written = 0; written < bytes.length; ) written += writeSync(fd, bytes, written);
}

function ensureDirectory(directory: BytePath): void {
  if (statSync(bytesOf(directory), { throwIfNoEntry: false }) !== undefined) return;
  mkdirSync(bytesOf(directory), 0o700);
  syncDirectory(directoryOf(directory));
}

function syncDirectory(directory: BytePath): void {
  const fd = openSync(bytesOf(directory), constants.O_RDONLY | constants.O_DIRECTORY);
  try {
    sync(fd);
  } finally {
    closeSync(fd);
  }
}

/** Some file systems have no sync for directories and say so. */
function sync(directory: number): void {
  try {
    fsyncSync(directory);
  } catch (error) {
    if (!["EINVAL", "ENOTSUP", "EPERM"].includes(codeOf(error))) throw error;
  }
}
