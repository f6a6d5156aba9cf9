import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { chownSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { bin, environment, isRoot } from "./program.ts";

/** Says once, where a test cannot be run here, what is missing; never skips without a word. */
export function available(what: string, probe: () => boolean): boolean {
  const isThere = probe();
  if (!isThere) console.info(`not tested here: ${what}`);
  return isThere;
}

export const runs = (program: string, ...args: string[]): boolean =>
  spawnSync(program, args, { stdio: "ignore" }).status === 0;

export const oldText = `# \xe9\n${"# a line of its own\n".repeat(200)}Host *\n  ServerAliveInterval 600\n`;
export const newText = oldText.replace("600", "60");

/** Somebody else, where the test may give files away. */
const OWNER = isRoot ? { uid: 1234, gid: 5678 } : {};
const MODE = 0o640;

export const entry = { text: oldText, mode: MODE };

export function own(path: string): void {
  if (isRoot) chownSync(path, 1234, 5678);
}

/** The promise of every write: the old file or the new one, whole, with its owner and mode. */
export function expectOldOrNew(path: string): "old" | "new" {
  const text = readFileSync(path, "latin1");
  const facts = statSync(path);
  expect({ ...facts, mode: facts.mode & 0o7777 }).toMatchObject({ mode: MODE, nlink: 1, ...OWNER });
  if (text !== oldText && text !== newText) expect(text, `${path} is neither the old nor the new file`).toBe(oldText);
  return text === oldText ? "old" : "new";
}

/** What a finished run leaves beside its files. */
export const leftovers = (directory: string): string[] =>
  readdirSync(directory).filter((name) => name.includes("keepalive-lint"));

/** The program as a process that can be killed. */
export function start(args: readonly string[], cwd: string, wrapper: readonly string[] = []): ChildProcess {
  const [program = process.execPath, ...words] = [...wrapper, process.execPath, bin, ...args];
  return spawn(program, words, { cwd, env: environment(join(cwd, "home")), stdio: "ignore" });
}

export const ended = (child: ChildProcess): Promise<number | null> =>
  new Promise((resolve) => child.once("exit", (code) => resolve(code)));

export const sleep = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));
