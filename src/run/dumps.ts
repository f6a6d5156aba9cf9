import { directoryOf, joined, nameOf } from "../io/byte-paths.ts";
import type { BytePath, Files } from "../io/files.ts";
import { type EffectiveDump, isEffectiveDump, readEffectiveDump } from "../neighbours/effective-dump.ts";
import { parseSshVersion } from "../openssh/versions.ts";
import { type Assumed, ofBanner } from "./assume.ts";
import type { Input } from "./inputs.ts";

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
