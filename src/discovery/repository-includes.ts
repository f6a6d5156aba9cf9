import { directoryOf, isInside, joined, nameOf, normalised } from "../io/byte-paths.ts";
import type { BytePath } from "../io/files.ts";
import { installedName, isSshDirectory, plainName, sideByPlace, templateSuffix } from "./config-names.ts";

/** Where an Include argument leads on the machine that the files are for. */
interface Destination {
  readonly in: "home" | "system";
  /** Relative to the home directory, or to "/". */
  readonly path: string;
}

/** Where a repository may keep what is installed in such a place; `base` is a pattern. */
interface Location {
  readonly base: BytePath;
  readonly path: string;
  /** Whether names may be spelled as chezmoi spells them. */
  readonly chezmoi: boolean;
}

const CHEZMOI_DIRECTORY = ["", "private_", "exact_", "exact_private_"];
const CHEZMOI_FILE = ["", "private_", "readonly_", "private_readonly_", "create_", "create_private_"];

/** Each name may be spelled in several ways: with more names than this only the plain spelling is looked for. */
const MAX_SPELLED_NAMES = 3;

/**
 * Where the files that a root's Include line means may lie in the root's repository: beside the root, in a stow or
 * chezmoi layout, under `etc/ssh`. Absolute glob(7) patterns (a backslash quotes) inside `repoRoot`, most likely first;
 * none where the argument depends on a user or a connection. Both given paths are absolute and normal. One after another, each
 * once, since mostly the first one is it.
 */
export function* repositoryIncludePaths(
  rootFile: BytePath,
  repoRoot: BytePath,
  includeArgument: string,
): Generator<BytePath> {
  const destination = isInside(repoRoot, rootFile) ? destinationOf(includeArgument, isSystemFile(rootFile)) : null;
  if (destination === null) return;
  const repo = quoted(repoRoot);
  const seen = new Set<BytePath>();
  for (const pattern of likelyPaths(destination, rootFile, repo, includeArgument)) {
    const normal = normalised(pattern);
    if (seen.has(normal) || !isInside(repo, normal)) continue;
    seen.add(normal);
    yield normal;
  }
}

function* likelyPaths(
  destination: Destination,
  rootFile: BytePath,
  repo: BytePath,
  argument: string,
): Generator<BytePath> {
  // A path that leads into the repository where it lies now means what stands there.
  if (argument.startsWith("/")) yield argument;
  const suffix = templateSuffix(nameOf(rootFile));
  for (const location of locations(destination, rootFile, repo)) yield* spelled(location, suffix);
}

/** sshd's and the system's ssh files: their relative paths start in /etc/ssh, others in ~/.ssh. */
const isSystemFile = (rootFile: BytePath): boolean =>
  sideByPlace(rootFile) === "server" || plainName(rootFile) === "ssh_config" || /\/etc\/ssh\//.test(rootFile);

function destinationOf(argument: string, systemFile: boolean): Destination | null {
  const home = /^(?:~|%d|\$\{HOME\}|\/root|\/(?:home|Users)\/[^/]+)\/(.*)$/s.exec(argument)?.[1];
  const rest = home ?? argument;
  if (/^~|%|\$\{/.test(rest)) return null;
  if (home !== undefined) return below("home", rest);
  if (rest.startsWith("/")) return below("system", rest.slice(1));
  return systemFile ? below("system", `etc/ssh/${rest}`) : below("home", `.ssh/${rest}`);
}

/** null where that names the place itself or leads out of it. */
function below(place: Destination["in"], path: string): Destination | null {
  const normal = normalised(path.replace(/^\/+/, ""));
  return isInside(".", normal) ? { in: place, path: normal } : null;
}

function locations(destination: Destination, rootFile: BytePath, repo: BytePath): Location[] {
  return [...besideRoot(destination, rootFile), ...inLayouts(destination, repo)];
}

/** The root's directory stands for ~/.ssh or /etc/ssh, and what is above ~/.ssh for the home directory. */
function besideRoot({ in: place, path }: Destination, rootFile: BytePath): Location[] {
  const directory = directoryOf(rootFile);
  const chezmoi =
    installedName(nameOf(directory)) !== nameOf(directory) || installedName(nameOf(rootFile)) !== nameOf(rootFile);
  const own = place === "home" ? ".ssh/" : "etc/ssh/";
  if (path.startsWith(own)) return [{ base: quoted(directory), path: path.slice(own.length), chezmoi }];
  return place === "home" && isSshDirectory(directory) ? [{ base: quoted(directoryOf(directory)), path, chezmoi }] : [];
}

/** A package or role directory may lie between the repository's root and what mirrors the machine. */
function inLayouts({ in: place, path }: Destination, repo: BytePath): Location[] {
  const mirrors = [repo, `${repo}/*`].map((base) => ({ base, path, chezmoi: false }));
  if (place === "system" || !path.startsWith(".ssh/")) return mirrors;
  return [...mirrors, { base: `${repo}/ssh`, path: path.slice(".ssh/".length), chezmoi: false }];
}

function spelled({ base, path, chezmoi }: Location, suffix: string): BytePath[] {
  const names = path.split("/");
  const plain = joined(base, path);
  const suffixes = new Set(["", suffix, ...(chezmoi ? [".tmpl"] : [])]);
  const spellings = chezmoi && names.length <= MAX_SPELLED_NAMES ? chezmoiPaths(names).map((p) => joined(base, p)) : [];
  return [plain, ...spellings].flatMap((pattern) => [...suffixes].map((end) => withSuffix(pattern, end)));
}

/** A final `*` already matches every suffix. */
const withSuffix = (pattern: BytePath, suffix: string): BytePath =>
  pattern.endsWith("*") ? pattern : pattern + suffix;

function chezmoiPaths(names: readonly string[]): string[] {
  return names.reduce<string[]>(
    (paths, name, index) => {
      const attributes = index === names.length - 1 ? CHEZMOI_FILE : CHEZMOI_DIRECTORY;
      return paths.flatMap((path) => chezmoiNames(name, attributes).map((spelling) => joined(path, spelling)));
    },
    [""],
  );
}

function chezmoiNames(name: string, attributes: readonly string[]): string[] {
  // A leading `*` already matches every attribute.
  if (name.startsWith("*")) return [name];
  const visible = name.startsWith(".") ? `dot_${name.slice(1)}` : name;
  return attributes.map((attribute) => attribute + visible);
}

const quoted = (path: BytePath): BytePath => path.replace(/[*?[\\]/g, "\\$&");
