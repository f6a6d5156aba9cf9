import { closeSync, constants, fsyncSync, openSync, writeSync } from "node:fs";
import type { BytePath } from "./files.ts";
import { bytesOf, codeOf } from "./node-system.ts";

export function writeAll(fd: number, text: string): void {
  const bytes = bytesOf(text);
  for (let written = 0; written < bytes.length; ) written += writeSync(fd, bytes, written);
}

export const openDirectory = (directory: BytePath): number =>
  openSync(bytesOf(directory), constants.O_RDONLY | constants.O_DIRECTORY);

export function syncDirectory(directory: BytePath): void {
  const fd = openDirectory(directory);
  try {
    syncOpenDirectory(fd);
  } finally {
    closeSync(fd);
  }
}

/** Some file systems have no sync for directories and say so. */
export function syncOpenDirectory(fd: number): void {
  try {
    fsyncSync(fd);
  } catch (error) {
    if (!["EINVAL", "ENOTSUP", "EPERM"].includes(codeOf(error))) throw error;
  }
}
