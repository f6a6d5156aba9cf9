import { closeSync, fchmodSync, fchownSync, fstatSync, fsyncSync, openSync } from "node:fs";
import { fail, ok, type Result } from "../base/result.ts";
import type { CarryAttributes } from "./attributes.ts";
import { CREATE } from "./create-file.ts";
import { writeAll } from "./durable.ts";
import type { BytePath, FileFacts } from "./files.ts";
import { bytesOf, codeOf, factsOf } from "./node-system.ts";
import type { OldFile } from "./old-file.ts";
import { removeIfThere } from "./run-lock.ts";
import type { Refusal } from "./write-refusals.ts";

/** What is known of a new file that waits to be renamed. */
export interface Staged {
  readonly attributesUnknown: boolean;
}

/** Puts content on disk under a new name, with the old file's owner, mode and attributes; nothing is left where that fails. */
export function stage(path: BytePath, old: OldFile, text: string, carry: CarryAttributes): Result<Staged, Refusal> {
  const fd = openSync(bytesOf(path), CREATE, 0o600 | maskedGroupBits());
  let kept: Result<Staged, Refusal> | null = null;
  try {
    const inheritsAcl = (fstatSync(fd).mode & 0o070) !== 0;
    writeAll(fd, text);
    kept = keepOwner(fd, old.facts);
    if (kept.ok) kept = keepAttributes(fd, old, inheritsAcl, carry);
    if (kept.ok) fsyncSync(fd);
    return kept;
  } finally {
    closeSync(fd);
    if (kept?.ok !== true) removeIfThere(path);
  }
}

/**
 * Group bits that the umask takes away, so that asking for them changes nothing, unless the directory has a default
 * ACL: that disables the umask, so the bits that appear tell of it. (With a umask of 0 it goes unnoticed.)
 */
const maskedGroupBits = (): number => process.umask() & 0o060;

const INHERITS_ACL: Refusal = { kind: "attributes", message: "would get a new ACL from its directory's default ACL" };

const KEPT: Result<Staged, never> = ok({ attributesUnknown: false });

function keepOwner(fd: number, before: FileFacts): Result<Staged, Refusal> {
  const fresh = factsOf(fstatSync(fd));
  const owned = (fresh.uid === before.uid && fresh.gid === before.gid) || giveTo(fd, before.uid, before.gid);
  return owned
    ? KEPT
    : fail({ kind: "foreign-owner", message: "has an owner or group that the new file may not be given" });
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

/** Attributes before the mode: a file without an ACL has one taken away that its directory gave, and the mode with it. */
function keepAttributes(
  fd: number,
  old: OldFile,
  inheritsAcl: boolean,
  carry: CarryAttributes,
): Result<Staged, Refusal> {
  const carried = carry(old.fd, fd);
  if (carried.kind === "failed") return fail({ kind: "attributes", message: carried.because });
  if (carried.kind === "unknown" && inheritsAcl) return fail(INHERITS_ACL);
  if (factsOf(fstatSync(fd)).mode !== old.facts.mode) fchmodSync(fd, old.facts.mode);
  if (factsOf(fstatSync(fd)).mode !== old.facts.mode)
    return fail({ kind: "attributes", message: "has a mode that the new file may not be given" });
  return ok({ attributesUnknown: carried.kind === "unknown" });
}
