import type { Side } from "../base/side.ts";
import type { BytePath, Files } from "../io/files.ts";
import { expansionError } from "../openssh/percent.ts";
import { type Grammar, grammarOf, type Version } from "../openssh/versions.ts";
import { expandGlob } from "./glob.ts";

/** readconf.c READCONF_MAX_DEPTH, servconf.c SERVCONF_MAX_DEPTH (7.6 to 10.6). */
export const MAX_INCLUDE_DEPTH = 16;

/** The directories and names that Include paths are made of on one machine. */
export interface Machine {
  /** $HOME: what `~` and relative client paths go by (glob's tilde rule prefers it to the password database; measured). */
  readonly home: BytePath;
  /** SSHDIR. */
  readonly systemDirectory: BytePath;
  readonly userName: string;
  readonly uid: number;
  /** The homes of other users, for `~name`; null where unknown. */
  homeOf(userName: string): BytePath | null;
  /** For `${NAME}` in Include paths of 9.9 and later. */
  environment(name: string): string | undefined;
  /** Debian's rule: true where a group has no other member than the user (openssh-client's user-group-modes.patch). */
  isPrivateGroup(gid: number): boolean;
}

/** Where an Include argument leads. */
export type Located =
  | { readonly kind: "paths"; readonly pattern: BytePath; readonly paths: readonly BytePath[] }
  /** It cannot be known what stands there: another machine's file, or a name that depends on the connection. */
  | { readonly kind: "unknown"; readonly because: string }
  /** The program refuses the line. */
  | { readonly kind: "refused"; readonly error: string }
  /** The program prints an error and goes on without it (an unset variable in the path). */
  | { readonly kind: "skipped" };

/** Finds the files behind an Include argument; `userFile` is false for /etc/ssh/ssh_config and what it includes. */
export type Locate = (argument: string, userFile: boolean) => Located;

/** What some `%` tokens stand for in one call of ssh; the others depend on more than is known here. */
export type Tokens = Readonly<Record<string, string>>;

/** As ssh and sshd on this machine do it (readconf.c oInclude, servconf.c sInclude). */
export function locateOnMachine(
  files: Files,
  side: Side,
  version: Version,
  machine: Machine,
  tokens: Tokens = {},
): Locate {
  const expands = grammarOf(version, side).includeExpansion;
  return (argument, userFile) => {
    const expanded = expands ? expandTokens(argument, machine, tokens) : argument;
    if (typeof expanded !== "string") return expanded;
    if (side === "client" && expanded.startsWith("~") && !userFile) {
      return { kind: "refused", error: `bad include path ${expanded}.` };
    }
    const pattern = absolutePattern(expanded, side, userFile, machine);
    if (pattern === null) return { kind: "paths", pattern: expanded, paths: [] };
    return { kind: "paths", pattern, paths: expandGlob(files, pattern) };
  };
}

/** Where a path leads whatever files there are: nowhere, or to an error; null where it is to be looked for. */
export function settledPath(argument: string, grammar: Grammar): Located | null {
  const { includeExpansion, percentTokens, relativeInclude } = grammar;
  const error = includeExpansion ? expansionError(argument, percentTokens, true) : null;
  if (error !== null) return { kind: "refused", error };
  return relativeInclude || /^[/~]/.test(argument) ? null : { kind: "paths", pattern: argument, paths: [] };
}

function absolutePattern(path: string, side: Side, userFile: boolean, machine: Machine): BytePath | null {
  if (path.startsWith("/")) return path;
  // sshd hands `~` to glob without GLOB_TILDE: a literal name relative to its working directory, which holds nothing (measured).
  if (side === "server") return path.startsWith("~") ? null : `${machine.systemDirectory}/${path}`;
  if (path.startsWith("~")) return expandTilde(path, machine);
  return userFile ? `${machine.home}/.ssh/${path}` : `${machine.systemDirectory}/${path}`;
}

function expandTilde(path: string, machine: Machine): BytePath | null {
  const slash = path.indexOf("/");
  const name = path.slice(1, slash === -1 ? path.length : slash);
  const home = name === "" ? machine.home : machine.homeOf(name);
  return home === null ? null : home + (slash === -1 ? "" : path.slice(slash));
}

/** Tokens whose value does not depend on the connection (readconf.c expand_match_exec_or_include_path, 9.9 to 10.6). */
function fixedToken(token: string, machine: Machine, tokens: Tokens): string | null {
  const values: Tokens = {
    ...tokens,
    "%": "%",
    // The home that the user database names (pw_dir), whatever $HOME says (10.0 and 10.6, measured).
    d: machine.homeOf(machine.userName) ?? machine.home,
    u: machine.userName,
    i: String(machine.uid),
  };
  return values[token] ?? null;
}

function expandTokens(argument: string, machine: Machine, tokens: Tokens): string | Located {
  if (!/[%$]/.test(argument)) return argument;
  let unset = false;
  let unknownToken: string | null = null;
  const expanded = argument.replace(/%(.?)|\$\{([^}]*)\}/gs, (_whole, token?: string, name?: string) => {
    if (name !== undefined) {
      const value = machine.environment(name);
      unset ||= value === undefined;
      return value ?? "";
    }
    const value = fixedToken(token ?? "", machine, tokens);
    if (value === null) unknownToken = `%${token ?? ""}`;
    return value ?? "";
  });
  if (unset) return { kind: "skipped" };
  if (unknownToken !== null)
    return { kind: "unknown", because: `its name depends on the connection (${unknownToken})` };
  return expanded;
}
