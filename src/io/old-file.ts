import { closeSync, fstatSync, statSync } from "node:fs";
import { fail, ok, type Result } from "../base/result.ts";
import { directoryOf, joined, nameOf } from "./byte-paths.ts";
import { createFile } from "./create-file.ts";
import type { BytePath, FileFacts } from "./files.ts";
import { bytesOf } from "./node-system.ts";
import { hasOpenWriters, type Inode } from "./open-writers.ts";
import { openRegular, readDescriptor } from "./read-regular.ts";
import { pause } from "./run-lock.ts";
import type { Refusal } from "./write-refusals.ts";

/** A file that is to be replaced, kept open so that what others write into it is still seen when its name leads elsewhere. */
export interface OldFile {
  readonly fd: number;
  readonly inode: Inode;
  readonly facts: FileFacts;
  readonly text: string;
}

export const CHANGED: Refusal = { kind: "changed", message: "was changed by someone else in the meantime" };

/** @throws the system's error where it cannot be opened. */
export function openOld(target: BytePath, expected: string): Result<OldFile, Refusal> {
  // To open a device can already have an effect.
  if (statSync(bytesOf(target)).isFile() === false) return fail(CHANGED);
  const fd = openRegular(target);
  const content = readDescriptor(fd);
  if (!content.ok || content.value.text !== expected) {
    closeSync(fd);
    return fail(CHANGED);
  }
  const { dev, ino } = fstatSync(fd);
  return ok({ fd, inode: { path: target, dev, ino }, ...content.value });
}

/** How long a writer that has the old file open is waited for, and how often it is looked at, in milliseconds. */
const LONGEST_WAIT_MS = 3000;
const PAUSE_MS = 20;

/**
 * Saves what somebody wrote into the old file behind our last comparison: they had it open before its name led to the new
 * one. Waits until they are done, for a few seconds at most. Null: nobody wrote anything.
 */
export function rescue(old: OldFile): Result<BytePath | null, Refusal> {
  const text = settledText(old);
  return text === old.text ? ok(null) : save(old.inode.path, text);
}

function settledText(old: OldFile): string {
  const deadline = Date.now() + LONGEST_WAIT_MS;
  let text = textNow(old);
  while (hasOpenWriters(old.inode) && Date.now() < deadline) pause(PAUSE_MS);
  for (let next = textNow(old); next !== text && Date.now() < deadline; next = textNow(old)) {
    text = next;
    pause(PAUSE_MS);
  }
  return textNow(old);
}

function textNow({ fd, text }: OldFile): string {
  const content = readDescriptor(fd);
  return content.ok ? content.value.text : text;
}

/** A leading dot keeps it out of every `Include directory/*`. */
function save(path: BytePath, text: string): Result<BytePath, Refusal> {
  for (let number = 1; ; number++) {
    const saved = joined(directoryOf(path), `.${nameOf(path).slice(0, 200)}.keepalive-lint-saved-${number}`);
    const created = createFile(saved, text);
    if (created.ok) return ok(saved);
    if (created.error.kind !== "changed" || number >= 1000) return fail(created.error);
  }
}
