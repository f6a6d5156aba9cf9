import type { Side } from "../base/side.ts";
import type { System } from "../base/system.ts";
import { isInside, joined, normalised } from "../io/byte-paths.ts";
import type { BytePath, DirectoryEntry, Files } from "../io/files.ts";
import { sideByPlace } from "./config-names.ts";
import { generatorByPath } from "./generated.ts";
import { trackedPaths } from "./git-index.ts";
import { type IgnoreLayer, ignoreLayer, isIgnored, layersAbove, type ReadIgnore } from "./ignored.ts";
import { projectRoot } from "./project-root.ts";

export interface FoundConfig {
  /** Begins with the directory as it was named. */
  readonly path: BytePath;
  readonly side: Side;
  /** Another system's file; absent: OpenSSH's own. */
  readonly system?: System;
  /** True where its directory tells that it is a regular file. */
  readonly isListed?: true;
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
  /** Reads .gitignore files, loaded where there is one; without it nothing is ignored. */
  readonly readIgnore?: (() => ReadIgnore) | undefined;
  /** Whose file besides OpenSSH's own a path is; absent: nobody's. */
  readonly systemAt?: ((real: BytePath) => System | null) | undefined;
  /** What somebody excluded by hand; it holds for tracked files too. */
  readonly excluded?: ((real: BytePath, isDirectory: boolean) => boolean) | undefined;
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
  /** The .gitignore files that hold here, the deepest last. */
  readonly ignored: readonly IgnoreLayer[];
}

/**
 * The ssh configs in a directory, by their place. Links to directories are never followed; what git ignores is passed over
 * unless it is tracked, and no file but .gitignore and git's index is opened.
 */
export function findConfigs(files: Files, directory: BytePath, limits: SearchLimits = {}): FoundConfigs {
  const real = files.realPath(directory) ?? directory;
  const search = new Search(files, limits.boundary === undefined ? real : limits.boundary, limits);
  search.walk(directory, real);
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
  private readonly limits: SearchLimits;
  private hasIgnored = false;
  private reader: ReadIgnore | null = null;
  private top: BytePath = "";

  constructor(files: Files, boundary: BytePath | null, limits: SearchLimits) {
    this.files = files;
    this.boundary = boundary;
    this.maxDepth = limits.maxDepth ?? MAX_DEPTH;
    this.namesLeft = limits.maxNames ?? MAX_NAMES;
    this.limits = limits;
  }

  walk(path: BytePath, real: BytePath): void {
    this.top = real;
    const root = this.limits.readIgnore === undefined ? null : projectRoot(this.files, real);
    const ignored = layersAbove(this.files, root, real, (text) => this.readIgnore(text));
    const start: Place = { path, real, depth: 0, ignored };
    for (let place: Place | undefined = start; place !== undefined; place = this.waiting.pop()) this.visit(place);
    if (this.hasIgnored && root !== null) this.addTracked(root, start);
  }

  private readIgnore(text: string): ReturnType<ReadIgnore> {
    this.reader ??= this.limits.readIgnore?.() ?? (() => () => null);
    return this.reader(text);
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
    const place = this.withOwnIgnore(directory, entries ?? []);
    for (const entry of entries ?? []) {
      if (this.namesLeft-- <= 0) {
        this.complete = false;
        return;
      }
      this.look(place, entry);
    }
  }

  private withOwnIgnore(directory: Place, entries: readonly DirectoryEntry[]): Place {
    const { readIgnore } = this.limits;
    if (readIgnore === undefined || !entries.some(({ name, kind }) => name === ".gitignore" && kind === "file"))
      return directory;
    const path = joined(directory.path, ".gitignore");
    const layer = ignoreLayer(this.files, path, directory.real, (text) => this.readIgnore(text));
    return layer === null ? directory : { ...directory, ignored: [...directory.ignored, layer] };
  }

  private isPassedOver(directory: Place, real: BytePath, isDirectory: boolean): boolean {
    if (this.limits.excluded?.(real, isDirectory) === true) return true;
    if (directory.ignored.length === 0 || !isIgnored(directory.ignored, real, isDirectory)) return false;
    this.hasIgnored = true;
    return true;
  }

  /** Many dotfiles repositories ignore everything and add what they keep by force. */
  private addTracked(root: BytePath, start: Place): void {
    const index = this.files.read(joined(root, ".git/index"));
    const paths = index.ok ? (trackedPaths(index.value.text) ?? []) : [];
    for (const tracked of paths) {
      const real = joined(root, tracked);
      const kind = isInside(start.real, real) && !this.found.has(real) ? this.kindAt(real) : null;
      if (kind === null || this.isExcludedAnywhere(real)) continue;
      const path = normalised(joined(start.path, real.slice(start.real.length).replace(/^\//, "")));
      if (this.files.realPath(path) === real && this.files.facts(path)?.kind === "file")
        this.found.set(real, { path, ...kind });
    }
  }

  private kindAt(real: BytePath): Omit<FoundConfig, "path"> | null {
    const side = sideByPlace(real);
    if (side !== null) return { side };
    const system = this.limits.systemAt?.(real) ?? null;
    return system === null ? null : { side: "client", system };
  }

  private isExcludedAnywhere(real: BytePath): boolean {
    const names = real.slice(this.top.length).replace(/^\//, "").split("/");
    return names.some((name, depth) => {
      const isDirectory = depth < names.length - 1;
      const at = joined(this.top, names.slice(0, depth + 1).join("/"));
      return (isDirectory && SKIPPED.has(name)) || this.limits.excluded?.(at, isDirectory) === true;
    });
  }

  private look(directory: Place, { name, kind }: DirectoryEntry): void {
    const [path, real] = [joined(directory.path, name), joined(directory.real, name)];
    if (kind === "directory") {
      if (SKIPPED.has(name) || this.isPassedOver(directory, real, true)) return;
      this.enter({ path, real, depth: directory.depth + 1, ignored: directory.ignored });
      return;
    }
    const found = kind === "other" ? null : this.kindAt(real);
    // What another program writes is nobody's to mend here; named, it is linted.
    if (found === null || this.isGenerated(real) || this.isPassedOver(directory, real, false)) return;
    if (kind === "file") this.found.set(real, { path, ...found, isListed: true });
    else this.addLink({ path, ...found });
  }

  private isGenerated(real: BytePath): boolean {
    return generatorByPath(real.slice(this.top.length + 1)) !== null;
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
