import { type SpawnSyncReturns, spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";

export const bin = fileURLToPath(new URL("../../bin/keepalive-lint.cjs", import.meta.url));

export const isRoot = process.geteuid?.() === 0;

/** Debian's nobody: who may read what everybody may, and nothing else. */
const NOBODY = 65534;

const MOST_OUTPUT = 64 * 1024 * 1024;

/** A file by its bytes (latin1), a mode beside it, or a symbolic link. */
export type Entry = string | { readonly text: string; readonly mode: number } | { readonly link: string };

/** A directory of its own with these files in it; it goes away with the test. */
export function sandbox(tree: Readonly<Record<string, Entry>> = {}): string {
  const directory = mkdtempSync(join(tmpdir(), "keepalive-cli-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  chmodSync(directory, 0o755);
  for (const [name, entry] of Object.entries(tree)) plant(join(directory, name), entry);
  return directory;
}

function plant(path: string, entry: Entry): void {
  mkdirSync(dirname(path), { recursive: true });
  if (typeof entry === "object" && "link" in entry) {
    symlinkSync(entry.link, path);
    return;
  }
  const { text, mode } = typeof entry === "string" ? { text: entry, mode: 0o644 } : entry;
  writeFileSync(path, text, "latin1");
  chmodSync(path, mode);
}

export interface Run {
  readonly status: number | null;
  /** Both as bytes (latin1). */
  readonly stdout: string;
  readonly stderr: string;
}

export interface How {
  readonly cwd?: string;
  /** Bytes as latin1. */
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** As a user who owns nothing: what root may read, they may not. Needs root. */
  readonly asNobody?: boolean;
}

/** An environment in which nothing of this machine's user shows: no CI, no colour, an empty home. */
export function environment(home: string, more: Readonly<Record<string, string>> = {}): Record<string, string> {
  return { PATH: process.env.PATH ?? "/usr/bin:/bin", HOME: home, TERM: "xterm", LANG: "C.UTF-8", ...more };
}

const taken = (result: SpawnSyncReturns<string>): Run => {
  if (result.error !== undefined) throw result.error;
  return { status: result.status, stdout: result.stdout, stderr: result.stderr };
};

/** Runs the program as a process of its own. */
export function run(
  args: readonly string[],
  { cwd = sandbox(), input = "", env = {}, asNobody = false }: How = {},
): Run {
  return taken(
    spawnSync(process.execPath, [bin, ...args], {
      cwd,
      input: Buffer.from(input, "latin1"),
      env: environment(join(cwd, "home"), env),
      encoding: "latin1",
      timeout: 15_000,
      maxBuffer: MOST_OUTPUT,
      ...(asNobody ? { uid: NOBODY, gid: NOBODY } : {}),
    }),
  );
}

/** Runs a shell line in which `kl` is the program. */
export function shell(line: string, cwd: string, env: Readonly<Record<string, string>> = {}, timeout = 15_000): Run {
  return taken(
    spawnSync("bash", ["-c", `set -o pipefail; kl() { "$NODE" "$BIN" "$@"; }\n${line}`], {
      cwd,
      env: environment(join(cwd, "home"), { ...env, NODE: process.execPath, BIN: bin }),
      encoding: "latin1",
      timeout,
      maxBuffer: MOST_OUTPUT,
    }),
  );
}

export const utf8 = (bytes: string): string => Buffer.from(bytes, "latin1").toString("utf8");
