import { configOf, type PolicyOptions, settingsReader } from "../src/cli/project-config.ts";
import type { Machine } from "../src/eval/include.ts";
import { sshConfigWitness } from "../src/fix/witness.ts";
import type { Files } from "../src/io/files.ts";
import { type MemoryEntry, memoryFiles } from "../src/io/memory-files.ts";
import { configReaders } from "../src/policy/config-readers.ts";
import type { Host } from "../src/run/host.ts";
import { type LintOutcome, type LintRequest, lint } from "../src/run.ts";

export type Tree = Readonly<Record<string, MemoryEntry>>;

const machine: Machine = {
  home: "/home/me",
  systemDirectory: "/etc/ssh",
  userName: "me",
  uid: 1000,
  homeOf: (name) => (name === "me" ? "/home/me" : null),
  environment: () => undefined,
  isPrivateGroup: () => false,
};

/** A machine that consists of the given files; nothing on it can be written or run. */
export function hostOf(files: Files, cwd = "/repo"): Host {
  return {
    files,
    writer: null,
    machine,
    cwd,
    platform: "linux",
    installedVersion: () => null,
    loadWitness: () => sshConfigWitness,
    loadConfigReaders: () => configReaders,
  };
}

/** What a test says about a lint; all else is as on a command line without options. */
export type Asked = Partial<Omit<LintRequest, "policyFor">> & PolicyOptions & { readonly cwd?: string };

/** Lints files of a tree as the command line would, project configs in it included. */
export function lintTree(tree: Tree, { cwd = "/repo", ...asked }: Asked): LintOutcome {
  const host = hostOf(memoryFiles(tree), cwd);
  const fromOptions = configOf(asked);
  if (!fromOptions.ok) throw new Error(fromOptions.error.message);
  const settingsFor = settingsReader(asked, fromOptions.value, host);
  const request: LintRequest = {
    paths: [],
    stdin: null,
    side: null,
    searchByDefault: false,
    openssh: undefined,
    live: false,
    fix: "no",
    unsafe: false,
    ...asked,
    policyFor: (path) => {
      const settings = settingsFor(path);
      if (!settings.ok) throw new Error(`${settings.error.path}: ${settings.error.message}`);
      return settings.value.policy;
    },
  };
  return lint(request, host);
}
