import { closeSync, constants, lstatSync, openSync, readlinkSync, symlinkSync, unlinkSync, writeSync } from "node:fs";
import { fail, type Result } from "../base/result.ts";
import { directoryOf, joined, nameOf } from "./byte-paths.ts";
import { type BytePath, LOCK_END, type WriteFailure } from "./files.ts";
import { bytesOf, codeOf } from "./node-system.ts";
import { readRegular } from "./read-regular.ts";
import { type Refusal, refusalOf } from "./write-refusals.ts";

/** A lock is held for milliseconds; one that old (10 minutes) has lost its run, wherever that was. */
const STALE_AFTER_MS = 10 * 60 * 1000;

/** How long another run's lock is waited for before this one gives up, in milliseconds. */
const PATIENCE_MS = 2000;
const PAUSE_MS = 25;

/** File names end at 255 bytes; what is added to the target's own takes less than this. */
const LONGEST_NAME_KEPT = 200;

/** What a run has of a file that it has locked. */
export interface Held {
  /** The file itself, every link resolved. */
  readonly target: BytePath;
  /** Names beside it that no other run uses. */
  readonly temporary: BytePath;
  readonly undo: BytePath;
}

/**
 * Does the work while no other run changes the same files; fails with "busy" where one does for too long.
 * A run that was killed leaves its lock and temporary files: the next one sees that its process is gone and removes them.
 */
export function withLocks<T>(
  targets: readonly BytePath[],
  work: (held: readonly Held[]) => Result<T, WriteFailure>,
): Result<T, WriteFailure> {
  const run = `${process.pid}-${chance()}`;
  const wanted = targets.map((target, at) => ({ target, lock: lockPath(target), token: `${run}-${at}` }));
  const locked: Lock[] = [];
  // In one order for all runs: two that want the same files never each hold what the other waits for.
  const inOrder = [...wanted].sort((a, b) => (a.lock < b.lock ? -1 : 1));
  try {
    for (const one of inOrder) {
      const refused = locking(one);
      if (refused !== null) return fail({ ...refused, path: one.target });
      locked.push(one);
    }
    return work(wanted.map(heldAs));
  } finally {
    for (const { lock, token } of locked) release(lock, token);
  }
}

interface Lock {
  readonly target: BytePath;
  readonly lock: BytePath;
  readonly token: string;
}

function locking({ lock, token }: Lock): Refusal | null {
  try {
    return acquirePatiently(lock, token) ? null : busy(lock);
  } catch (error) {
    return refusalOf(error);
  }
}

/** Removes what a killed run has left beside a file that nobody changes any more; a run at work keeps what is its own. */
export function clearLeftovers(target: BytePath): void {
  const lock = lockPath(target);
  if (exists(lock)) breakStale(lock, `${process.pid}-${chance()}-0`);
}

const chance = (): string => Math.floor(Math.random() * 2 ** 48).toString(36);

/** A leading dot keeps these files out of every `Include dir/*`. */
export function lockPath(target: BytePath): BytePath {
  const name = nameOf(target).slice(0, LONGEST_NAME_KEPT);
  return joined(directoryOf(target), `.${name}${LOCK_END}`);
}

function heldAs({ target, lock, token }: Lock): Held {
  return { target, temporary: besideLock(lock, token, "tmp"), undo: besideLock(lock, token, "old") };
}

const besideLock = (lock: BytePath, token: string, end: "tmp" | "old"): BytePath =>
  joined(directoryOf(lock), `.keepalive-lint-${token}.${end}`);

const busy = (lock: BytePath): Refusal => ({
  kind: "busy",
  message: `is being changed by another run of keepalive-lint (if there is none, remove ${nameOf(lock)})`,
});

function acquirePatiently(lock: BytePath, token: string): boolean {
  for (const deadline = Date.now() + PATIENCE_MS; ; pause()) {
    if (acquire(lock, token) || (breakStale(lock, token) && acquire(lock, token))) return true;
    if (Date.now() > deadline) return false;
  }
}

/** False where the lock is held. Other failures, such as a read-only directory, are the system's errors. */
function acquire(lock: BytePath, token: string): boolean {
  const content = `${token} ${machine()}`;
  try {
    // Comes into being with its content: a run that is killed at any moment leaves a lock that tells whose it was.
    symlinkSync(content, bytesOf(lock));
    return true;
  } catch (error) {
    const code = codeOf(error);
    if (code === "EEXIST") return false;
    if (code !== "EPERM" && code !== "ENOTSUP" && code !== "ENOSYS") throw error;
    return acquireByFile(lock, content);
  }
}

/** For file systems without symbolic links. */
function acquireByFile(lock: BytePath, content: string): boolean {
  const fd = createExclusively(lock);
  if (fd === null) return false;
  try {
    writeSync(fd, `${content}\n`, null, "latin1");
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
  if (!isStale(lock)) return false;
  // Who guarded it may have been killed too.
  if (exists(guard) && isStale(guard)) removeIfThere(guard);
  if (!acquire(guard, token)) return false;
  try {
    if (isStale(lock)) removeLeftovers(lock);
    return true;
  } finally {
    removeIfThere(guard);
  }
}

const exists = (path: BytePath): boolean => lstatSync(bytesOf(path), { throwIfNoEntry: false }) !== undefined;

function removeLeftovers(lock: BytePath): void {
  const { token } = holder(lock);
  if (/^\d+(?:-[0-9a-z]+)+$/.test(token))
    for (const end of ["tmp", "old"] as const) removeIfThere(besideLock(lock, token, end));
  removeIfThere(lock);
}

function isStale(lock: BytePath): boolean {
  const stats = lstatSync(bytesOf(lock), { throwIfNoEntry: false });
  if (stats === undefined || Date.now() - stats.mtimeMs > STALE_AFTER_MS) return true;
  const { token, where } = holder(lock);
  return token !== "" && where === machine() && !isAlive(Number.parseInt(token, 10));
}

function holder(lock: BytePath): { readonly token: string; readonly where: string } {
  const [token = "", where = ""] = contentOf(lock).trimEnd().split(" ");
  return { token, where };
}

function contentOf(lock: BytePath): string {
  try {
    return readlinkSync(bytesOf(lock), "latin1");
  } catch {
    const content = readRegular(lock);
    return content.ok ? content.value.text : "";
  }
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

/** Blocks for a moment without burning the processor. */
export function pause(milliseconds = PAUSE_MS): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}
