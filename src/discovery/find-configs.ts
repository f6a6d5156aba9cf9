import type { Side } from "../base/side.ts";
import { isInside, joined } from "../io/byte-paths.ts";
import type { BytePath, DirectoryEntry, Files } from "../io/files.ts";
import { sideByPlace } from "./config-names.ts";

export interface FoundConfig {
  /** Begins with the directory as it was named. */
  readonly path: BytePath;
  readonly side: Side;
}

export interface FoundConfigs {
  /** Sorted by path. */
  readonly configs: readonly FoundConfig[];
  /** Directories that could not be listed, sorted. */
  readonly unreadable: readonly BytePath[];
  /** False where the search ended at one of its limits. */
  readonly complete: boolean;
}

export interface SearchLimits {
  /** Real path of the directory in which the files behind symbolic links must lie; null: anywhere. Default: the searched one. */
  readonly boundary?: BytePath | null;
  /** Names looked at in all. */
  readonly maxNames?: number;
  /** Directories above a file, from the searched one on. */
  readonly maxDepth?: number;
}

const MAX_NAMES = 500_000;
const MAX_DEPTH = 64;

/** What holds no one's own configs, or too many files. */
const SKIPPED = new Set(
  ".git .hg .svn .jj .bzr node_modules bower_components .venv .tox .nox __pycache__ .mypy_cache .pytest_cache .cache .terraform .vagrant .direnv".split(
    " ",
  ),
);

interface Place {
  readonly path: BytePath;
  /** Without links: the names above a directory count, however it was named. */
  readonly real: BytePath;
  readonly depth: number;
}

/** The ssh configs in a directory, by their place. Links to directories are never followed, no file is opened. */
export function findConfigs(files: Files, directory: BytePath, limits: SearchLimits = {}): FoundConfigs {
  const real = files.realPath(directory) ?? directory;
  const search = new Search(files, limits.boundary === undefined ? real : limits.boundary, limits);
  search.walk({ path: directory, real, depth: 0 });
  return search.result();
}

const byPath = (a: FoundConfig, b: FoundConfig): number => (a.path < b.path ? -1 : 1);

class Search {
  private readonly files: Files;
  private readonly boundary: BytePath | null;
  private readonly maxDepth: number;
  private namesLeft: number;
  private complete = true;
  private readonly waiting: Place[] = [];
  private readonly found = new Map<BytePath, FoundConfig>();
  private readonly linked: [BytePath, FoundConfig][] = [];
  private readonly unreadable: BytePath[] = [];

  constructor(files: Files, boundary: BytePath | null, limits: SearchLimits) {
    this.files = files;
    this.boundary = boundary;
    this.maxDepth = limits.maxDepth ?? MAX_DEPTH;
    this.namesLeft = limits.maxNames ?? MAX_NAMES;
  }

  walk(start: Place): void {
    for (let place: Place | undefined = start; place !== undefined; place = this.waiting.pop()) this.visit(place);
  }

  /** A file that was found under its own name is not reported again under a link's. */
  result(): FoundConfigs {
    for (const [real, config] of this.linked.sort(([, a], [, b]) => byPath(a, b))) {
      if (!this.found.has(real)) this.found.set(real, config);
    }
    const configs = [...this.found.values()].sort(byPath);
    return { configs, unreadable: this.unreadable.sort(), complete: this.complete };
  }

  private visit(directory: Place): void {
    const entries = this.files.entries(directory.path);
    if (entries === null) this.unreadable.push(directory.path);
    for (const entry of entries ?? []) {
      if (this.namesLeft-- <= 0) {
        this.complete = false;
        return;
      }
      this.look(directory, entry);
    }
  }

  private look(directory: Place, { name, kind }: DirectoryEntry): void {
    const [path, real] = [joined(directory.path, name), joined(directory.real, name)];
    if (kind === "directory") {
      if (!SKIPPED.has(name)) this.enter({ path, real, depth: directory.depth + 1 });
      return;
    }
    const side = kind === "other" ? null : sideByPlace(real);
    if (side === null) return;
    if (kind === "file") this.found.set(real, { path, side });
    else this.addLink({ path, side });
  }

  private enter(directory: Place): void {
    if (directory.depth <= this.maxDepth) this.waiting.push(directory);
    else this.complete = false;
  }

  private addLink(config: FoundConfig): void {
    const target = this.files.realPath(config.path);
    if (target === null || (this.boundary !== null && !isInside(this.boundary, target))) return;
    if (this.files.facts(target)?.kind === "file") this.linked.push([target, config]);
  }
}
