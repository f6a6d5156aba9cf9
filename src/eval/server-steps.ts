import type { Condition, Program, Statement, Step } from "./program.ts";
import type { ServerRequest } from "./server.ts";
import { ServerIndex } from "./server-index.ts";

/** sshd's statements: those in force from the start, and those that a connection can switch on. */
export interface ServerSteps {
  readonly program: Program;
  readonly atStart: readonly Step[];
  /** Steps whose Match lines this connection may satisfy, in reading order. */
  forRequest(request: ServerRequest): readonly Step[];
}

export function serverStepsOf(program: Program): ServerSteps {
  const steps = groupByCondition(program);
  const lines = steps.flatMap(({ condition }, id) => (condition === null ? [] : [{ condition, id }]));
  const index = new ServerIndex(lines);
  return {
    program,
    atStart: steps.filter(({ condition }) => isAtStart(condition)),
    forRequest: (request) => index.candidates(request).flatMap((at) => steps[at] ?? []),
  };
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
