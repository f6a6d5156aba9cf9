import { directoryOf, nameOf } from "../io/byte-paths.ts";
import type { BytePath } from "../io/files.ts";
import type { Source } from "../syntax/source.ts";

/** Where `sysctl --system` looks, the most important first: a file hides those of its name further down (sysctl(8), run). */
const directories = ["/etc/sysctl.d", "/run/sysctl.d", "/usr/local/lib/sysctl.d", "/usr/lib/sysctl.d", "/lib/sysctl.d"];

/** The files of one machine in the order in which they are read; what a file of the same name hides is left out. */
export interface SysctlMachine {
  /** The directory that stands for the machine's root; for files that lie in no known place, the one that holds them. */
  readonly root: BytePath;
  readonly sources: readonly Source[];
}

/** Files of several trees are of several machines: nothing in one says anything of another. */
export function sysctlMachines(sources: readonly Source[]): SysctlMachine[] {
  const machines = new Map<BytePath, Source[]>();
  for (const source of sources) {
    const root = rootOf(source.path);
    machines.set(root, [...(machines.get(root) ?? []), source]);
  }
  return [...machines].map(([root, found]) => ({ root, sources: inOrder(found) }));
}

function rootOf(path: BytePath): BytePath {
  const directory = directoryOf(path);
  const place = directories.find((one) => directory.endsWith(one));
  if (place !== undefined) return directory.slice(0, directory.length - place.length);
  if (path.endsWith("/etc/sysctl.conf")) return path.slice(0, -"/etc/sysctl.conf".length);
  // Elsewhere sysctl.conf lies beside sysctl.d, as in /etc.
  return nameOf(directory) === "sysctl.d" ? directoryOf(directory) : directory;
}

/** By name, as bytes; sysctl.conf comes last, and what `sysctl -a` printed is the outcome of all of them. */
function inOrder(sources: readonly Source[]): Source[] {
  const dumps = sources.filter(({ text }) => isDump(text));
  if (dumps.length > 0) return dumps.slice(-1);
  const isMain = ({ path }: Source): boolean => nameOf(path) === "sysctl.conf";
  const dropIns = sources.filter((source) => !isMain(source)).sort((a, b) => rank(a) - rank(b));
  const byName = new Map<string, Source>();
  for (const source of dropIns) {
    const name = nameOf(source.path);
    if (!byName.has(name)) byName.set(name, source);
  }
  const sorted = [...byName].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, source]) => source);
  return [...sorted, ...sources.filter(isMain)];
}

function rank({ path }: Source): number {
  const index = directories.findIndex((one) => directoryOf(path).endsWith(one));
  return index === -1 ? directories.length : index;
}

/** What `sysctl -a` prints holds keys that nobody writes into a file, because they cannot be set. */
const isDump = (text: string): boolean => /^kernel\.(?:ostype|osrelease|version) [=:] /m.test(text);
