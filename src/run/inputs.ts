import type { Side } from "../base/side.ts";
import type { System } from "../base/system.ts";
import { type FoundConfig, findConfigs } from "../discovery/find-configs.ts";
import { type IgnoreLayer, isIgnored } from "../discovery/ignored.ts";
import type { NeighbourSearch } from "../discovery/neighbour-files.ts";
import { isBinary, notAConfig } from "../discovery/not-a-config.ts";
import { sideOf } from "../discovery/side.ts";
import { systemOf } from "../discovery/system.ts";
import { expandGlob } from "../eval/glob.ts";
import { isInside, joined, normalised } from "../io/byte-paths.ts";
import type { BytePath, FileFacts, ReadFailure } from "../io/files.ts";
import type { EffectiveDump } from "../neighbours/effective-dump.ts";
import type { Assumed } from "./assume.ts";
import { dumpIn, dumpNotices, versionBeside } from "./dumps.ts";
import type { Failure, Host } from "./host.ts";

/** A file that a lint was asked about. */
export interface Input {
  /** Absolute and normal; "-" for standard input. */
  readonly path: BytePath;
  readonly side: Side;
  /** Another system's file that carries the same settings; absent: OpenSSH's own. */
  readonly system?: System;
  readonly text: string;
  readonly facts: FileFacts | null;
  /** "default": nobody named it. */
  readonly origin: "named" | "found" | "default" | "stdin";
  /** The directory that was searched, or that holds the file. */
  readonly directory: BytePath;
  /** True for the user's own config where there is none yet: judged as the empty file that ssh takes it for. */
  readonly absent?: boolean;
  /** What `sshd -T` or `ssh -G` printed; the text is then what of it a config may say. */
  readonly dump?: EffectiveDump;
  /** The OpenSSH of the machine that the file comes from, where that is known. */
  readonly assumed?: Assumed;
  /** The machine that the file comes from, in a run over many. */
  readonly host?: string;
}

export interface InputRequest {
  readonly paths: readonly BytePath[];
  readonly stdin: { readonly text: string; readonly name: BytePath | null } | null;
  readonly side: Side | null;
  /** Whose files the named ones are, whatever their names and contents say; null: these tell. */
  readonly system?: System | null;
  /** Without paths: search the working directory, as a CI job wants it, in place of the user's own configuration. */
  readonly searchByDefault: boolean;
  /** gitignore(5) patterns and the directory that they are relative to: what is passed over in searched directories. */
  readonly exclude?: readonly Exclusion[];
  /** Passes over named files, too: a hook names all that changed. */
  readonly forceExclude?: boolean;
  /** Searched directories also yield other systems' files, where these carry settings of ours. */
  readonly neighbours?: boolean;
  /** False: files are found although git ignores them. Default true. */
  readonly respectGitignore?: boolean;
  /** No error where nothing was found. */
  readonly allowNothing?: boolean;
  /** Everything that is named is what `sshd -T` or `ssh -G` printed. */
  readonly effectiveDump?: boolean;
}

export interface Exclusion {
  readonly base: BytePath;
  readonly patterns: readonly string[];
}

export interface Inputs {
  readonly inputs: readonly Input[];
  readonly failures: readonly Failure[];
  readonly notices: readonly string[];
}

const SYSTEM_CLIENT = "/etc/ssh/ssh_config";
const SYSTEM_SERVER = "/etc/ssh/sshd_config";

export const userConfigOf = (host: Host): BytePath => `${host.machine.home}/.ssh/config`;

/** The files that ssh and sshd on this machine start from. */
export function isLivePath(path: BytePath, host: Host): boolean {
  return path === userConfigOf(host) || path === SYSTEM_CLIENT || path === SYSTEM_SERVER;
}

/** What is to be linted: named files and directories, standard input, or without any the user's own configuration. */
export function findInputs(request: InputRequest, host: Host): Inputs {
  if (request.paths.length === 0) {
    return request.searchByDefault ? collect(["."], request, host) : ownConfiguration(host);
  }
  return collect(request.paths, request, host);
}

function collect(paths: readonly BytePath[], request: InputRequest, host: Host): Inputs {
  const inputs = new Map<BytePath, Input>();
  const failures: Failure[] = [];
  const notices: string[] = [];
  const asked: Asked = { ...request, isExcluded: exclusions(request, host) };
  for (const path of paths) {
    const found = path === "-" ? fromStdin(request, host) : atPath(path, asked, host);
    failures.push(...found.failures);
    notices.push(...found.notices);
    for (const input of found.inputs) if (!inputs.has(input.path)) inputs.set(input.path, input);
  }
  const all = [...inputs.values()];
  return { inputs: all, failures, notices: [...notices, ...dumpNotices(all)] };
}

type Found = Inputs;

/** The request with its patterns read; null: there are none. */
interface Asked extends InputRequest {
  readonly isExcluded: ((path: BytePath, isDirectory: boolean) => boolean) | null;
}

function exclusions({ exclude = [] }: InputRequest, host: Host): Asked["isExcluded"] {
  const wanted = exclude.filter(({ patterns }) => patterns.length > 0);
  const read = wanted.length === 0 ? undefined : host.loadIgnore?.();
  if (read === undefined) return null;
  const layers: IgnoreLayer[] = wanted.map(({ base, patterns }) => {
    return { base: host.files.realPath(base) ?? base, rules: read(patterns.join("\n")) };
  });
  return (path, isDirectory) => isIgnored(layers, path, isDirectory);
}

const nothing: Found = { inputs: [], failures: [], notices: [] };
const failed = (path: BytePath | null, message: string): Found => ({ ...nothing, failures: [{ path, message }] });

function fromStdin(request: InputRequest, host: Host): Found {
  const text = request.stdin?.text ?? "";
  const name = request.stdin?.name ?? null;
  const path = name ?? "-";
  const read = { path, text, facts: null, origin: "stdin", directory: "-" } as const;
  const kind = request.effectiveDump === true ? null : kindOf(path, text, request);
  if (kind?.system !== undefined) return { ...nothing, inputs: [{ ...read, ...kind }] };
  return asInput(read, kind?.side ?? null, request, host);
}

type Kind = Pick<Input, "side" | "system">;

/** Whose file it is: as asked, by its name, by its content. */
function kindOf(path: BytePath, text: string, { side, system }: Pick<InputRequest, "side" | "system">): Kind | null {
  const other = system ?? (side === null ? systemOf(path, text) : null);
  if (other !== null) return { side: "client", system: other };
  const own = side ?? sideOf(path, text);
  return own === null ? null : { side: own };
}

const unknownSide = "cannot tell whether this is for ssh or sshd: say --side client or --side server";

function atPath(path: BytePath, request: Asked, host: Host): Found {
  const full = normalised(joined(host.cwd, path));
  const facts = host.files.facts(full);
  if (request.forceExclude === true && request.isExcluded?.(full, facts?.kind === "directory") === true) return nothing;
  if (facts?.kind === "directory") return inDirectory(full, path, request, host);
  if (facts === null && !host.files.isLink(full)) {
    const matches = /[*?[]/.test(path) ? expandGlob(host.files, full) : [];
    if (matches.length > 0) return merge(matches.map((match) => atPath(match, request, host)));
  }
  return readInput(full, "named", full.slice(0, Math.max(1, full.lastIndexOf("/"))), request, host);
}

function merge(found: readonly Found[]): Found {
  return {
    inputs: found.flatMap(({ inputs }) => inputs),
    failures: found.flatMap(({ failures }) => failures),
    notices: found.flatMap(({ notices }) => notices),
  };
}

export function readInput(
  path: BytePath,
  origin: Input["origin"],
  directory: BytePath,
  asked: Pick<InputRequest, "side" | "system" | "effectiveDump">,
  host: Host,
  isListed = false,
): Found {
  const result = host.files.read(path, isListed);
  if (!result.ok) return failed(path, result.error.message);
  const { text, facts } = result.value;
  const kind = asked.effectiveDump === true ? null : kindOf(path, text, asked);
  if (kind?.system !== undefined && (!isBinary(text) || isWindowsText(kind.system, text))) {
    return { ...nothing, inputs: [{ path, ...kind, text, facts, origin, directory }] };
  }
  const other = notAConfig(text);
  // Public repositories keep encrypted configs in the usual places: nobody named them, so they are no failure.
  if (other !== null && origin === "found") return { ...nothing, notices: [`${path} is ${other}: not linted`] };
  if (other !== null) return failed(path, `is ${other}`);
  const side = kind?.system === undefined ? (kind?.side ?? null) : sideOf(path, text);
  return asInput({ path, text, facts, origin, directory }, side, asked, host);
}

/** A config with its side, or a dump with what of it counts. `known`: the side by its name or content; a dump has its own. */
function asInput(
  read: Omit<Input, "side">,
  known: Side | null,
  { side: asked, effectiveDump }: Pick<InputRequest, "side" | "effectiveDump">,
  host: Host,
): Found {
  const { path, text, origin } = read;
  const dump = dumpIn(text, effectiveDump === true);
  if (typeof dump === "string") return failed(path, dump);
  if (dump === null) {
    const side = asked ?? known;
    return side === null ? failed(path, unknownSide) : { ...nothing, inputs: [{ ...read, side }] };
  }
  const { side, config } = dump;
  if (asked !== null && asked !== side)
    return failed(path, `is what ${side === "server" ? "sshd -T" : "ssh -G"} printed`);
  const assumed = origin === "stdin" ? null : versionBeside(path, host.files);
  const input: Input = { ...read, side, text: config, dump, ...(assumed === null ? {} : { assumed }) };
  return { ...nothing, inputs: [input] };
}

const windowsSystems: ReadonlySet<System> = new Set<System>(["putty-registry", "winscp", "xshell"]);

/** UTF-16 has a zero byte beside each letter; these programs write it. */
const isWindowsText = (system: System, text: string): boolean =>
  windowsSystems.has(system) && /^(?:\xff\xfe|\xfe\xff)/.test(text);

function inDirectory(full: BytePath, asGiven: BytePath, request: Asked, host: Host): Found {
  const own = full === `${host.machine.home}/.ssh` || isInside(`${host.machine.home}/.ssh`, full);
  const search = request.neighbours === true ? host.loadNeighbourSearch() : null;
  const { configs, unreadable, complete } = findConfigs(host.files, full, {
    ...(own ? { boundary: null } : {}),
    systemAt: search?.systemAt,
    readIgnore: request.respectGitignore === false ? undefined : host.loadIgnore,
    excluded: request.isExcluded ?? undefined,
  });
  const wanted = configs.filter(({ side }) => request.side === null || side === null || side === request.side);
  const { side, effectiveDump } = request;
  const asked = { side, ...(effectiveDump === undefined ? {} : { effectiveDump }) };
  const found = merge(
    wanted.map((config) => {
      const { system, path, isListed } = config;
      return system === undefined || search === null
        ? readInput(path, "found", full, asked, host, isListed)
        : readNeighbour({ ...config, system }, full, search, host);
    }),
  );
  const failures = [...found.failures, ...unreadable.map(unreadableDirectory)];
  if (!complete) failures.push({ path: full, message: "too many names to search; name a smaller directory" });
  if (found.inputs.length === 0 && failures.length === 0 && request.allowNothing !== true) {
    failures.push({
      path: full,
      message: `${search === null ? "" : "nothing with a keepalive setting and "}no ssh_config or sshd_config was found in ${asGiven}`,
    });
  }
  return { ...found, failures };
}

/** Nobody named it: what cannot be read is noted, and what carries nothing of ours is as if it were not there. */
function readNeighbour(
  { path, system }: FoundConfig & { readonly system: System },
  directory: BytePath,
  { carries }: NeighbourSearch,
  { files }: Host,
): Found {
  const result = files.read(path);
  if (!result.ok) return { ...nothing, notices: [`${path} ${result.error.message}: not linted`] };
  const { text, facts } = result.value;
  if ((isBinary(text) && !isWindowsText(system, text)) || !carries(system, text)) return nothing;
  return { ...nothing, inputs: [{ path, side: "client", system, text, facts, origin: "found", directory }] };
}

function unreadableDirectory(path: BytePath): Failure {
  return { path, message: "may not be searched" };
}

/** `~/.ssh/config` with /etc/ssh/ssh_config behind it; what is absent or unreadable is noted and no error. */
function ownConfiguration(host: Host): Inputs {
  const inputs: Input[] = [];
  const notices = otherHome(host);
  const own = userConfigOf(host);
  for (const path of [own, SYSTEM_CLIENT]) {
    const result = host.files.read(path);
    const directory = path.slice(0, path.lastIndexOf("/"));
    const input = { path, side: "client", origin: "default", directory } as const;
    if (result.ok) inputs.push({ ...input, ...result.value });
    else {
      notices.push(absent(path, result.error));
      if (path === own) inputs.push({ ...input, text: "", facts: null, absent: true });
    }
  }
  return { inputs, failures: [], notices };
}

/** ssh takes its main file from the password database, whatever $HOME says (measured). */
function otherHome(host: Host): string[] {
  const { home } = host.machine;
  const real = host.passwordHome();
  if (real === null || real === home) return [];
  return [`HOME is ${home}, but ssh itself reads ${real}/.ssh/config`];
}

const absent = (path: BytePath, error: ReadFailure): string => `${path} ${error.message}`;
