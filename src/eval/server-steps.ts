import type { Condition, Program, Statement, Step } from "./program.ts";
import type { ServerRequest } from "./server.ts";

/** sshd's statements: those in force from the start, and those that a connection can switch on. */
export interface ServerSteps {
  readonly program: Program;
  readonly atStart: readonly Step[];
  /** Steps whose Match lines this connection may satisfy, in reading order. */
  forRequest(request: ServerRequest): readonly Step[];
}

export function serverStepsOf(program: Program): ServerSteps {
  const atStart: Step[] = [];
  const unindexed: Step[] = [];
  const index = new Map<string, Step[]>();
  for (const step of groupByCondition(program)) {
    if (isAtStart(step.condition)) atStart.push(step);
    if (step.condition === null) continue;
    const keys = reachableKeys(step.condition);
    if (keys === null) unindexed.push(step);
    else for (const key of keys) append(index, key, step);
  }
  return { program, atStart, forRequest: (request) => collect(unindexed, index, request) };
}

const isAtStart = (condition: Condition | null): boolean => condition === null || condition.atStart;

function append(index: Map<string, Step[]>, key: string, step: Step): void {
  const known = index.get(key);
  if (known === undefined) index.set(key, [step]);
  else if (known.at(-1) !== step) known.push(step);
}

function groupByCondition(program: Program): Step[] {
  const steps: Step[] = [];
  for (const entry of inReadingOrder(program)) {
    const last = steps.at(-1);
    if ("because" in entry) {
      steps.push({ order: entry.order, condition: entry.condition, statements: [], blind: entry });
    } else if (last !== undefined && last.blind === null && last.condition === entry.condition) {
      (last.statements as Statement[]).push(entry);
    } else {
      steps.push({ order: entry.order, condition: entry.condition, statements: [entry], blind: null });
    }
  }
  return steps;
}

function inReadingOrder(program: Program) {
  if (program.blinds.length === 0) return program.statements;
  return [...program.statements, ...program.blinds].sort((left, right) => left.order - right.order);
}

/**
 * The only attribute values under which a Match line can hold ("user:bob"), from its first criterion that lists nothing but
 * literal names; null where there is none.
 */
function reachableKeys(condition: Condition): readonly string[] | null {
  if (condition.test.kind !== "match") return [];
  for (const { name, patterns } of condition.test.criteria) {
    if (name !== "user" && name !== "group") continue;
    const positive = patterns.filter((pattern) => !pattern.negated);
    if (positive.every((pattern) => pattern.literal)) return positive.map((pattern) => `${name}:${pattern.text}`);
  }
  return condition.parent === null ? null : reachableKeys(condition.parent);
}

function collect(
  unindexed: readonly Step[],
  index: ReadonlyMap<string, readonly Step[]>,
  request: ServerRequest,
): readonly Step[] {
  if (request.user === null) return unindexed;
  // A user whose groups are not known may be in any of them.
  if (request.groups === null)
    return inOrder([unindexed, ...everyGroup(index), index.get(`user:${request.user}`) ?? []]);
  const groups = request.groups.map((group) => index.get(`group:${group}`) ?? []);
  return inOrder([unindexed, index.get(`user:${request.user}`) ?? [], ...groups]);
}

function everyGroup(index: ReadonlyMap<string, readonly Step[]>): (readonly Step[])[] {
  return [...index].filter(([key]) => key.startsWith("group:")).map(([, steps]) => steps);
}

function inOrder(lists: readonly (readonly Step[])[]): readonly Step[] {
  const filled = lists.filter((list) => list.length > 0);
  if (filled.length <= 1) return filled[0] ?? [];
  return [...new Set(filled.flat())].sort((left, right) => left.order - right.order);
}
