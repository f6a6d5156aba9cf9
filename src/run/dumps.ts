import { directoryOf, joined, nameOf } from "../io/byte-paths.ts";
import type { BytePath, Files } from "../io/files.ts";
import { type EffectiveDump, isEffectiveDump, readEffectiveDump } from "../neighbours/effective-dump.ts";
import { parseSshVersion } from "../openssh/versions.ts";
import { type Assumed, ofBanner } from "./assume.ts";
import type { Input } from "./inputs.ts";
import type { JudgedRoot } from "./lint-request.ts";
import type { LintRoot } from "./roots.ts";

/** A dump where the text is one, or was said to be one; null: a config. An error is a sentence. */
export function dumpIn(text: string, isSaidToBe: boolean): EffectiveDump | null | string {
  if (!isSaidToBe && !isEffectiveDump(text)) return null;
  const dump = readEffectiveDump(text);
  if (dump !== null) return dump;
  return "is nothing that sshd -T or ssh -G printed: it lacks one of the keepalive keywords, or has those of both sides";
}

const BANNER_NAMES = ["ssh-V", "openssh-version", "version"];
const LONGEST_BANNER = 4096;

/** What `ssh -V` said on the machine of a dump, where somebody has put it beside: NAME.version, ssh-V, openssh-version or version, also with .txt. */
export function versionBeside(path: BytePath, files: Files): Assumed | null {
  const stem = nameOf(path).replace(/\.[a-z]{1,4}$/, "");
  const names = [`${nameOf(path)}.version`, `${stem}.version`, ...BANNER_NAMES].flatMap((name) => [
    name,
    `${name}.txt`,
  ]);
  for (const name of names) {
    const assumed = versionIn(joined(directoryOf(path), name), files);
    if (assumed !== null) return assumed;
  }
  return null;
}

/** The version that a file with the output of `ssh -V` names. */
export function versionIn(path: BytePath, files: Files): Assumed | null {
  const facts = files.facts(path);
  if (facts?.kind !== "file" || facts.size > LONGEST_BANNER) return null;
  const read = files.read(path);
  const version = read.ok ? parseSshVersion(read.value.text) : null;
  return version === null ? null : ofBanner(version, `${path} says so`);
}

/** What dumps of effective values do not show. */
export function dumpNotices(inputs: readonly Input[]): string[] {
  const dumps = inputs.filter(({ dump }) => dump !== undefined);
  const servers = dumps.filter(({ side }) => side === "server").length;
  const clients = dumps.length - servers;
  return [
    ...(servers === 0
      ? []
      : [
          `${named(servers, "sshd -T")} what the global part gives, or the one connection that -C described: other values that Match blocks give some users or addresses are not in it; collect sshd_config, too, or dump with -C`,
        ]),
    ...(clients === 0
      ? []
      : [`${named(clients, "ssh -G")} what one host name gets: other Host and Match blocks are not in it`]),
  ];
}

const named = (count: number, program: string): string =>
  count === 1 ? `the dump of ${program} shows` : `each of the ${count} dumps of ${program} shows`;

/**
 * A machine's dump and its config say the same of the global part: what the config is sure of is said there, where it can be
 * changed, and of what it is not sure the dump knows better.
 */
export function saidOnce(judged: readonly JudgedRoot[], roots: readonly LintRoot[]): readonly JudgedRoot[] {
  const machineOf = ({ inputs: [input] }: LintRoot): string | null =>
    input?.host === undefined ? null : `${input.side} ${input.host}`;
  const dumped = new Set(roots.filter(({ inputs: [input] }) => input?.dump !== undefined).map(machineOf));
  dumped.delete(null);
  if (dumped.size === 0) return judged;
  const sure = new Set<string>();
  for (const [at, root] of roots.entries())
    if (root.inputs[0]?.dump === undefined)
      for (const { rule, certainty, targets } of judged[at]?.findings ?? [])
        if (certainty === "certain" && targets.includes("*")) sure.add(`${machineOf(root)} ${rule}`);
  return judged.map((one, at) => {
    const root = roots[at];
    const machine = root === undefined ? null : machineOf(root);
    if (root === undefined || machine === null || !dumped.has(machine)) return one;
    const isDump = root.inputs[0]?.dump !== undefined;
    const findings = one.findings.filter(({ rule, certainty, targets }) =>
      isDump ? !sure.has(`${machine} ${rule}`) : !(certainty === "possible" && targets.join() === "*"),
    );
    return { ...one, findings };
  });
}
