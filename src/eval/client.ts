import { isUnknown } from "../base/tri.ts";
import { formatAddress, parseAddress } from "../openssh/addresses.ts";
import { asciiLower } from "../openssh/keywords.ts";
import { matchHostLine, matchPattern, matchPatternList, parsePatternList } from "../openssh/patterns.ts";
import { assumptionAbout, type Circumstances, type ClientRequest, criterionHolds } from "./client-criteria.ts";
import type { Assumption } from "./connection.ts";
import type { Criterion } from "./criteria.ts";
import type { Doubt, Reading } from "./outcomes.ts";
import type { Blind, Condition, LateLine, Program, Slot, Statement, UnknownKeyword } from "./program.ts";
import { StepWalk } from "./step-walk.ts";
import type { Steps } from "./steps.ts";

export interface ClientReading extends Reading {
  /** The statement that won each slot. */
  readonly slots: ReadonlyMap<Slot, Statement>;
  /** The first Include whose content cannot be known, if it came before all three settings were decided. */
  readonly blind: { readonly blind: Blind; readonly decided: ReadonlySet<Slot> } | null;
  /** What makes ssh refuse this target in particular. */
  readonly errors: readonly LineError[];
  /** The IgnoreUnknown of the first reading, in which an unknown keyword is fatal already. */
  readonly ignoreUnknown: Statement | undefined;
  /** The host name that ssh ends up with. */
  readonly hostName: string;
}

/** A line that makes the program refuse one target. */
export interface LineError {
  readonly statement: Pick<Statement, "file" | "directive">;
  readonly error: string;
}

interface Pass extends Circumstances {
  readonly steps: Steps;
  readonly request: ClientRequest;
  readonly taken: ReadonlyMap<Doubt, boolean>;
  readonly met: Map<Doubt, Assumption>;
  readonly slots: Map<Slot, Statement>;
  readonly errors: LineError[];
  blind: ClientReading["blind"];
  settled: ReadonlySet<Slot> | null;
  /** What `Host` is matched against. */
  host: string;
  final: boolean;
  /** Conditions decided in this pass. */
  active: Map<Condition, boolean>;
}

/** Reads the files as ssh does for one target (ssh.c main, process_config_files; 7.6 to 10.6). */
export function readClient(steps: Steps, request: ClientRequest, taken: ReadonlyMap<Doubt, boolean>): ClientReading {
  const pass: Pass = {
    steps,
    request,
    taken,
    met: new Map(),
    slots: new Map(),
    errors: [],
    blind: null,
    settled: null,
    host: request.host,
    final: false,
    active: new Map(),
    version: steps.program.version,
    currentHost: () => (pass.final ? pass.host : expandedHostName(pass)),
    configured: (slot) => pass.slots.get(slot)?.value as string | undefined,
  };
  runPass(pass);
  const ignoreUnknown = pass.slots.get("ignoreUnknown");
  const canonicalizes = pass.slots.get("canonicalizeHostname");
  const wantsCanonical = canonicalizes !== undefined && !["no", "false"].includes(String(canonicalizes.value));
  if (steps.program.requestsFinalPass || wantsCanonical) {
    pass.host = canonicalName(pass, wantsCanonical ? String(canonicalizes.value) : "no");
    pass.final = true;
    pass.active = new Map();
    runPass(pass);
  }
  const { met, settled, slots, blind, errors } = pass;
  return {
    met,
    settled,
    slots,
    blind,
    errors,
    ignoreUnknown,
    hostName: pass.final ? pass.host : expandedHostName(pass),
  };
}

function runPass(pass: Pass): void {
  const { steps, currentHost } = pass;
  const walk = new StepWalk(steps, pass, pass.host, currentHost());
  for (let step = walk.next(); step !== null; step = walk.next()) {
    if (!isActive(pass, step.condition)) continue;
    const named = pass.slots.has("hostName");
    if (step.blind !== null) meetBlind(pass, step.blind);
    for (const statement of step.statements) apply(pass, statement);
    if (!pass.final && !named && pass.slots.has("hostName")) walk.rename(currentHost());
  }
  for (const line of pass.steps.program.late) meetEmptyPattern(pass, line);
}

/** readconf.c oHost, 8.7+: a pattern list is read up to the first negated match. */
function meetEmptyPattern(pass: Pass, line: LateLine): void {
  const { condition } = line;
  if (condition?.test.kind !== "host" || !isActive(pass, condition.parent)) return;
  const shutOut = condition.test.patterns.some(({ negated, text }) => negated && matchPattern(pass.host, text));
  if (!shutOut) pass.errors.push({ statement: line, error: "keyword host empty argument" });
}

function apply(pass: Pass, statement: Statement): void {
  const { slots } = pass;
  const { slot } = statement;
  if (statement.value === null || slots.has(slot)) return;
  // The earlier of the two proxies shuts the other one out (readconf.c oProxyCommand, parse_jump).
  if (slot === "proxyCommand" && slots.has("proxyJump")) return;
  if (slot === "proxyJump" && slots.has("proxyCommand")) return;
  slots.set(slot, statement);
  if (slot === "refuseConnection") pass.errors.push({ statement, error: `RefuseConnection: ${statement.value}` });
}

function meetBlind(pass: Pass, blind: Blind): void {
  if (pass.blind !== null) return;
  const decided = new Set((["interval", "countMax", "tcpKeepAlive"] as const).filter((slot) => pass.slots.has(slot)));
  if (decided.size < 3) pass.blind = { blind, decided };
}

function isActive(pass: Pass, condition: Condition | null): boolean {
  if (condition === null) return true;
  const known = pass.active.get(condition);
  if (known !== undefined) return known;
  const active = isActive(pass, condition.parent) && holds(pass, condition);
  pass.active.set(condition, active);
  return active;
}

function holds(pass: Pass, condition: Condition): boolean {
  const { test } = condition;
  if (test.kind === "host") return matchHostLine(pass.host, test.patterns);
  return test.kind === "match" && matchLineHolds(pass, condition, test.criteria);
}

/** What is known decides first: an unknown criterion beside a false one needs no assumption. */
function matchLineHolds(pass: Pass, condition: Condition, criteria: readonly Criterion[]): boolean {
  const doubtful: { criterion: Criterion; because: string }[] = [];
  for (const criterion of criteria) {
    const result = criterionHolds(pass, criterion);
    if (isUnknown(result)) doubtful.push({ criterion, because: result.because });
    else if (result === criterion.negated) return false;
  }
  return doubtful.every(({ criterion, because }) => assume(pass, condition, criterion, because) !== criterion.negated);
}

function assume(pass: Pass, condition: Condition, criterion: Criterion, because: string): boolean {
  const holdsNow = pass.taken.get(criterion) ?? false;
  pass.settled ??= new Set(pass.slots.keys());
  pass.met.set(criterion, assumptionAbout(condition, criterion, because, holdsNow));
  return holdsNow;
}

/** HostName with `%h` put in; an unknown token is fatal in ssh (misc.c percent_expand, key list "h"). */
function expandedHostName(pass: Pass): string {
  const statement = pass.slots.get("hostName");
  if (statement === undefined) return pass.request.host;
  return String(statement.value).replace(/%(.?)/gs, (_whole, token: string) => {
    if (token === "%") return "%";
    if (token === "h") return pass.request.host;
    const error = `percent_expand: unknown key %${token}`;
    if (!pass.errors.some((known) => known.statement === statement)) pass.errors.push({ statement, error });
    return "";
  });
}

/**
 * The name that the second pass sees: lower case, addresses in their standard spelling; a name that would be looked up is
 * one of those that CanonicalDomains allow, or stays as it is (ssh.c resolve_canonicalize, 7.6 to 10.6).
 */
function canonicalName(pass: Pass, canonicalize: string): string {
  const name = expandedHostName(pass);
  const address = parseAddress(name);
  if (address !== null) return formatAddress(address);
  const lower = asciiLower(name);
  if (canonicalize === "no" || isLeftAlone(pass, lower, canonicalize)) return lower;
  for (const domain of String(pass.slots.get("canonicalDomains")?.value ?? "").split(" ")) {
    if (asciiLower(domain) === "none" || domain === "") break;
    if (assumeDomain(pass, domain)) return `${lower}.${domain}`;
  }
  return lower.endsWith(".") ? lower.slice(0, -1) : lower;
}

function isLeftAlone(pass: Pass, name: string, canonicalize: string): boolean {
  const proxied = isProxied(pass.slots);
  const dots = name.split(".").length - 1;
  const mostDots = Number(pass.slots.get("canonicalizeMaxDots")?.value ?? 1);
  return (proxied && canonicalize !== "always") || (!name.endsWith(".") && dots > mostDots);
}

const domainDoubts = new WeakMap<Statement, Map<string, Doubt>>();

function assumeDomain(pass: Pass, domain: string): boolean {
  const statement = pass.slots.get("canonicalDomains");
  if (statement === undefined) return false;
  const doubts = domainDoubts.get(statement) ?? new Map<string, Doubt>();
  domainDoubts.set(statement, doubts);
  const doubt = doubts.get(domain) ?? { domain };
  doubts.set(domain, doubt);
  const holdsNow = pass.taken.get(doubt) ?? false;
  pass.settled ??= new Set(pass.slots.keys());
  const { directive, file } = statement;
  const criterion = `${pass.request.host}.${domain} exists`;
  const because = "it depends on a name lookup, which is never made here";
  const offset = directive.keywordStart;
  pass.met.set(doubt, { source: file.source, offset, directive, criterion, because, holds: holdsNow });
  return holdsNow;
}

/** True where ssh does not open the TCP connection itself. */
export function isProxied(slots: ReadonlyMap<Slot, Statement>): boolean {
  const proxy = slots.get("proxyCommand") ?? slots.get("proxyJump");
  return proxy !== undefined && !isNone(proxy);
}

/** `none` takes a proxy of a later line away (readconf.c CLEAR_ON_NONE). */
export const isNone = (statement: Statement): boolean => asciiLower(String(statement.value)) === "none";

const uncovered = new WeakMap<Program, Map<Statement | undefined, readonly UnknownKeyword[]>>();

/**
 * The unknown keywords that no IgnoreUnknown covers where they stand; what makes ssh refuse the files for this target. The
 * same list for every target that the same IgnoreUnknown line concerns.
 */
export function uncoveredKeywords({ program }: Steps, ignore: Statement | undefined): readonly UnknownKeyword[] {
  const lists = uncovered.get(program) ?? new Map<Statement | undefined, readonly UnknownKeyword[]>();
  uncovered.set(program, lists);
  const list = lists.get(ignore) ?? uncoveredBy(program, ignore);
  lists.set(ignore, list);
  return list;
}

function uncoveredBy({ unknownKeywords }: Program, ignore: Statement | undefined): readonly UnknownKeyword[] {
  if (ignore === undefined) return unknownKeywords;
  const patterns = parsePatternList(asciiLower(String(ignore.value)));
  return unknownKeywords.filter(({ name, order }) => order < ignore.order || matchPatternList(name, patterns) !== 1);
}
