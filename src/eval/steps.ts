import type { Pattern } from "../openssh/patterns.ts";
import type { Condition, Program, Slot, Statement, Step } from "./program.ts";
import { hasUnknownToken } from "./slots.ts";

/**
 * The statements that can matter, in reading order and found by host name. This is what keeps evaluating every host of a
 * giant file linear: a block whose positive patterns are all literal is looked up by name and never scanned.
 */
export interface Steps {
  readonly program: Program;
  /** Steps under no Host line, or under one with a wildcard: looked at for every target. */
  readonly common: readonly Step[];
  /** Steps under a Host line (theirs or an outer one) that only these names can reach. */
  readonly byHost: ReadonlyMap<string, readonly Step[]>;
}

/** Slots that decide a value or an acceptance by themselves; the others matter only where something asks for them. */
const alwaysNeeded: readonly Slot[] = [
  "interval",
  "countMax",
  "tcpKeepAlive",
  "batchMode",
  "proxyCommand",
  "proxyJump",
  "canonicalizeHostname",
  "canonicalDomains",
  "canonicalizeMaxDots",
  "canonicalizePermittedCnames",
  "refuseConnection",
];

/** Which HostName wins then decides whether ssh takes the files. */
export const hasFatalHostName = (program: Program): boolean =>
  program.statements.some(({ slot, value }) => slot === "hostName" && hasUnknownToken(String(value)));

function neededSlots(program: Program): Set<Slot> {
  const needed = new Set(alwaysNeeded);
  const asks = new Set<string>();
  for (const { test } of program.conditions)
    if (test.kind === "match") for (const { name } of test.criteria) asks.add(name);
  const canonicalizes = program.statements.some(({ slot }) => slot === "canonicalizeHostname");
  const asksHost = asks.has("host") || program.requestsFinalPass || canonicalizes;
  if (asksHost || hasFatalHostName(program)) needed.add("hostName");
  if (asks.has("user")) needed.add("user");
  if (asks.has("tagged")) needed.add("tag");
  if (asks.has("sessiontype")) needed.add("sessionType");
  if (program.unknownKeywords.length > 0) needed.add("ignoreUnknown");
  return needed;
}

export function stepsOf(program: Program): Steps {
  const needed = neededSlots(program);
  const common: Step[] = [];
  const byHost = new Map<string, Step[]>();
  for (const step of groupByCondition(program, needed)) {
    const names = namesOf(step.condition);
    if (names === null) common.push(step);
    else for (const { negated, text } of names) if (!negated) append(byHost, text, step);
  }
  return { program, common, byHost };
}

function append(index: Map<string, Step[]>, name: string, step: Step): void {
  const known = index.get(name);
  if (known === undefined) index.set(name, [step]);
  else if (known.at(-1) !== step) known.push(step);
}

function groupByCondition(program: Program, needed: ReadonlySet<Slot>): Step[] {
  const steps: Step[] = [];
  let open: { order: number; condition: Condition | null; statements: Statement[]; blind: null } | null = null;
  let blindAt = 0;
  const blindsBefore = (order: number): void => {
    for (
      let blind = program.blinds[blindAt];
      blind !== undefined && blind.order < order;
      blind = program.blinds[++blindAt]
    ) {
      steps.push({ order: blind.order, condition: blind.condition, statements: [], blind });
      open = null;
    }
  };
  for (const statement of program.statements) {
    if (!needed.has(statement.slot)) continue;
    if (blindAt < program.blinds.length) blindsBefore(statement.order);
    if (open !== null && open.condition === statement.condition) {
      open.statements.push(statement);
      continue;
    }
    // Written as a literal an array has no spare room; most blocks of giant files hold one line that matters.
    open = { order: statement.order, condition: statement.condition, statements: [statement], blind: null };
    steps.push(open);
  }
  blindsBefore(Number.POSITIVE_INFINITY);
  return steps;
}

/** The patterns whose positive ones are the only names under which a condition can hold; null where there is no such list. */
function namesOf(condition: Condition | null): readonly Pattern[] | null {
  for (let at = condition; at !== null; at = at.parent) {
    if (at.test.kind === "host" && at.test.patterns.every(({ negated, literal }) => negated || literal))
      return at.test.patterns;
  }
  return null;
}

/** Steps for one host in reading order. */
export function stepsFor(steps: Steps, host: string): readonly Step[] {
  const own = steps.byHost.get(host);
  if (own === undefined) return steps.common;
  if (steps.common.length === 0) return own;
  return merge(steps.common, own);
}

function merge(left: readonly Step[], right: readonly Step[]): Step[] {
  const merged: Step[] = [];
  let leftAt = 0;
  for (const step of right) {
    for (let next = left[leftAt]; next !== undefined && next.order < step.order; next = left[++leftAt])
      merged.push(next);
    merged.push(step);
  }
  for (let next = left[leftAt]; next !== undefined; next = left[++leftAt]) merged.push(next);
  return merged;
}
