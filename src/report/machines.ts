import { directoryOf } from "../io/byte-paths.ts";
import type { BytePath } from "../io/files.ts";
import type { Machines } from "./report.ts";

/** The machine that a file comes from, and its path there; null for a file of no machine. */
export function machineOf(machines: Machines | undefined, path: BytePath): { host: string; path: BytePath } | null {
  if (machines === undefined) return null;
  for (let at = path; at !== "/" && at !== "." && at !== ""; at = directoryOf(at)) {
    const host = machines.get(at);
    if (host !== undefined) return { host, path: path.slice(at.length) };
  }
  return null;
}
