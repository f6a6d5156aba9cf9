import type { Side } from "../base/side.ts";
import type { System } from "../base/system.ts";
import { findConfigs } from "../discovery/find-configs.ts";
import { sideOf } from "../discovery/side.ts";
import { systemOf } from "../discovery/system.ts";
import { expandGlob } from "../eval/glob.ts";
import { isInside, joined, normalised } from "../io/byte-paths.ts";
import type { BytePath, FileFacts, ReadFailure } from "../io/files.ts";
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
}

export interface InputRequest {
  readonly paths: readonly BytePath[];
  readonly stdin: { readonly text: string; readonly name: BytePath | null } | null;
  readonly side: Side | null;
  /** Whose files the named ones are, whatever their names and contents say; null: these tell. */
  readonly system?: System | null;
  /** Without paths: search the working directory, as a CI job wants it, in place of the user's own configuration. */
  readonly searchByDefault: boolean;
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
  for (const path of paths) {
    const found = path === "-" ? fromStdin(request) : atPath(path, request, host);
    failures.push(...found.failures);
    for (const input of found.inputs) if (!inputs.has(input.path)) inputs.set(input.path, input);
  }
  return { inputs: [...inputs.values()], failures, notices: [] };
}

type Found = Pick<Inputs, "inputs" | "failures">;

const failed = (path: BytePath | null, message: string): Found => ({ inputs: [], failures: [{ path, message }] });

function fromStdin(request: InputRequest): Found {
  const text = request.stdin?.text ?? "";
  const name = request.stdin?.name ?? null;
  const kind = kindOf(name ?? "-", text, request);
  if (kind === null) return failed("-", unknownSide);
  const input: Input = { path: name ?? "-", ...kind, text, facts: null, origin: "stdin", directory: "-" };
  return { inputs: [input], failures: [] };
}

/** Whose file it is: as asked, by its name, by its content. */
function kindOf(path: BytePath, text: string, { side, system }: InputRequest): Pick<Input, "side" | "system"> | null {
  const other = system ?? (side === null ? systemOf(path, text) : null);
  if (other !== null) return { side: "client", system: other };
  const own = side ?? sideOf(path, text);
  return own === null ? null : { side: own };
}

const unknownSide = "cannot tell whether this is for ssh or sshd: say --side client or --side server";

function atPath(path: BytePath, request: InputRequest, host: Host): Found {
  const full = normalised(joined(host.cwd, path));
  const facts = host.files.facts(full);
  if (facts?.kind === "directory") return inDirectory(full, path, request, host);
  if (facts === null && !host.files.isLink(full)) {
    const matches = /[*?[]/.test(path) ? expandGlob(host.files, full) : [];
    if (matches.length > 0) return merge(matches.map((match) => atPath(match, request, host)));
  }
  return readInput(full, "named", full.slice(0, Math.max(1, full.lastIndexOf("/"))), request, host);
}

function merge(found: readonly Found[]): Found {
  return { inputs: found.flatMap(({ inputs }) => inputs), failures: found.flatMap(({ failures }) => failures) };
}

function readInput(
  path: BytePath,
  origin: Input["origin"],
  directory: BytePath,
  asked: InputRequest,
  host: Host,
): Found {
  const result = host.files.read(path);
  if (!result.ok) return failed(path, result.error.message);
  const { text, facts } = result.value;
  if (isBinary(text)) return failed(path, "is a binary file, no configuration");
  const kind = kindOf(path, text, asked);
  if (kind === null) return failed(path, unknownSide);
  return { inputs: [{ path, ...kind, text, facts, origin, directory }], failures: [] };
}

/** One stray control byte is a mistake worth a finding; a file full of them is no text at all. */
function isBinary(text: string): boolean {
  // UTF-16 has a zero byte beside each letter; some Windows programs write it.
  if (/^(?:\xff\xfe|\xfe\xff)/.test(text)) return false;
  const sample = text.slice(0, 8192);
  const controls = sample.match(/[\0-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f]/g)?.length ?? 0;
  return controls >= 8 && controls > sample.length / 20;
}

function inDirectory(full: BytePath, asGiven: BytePath, request: InputRequest, host: Host): Found {
  const own = full === `${host.machine.home}/.ssh` || isInside(`${host.machine.home}/.ssh`, full);
  const { configs, unreadable, complete } = findConfigs(host.files, full, own ? { boundary: null } : {});
  const wanted = configs.filter(({ side }) => request.side === null || side === null || side === request.side);
  const found = merge(
    wanted.map(({ path, side }) => readInput(path, "found", full, { ...request, side: request.side ?? side }, host)),
  );
  const failures = [...found.failures, ...unreadable.map(unreadableDirectory)];
  if (!complete) failures.push({ path: full, message: "too many names to search; name a smaller directory" });
  if (found.inputs.length === 0 && failures.length === 0) {
    failures.push({ path: full, message: `no ssh_config or sshd_config was found in ${asGiven}` });
  }
  return { inputs: found.inputs, failures };
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
