import { isUnknown, type Tri, unknown } from "../base/tri.ts";
import { matchAddressList, meetsBadEntry } from "../openssh/addresses.ts";
import { checkArguments, portOf } from "../openssh/forms.ts";
import { matchHostname, matchPatternList } from "../openssh/patterns.ts";
import { grammarOf, NEWEST_RELEASE, releaseString } from "../openssh/versions.ts";
import type { LineError } from "./client.ts";
import type { Assumption } from "./connection.ts";
import type { Criterion } from "./criteria.ts";
import type { Doubt, Reading } from "./outcomes.ts";
import type { Blind, Condition, Slot, Statement, Step } from "./program.ts";
import type { ServerSteps } from "./server-steps.ts";

/** What sshd knows of a connection; null: not given, which makes every criterion about it false (sshd -T, 8.1 and later). */
export interface ServerRequest {
  /** Asked as by `sshd -T`, which wants to be told some things; a real connection has them all. */
  readonly isTest: boolean;
  readonly user: string | null;
  readonly host: string | null;
  readonly address: string | null;
  readonly localAddress: string | null;
  readonly localPort: number | null;
  readonly routingDomain: string | null;
  /** Groups come from this machine's user database, so a user without them is unknown. */
  readonly groups: readonly string[] | null;
  readonly invalidUser: boolean;
}

export const noConnection: ServerRequest = {
  isTest: false,
  user: null,
  host: null,
  address: null,
  localAddress: null,
  localPort: null,
  routingDomain: null,
  groups: null,
  invalidUser: false,
};

export interface ServerReading extends Reading {
  readonly slots: ReadonlyMap<Slot, Statement>;
  readonly blind: { readonly blind: Blind; readonly decided: ReadonlySet<Slot> } | null;
  /** What makes sshd refuse this connection, or `sshd -T` the question. */
  readonly errors: readonly LineError[];
}

interface Pass {
  readonly steps: ServerSteps;
  readonly request: ServerRequest;
  readonly taken: ReadonlyMap<Doubt, boolean>;
  readonly met: Map<Doubt, Assumption>;
  readonly active: Map<Condition, boolean>;
  readonly connection: Map<Slot, Statement>;
  blind: Blind | null;
  settled: ReadonlySet<Slot> | null;
}

/**
 * The start-up reading, then the one for the connection, whose values replace the former's
 * (servconf.c parse_server_match_config, copy_set_server_options; 7.6 to 10.6). TCPKeepAlive is not among those copied.
 */
export function readServer(
  steps: ServerSteps,
  request: ServerRequest,
  taken: ReadonlyMap<Doubt, boolean>,
): ServerReading {
  const connection = new Map<Slot, Statement>();
  const pass: Pass = {
    steps,
    request,
    taken,
    met: new Map(),
    active: new Map(),
    connection,
    blind: null,
    settled: null,
  };
  const start = new Map<Slot, Statement>();
  let blindAtStart: ServerReading["blind"] = null;
  for (const step of steps.atStart) {
    if (step.blind !== null) blindAtStart ??= { blind: step.blind, decided: new Set(start.keys()) };
    for (const statement of step.statements) setFirst(start, statement);
  }
  const isDecided = (slot: Slot): boolean => slot === "tcpKeepAlive" || connection.has(slot);
  for (const step of steps.forRequest(request, isDecided)) {
    if (!isActive(pass, step)) continue;
    if (step.blind !== null) pass.blind ??= step.blind;
    for (const statement of step.statements) if (statement.slot !== "tcpKeepAlive") setFirst(connection, statement);
  }
  const slots = new Map([...start, ...connection]);
  const errors = [...unansweredCriteria(pass), ...badAddresses(pass), ...refusedLines(pass)];
  const { met, settled } = pass;
  return { met, settled, slots, blind: blindOf(pass, blindAtStart, connection), errors };
}

/** servconf.c parse_server_match_config checks the lines once more, with nothing stored but by blocks that apply. */
function refusedLines(pass: Pass): LineError[] {
  const { late, version } = pass.steps.program;
  const stored = new Set<string>();
  for (const line of late) {
    const active = line.condition !== null && holdsWithOuter(pass, line.condition);
    const standing = { active, name: line.name, stored };
    const error = checkArguments(line.form, line.args, version.release, "server", standing);
    // Fatal at once.
    if (error !== null) return [{ statement: line, error }];
  }
  return [];
}

/** servconf.c match_cfg_line, match_test_missing_fatal: a Match line that is come to is fatal to `sshd -T` without what it asks. */
function unansweredCriteria(pass: Pass): LineError[] {
  if (!pass.request.isTest) return [];
  for (const condition of pass.steps.program.conditions) {
    const missing = missingField(pass, condition);
    if (missing === undefined || !isComeTo(pass, condition)) continue;
    const [name, field] = missing;
    const error = `'Match ${name}' in configuration but '${field}' not in connection test specification`;
    return [{ statement: condition, error }];
  }
  return [];
}

/** Up to 8.3 a Match line was evaluated in an included file whose block does not apply, too (SSHCFG_NEVERMATCH, servconf.c sMatch). */
function isComeTo(pass: Pass, { parent }: Condition): boolean {
  return parent === null || pass.steps.program.version.release <= 803 || holdsWithOuter(pass, parent);
}

/** Up to 8.3 a bad entry in an address list was fatal to the connections that came to it (addr_match_list -2). */
function badAddresses(pass: Pass): LineError[] {
  const { program } = pass.steps;
  if (grammarOf(program.version, "server").badAddressRefused) return [];
  for (const condition of program.conditions) {
    if (condition.test.kind !== "match" || !condition.test.criteria.some((one) => isBadFor(pass.request, one)))
      continue;
    if (!isComeTo(pass, condition)) continue;
    return [{ statement: condition, error: "Bad Match condition" }];
  }
  return [];
}

function isBadFor({ address, localAddress }: ServerRequest, { name, argument, masks }: Criterion): boolean {
  const asked = name === "address" ? address : name === "localaddress" ? localAddress : null;
  return asked !== null && meetsBadEntry(asked, argument, masks);
}

const fields: Readonly<Record<string, readonly [name: string, field: string, key: keyof ServerRequest]>> = {
  user: ["User", "user", "user"],
  group: ["Group", "user", "user"],
  host: ["Host", "host", "host"],
  address: ["Address", "addr", "address"],
  localaddress: ["LocalAddress", "laddr", "localAddress"],
  localport: ["LocalPort", "lport", "localPort"],
};

/** From 8.1 on only a port must be given: the others count as not matching (`ci->test`), as a routing domain always did. 0 is no port to sshd. */
function missingField({ request, steps }: Pass, { test }: Condition): readonly [string, string] | undefined {
  if (test.kind !== "match") return undefined;
  const { release } = steps.program.version;
  for (const { name } of test.criteria) {
    const [label, field, key] = fields[name] ?? [];
    if (label === undefined || field === undefined || key === undefined) continue;
    if ((release <= 800 || key === "localPort") && !request[key]) return [label, field];
  }
  return undefined;
}

/**
 * A file that is not here may hold Match blocks too, and these override whatever the global part says; only a Match value
 * that was read before it is safe, and TCPKeepAlive where the global part had decided it.
 */
function blindOf(
  pass: Pass,
  atStart: ServerReading["blind"],
  connection: ReadonlyMap<Slot, Statement>,
): ServerReading["blind"] {
  if (atStart !== null) {
    const decided = new Set([...atStart.decided].filter((slot) => slot === "tcpKeepAlive"));
    return { blind: atStart.blind, decided };
  }
  if (pass.blind === null) return null;
  return { blind: pass.blind, decided: new Set<Slot>(["tcpKeepAlive", ...decidedBefore(connection, pass.blind)]) };
}

function decidedBefore(connection: ReadonlyMap<Slot, Statement>, blind: Blind): Slot[] {
  return [...connection].filter(([, statement]) => statement.order < blind.order).map(([slot]) => slot);
}

function setFirst(slots: Map<Slot, Statement>, statement: Statement): void {
  if (statement.value !== null && !slots.has(statement.slot)) slots.set(statement.slot, statement);
}

function isActive(pass: Pass, step: Step): boolean {
  return step.condition !== null && holdsWithOuter(pass, step.condition);
}

function holdsWithOuter(pass: Pass, condition: Condition): boolean {
  const known = pass.active.get(condition);
  if (known !== undefined) return known;
  const outer = condition.parent === null ? appliesInFile(pass, condition) : holdsWithOuter(pass, condition.parent);
  const active = outer && condition.test.kind === "match" && matchLineHolds(pass, condition, condition.test.criteria);
  pass.active.set(condition, active);
  return active;
}

/** 8.2 and 8.3 never apply Match blocks of files included from the global part. */
function appliesInFile(pass: Pass, condition: Condition): boolean {
  const { program } = pass.steps;
  return program.files[0] === condition.file || grammarOf(program.version, "server").matchInIncludedFile;
}

function matchLineHolds(pass: Pass, condition: Condition, criteria: readonly Criterion[]): boolean {
  const doubtful: { criterion: Criterion; because: string }[] = [];
  for (const criterion of criteria) {
    const result = evaluateCriterion(pass, criterion);
    if (isUnknown(result)) doubtful.push({ criterion, because: result.because });
    else if (!result) return false;
  }
  return doubtful.every(({ criterion, because }) => assume(pass, condition, criterion, because));
}

function assume(pass: Pass, condition: Condition, criterion: Criterion, because: string): boolean {
  const holds = pass.taken.get(criterion) ?? false;
  // No connection changes what sshd does about TCP.
  pass.settled ??= new Set<Slot>([...pass.connection.keys(), "tcpKeepAlive"]);
  const { directive, file } = condition;
  const { source } = file;
  const text = source.text.slice(criterion.start, criterion.end);
  pass.met.set(criterion, { source, offset: criterion.start, directive, criterion: text, because, holds });
  return holds;
}

function evaluateCriterion(pass: Pass, criterion: Criterion): Tri {
  const { request } = pass;
  if (criterion.name === "version") return matchRelease(pass, criterion);
  if (criterion.name === "group" && request.user !== null && request.groups === null) {
    return unknown("it depends on the groups of the user on the machine");
  }
  return knownCriterionHolds(request, criterion);
}

/** Criteria that what is known of a connection decides: all but `version`, and `group` where the groups are given. */
export function knownCriterionHolds(request: ServerRequest, criterion: Criterion): boolean {
  switch (criterion.name) {
    case "all":
      return true;
    case "user":
      return request.user !== null && matchPatternList(request.user, criterion.patterns) === 1;
    case "group":
      return request.user !== null && matchGroups(request.groups ?? [], criterion);
    case "host":
      return request.host !== null && matchHostname(request.host, criterion.patterns);
    case "address":
      return request.address !== null && matchAddressList(request.address, criterion.argument, criterion.masks);
    case "localaddress":
      return (
        request.localAddress !== null && matchAddressList(request.localAddress, criterion.argument, criterion.masks)
      );
    case "localport":
      return request.localPort !== null && request.localPort === portOf(criterion.argument, NEWEST_RELEASE);
    case "rdomain":
      return request.routingDomain !== null && matchPatternList(request.routingDomain, criterion.patterns) === 1;
    default:
      return criterion.name === "invalid-user" && request.invalidUser;
  }
}

/** groupaccess.c ga_match_pattern_list: a negated pattern that matches any group ends it. */
function matchGroups(groups: readonly string[], criterion: Criterion): boolean {
  let found = false;
  for (const group of groups) {
    const match = matchPatternList(group, criterion.patterns);
    if (match === -1) return false;
    if (match === 1) found = true;
  }
  return found;
}

function matchRelease(pass: Pass, criterion: Criterion): Tri {
  const { version } = pass.steps.program;
  const bare = releaseString(version);
  const plain = matchPatternList(bare, criterion.patterns) === 1;
  if (version.vendor === "upstream") return plain;
  const suffixed = matchPatternList(`${bare} Debian-1`, criterion.patterns) === 1;
  return plain === suffixed ? plain : unknown("it depends on the vendor's exact package version");
}
