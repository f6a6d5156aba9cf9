import { matchHostLine } from "../openssh/patterns.ts";
import type { Condition, Slot, Statement, Step } from "./program.ts";
import { knownCriterionHolds, type ServerRequest } from "./server.ts";
import type { ServerSteps } from "./server-steps.ts";
import { hasFatalHostName, merge, type Steps } from "./steps.ts";

/**
 * The hot path. Most files are plain: nothing but the host's name (or what sshd is told of a connection) decides which blocks
 * apply. Then one walk over the few steps that can concern a target gives its winners, with next to nothing allocated, which
 * is what keeps 50,000 targets cheap. client.ts and server.ts do the same for files that are not plain, and much more slowly.
 */
export type Winners = { [Name in Slot]?: Statement };

/** Reads one host of a plain program; null where the program is not plain. */
export function plainClientReader(steps: Steps): ((host: string) => Winners) | null {
  const { program } = steps;
  const undecided =
    program.late.length > 0 ||
    program.requestsFinalPass ||
    program.blinds.length > 0 ||
    program.unknownKeywords.length > 0;
  const asksMore: readonly Slot[] = ["canonicalizeHostname", "refuseConnection"];
  if (undecided || hasFatalHostName(program) || program.statements.some(({ slot }) => asksMore.includes(slot)))
    return null;
  if (steps.isCrowded || program.conditions.some(({ test }) => test.kind === "match")) return null;
  return (host) => {
    const own = merge(steps.named(host), steps.reachedBy(host).few);
    return readPlainly(steps.common.few, own, (condition) => hostLinesHold(host, condition));
  };
}

const none: readonly Step[] = [];

function hostLinesHold(host: string, condition: Condition | null): boolean {
  for (let at = condition; at !== null; at = at.parent) {
    if (at.test.kind !== "host" || !matchHostLine(host, at.test.patterns)) return false;
  }
  return true;
}

/** Walks two lists of steps as one, in reading order; the first value of each slot stays. */
function readPlainly(
  common: readonly Step[],
  own: readonly Step[],
  holds: (condition: Condition | null) => boolean,
): Winners {
  const winners: Winners = {};
  let commonAt = 0;
  let ownAt = 0;
  for (;;) {
    const left = common[commonAt];
    const right = own[ownAt];
    const step = left === undefined || (right !== undefined && right.order < left.order) ? right : left;
    if (step === undefined) return winners;
    if (step === left) commonAt++;
    else ownAt++;
    if (holds(step.condition)) applyPlainly(winners, step);
  }
}

function applyPlainly(winners: Winners, step: Step): void {
  for (const statement of step.statements) {
    const { slot, value } = statement;
    if (value === null || winners[slot] !== undefined) continue;
    // The earlier of the two proxies shuts the other one out (readconf.c oProxyCommand, parse_jump).
    if (slot === "proxyCommand" && winners.proxyJump !== undefined) continue;
    if (slot === "proxyJump" && winners.proxyCommand !== undefined) continue;
    winners[slot] = statement;
  }
}

/** Reads one connection of a plain program; null where the program is not plain. */
export function plainServerReader(steps: ServerSteps): ((request: ServerRequest) => Winners | null) | null {
  const { program } = steps;
  const criteria = program.conditions.flatMap(({ test }) => (test.kind === "match" ? test.criteria : []));
  if (program.blinds.length > 0 || criteria.some(({ name }) => name === "version")) return null;
  // Up to 8.3 Match blocks of included files are never applied; the slow way knows.
  if (program.version.release < 804 || program.late.length > 0) return null;
  const asksPort = criteria.some(({ name }) => name === "localport");
  const asksGroups = criteria.some(({ name }) => name === "group");
  const start = readPlainly(steps.atStart, none, () => true);
  return (request) => {
    if (asksPort && request.isTest) return null;
    if (asksGroups && request.user !== null && request.groups === null) return null;
    const connection: Winners = {};
    const isDecided = (slot: Slot): boolean => connection[slot] !== undefined;
    for (const step of steps.forRequest(request, isDecided))
      if (matchLinesHold(request, step.condition)) applyPlainly(connection, step);
    const tcpKeepAlive = start.tcpKeepAlive;
    return { ...start, ...connection, ...(tcpKeepAlive === undefined ? {} : { tcpKeepAlive }) };
  };
}

function matchLinesHold(request: ServerRequest, condition: Condition | null): boolean {
  for (let at = condition; at !== null; at = at.parent) {
    if (at.test.kind !== "match" || !at.test.criteria.every((one) => knownCriterionHolds(request, one))) return false;
  }
  return true;
}
