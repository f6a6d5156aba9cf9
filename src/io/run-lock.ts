import { closeSync, constants, openSync, readlinkSync, statSync, unlinkSync, writeSync } from "node:fs";
import { fail, type Result } from "../base/result.ts";
import { directoryOf, joined, nameOf } from "./byte-paths.ts";
import type { BytePath } from "./files.ts";
import { bytesOf, codeOf } from "./node-system.ts";
import { readRegular } from "./read-regular.ts";
import type { Refusal } from "./write-refusals.ts";

/** A lock is held for milliseconds; one that old (10 minutes) has lost its run, wherever that was. */
const STALE_AFTER_MS = 10 * 60 * 1000;

/** File names end at 255 bytes; what is added to the target's own takes less than this. */
const LONGEST_NAME_KEPT = 200;

/**
 * Does the work while no other run changes the same file; fails with "busy" while one does.
 * The work gets the name of a temporary file beside the target, which no other run uses.
 * A run that was killed leaves both files behind: the next one sees that its process is gone and removes them.
 */
export function withLock<T>(target: BytePath, work: (temporary: BytePath) => Result<T, Refusal>): Result<T, Refusal> {
  const token = `${process.pid}-${Math.floor(Math.random() * 2 ** 48).toString(36)}`;
  const lock = lockPath(target);
  if (!acquire(lock, token) && !(breakStale(lock, token) && acquire(lock, token))) return fail(busy(lock));
  try {
    return work(temporaryPath(lock, token));
  } finally {
    release(lock, token);
  }
}

/** A leading dot keeps both files out of every `Include dir/*`. */
function lockPath(target: BytePath): BytePath {
  const name = nameOf(target).slice(0, LONGEST_NAME_KEPT);
  return joined(directoryOf(target), `.${name}.keepalive-lint.lock`);
}

const temporaryPath = (lock: BytePath, token: string): BytePath =>
  joined(directoryOf(lock), `.keepalive-lint-${token}.tmp`);

const busy = (lock: BytePath): Refusal => ({
  kind: "busy",
  message: `is being changed by another run of keepalive-lint (if there is none, remove ${nameOf(lock)})`,
});

/** False where the lock is held. Other failures, such as a read-only directory, are the system's errors. */
function acquire(lock: BytePath, token: string): boolean {
  const content = `${token} ${machine()}\n`;
  const fd = createExclusively(lock);
  if (fd === null) return false;
  try {
    writeSync(fd, content, null, "latin1");
    return true;
  } catch (error) {
    removeIfThere(lock);
    throw error;
  } finally {
    closeSync(fd);
  }
}

function createExclusively(lock: BytePath): number | null {
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
  try {
    return openSync(bytesOf(lock), flags, 0o600);
  } catch (error) {
    if (codeOf(error) === "EEXIST") return null;
    throw error;
  }
}

/** Another run may have taken over a lock that was held for too long: only one's own is removed. */
function release(lock: BytePath, token: string): void {
  if (holder(lock).token === token) removeIfThere(lock);
}

/** A second lock guards the removal: otherwise two runs could each remove what the other has just acquired. */
function breakStale(lock: BytePath, token: string): boolean {
  const guard = `${lock}.break`;
  if (!isStale(lock) || !acquire(guard, token)) return false;
  try {
    if (isStale(lock)) removeLeftovers(lock);
    return true;
  } finally {
    removeIfThere(guard);
  }
}

function removeLeftovers(lock: BytePath): void {
  const { token } = holder(lock);
  if (/^\d+-[0-9a-z]+$/.test(token)) removeIfThere(temporaryPath(lock, token));
  removeIfThere(lock);
}

function isStale(lock: BytePath): boolean {
  const stats = statSync(bytesOf(lock), { throwIfNoEntry: false });
  if (stats === undefined || Date.now() - stats.mtimeMs > STALE_AFTER_MS) return true;
  const { token, where } = holder(lock);
  return token !== "" && where === machine() && !isAlive(Number.parseInt(token, 10));
}

function holder(lock: BytePath): { readonly token: string; readonly where: string } {
  const content = readRegular(lock);
  const [token = "", where = ""] = content.ok ? content.value.text.trimEnd().split(" ") : [];
  return { token, where };
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return codeOf(error) !== "ESRCH";
  }
}

/** Where a process number means the same process: one boot of one kernel and one container; "" where that is not told. */
function machine(): string {
  const boot = readRegular("/proc/sys/kernel/random/boot_id");
  try {
    return boot.ok ? `${boot.value.text.trim()}/${readlinkSync("/proc/self/ns/pid")}` : "";
  } catch {
    return "";
  }
}

export function removeIfThere(path: BytePath): void {
  try {
    unlinkSync(bytesOf(path));
  } catch {
    // What cannot be removed is no reason to report a write as failed.
  }
}
