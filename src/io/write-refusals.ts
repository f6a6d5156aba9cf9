import type { WriteFailure, WriteFailureKind } from "./files.ts";
import { codeOf, sentenceOf } from "./node-system.ts";

/** Why a file is not written; the path is added by who knows its name. */
export type Refusal = Omit<WriteFailure, "path">;

const REFUSALS: Readonly<Record<string, readonly [WriteFailureKind, string]>> = {
  EACCES: ["denied", "cannot be written: permission denied"],
  EPERM: ["denied", "cannot be written: operation not permitted (protected by a file attribute?)"],
  EROFS: ["read-only", "lies on a read-only file system"],
  ENOSPC: ["no-space", "cannot be written: no space left on the device"],
  EDQUOT: ["no-space", "cannot be written: the disk quota is used up"],
  EEXIST: ["changed", "exists already"],
  ENOENT: ["changed", "is no longer there"],
  EBUSY: ["io", "cannot be replaced in one step: it is in use, such as a mount of its own"],
};

/** The refusal that a failed system call stands for. */
export function refusalOf(error: unknown): Refusal {
  const [kind, message] = REFUSALS[codeOf(error)] ?? ["io", `cannot be written: ${sentenceOf(error)}`];
  return { kind, message };
}
