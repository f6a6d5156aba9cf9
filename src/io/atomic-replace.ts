import { accessSync, closeSync, constants, fstatSync, renameSync, statSync } from "node:fs";
import { fail, ok, type Result } from "../base/result.ts";
import type { CarryAttributes } from "./attributes.ts";
import { directoryOf } from "./byte-paths.ts";
import { openDirectory, syncOpenDirectory } from "./durable.ts";
import type { BytePath, Replaced, Replacement, ReplaceOptions, WriteFailure } from "./files.ts";
import { bytesOf, factsOf, resolvedPath, sentenceOf } from "./node-system.ts";
import { CHANGED, type OldFile, openOld, rescue } from "./old-file.ts";
import { hasOpenWriters } from "./open-writers.ts";
import { readDescriptor, readRegular } from "./read-regular.ts";
import { type Held, removeIfThere, withLocks } from "./run-lock.ts";
import { type Staged, stage } from "./staged-file.ts";
import { type Refusal, refusalOf } from "./write-refusals.ts";

const OK: Result<null, never> = ok(null);

/** One file of a write, from its opening to its end. */
interface Work extends Held {
  readonly change: Replacement;
  readonly old: OldFile;
  /** Opened first: where the directory cannot be synced, nothing is promised and nothing written. */
  readonly directory: number;
}

/**
 * Replaces the contents of files, all or none, each in one step that survives a power cut; symbolic links are followed and
 * kept. Everything that can fail is done before the first rename; what fails at a rename takes the ones before it back.
 */
export function replaceFiles(
  changes: readonly Replacement[],
  { backup }: ReplaceOptions,
  carry: CarryAttributes,
): Result<readonly Replaced[], WriteFailure> {
  const targets = all(changes, (change) => attempt(change.path, () => ok(resolvedPath(change.path))));
  if (!targets.ok) return targets;
  return withLocks(targets.value, (held) => {
    const opened: Work[] = [];
    try {
      const ready = all(changes, (change, at) =>
        attempt(change.path, () => open(change, held[at] as Held, (work) => opened.push(work))),
      );
      return ready.ok ? replaceOpened(ready.value, backup, carry) : ready;
    } finally {
      for (const { old, directory } of opened) {
        closeSync(old.fd);
        closeSync(directory);
      }
    }
  });
}

function open(change: Replacement, held: Held, opened: (work: Work) => void): Result<Work, Refusal> {
  const old = openOld(held.target, change.expected);
  if (!old.ok) return old;
  let directory: number | null = null;
  try {
    const refused = examine(old.value);
    if (refused !== null) return fail(refused);
    directory = openDirectory(directoryOf(held.target));
    const work = { ...held, change, old: old.value, directory };
    opened(work);
    return ok(work);
  } finally {
    if (directory === null) closeSync(old.value.fd);
  }
}

/** Why a file cannot be what it was when it is replaced; null: it can. */
function examine({ facts, inode }: OldFile): Refusal | null {
  if (facts.links > 1) return { kind: "hard-links", message: manyNames(facts.links) };
  const user = process.geteuid?.() ?? facts.uid;
  if (user !== 0 && user !== facts.uid) return { kind: "foreign-owner", message: "belongs to another user" };
  // A rename would also replace a file whose owner has made it read-only.
  accessSync(bytesOf(inode.path), constants.W_OK);
  return null;
}

const manyNames = (links: number): string => `has ${links} names (hard links), of which only one would be changed`;

function replaceOpened(
  works: readonly Work[],
  backup: ReplaceOptions["backup"],
  carry: CarryAttributes,
): Result<readonly Replaced[], WriteFailure> {
  const backups: BytePath[] = [];
  let committed = false;
  try {
    const staged = all(works, (work) => attempt(work.change.path, () => stageAll(work, works.length > 1, carry)));
    if (!staged.ok) return staged;
    const kept = all(works, (work, at) =>
      attempt(work.change.path, () => keepBackup(work, backup?.(work.target, at) ?? null, backups, carry)),
    );
    if (!kept.ok) return kept;
    const agreed = all(works, (work) => attempt(work.change.path, () => stillAsRead(work, true)));
    if (!agreed.ok) return agreed;
    const renamed = renameAll(works);
    if (!renamed.ok) return renamed;
    committed = true;
    return confirmed(works, staged.value, kept.value);
  } finally {
    for (const { temporary, undo } of works) for (const path of [temporary, undo]) removeIfThere(path);
    if (!committed) for (const path of backups) removeIfThere(path);
  }
}

/** The new content, and where several files change, the old one once more: what a failing rename is taken back with. */
function stageAll({ temporary, undo, old, change }: Work, several: boolean, carry: CarryAttributes) {
  const spare = several ? stage(undo, old, old.text, carry) : OK;
  return spare.ok ? stage(temporary, old, change.replacement, carry) : spare;
}

/** A copy of the old file under a name that is free. */
function keepBackup(
  { change, old }: Work,
  wanted: BytePath | null,
  made: BytePath[],
  carry: CarryAttributes,
): Result<BytePath | null, Refusal> {
  if (wanted === null) return ok(null);
  let path = wanted;
  for (let number = 1; statSync(bytesOf(path), { throwIfNoEntry: false }) !== undefined; number++)
    path = `${wanted}${number}`;
  const staged = stage(path, old, change.expected, carry);
  if (!staged.ok) return staged;
  made.push(path);
  return ok(path);
}

/** Right before the rename: the same file under the same name, as it was read, and nobody about to write into it. */
function stillAsRead({ change, target, old }: Work, askForWriters: boolean): Result<null, Refusal> {
  if (resolvedPath(change.path) !== target) return fail(CHANGED);
  if (askForWriters && hasOpenWriters(old.inode)) {
    return fail({ kind: "changed", message: "is being written by another program at this moment" });
  }
  const { dev, ino } = statSync(bytesOf(target));
  if (dev !== old.inode.dev || ino !== old.inode.ino) return fail(CHANGED);
  const current = readDescriptor(old.fd);
  if (!current.ok || current.value.text !== old.text) return fail(CHANGED);
  const { uid, gid, mode, links } = factsOf(fstatSync(old.fd));
  const { facts } = old;
  const same = uid === facts.uid && gid === facts.gid && mode === facts.mode && links === facts.links;
  return same ? OK : fail(CHANGED);
}

function renameAll(works: readonly Work[]): Result<null, WriteFailure> {
  for (const [at, work] of works.entries()) {
    const renamed = attempt(work.change.path, () => renameOne(work, at > 0));
    if (renamed.ok) continue;
    return takeBack(works.slice(0, at), renamed.error);
  }
  return OK;
}

function renameOne(work: Work, compare: boolean): Result<null, Refusal> {
  const agreed = compare ? stillAsRead(work, false) : OK;
  if (agreed.ok) renameSync(bytesOf(work.temporary), bytesOf(work.target));
  return agreed;
}

/** Puts old files back where nobody has written since; what cannot be put back is said. */
function takeBack(works: readonly Work[], because: WriteFailure): Result<null, WriteFailure> {
  const stuck = works.filter(({ target, undo, change }) => {
    const now = readRegular(target);
    if (!now.ok || now.value.text !== change.replacement) return true;
    return !attempt(change.path, () => ok(renameSync(bytesOf(undo), bytesOf(target)))).ok;
  });
  if (stuck.length === 0) return fail(because);
  const names = stuck.map(({ change }) => change.path).join(", ");
  return fail({ ...because, message: `${because.message}; ${names} was changed already and could not be put back` });
}

function confirmed(
  works: readonly Work[],
  staged: readonly Staged[],
  backups: readonly (BytePath | null)[],
): Result<readonly Replaced[], WriteFailure> {
  const synced = all(works, (work) => attempt(work.change.path, () => syncedDirectory(work)));
  const replaced = all(works, ({ change: { path }, old }, at) =>
    attempt(path, () => {
      const rescued = rescue(old);
      if (!rescued.ok) return fail({ ...rescued.error, message: `${lost}: ${rescued.error.message}` });
      const { attributesUnknown = true } = staged[at] ?? {};
      return ok({ path, rescued: rescued.value, backup: backups[at] ?? null, attributesUnknown });
    }),
  );
  return synced.ok ? replaced : synced;
}

const lost = "was replaced while somebody wrote into the old file, and what they wrote could not be saved";

function syncedDirectory({ directory }: Work): Result<null, Refusal> {
  try {
    syncOpenDirectory(directory);
    return OK;
  } catch (error) {
    return fail({ kind: "io", message: `was replaced, but may not survive a power cut: ${sentenceOf(error)}` });
  }
}

/** The results of all, or the first failure. */
function all<T, U>(
  items: readonly T[],
  each: (item: T, at: number) => Result<U, WriteFailure>,
): Result<readonly U[], WriteFailure> {
  const done: U[] = [];
  for (const [at, item] of items.entries()) {
    const result = each(item, at);
    if (!result.ok) return result;
    done.push(result.value);
  }
  return ok(done);
}

function attempt<T>(path: BytePath, work: () => Result<T, Refusal>): Result<T, WriteFailure> {
  try {
    const done = work();
    return done.ok ? done : fail({ ...done.error, path });
  } catch (error) {
    return fail({ ...refusalOf(error), path });
  }
}
