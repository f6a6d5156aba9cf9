import * as matching from "../census/matching.ts";
import { systemOf } from "../discovery/system.ts";
import type { Machine } from "../eval/include.ts";
import { sshConfigWitness } from "../fix/witness.ts";
import { memoryFiles } from "../io/memory-files.ts";
import { configFileNames } from "../policy/load.ts";
import { type Config, presetNames } from "../policy/policy.ts";
import { policyOf } from "../policy/policy-of.ts";
import { mergeConfigs } from "../policy/resolve.ts";
import { plain } from "../report/paint.ts";
import { textReport } from "../report/text.ts";
import type { Example, Rule } from "../rules/rule.ts";
import type { Host } from "../run/host.ts";
import * as judge from "../run/judge-in-full.ts";
import { lint } from "../run.ts";
import { parseNetwork } from "../timeline/networks.ts";

/** Where ~/.ssh lies in a dotfiles repository, so that relative Includes of both sides are found beside the file. */
const DIRECTORY = "/repo/.ssh";

const WIDTH = 90;

/** What reads an example that is more than ssh's own files: other systems' and a project config; loaded for those alone. */
export interface ExampleReaders extends Pick<Host, "loadNeighbours" | "loadSysctl"> {
  readonly loadConfigReader: () => typeof import("./config-reader.ts").readProjectConfig;
}

/** What the program prints of an example of a rule: the example is linted, with this rule alone, in memory. */
export function exampleOutput({ id }: Rule, example: Example, readers: ExampleReaders): string {
  const [[first, text] = ["", ""]] = Object.entries(example.files);
  const preset = presetNames.find((name) => name === example.policy);
  const network = example.network === undefined ? null : parseNetwork(example.network);
  const over: Config = {
    select: [id],
    ...(preset === undefined ? {} : { policy: preset }),
    ...(network === null ? {} : { network }),
  };
  const policy = policyOf(mergeConfigs(configIn(example, readers), over));
  const { report } = lint(
    {
      paths: [`${DIRECTORY}/${first}`],
      stdin: null,
      side: systemOf(first, text) !== null ? null : first.startsWith("sshd_config") ? "server" : "client",
      searchByDefault: false,
      openssh: example.openssh,
      live: false,
      fix: "no",
      unsafe: false,
      policyFor: () => policy,
    },
    hostOf(example, readers),
  );
  const style = { paths: { cwd: DIRECTORY, home: machine.home }, paint: plain, width: WIDTH, ci: false };
  return textReport(report, style);
}

/** The project config that an example may have. */
function configIn({ files }: Example, { loadConfigReader }: ExampleReaders): Config {
  const path = configFileNames.find((name) => files[name] !== undefined);
  if (path === undefined) return {};
  const loaded = loadConfigReader()(files[path] ?? "", path);
  if (!loaded.ok) throw new Error(loaded.error.message);
  return loaded.value ?? {};
}

const machine: Machine = {
  home: "/home/me",
  systemDirectory: "/etc/ssh",
  userName: "me",
  uid: 1000,
  homeOf: () => null,
  environment: () => undefined,
  isPrivateGroup: () => false,
};

/** A machine that consists of the example's files. */
function hostOf({ files }: Example, { loadNeighbours, loadSysctl }: ExampleReaders): Host {
  const tree = Object.entries(files).map(([name, text]) => [`${DIRECTORY}/${name}`, text] as const);
  return {
    files: memoryFiles({ "/repo/.git/HEAD": "", ...Object.fromEntries(tree) }),
    loadWriter: () => null,
    machine,
    cwd: DIRECTORY,
    passwordHome: () => machine.home,
    platform: "linux",
    installedVersion: () => null,
    loadJudge: () => judge,
    loadNeighbours,
    loadSysctl,
    loadNeighbourSearch: notSearched,
    loadMatching: () => matching,
    loadWitness: () => sshConfigWitness,
  };
}

const notSearched = (): never => {
  throw new Error("an example is no directory");
};
