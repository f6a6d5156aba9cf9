import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { execute } from "./execute.ts";
import { inside, type Machine } from "./namespaces.ts";
import type { Root } from "./roots.ts";

/** A program of the lab, with the moment of everything that it says. Moments are milliseconds of the monotonic clock. */
export interface Running {
  readonly child: ChildProcessWithoutNullStreams;
  readonly pid: number;
  /** When a piece of its output, standard error included, first matched; rejects after so many milliseconds. */
  readonly said: (pattern: RegExp, limit: number) => Promise<number>;
  /** When it ended; null: not within the limit. */
  readonly ended: (limit: number) => Promise<number | null>;
  readonly output: () => string;
}

export const now = (): number => performance.now();
export const pause = (milliseconds: number): Promise<void> => new Promise((done) => setTimeout(done, milliseconds));

/** Starts a program of a root in a machine's network; its process id is the program's own, since every wrapper execs. */
export function start(root: Root, machine: Machine, words: readonly string[]): Running {
  const child = spawn("nsenter", [...inside(machine), "chroot", root.path, ...words], {
    env: { PATH: "/usr/sbin:/usr/bin:/sbin:/bin", HOME: "/lab", SHELL: "/lab-shell" },
    stdio: "pipe",
  });
  let output = "";
  let endedAt: number | null = null;
  const lines: { readonly at: number; readonly text: string }[] = [];
  const hear = (chunk: Buffer): void => {
    const text = chunk.toString("latin1");
    // What a session prints without end is not kept.
    if (/^x+$/.test(text) && lines.length > 50) return;
    output += text;
    lines.push({ at: now(), text });
  };
  child.stdout.on("data", hear);
  child.stderr.on("data", hear);
  child.stdin.on("error", () => undefined);
  child.on("exit", () => {
    endedAt = now();
  });
  const until = async <T>(found: () => T | null, limit: number): Promise<T | null> => {
    for (const end = now() + limit; now() < end; await pause(10)) {
      const result = found();
      if (result !== null) return result;
    }
    return found();
  };
  return {
    child,
    pid: child.pid ?? 0,
    output: () => output,
    ended: (limit) => until(() => endedAt, limit),
    said: async (pattern, limit) => {
      const at = await until(() => lines.find(({ text }) => pattern.test(text))?.at ?? null, limit);
      if (at === null) throw new Error(`never said ${pattern}: ${output.slice(-400)}`);
      return at;
    },
  };
}

/** The processes below one, which a signal to it alone would not reach. */
export function descendants(pid: number): number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const stat = readStat(name);
    if (stat !== null) parents.set(Number(name), stat);
  }
  const found: number[] = [];
  for (const [child, parent] of parents) if (parent === pid) found.push(child, ...descendants(child));
  return found;
}

function readStat(name: string): number | null {
  try {
    const stat = readFileSync(`/proc/${name}/stat`, "utf8");
    return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
  } catch {
    return null;
  }
}

export function signal(pids: readonly number[], name: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, name);
    } catch {
      // It ended by itself meanwhile.
    }
  }
}

/** Ends a program and everything that it started, stopped or not. */
export function end({ pid }: Running): void {
  signal([...descendants(pid), pid], "SIGKILL");
}

/** When a machine's only established connection last received data, by its kernel (tcp_info of `ss -i`). */
export async function lastReceived(machine: Machine): Promise<number> {
  const asked = now();
  const text = await execute("nsenter", [...inside(machine), "ss", "-tinHO", "state", "established"]);
  const ago = /lastrcv:(\d+)/.exec(text)?.[1];
  if (ago === undefined) throw new Error(`no connection in ${machine.name}: ${text}`);
  return (asked + now()) / 2 - Number(ago);
}
