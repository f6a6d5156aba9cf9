import type { Side } from "../base/side.ts";
import type { MaskGrammar } from "./addresses.ts";
import type { Release, Vendor } from "./keywords.ts";

/** One build of OpenSSH, as far as its behaviour concerns us. */
export interface Version {
  readonly release: Release;
  /** The p-level: 2 for 9.9p2. */
  readonly portable: number;
  readonly vendor: Vendor;
}

/** The oldest and newest releases whose behaviour is known here. */
export const OLDEST_RELEASE: Release = 706;
export const NEWEST_RELEASE: Release = 1006;

/**
 * How one version reads lines. Each field says since when (first release) and where that stands;
 * facts without a "measured" mark were read in the source at the tags around the change.
 */
export interface Grammar {
  /** 8.7+: misc.c argv_split; before: strdelim for every argument. Measured. */
  readonly arguments: "argv" | "strdelim";
  /** Client 8.5 and 8.6, server up to 8.6: everything from the first `#` is dropped before the line is read. Measured. */
  readonly cutAtHash: boolean;
  /** Match lines went on with strdelim up to 9.8 on both sides (match_cfg_line). Measured. */
  readonly matchArguments: "argv" | "strdelim";
  /** 9.9p1 alone does not take `criterion=value` (strprefix list came back in 9.9p2). Measured on 9.9p1. */
  readonly matchEquals: boolean;
  /** A `#` token ends a Match line: cut with the rest of the comment up to 8.6 (cutAtHash), match_cfg_line's own check from 8.7 on. Measured. */
  readonly matchComment: boolean;
  /** Client: an empty tag or command matches an empty argument alone from 10.0 on (match_cfg_line); 9.4 to 9.9 matched it as a pattern list. */
  readonly emptyMatchesEmptyAlone: boolean;
  /**
   * Client: the `%` tokens that a Match exec command and an expanded Include path may hold. Any other is fatal, whether or not
   * the command is run or the path's block applies (match_cfg_line, oInclude, percent_expand). Measured.
   */
  readonly percentTokens: string;
  /** Client: `%` tokens and `${ENV}` in Include paths from 9.9 on (expand_match_exec_or_include_path). Measured. */
  readonly includeExpansion: boolean;
  /** Server: 8.2 built relative Include paths from a stale pointer, so they included nothing (servconf.c sInclude; fixed in 8.3). Measured. */
  readonly relativeInclude: boolean;
  /** Client: a dangling link that Include names is skipped from 8.7 on, fatal before. Measured. */
  readonly danglingIncludeSkipped: boolean;
  /** Client: `Match !final` asked for the second pass too, up to 10.0. Measured. */
  readonly negatedFinalRequestsPass: boolean;
  /** Server: Match blocks in a file included from the global part work from 8.4 on (SSHCFG_MATCH_ONLY). Measured. */
  readonly matchInIncludedFile: boolean;
  /** Server: a bad CIDR entry is fatal at start from 8.4 on; before, only for the connection that evaluates it. Measured. */
  readonly badAddressRefused: boolean;
  /**
   * Server: how the bits behind an address's slash are read (addr.c addr_pton_cidr: a45615cb1 in 9.1, 019a5f483 in 9.8). Beyond
   * 128 they make no network up to 9.7, a bad one since. Measured.
   */
  readonly addressMasks: MaskGrammar;
  /** Client: `Host` without a pattern is fatal from 8.7 on, before a block that never matches. Measured. */
  readonly emptyHostRefused: boolean;
}

export function grammarOf(version: Version, side: Side): Grammar {
  if (newest?.side === side && newest.version === version) return newest.grammar;
  newest = { side, version, grammar: newGrammar(version, side) };
  return newest.grammar;
}

/** The one that was asked for last: a run has one or two, and giant files ask for it on each Match line. */
let newest: { readonly side: Side; readonly version: Version; readonly grammar: Grammar } | null = null;

function newGrammar({ release, portable }: Version, side: Side): Grammar {
  return {
    arguments: release >= 807 ? "argv" : "strdelim",
    cutAtHash: side === "server" ? release <= 806 : release === 805 || release === 806,
    matchArguments: release >= 909 ? "argv" : "strdelim",
    matchEquals: !(release === 909 && portable === 1),
    matchComment: release >= 805,
    emptyMatchesEmptyAlone: release >= 1000,
    percentTokens: percentTokensOf(release),
    includeExpansion: side === "client" && release >= 909,
    relativeInclude: side === "client" || release !== 802,
    danglingIncludeSkipped: release >= 807,
    negatedFinalRequestsPass: release <= 1000,
    matchInIncludedFile: release >= 804,
    badAddressRefused: release >= 804,
    addressMasks: release >= 908 ? "strtonum" : release >= 901 ? "digits" : "strtoul",
    emptyHostRefused: release >= 807,
  };
}

/** `%%` aside: nine tokens in 7.6, %i from 7.8, %C from 8.3, %k from 8.4, %j from 9.6 on (readconf.c, each tag). */
function percentTokensOf(release: Release): string {
  const later = [
    ["i", 708],
    ["C", 803],
    ["k", 804],
    ["j", 906],
  ] as const;
  return `Ldhlnpru${later.map(([token, since]) => (release >= since ? token : "")).join("")}`;
}

/** Match criteria and the first release that knows them (readconf.c, servconf.c match_cfg_line). */
export const clientCriteria: ReadonlyMap<string, Release> = new Map([
  ["host", 0],
  ["originalhost", 0],
  ["user", 0],
  ["localuser", 0],
  ["exec", 0],
  ["canonical", 0],
  ["final", 800],
  ["localnetwork", 904],
  ["tagged", 904],
  ["version", 1000],
  ["command", 1000],
  ["sessiontype", 1000],
]);

export const serverCriteria: ReadonlyMap<string, Release> = new Map([
  ["user", 0],
  ["group", 0],
  ["host", 0],
  ["address", 0],
  ["localaddress", 0],
  ["localport", 0],
  ["rdomain", 707],
  ["invalid-user", 909],
  ["version", 1000],
]);

/** What `Match version` compares with: SSH_RELEASE (version.h), for example "OpenSSH_10.0p2 Debian-7" on Debian. */
export const releaseString = (version: Version): string =>
  `OpenSSH_${Math.floor(version.release / 100)}.${version.release % 100}p${version.portable}`;

/** "9.2", or "9.2p2" where the p-level matters. */
export function releaseName(release: Release): string {
  return `${Math.floor(release / 100)}.${release % 100}`;
}

const spelled = /^(\d{1,2})\.(\d{1,2})(?:p(\d{1,2}))?(?:\+([a-z]+))?$/;
const vendors: readonly Vendor[] = ["upstream", "debian", "redhat", "apple"];

/** Reads "9.2", "9.2p1", "9.2+debian"; null for anything else. Without a p-level the newest published one is meant. */
export function parseVersion(text: string): Version | null {
  const found = spelled.exec(text);
  if (found === null) return null;
  const vendor = vendors.find((name) => name === (found[4] ?? "upstream"));
  if (vendor === undefined) return null;
  const release = Number(found[1]) * 100 + Number(found[2]);
  return { release, portable: found[3] === undefined ? newestPortable(release) : Number(found[3]), vendor };
}

/** 9.3, 9.9 and 10.0 had a second portable release (git tags). */
function newestPortable(release: Release): number {
  return release === 903 || release === 909 || release === 1000 ? 2 : 1;
}

export function versionName(version: Version): string {
  const suffix = version.vendor === "upstream" ? "" : `+${version.vendor}`;
  return releaseName(version.release) + suffix;
}

/** Reads "OpenSSH_9.2p1 Debian-2+deb12u10, OpenSSL 3.0.19": a release newer than is known here behaves as the newest known. */
export function parseSshVersion(text: string): Version | null {
  const found = /OpenSSH_(?:for_Windows_)?(\d+)\.(\d+)(?:p(\d+))?([^,\n]*)/.exec(text);
  if (found === null) return null;
  const release = Math.min(NEWEST_RELEASE, Number(found[1]) * 100 + Number(found[2]));
  const suffix = found[4] ?? "";
  const vendor = /Debian|Ubuntu|Raspbian/.test(suffix) ? "debian" : "upstream";
  return { release, portable: Number(found[3] ?? 1), vendor };
}
