import { realpathSync, type Stats } from "node:fs";
import type { BytePath, FileFacts } from "./files.ts";

/** The form in which node:fs takes names that need not be valid UTF-8. */
export const bytesOf = (path: BytePath): Buffer => Buffer.from(path, "latin1");

/** The same, but for a name in ASCII the string itself: Node asks for it twice as fast, and most runs ask for dozens. */
export const pathOf = (path: BytePath): Buffer | string => (isAscii(path) ? path : bytesOf(path));

export function isAscii(path: BytePath): boolean {
  for (let at = 0; at < path.length; at++) if (path.charCodeAt(at) > 127) return false;
  return true;
}

/**
 * The system's name for a failed call, such as "ENOENT".
 * @throws the error itself where no system call failed: that is a bug here, not a failure of the file system.
 */
export function codeOf(error: unknown): string {
  if (error instanceof Error && "code" in error && typeof error.code === "string") return error.code;
  throw error;
}

/** The error's own sentence, which names the system call but not the path. */
export const sentenceOf = (error: unknown): string =>
  error instanceof Error ? error.message.replace(/ '.*$/s, "") : "";

export const factsOf = (stats: Stats): FileFacts => ({
  kind: stats.isFile() ? "file" : stats.isDirectory() ? "directory" : "other",
  size: stats.size,
  mode: stats.mode & 0o7777,
  uid: stats.uid,
  gid: stats.gid,
  links: stats.nlink,
});

/**
 * The path with every symbolic link resolved, with "/" on every system.
 * @throws the system's error where that fails.
 */
export function resolvedPath(path: BytePath): BytePath {
  const resolved = realpathSync.native(pathOf(path), "latin1");
  return process.platform === "win32" ? resolved.replaceAll("\\", "/") : resolved;
}
