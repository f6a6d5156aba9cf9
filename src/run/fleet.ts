import { findConfigs } from "../discovery/find-configs.ts";
import { joined, normalised } from "../io/byte-paths.ts";
import type { BytePath, DirectoryEntry, Files } from "../io/files.ts";
import { isEffectiveDump } from "../neighbours/effective-dump.ts";
import type { Assumed } from "./assume.ts";
import { dumpNotices, versionIn } from "./dumps.ts";
import type { Failure, Host } from "./host.ts";
import { type Input, type InputRequest, type Inputs, readInput } from "./inputs.ts";

/** More files of one host than this were not made by a collection of configs. */
const MOST_FILES = 2000;
const DEEPEST = 16;
/** A dump has some kilobytes. */
const LONGEST_DUMP = 262_144;

/**
 * The configs and dumps of many machines: each directory in a named one is a machine, with its files below, as Ansible's fetch
 * makes them; a dump beside these is a machine of its own, named after the file. A file with the output of `ssh -V` anywhere
 * below a machine's directory says its version.
 */
export function fleetInputs(request: InputRequest, host: Host): Inputs {
  const found = request.paths.map((path) => inFleet(normalised(joined(host.cwd, path)), request, host));
  const inputs = found.flatMap((one) => one.inputs);
  return { inputs, failures: found.flatMap(({ failures }) => failures), notices: noticesOf(inputs) };
}

type Found = Pick<Inputs, "inputs" | "failures">;

function inFleet(directory: BytePath, request: InputRequest, host: Host): Found {
  const entries = host.files.entries(directory);
  if (entries === null) return failed(directory, "is no directory that holds one directory for each host");
  const found = entries.map((entry) => ofEntry(directory, entry, request, host));
  const inputs = found.flatMap((one) => one.inputs);
  const failures = found.flatMap((one) => one.failures);
  if (inputs.length > 0 || failures.length > 0) return { inputs, failures };
  return failed(directory, "no directory in it holds an ssh_config, an sshd_config or what sshd -T or ssh -G printed");
}

const failed = (path: BytePath, message: string): Found => ({ inputs: [], failures: [{ path, message }] });
const nothing: Found = { inputs: [], failures: [] };

function ofEntry(directory: BytePath, { name, kind }: DirectoryEntry, request: InputRequest, host: Host): Found {
  const path = joined(directory, name);
  if (name.startsWith(".")) return nothing;
  if (kind === "directory") return ofMachine(path, name, request, host);
  if (kind !== "file" || !isDump(path, host.files)) return nothing;
  const machine = name.replace(/\.(?:txt|out|dump|log)$/, "");
  return labelled(readInput(path, "found", path, request, host), machine, path, null);
}

function ofMachine(directory: BytePath, machine: string, request: InputRequest, host: Host): Found {
  const { files } = host;
  const { configs, unreadable } = findConfigs(files, directory);
  const paths = new Set(configs.map(({ path }) => path));
  const others = filesBelow(files, directory).filter((path) => !paths.has(path));
  const version = others.map((path) => versionIn(path, files)).find((assumed) => assumed !== null) ?? null;
  const wanted = [...paths, ...others.filter((path) => isDump(path, files))];
  const found = wanted.map((path) =>
    labelled(readInput(path, "found", directory, request, host), machine, directory, version),
  );
  const inputs = found
    .flatMap((one) => one.inputs)
    .filter(({ side }) => request.side === null || side === request.side);
  const closed = unreadable.map((path): Failure => ({ path, message: "may not be searched" }));
  return { inputs, failures: [...closed, ...found.flatMap(({ failures }) => failures)] };
}

function labelled({ inputs, failures }: Inputs, host: string, directory: BytePath, version: Assumed | null): Found {
  return {
    inputs: inputs.map(
      (input): Input => ({ ...input, host, directory, ...(version === null ? {} : { assumed: version }) }),
    ),
    failures,
  };
}

function isDump(path: BytePath, files: Files): boolean {
  const facts = files.facts(path);
  if (facts?.kind !== "file" || facts.size > LONGEST_DUMP) return false;
  const read = files.read(path);
  return read.ok && isEffectiveDump(read.value.text);
}

function filesBelow(files: Files, directory: BytePath): BytePath[] {
  const found: BytePath[] = [];
  const waiting = [{ path: directory, depth: 0 }];
  for (let next = waiting.pop(); next !== undefined && found.length < MOST_FILES; next = waiting.pop()) {
    for (const { name, kind } of files.entries(next.path) ?? []) {
      const path = joined(next.path, name);
      if (kind === "file") found.push(path);
      else if (kind === "directory" && next.depth < DEEPEST) waiting.push({ path, depth: next.depth + 1 });
    }
  }
  return found.sort();
}

/** A word on what the dumps of machines cannot show, where their configs are not there to show it. */
function noticesOf(inputs: readonly Input[]): string[] {
  const withConfig = new Set(
    inputs.filter(({ dump }) => dump === undefined).map(({ host, side }) => `${side} ${host}`),
  );
  const alone = inputs.filter(({ dump, side, host }) => dump !== undefined && !withConfig.has(`${side} ${host}`));
  return [...dumpNotices(alone), ...versionNotices(inputs)];
}

function versionNotices(inputs: readonly Input[]): string[] {
  const unknown = inputs.filter(({ side, assumed }) => side === "server" && assumed === undefined);
  const hosts = new Set(unknown.map(({ host }) => host)).size;
  if (hosts === 0) return [];
  return [
    `no version is known of ${hosts} of ${new Set(inputs.map(({ host }) => host)).size} hosts: sshd 9.2 to 9.4 (Debian 12) probe half as often and take twice as long; put what ssh -V prints there beside the files`,
  ];
}
