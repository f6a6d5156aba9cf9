import { unknown } from "../base/tri.ts";
import { formatAddress, matchAddressList, parseAddress, parseCidr } from "../openssh/addresses.ts";
import { portOf } from "../openssh/forms.ts";
import { formatIpv4, Ipv4Network } from "../openssh/ipv4.ts";
import { hasWildcard, matchHostLine, matchPattern, matchPatternList, type Pattern } from "../openssh/patterns.ts";
import { NEWEST_RELEASE } from "../openssh/versions.ts";
import type { ClientRequest } from "./client-criteria.ts";
import type { Criterion } from "./criteria.ts";
import type { Condition, Program } from "./program.ts";
import { noConnection, type ServerRequest } from "./server.ts";

/** Somebody who connects, and how a report calls them. */
export interface ClientTarget {
  /** As written in the file; "*" for any other host. */
  readonly label: string;
  readonly request: ClientRequest;
}

export interface ServerTarget {
  readonly label: string;
  readonly request: ServerRequest;
}

/** What a lint does not know of a connection; the settings that depend on it are unknown too. */
export const inALint = {
  user: null,
  localUser: unknown("it depends on who connects"),
  tag: unknown("it depends on the tag that ssh is called with"),
  command: unknown("it depends on the command that ssh is called with"),
  sessionType: unknown("it depends on how ssh is called"),
};

/** Every pattern that can name a target: Host lines, and Match host and originalhost. */
function targetPatterns(program: Program): Set<string> {
  const found = new Set<string>();
  for (const { test } of program.conditions) {
    if (test.kind === "host") for (const pattern of test.patterns) found.add(pattern.text);
    else if (test.kind === "match") {
      for (const { name, patterns } of test.criteria) {
        if (name === "host" || name === "originalhost") for (const pattern of patterns) found.add(pattern.text);
      }
    }
  }
  found.delete("");
  return found;
}

/** The names that a client's files name as they are, each once. */
export const literalNames = (program: Program): string[] =>
  [...targetPatterns(program)].filter((pattern) => !hasWildcard(pattern));

/** The targets of a lint: literal names, wildcard patterns by a name that fits them, and "*" for any other host. */
export function* clientTargets(program: Program): Generator<ClientTarget> {
  const patterns = targetPatterns(program);
  const wild = [...patterns].filter(hasWildcard);
  const filler = unusedText(patterns);
  const { user, localUser, tag, command, sessionType } = inALint;
  // Field by field: a spread costs more than all the rest, and giant files have many targets.
  const target = (label: string, host: string): ClientTarget => ({
    label,
    request: { host, user, localUser, tag, command, sessionType },
  });
  for (const pattern of patterns) {
    if (!hasWildcard(pattern)) yield target(pattern, pattern);
    else if (pattern !== "*") yield target(pattern, witness(pattern, filler, wild, isReachedIn(program, pattern)));
  }
  yield target("*", anyOtherHost(filler, wild));
}

/** A name for a host that is in no list. */
export const anyOtherHost = (filler: string, wild: readonly string[]): string =>
  fewestMatches([filler.repeat(9), filler, filler.repeat(3)], wild);

/** A letter that no pattern uses, so that a name made of it fits nothing but wildcards. */
export function unusedLetter(isUsed: (letter: string) => boolean): string {
  return [..."zqxjkvwyhugfpbmcdltnrsoeia0123456789~+"].find((letter) => !isUsed(letter)) ?? "\x7f";
}

function unusedText(patterns: ReadonlySet<string>): string {
  const all = [...patterns];
  return unusedLetter((letter) => all.some((text) => text.includes(letter)));
}

/** Beyond this many wildcard patterns the first fitting name is taken: comparing each with all would be quadratic. */
export const MOST_COMPARED = 200;

function fewestMatches(names: readonly string[], wild: readonly string[]): string {
  const [first = ""] = names;
  if (wild.length > MOST_COMPARED) return first;
  const scored = names.map((name) => ({ name, score: wild.filter((pattern) => matchPattern(name, pattern)).length }));
  return scored.reduce((best, next) => (next.score < best.score ? next : best)).name;
}

function filled(pattern: string, star: string, mark: string): string {
  const text = replaced(pattern, "*", star);
  return text.includes("?") ? text.replaceAll("?", mark) : text;
}

/** Most patterns have one wildcard, and giant files have many patterns. */
function replaced(text: string, char: string, by: string): string {
  const at = text.indexOf(char);
  if (at === -1) return text;
  const rest = text.slice(at + 1);
  return text.slice(0, at) + by + (rest.includes(char) ? rest.replaceAll(char, by) : rest);
}

/** A name that matches a wildcard pattern and as few others as can be had, not excluded by the block's own negations. */
export function witness(
  pattern: string,
  filler: string,
  wild: readonly string[],
  isReached: (name: string) => boolean,
): string {
  const first = filled(pattern, filler, filler);
  if (wild.length > MOST_COMPARED && isReached(first)) return first;
  const names = [first, filled(pattern, "", filler), filled(pattern, filler.repeat(3), filler)];
  const usable = names.filter((name) => name !== "" && isReached(name));
  return fewestMatches(usable.length > 0 ? usable : [first], wild);
}

function isReachedIn(program: Program, pattern: string): (name: string) => boolean {
  if (program.conditions.length > MOST_COMPARED) return () => true;
  const lists = program.conditions.flatMap(({ test }) => (test.kind === "host" ? [test.patterns] : []));
  return (name) => lists.some((patterns) => isReachedBy(name, pattern, patterns));
}

/** Whether a Host line with this very pattern takes the name. */
export const isReachedBy = (name: string, pattern: string, patterns: readonly Pattern[]): boolean =>
  patterns.some((one) => one.text === pattern && !one.negated) && matchHostLine(name, patterns);

/**
 * The targets of a lint of sshd_config: "*" (the global part and Match all), and one connection for each Match line.
 * `labelOf`: another way to come to matchLabel's answers.
 */
export function* serverTargets(
  program: Pick<Program, "conditions">,
  labelOf: (condition: Condition) => string = matchLabel,
): Generator<ServerTarget> {
  yield { label: "*", request: noConnection };
  const found = new Set(["*"]);
  const filler = fillerOf(unusedByteOf(program));
  for (const condition of program.conditions) {
    if (condition.test.kind !== "match" || condition.test.criteria.every(({ name }) => name === "all")) continue;
    const label = labelOf(condition);
    if (found.has(label)) continue;
    const request = connectionFor(condition, filler);
    if (request === null) continue;
    found.add(label);
    yield { label, request };
  }
}

/** What stands for any text, made once: giant files have many targets. */
interface Filler {
  readonly once: string;
  readonly thrice: string;
  /** Fits no pattern but wildcards. */
  readonly anybody: string;
}

const fillerOf = (letter: string): Filler => ({
  once: letter,
  thrice: letter.repeat(3),
  anybody: letter.repeat(9),
});

/** A letter that no pattern of any Match line uses. */
function unusedByteOf(program: Pick<Program, "conditions">): string {
  const used = new Uint8Array(256);
  for (const { test } of program.conditions) {
    for (const { argument } of test.kind === "match" ? test.criteria : none) {
      for (let at = 0; at < argument.length; at++) used[argument.charCodeAt(at)] = 1;
    }
  }
  return unusedLetter((letter) => used[letter.charCodeAt(0)] === 1);
}

/** The Match line as written: keyword to last argument. */
export function matchLabel(condition: Condition): string {
  const { directive, file } = condition;
  const line = file.source.text.slice(directive.keywordStart, directive.restEnd);
  return line.includes("#") ? line.replace(/\s+#.*$/, "") : line;
}

/** A connection that satisfies a Match line and the ones around its file, and as few others as can be; null where none does. */
function connectionFor(condition: Condition, filler: Filler): ServerRequest | null {
  const criteria = criteriaAround(condition);
  const user = textFor(named(criteria, "user"), filler);
  const ofGroups = named(criteria, "group");
  const group = textFor(ofGroups, filler);
  const host = textFor(named(criteria, "host"), filler);
  const routingDomain = textFor(named(criteria, "rdomain"), filler);
  if (user === null || group === null || host === null || routingDomain === null) return null;
  const address = addressFor(named(criteria, "address"));
  const localAddress = addressFor(named(criteria, "localaddress"));
  if (address === null || localAddress === null) return null;
  const port = named(criteria, "localport")[0]?.argument;
  return {
    isTest: false,
    user,
    host,
    address,
    localAddress,
    localPort: port === undefined ? 1 : portOf(port, NEWEST_RELEASE),
    routingDomain,
    groups: ofGroups.length > 0 ? [group] : [],
    invalidUser: named(criteria, "invalid-user").length > 0,
  };
}

const none: readonly Criterion[] = [];

/** Of a Match line and the ones around its file; without a list of its own where it stands alone, as most do. */
function criteriaAround({ test, parent }: Condition): readonly Criterion[] {
  const own = test.kind === "match" ? test.criteria : none;
  return parent === null ? own : [...own, ...criteriaAround(parent)];
}

/** The criteria of a name; without a list of their own where all or none are. */
function named(criteria: readonly Criterion[], name: string): readonly Criterion[] {
  let count = 0;
  for (const one of criteria) if (one.name === name) count++;
  if (count === 0) return none;
  return count === criteria.length ? criteria : criteria.filter((one) => one.name === name);
}

/** A text that all the criteria accept; null where there is none. */
function textFor(criteria: readonly Criterion[], filler: Filler): string | null {
  if (criteria.length === 0) return filler.anybody;
  for (const { patterns } of criteria) {
    for (const pattern of patterns) {
      if (pattern.negated) continue;
      for (const text of pattern.literal ? [pattern.text] : fillings(pattern, filler))
        if (isInAll(text, criteria)) return text;
    }
  }
  return null;
}

function isInAll(text: string, criteria: readonly Criterion[]): boolean {
  for (const { patterns } of criteria) if (matchPatternList(text, patterns) !== 1) return false;
  return true;
}

const fillings = (pattern: Pattern, { once, thrice }: Filler): string[] =>
  [once, "", thrice].map((text) => pattern.text.replaceAll("*", text).replaceAll("?", once));

/** Addresses set aside for documentation (RFC 5737, RFC 3849): unlikely to be in anybody's Match line. */
const spareAddresses = ["203.0.113.77", "198.51.100.77", "192.0.2.77", "2001:db8::77"] as const;

const network = new Ipv4Network();

function addressFor(criteria: readonly Criterion[]): string | null {
  const [first, ...more] = criteria;
  if (first === undefined) return spareAddresses[0];
  return (more.length === 0 ? secondOf(first.argument) : null) ?? addressForAll(criteria);
}

/** The second address of a list that is a single network of IPv4, or its only one; null for other lists. */
function secondOf(list: string): string | null {
  if (!network.read(list, 0, list.length)) return null;
  const { address, length } = network;
  return formatIpv4(length < 32 ? address + 1 : address);
}

function addressForAll(criteria: readonly Criterion[]): string | null {
  const entries = criteria.flatMap(({ argument }) => argument.split(",").filter((entry) => !entry.startsWith("!")));
  const candidates = [...spareAddresses, ...entries.flatMap(addressesIn)];
  const holds = (address: string): boolean =>
    criteria.every(({ argument, masks }) => matchAddressList(address, argument, masks));
  return candidates.reverse().find(holds) ?? null;
}

/** Some addresses that an entry covers: the network's first, second and last, or a filled-in wildcard pattern. */
function addressesIn(entry: string): string[] {
  const cidr = parseCidr(entry);
  if (cidr.kind === "network") {
    const last = cidr.address.map((byte, index) => byte | (255 >> Math.min(8, Math.max(0, cidr.bits - index * 8))));
    const next = [
      ...cidr.address.slice(0, -1),
      (cidr.address.at(-1) ?? 0) | (cidr.bits < cidr.address.length * 8 ? 1 : 0),
    ];
    return [formatAddress(cidr.address), formatAddress(last), formatAddress(next)];
  }
  return ["7", "77", "0"]
    .map((text) => entry.replaceAll("*", text).replaceAll("?", "7"))
    .filter((text) => parseAddress(text) !== null);
}
