import type { Matching } from "../census/columns.ts";
import type { Machine } from "../eval/include.ts";
import type { Files } from "../io/files.ts";
import { nodeFiles } from "../io/node-files.ts";
import type { Host } from "../run/host.ts";
import { toBytes } from "./bytes.ts";

/** The bundles beside the main one, required on first use: what a run does not need costs it no time. */
export interface Bundles {
  readonly "command-line": () => Pick<typeof import("./options.ts"), "parseCommandLine">;
  readonly effective: () => Pick<typeof import("./effective-command.ts"), "effectiveCommand">;
  readonly explain: () => Pick<typeof import("./explain-command.ts"), "explainCommand">;
  readonly init: () => Pick<typeof import("./init-command.ts"), "initCommand">;
  readonly "config-reader": () => Pick<typeof import("./config-reader.ts"), "readProjectConfig" | "kernelWithSysctl">;
  /** What judges a file of which there is something to say. */
  readonly judge: () => Pick<
    typeof import("../run/judge-in-full.ts"),
    "judgeWhole" | "surveyedRoot" | "compile" | "ruleIds"
  >;
  readonly matching: () => Matching;
  /** What `--policy` can name beside the recommended one. */
  readonly presets: () => Pick<typeof import("./preset-list.ts"), "benchmarks" | "presets">;
  /** Reports for people that say more than that nothing is wrong. */
  readonly text: () => Pick<typeof import("../report/people.ts"), "textChunks" | "compactChunks">;
  readonly colour: () => Pick<typeof import("../report/chalk-paint.ts"), "chalkPaint">;
  readonly witness: () => Pick<typeof import("../fix/witness.ts"), "sshConfigWitness">;
  readonly diff: () => Pick<typeof import("./unified-diff.ts"), "unifiedDiff">;
  /** Who runs this: asked rarely, and node:os costs start-up. */
  readonly account: () => Pick<typeof import("./account.ts"), "account">;
  /** Where very much text is to be read; node:v8 costs start-up. */
  readonly tuning: () => Pick<typeof import("./tuning.ts"), "optimiseSooner">;
  readonly writer: () => Pick<typeof import("../io/node-writer.ts"), "nodeFileWriter">;
  /** Readers of other systems' files, with a shell parser. */
  readonly neighbours: () => Pick<typeof import("../run/neighbours.ts"), "judgeNeighbours" | "policyWithSysctl">;
  readonly "neighbour-files": () => Pick<typeof import("../discovery/neighbour-files.ts"), "neighbourSearch">;
  /** Where a searched directory holds a .gitignore, or something is excluded. */
  readonly "ignore-reader": () => Pick<typeof import("./ignore-reader.ts"), "readIgnore">;
  readonly "list-files": () => Pick<typeof import("./list-files.ts"), "listFilesCommand">;
  readonly "print-config": () => Pick<typeof import("./print-config.ts"), "printConfig">;
  readonly completion: () => Pick<typeof import("./completion-command.ts"), "completionCommand">;
  readonly baseline: () => Pick<typeof import("./baseline.ts"), "applyBaseline">;
  readonly "write-changes": () => Pick<typeof import("./write-changes.ts"), "writeChanges">;
  readonly interactive: () => Pick<typeof import("./interactive.ts"), "askAboutFixes">;
  readonly "openssh-verification": () => Pick<typeof import("./openssh-verification.ts"), "verifyWithOpenSsh">;
  readonly "carry-attributes": () => Pick<typeof import("./carry-attributes.ts"), "carryAttributes">;
  readonly json: () => Pick<
    typeof import("../report/json.ts"),
    "lintJsonChunks" | "lintNdjson" | "effectiveNdjson" | "statisticsJson"
  >;
  readonly sarif: () => Pick<typeof import("../report/sarif.ts"), "sarifReport">;
  readonly github: () => Pick<typeof import("../report/github.ts"), "githubReport">;
  readonly gitlab: () => Pick<typeof import("../report/gitlab.ts"), "gitlabReport">;
  readonly junit: () => Pick<typeof import("../report/junit.ts"), "junitReport">;
  readonly rdjson: () => Pick<typeof import("../report/rdjson.ts"), "rdjsonReport">;
  readonly html: () => Pick<typeof import("../report/html.ts"), "htmlReport" | "effectiveHtml">;
  readonly fleet: () => Pick<typeof import("./fleet-command.ts"), "fleetInputs" | "fleetText" | "statisticsText">;
  readonly programs: () => Pick<typeof import("./programs.ts"), "sshVersion">;
}

/** The bundles that the corridor may ask for. */
export type HostBundles = Pick<
  Bundles,
  | "account"
  | "writer"
  | "tuning"
  | "programs"
  | "judge"
  | "matching"
  | "witness"
  | "carry-attributes"
  | "ignore-reader"
  | "neighbours"
  | "neighbour-files"
>;

/** This machine, as the corridor sees it. */
export function nodeHost(bundles: HostBundles): Host {
  const files = nodeFiles();
  return {
    files,
    loadWriter: () => bundles.writer().nodeFileWriter(bundles["carry-attributes"]().carryAttributes),
    machine: machineOf(files, bundles),
    cwd: toBytes(process.cwd()),
    passwordHome: () => passwordHome(bundles),
    platform: process.platform,
    installedVersion: () => bundles.programs().sshVersion(),
    loadJudge: () => bundles.judge(),
    loadMatching: () => bundles.matching(),
    loadWitness: () => bundles.witness().sshConfigWitness,
    loadNeighbours: () => bundles.neighbours().judgeNeighbours,
    loadSysctl: () => bundles.neighbours().policyWithSysctl,
    loadNeighbourSearch: () => bundles["neighbour-files"]().neighbourSearch,
    loadIgnore: () => bundles["ignore-reader"]().readIgnore,
    expectMuch: () => bundles.tuning().optimiseSooner(),
  };
}

/** `~` is $HOME; the password database where that is unset. */
function homeDirectory(bundles: HostBundles): string {
  const home = process.env.HOME;
  return toBytes(home === undefined || home === "" ? (bundles.account().account()?.home ?? "/") : home);
}

function machineOf(files: Files, bundles: HostBundles): Machine {
  return {
    home: homeDirectory(bundles),
    systemDirectory: "/etc/ssh",
    get userName() {
      return userName(bundles);
    },
    uid: process.getuid?.() ?? 0,
    homeOf: (name) => passwordField(files, name, 5),
    environment: (name) => {
      const value = process.env[name];
      return value === undefined ? undefined : toBytes(value);
    },
    isPrivateGroup: (gid) => isPrivateGroup(files, gid, userName(bundles)),
  };
}

/** "" for a user id without an entry in the password database. */
export const userName = (bundles: HostBundles): string => toBytes(bundles.account().account()?.name ?? "");

function passwordHome(bundles: HostBundles): string | null {
  const known = bundles.account().account();
  return known === null ? null : toBytes(known.home);
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
function isPrivateGroup(files: Files, gid: number, own: string): boolean {
  const groups = files.read("/etc/group");
  const users = files.read("/etc/passwd");
  if (!groups.ok || !users.ok) return false;
  const entry = groups.value.text.split("\n").find((line) => line.split(":")[2] === String(gid));
  if (entry === undefined) return false;
  const members = (entry.split(":")[3] ?? "").split(",").filter((member) => member !== "");
  const primary = users.value.text.split("\n").filter((line) => line.split(":")[3] === String(gid));
  return [...members, ...primary.map((line) => line.split(":")[0])].every((member) => member === own);
}
