import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { BytePath } from "../../../src/io/files.ts";

/** An empty directory that goes away with the test. */
export function temporaryDirectory(): BytePath {
  const directory = mkdtempSync(join(tmpdir(), "keepalive-io-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

export const named = (directory: BytePath, name: string): Buffer => Buffer.from(`${directory}/${name}`, "latin1");

/** Runs a program that Node has no call for; false where it is not installed or fails. */
export const succeeds = (program: string, ...args: string[]): boolean => spawnSync(program, args).status === 0;

export const isRoot = process.geteuid?.() === 0;
