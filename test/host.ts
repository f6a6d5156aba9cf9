import * as matching from "../src/census/matching.ts";
import { readIgnore } from "../src/cli/ignore-reader.ts";
import { neighbourSearch } from "../src/discovery/neighbour-files.ts";
import type { Machine } from "../src/eval/include.ts";
import { sshConfigWitness } from "../src/fix/witness.ts";
import { directoryOf, joined } from "../src/io/byte-paths.ts";
import type { Files } from "../src/io/files.ts";
import { type MemoryEntry, memoryFiles } from "../src/io/memory-files.ts";
import { configReaders } from "../src/policy/config-readers.ts";
import { configFileNames, loadConfig } from "../src/policy/load.ts";
import { type Config, presetNames } from "../src/policy/policy.ts";
import { policyOf } from "../src/policy/policy-of.ts";
import { mergeConfigs } from "../src/policy/resolve.ts";
import { ruleIds } from "../src/rules/rule-ids.ts";
import type { Host } from "../src/run/host.ts";
import * as judge from "../src/run/judge-in-full.ts";
import { judgeNeighbours, policyWithSysctl } from "../src/run/neighbours.ts";
import { type LintOutcome, type LintRequest, lint } from "../src/run.ts";
import { parseNetwork } from "../src/timeline/networks.ts";

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
    loadWriter: () => null,
    machine,
    cwd,
    passwordHome: () => machine.home,
    platform: "linux",
    installedVersion: () => null,
    loadJudge: () => judge,
    loadMatching: () => matching,
    loadWitness: () => sshConfigWitness,
    loadNeighbours: () => judgeNeighbours,
    loadSysctl: () => policyWithSysctl,
    loadNeighbourSearch: () => neighbourSearch,
    loadIgnore: () => readIgnore,
  };
}

/** What a test says about a lint; all else is as on a command line without options. */
export interface Asked extends Partial<Omit<LintRequest, "policyFor">> {
  readonly cwd?: string;
  /** As on the command line. */
  readonly policy?: string;
  readonly network?: string;
  readonly select?: readonly string[];
}

/** Lints files of a tree; a project config above a file holds for it, as on the command line. */
export function lintTree(tree: Tree, { cwd = "/repo", policy, network, select, ...asked }: Asked): LintOutcome {
  const files = memoryFiles(tree);
  const over = configOf({ policy, network, select });
  return lint(
    {
      paths: [],
      stdin: null,
      side: null,
      searchByDefault: false,
      openssh: undefined,
      live: false,
      fix: "no",
      unsafe: false,
      ...asked,
      policyFor: (path) => policyOf(mergeConfigs(configAbove(files, joined(cwd, path)), over)),
    },
    hostOf(files, cwd),
  );
}

type Choice = { readonly [K in "policy" | "network" | "select"]: Asked[K] | undefined };

function configOf({ policy, network, select }: Choice): Config {
  const preset = presetNames.find((name) => name === policy);
  const between = network === undefined ? undefined : parseNetwork(network);
  if (policy !== preset) throw new Error(`no policy ${policy}`);
  if (between === null) throw new Error(`no network ${network}`);
  return {
    ...(preset === undefined ? {} : { policy: preset }),
    ...(between === undefined ? {} : { network: between }),
    ...(select === undefined ? {} : { select }),
  };
}

function configAbove(files: Files, path: string): Config {
  for (let directory = directoryOf(path); ; directory = directoryOf(directory)) {
    for (const name of configFileNames) {
      const read = files.read(joined(directory, name));
      if (!read.ok) continue;
      const loaded = loadConfig({ text: read.value.text, path: name, readers: configReaders, rules: ruleIds });
      if (!loaded.ok) throw new Error(loaded.error.message);
      return loaded.value ?? {};
    }
    if (directory === "/" || directory === ".") return {};
  }
}
