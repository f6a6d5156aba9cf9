import { closeSync, constants, fchmodSync, fsyncSync, mkdirSync, openSync, statSync } from "node:fs";
import { fail, ok, type Result } from "../base/result.ts";
import { directoryOf } from "./byte-paths.ts";
import { syncDirectory, writeAll } from "./durable.ts";
import type { BytePath, WriteFailure } from "./files.ts";
import { bytesOf } from "./node-system.ts";
import { removeIfThere } from "./run-lock.ts";
import { refusalOf } from "./write-refusals.ts";

/** Never an existing file, never through a link. */
export const CREATE = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;

/** Creates a file, with mode 600 unless told, and its directory with mode 700 where that is missing. */
export function createFile(path: BytePath, text: string, mode = 0o600): Result<null, WriteFailure> {
  try {
    ensureDirectory(directoryOf(path));
    writeNew(path, text, mode);
    syncDirectory(directoryOf(path));
    return ok(null);
  } catch (error) {
    return fail({ ...refusalOf(error), path });
  }
}

function writeNew(path: BytePath, text: string, mode: number): void {
  const fd = openSync(bytesOf(path), CREATE, 0o600);
  try {
    writeAll(fd, text);
    // The umask may have taken bits away that were asked for.
    if (mode !== 0o600) fchmodSync(fd, mode);
    fsyncSync(fd);
  } catch (error) {
    removeIfThere(path);
    throw error;
  } finally {
    closeSync(fd);
  }
}

function ensureDirectory(directory: BytePath): void {
  if (statSync(bytesOf(directory), { throwIfNoEntry: false }) !== undefined) return;
  mkdirSync(bytesOf(directory), 0o700);
  syncDirectory(directoryOf(directory));
}
