import { OrderedWalk } from "../base/ordered-walk.ts";
import { slotsOf } from "./lanes.ts";
import type { Condition, Program, Slot, Statement, Step } from "./program.ts";
import type { ServerRequest } from "./server.ts";
import { ServerIndex, type ServerLane } from "./server-index.ts";

/** sshd's statements: those in force from the start, and those that a connection can switch on. */
export interface ServerSteps {
  readonly program: Program;
  readonly atStart: readonly Step[];
  /**
   * Comes to the steps whose Match lines this connection may satisfy, in reading order; of very many with the same criterion only
   * to those that say what is not decided.
   */
  forRequest(request: ServerRequest, isDecided: (slot: Slot) => boolean): Iterable<Step>;
}

export function serverStepsOf(program: Program): ServerSteps {
  const steps = groupByCondition(program);
  const sets = new SlotSets();
  const lines = steps.flatMap((step, id) => {
    const { condition } = step;
    return condition === null ? [] : [{ condition, id, says: sets.numberOf(step) }];
  });
  const index = new ServerIndex(lines);
  return {
    program,
    atStart: steps.filter(({ condition }) => isAtStart(condition)),
    forRequest: (request, isDecided) => {
      const { few, lanes } = index.candidates(request);
      if (lanes.length === 0) return few.flatMap((at) => steps[at] ?? []);
      return inLanes(steps, few, lanes, ({ says }) => sets.areDecided(says, isDecided));
    },
  };
}

function* inLanes(
  steps: readonly Step[],
  few: readonly number[],
  lanes: readonly ServerLane[],
  isClosed: (lane: ServerLane) => boolean,
): Generator<Step> {
  const walk = new OrderedWalk<number, ServerLane>((at) => at, isClosed);
  walk.add(few);
  for (const lane of lanes) walk.add(lane.ids, lane);
  for (let at = walk.next(); at !== null; at = walk.next()) {
    const step = steps[at];
    if (step !== undefined) yield step;
  }
}

/** Numbers for what steps decide. */
class SlotSets {
  private readonly numbers = new Map<string, number>();
  /** Null: whoever may satisfy the line is asked in any case. */
  private readonly sets: (readonly Slot[] | null)[] = [];

  numberOf(step: Step): number {
    const slots = mayBeInDoubt(step.condition) ? null : slotsOf(step);
    const key = slots?.join() ?? "!";
    const known = this.numbers.get(key);
    if (known !== undefined) return known;
    const number = this.sets.push(slots) - 1;
    this.numbers.set(key, number);
    return number;
  }

  areDecided(number: number, isDecided: (slot: Slot) => boolean): boolean {
    return this.sets[number]?.every(isDecided) === true;
  }
}

/** Whether something unknown may decide about it (server.ts evaluateCriterion): such doubts are told. */
function mayBeInDoubt(condition: Condition | null): boolean {
  for (let at = condition; at !== null; at = at.parent) {
    if (at.test.kind === "match" && at.test.criteria.some(({ name }) => name === "group" || name === "version"))
      return true;
  }
  return false;
}

const isAtStart = (condition: Condition | null): boolean => condition === null || condition.atStart;

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
