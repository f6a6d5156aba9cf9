import { userInfo } from "node:os";
import type { Machine } from "../eval/include.ts";
import type { Files } from "../io/files.ts";
import { nodeFiles, nodeFileWriter } from "../io/node-files.ts";
import type { Host } from "../run/host.ts";
import { toBytes } from "./bytes.ts";

/** The bundles beside the main one, required on first use: what a run does not need costs it no time. */
export interface Bundles {
  readonly "command-line": () => Pick<typeof import("./options.ts"), "parseCommandLine">;
  readonly effective: () => Pick<typeof import("./effective-command.ts"), "effectiveCommand">;
  readonly explain: () => Pick<typeof import("./explain-command.ts"), "explainCommand">;
  readonly init: () => Pick<typeof import("./init-command.ts"), "initCommand">;
  readonly "config-reader": () => Pick<typeof import("./config-reader.ts"), "readProjectConfig">;
  readonly rules: () => Pick<typeof import("../rules/registry.ts"), "registry" | "ruleIds">;
  readonly colour: () => Pick<typeof import("../report/chalk-paint.ts"), "chalkPaint">;
  readonly witness: () => Pick<typeof import("../fix/witness.ts"), "sshConfigWitness">;
  readonly diff: () => Pick<typeof import("./unified-diff.ts"), "unifiedDiff">;
  readonly programs: () => Pick<typeof import("./programs.ts"), "sshVersion">;
}

/** This machine, as the corridor sees it. */
export function nodeHost(bundles: Bundles): Host {
  const files = nodeFiles();
  return {
    files,
    writer: nodeFileWriter(),
    machine: machineOf(files),
    cwd: toBytes(process.cwd()),
    passwordHome,
    platform: process.platform,
    installedVersion: () => bundles.programs().sshVersion(),
    loadRules: () => bundles.rules().registry,
    loadWitness: () => bundles.witness().sshConfigWitness,
  };
}

/** `~` is $HOME; the password database where that is unset. */
export function homeDirectory(): string {
  const home = process.env.HOME;
  return toBytes(home === undefined || home === "" ? userInfo().homedir : home);
}

function machineOf(files: Files): Machine {
  return {
    home: homeDirectory(),
    systemDirectory: "/etc/ssh",
    get userName() {
      return userName();
    },
    uid: process.getuid?.() ?? 0,
    homeOf: (name) => passwordField(files, name, 5),
    environment: (name) => {
      const value = process.env[name];
      return value === undefined ? undefined : toBytes(value);
    },
    isPrivateGroup: (gid) => isPrivateGroup(files, gid),
  };
}

/** A user id without an entry in the password database is an error to userInfo, not to us. */
export function userName(): string {
  try {
    return toBytes(userInfo().username);
  } catch {
    return "";
  }
}

function passwordHome(): string | null {
  try {
    return toBytes(userInfo().homedir);
  } catch {
    return null;
  }
}

function passwordField(files: Files, name: string, field: number): string | null {
  const read = files.read("/etc/passwd");
  const line = read.ok ? read.value.text.split("\n").find((text) => text.startsWith(`${name}:`)) : undefined;
  return line?.split(":")[field] ?? null;
}

/**
 * Debian's user-group-modes.patch: a group whose only member is the user, by name in /etc/group and by primary group in
 * /etc/passwd. Databases other than the files are not asked.
 */
function isPrivateGroup(files: Files, gid: number): boolean {
  const groups = files.read("/etc/group");
  const users = files.read("/etc/passwd");
  if (!groups.ok || !users.ok) return false;
  const own = userName();
  const entry = groups.value.text.split("\n").find((line) => line.split(":")[2] === String(gid));
  if (entry === undefined) return false;
  const members = (entry.split(":")[3] ?? "").split(",").filter((member) => member !== "");
  const primary = users.value.text.split("\n").filter((line) => line.split(":")[3] === String(gid));
  return [...members, ...primary.map((line) => line.split(":")[0])].every((member) => member === own);
}
