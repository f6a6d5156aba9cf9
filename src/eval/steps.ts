import { asciiLower } from "../openssh/keywords.ts";
import type { Pattern } from "../openssh/patterns.ts";
import { ByPattern, type Candidates, candidatesAmong } from "./by-pattern.ts";
import type { Criterion } from "./criteria.ts";
import type { Condition, Program, Slot, Statement, Step } from "./program.ts";
import { hasUnknownToken } from "./slots.ts";

/**
 * The statements that can matter, in reading order and found by host name. This is what keeps evaluating every host of a
 * giant file linear: a block is looked up by the names and patterns of its Host line and never scanned.
 */
export interface Steps {
  readonly program: Program;
  /** Whether Host lines lead very many steps to the same hosts. */
  readonly isCrowded: boolean;
  /** Steps under no Host line, or among few under one with a wildcard: looked at for every target. */
  readonly common: Candidates;
  /** Steps under a Host line of nothing but names (theirs or an outer one) that this name reaches. */
  readonly named: (host: string) => readonly Step[];
  /** Steps under other Host lines that this name may reach. */
  readonly reachedBy: (host: string) => Candidates;
  /** Steps under `Match originalhost` that this name as typed may satisfy. */
  readonly askingOriginal: (host: string) => Candidates;
  /** Steps under `Match host` that this name may satisfy, which is HostName's as soon as a line has set it. */
  readonly askingCurrent: (host: string) => Candidates;
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
  "controlMaster",
  "controlPath",
];
/** What a report shows, and what the way to a target hangs on. */
const shown: readonly Slot[] = [
  "hostName",
  "user",
  "port",
  "controlPersist",
  "connectTimeout",
  "channelTimeout",
  "unusedConnectionTimeout",
  "exitOnForwardFailure",
  "proxyUseFdpass",
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
  if (program.everySlot) for (const slot of shown) needed.add(slot);
  return needed;
}

export function stepsOf(program: Program): Steps {
  const common: Step[] = [];
  const named = new Map<string, Step[]>();
  const wild: { readonly step: Step; readonly patterns: readonly Pattern[] }[] = [];
  const original = new ByPattern();
  const current = new ByPattern();
  for (const step of groupByCondition(program, neededSlots(program))) {
    // A line that ssh refuses holds for nobody.
    if (step.condition?.test.kind === "never") continue;
    const patterns = hostPatterns(step.condition);
    const asked = patterns === null ? hostCriterion(step.condition) : null;
    if (asked !== null) (asked.name === "host" ? current : original).add(asked.patterns, step, asciiLower);
    else if (patterns === null) common.push(step);
    else if (patterns.every(({ negated, literal }) => negated || literal)) {
      for (const { negated, text } of patterns) if (!negated) append(named, text, step);
    } else wild.push({ step, patterns });
  }
  const byPattern = new ByPattern();
  if (wild.length > FEW_WILD) for (const { step, patterns } of wild) byPattern.add(patterns, step);
  const forAll =
    wild.length > FEW_WILD
      ? common
      : merge(
          common,
          wild.map(({ step }) => step),
        );
  const all = candidatesAmong(forAll);
  return {
    program,
    isCrowded: all.lanes.length > 0 || byPattern.isCrowded,
    common: all,
    named: (host) => named.get(host) ?? none,
    reachedBy: (host) => byPattern.for(host),
    askingOriginal: (host) => original.for(asciiLower(host)),
    askingCurrent: (host) => current.for(asciiLower(host)),
  };
}

const none: readonly Step[] = [];
const FEW_WILD = 8;

/** The first criterion around a step that its Match line needs some name for. */
function hostCriterion(condition: Condition | null): Criterion | null {
  for (let at = condition; at !== null; at = at.parent) {
    if (at.test.kind !== "match") continue;
    const found = at.test.criteria.find(
      ({ name, negated }) => !negated && (name === "host" || name === "originalhost"),
    );
    if (found !== undefined) return found;
  }
  return null;
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

/** In reading order. */
export function merge(left: readonly Step[], right: readonly Step[]): readonly Step[] {
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
