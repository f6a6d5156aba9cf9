import { PatternIndex } from "../openssh/pattern-index.ts";
import type { Pattern } from "../openssh/patterns.ts";
import type { Condition, Program, Slot, Statement, Step } from "./program.ts";
import { hasUnknownToken } from "./slots.ts";

/**
 * The statements that can matter, in reading order and found by host name. This is what keeps evaluating every host of a
 * giant file linear: a block is looked up by the names and patterns of its Host line and never scanned.
 */
export interface Steps {
  readonly program: Program;
  /** Steps under no Host line, or among few under one with a wildcard: looked at for every target. */
  readonly common: readonly Step[];
  /** Steps under a Host line (theirs or an outer one) that this name may reach, in reading order. */
  readonly reachedBy: (host: string) => readonly Step[];
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
  const steps = groupByCondition(program, neededSlots(program));
  const common: Step[] = [];
  const named = new Map<string, Step[]>();
  const wild: { readonly step: Step; readonly patterns: readonly Pattern[] }[] = [];
  for (const step of steps) {
    const patterns = hostPatterns(step.condition);
    if (patterns === null) common.push(step);
    else if (patterns.every(({ negated, literal }) => negated || literal)) {
      for (const { negated, text } of patterns) if (!negated) append(named, text, step);
    } else wild.push({ step, patterns });
  }
  const own = (host: string): readonly Step[] => named.get(host) ?? none;
  if (wild.length > FEW_WILD) {
    const byPattern = indexed(wild);
    return { program, common, reachedBy: (host) => merge(own(host), byPattern(host)) };
  }
  return {
    program,
    common: merge(
      common,
      wild.map(({ step }) => step),
    ),
    reachedBy: own,
  };
}

const none: readonly Step[] = [];
const FEW_WILD = 8;

function indexed(wild: readonly { readonly step: Step; readonly patterns: readonly Pattern[] }[]) {
  const index = new PatternIndex();
  for (const [at, { patterns }] of wild.entries()) {
    for (const { negated, text } of patterns) if (!negated) index.add(text, at);
  }
  return (host: string): readonly Step[] => index.candidates(host).flatMap((at) => wild[at]?.step ?? []);
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

/** The patterns without which a condition cannot hold, the most telling Host line's; null where there is no Host line. */
function hostPatterns(condition: Condition | null): readonly Pattern[] | null {
  let found: readonly Pattern[] | null = null;
  for (let at = condition; at !== null; at = at.parent) {
    if (at.test.kind !== "host") continue;
    if (at.test.patterns.every(({ negated, literal }) => negated || literal)) return at.test.patterns;
    found ??= at.test.patterns;
  }
  return found;
}

/** Steps for one host in reading order. */
export const stepsFor = (steps: Steps, host: string): readonly Step[] => merge(steps.common, steps.reachedBy(host));

function merge(left: readonly Step[], right: readonly Step[]): readonly Step[] {
  if (left.length === 0) return right;
  if (right.length === 0) return left;
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
