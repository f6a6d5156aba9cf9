import { readdirSync, readFileSync, readlinkSync, statSync } from "node:fs";
import { nameOf } from "./byte-paths.ts";
import type { BytePath } from "./files.ts";
import { bytesOf } from "./node-system.ts";

/** A file by what stays when its name goes. */
export interface Inode {
  readonly path: BytePath;
  readonly dev: number;
  readonly ino: number;
}

/**
 * True where another process that may be seen has this file open for writing (Linux, proc(5); elsewhere false). Names lead
 * the search, since to ask for every descriptor of a machine would take seconds; a file that was replaced keeps its name
 * there with " (deleted)" behind it.
 */
export function hasOpenWriters(inode: Inode): boolean {
  const name = nameOf(inode.path);
  return processes().some((pid) => descriptorsOf(pid).some((fd) => isWriter(pid, fd, name, inode)));
}

const own = String(process.pid);

const processes = (): readonly string[] =>
  orNone(() => readdirSync("/proc")).filter((name) => isNumber(name) && name !== own);

/** Of other people's processes nothing is shown; theirs are not the files that we may replace. */
const descriptorsOf = (pid: string): readonly string[] => orNone(() => readdirSync(`/proc/${pid}/fd`));

const isNumber = (name: string): boolean => name >= "0" && name < ":";

function isWriter(pid: string, fd: string, name: string, { dev, ino }: Inode): boolean {
  try {
    const link = `/proc/${pid}/fd/${fd}`;
    if (!readlinkSync(link, "latin1").includes(name)) return false;
    const stats = statSync(bytesOf(link));
    return stats.ino === ino && stats.dev === dev && mayWrite(`/proc/${pid}/fdinfo/${fd}`);
  } catch {
    // Closed in the meantime.
    return false;
  }
}

/** open(2)'s flags in octal; the last two bits are the access mode, 0 for reading. */
function mayWrite(fdinfo: string): boolean {
  const flags = /^flags:\s*([0-7]+)/m.exec(readFileSync(fdinfo, "latin1"))?.[1] ?? "0";
  return (Number.parseInt(flags, 8) & 3) !== 0;
}

function orNone(list: () => string[]): string[] {
  try {
    return list();
  } catch {
    return [];
  }
}
