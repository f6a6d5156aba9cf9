import type { Condition } from "../eval/program.ts";
import { knownCriterionHolds, type ServerRequest } from "../eval/server.ts";
import { ServerIndex } from "../eval/server-index.ts";
import { serverTargets } from "../eval/targets.ts";
import type { Survey } from "./columns.ts";
import { type EachTarget, noDecision } from "./decision.ts";
import { decideForBlocks } from "./server-targets.ts";
import { sharedCondition } from "./statements.ts";

/** Where Match lines ask about more: a connection for each that satisfies it. */
export function targetsByConnection(survey: Survey): EachTarget {
  const decision = noDecision();
  return (visit) => {
    const conditions = conditionsOf(survey);
    const entries = [...conditions].map(([id, condition]) => ({ id, condition }));
    const index = new ServerIndex(entries);
    for (const { label, request } of serverTargets({ conditions: [...conditions.values()] })) {
      const held = index.candidates(request).filter((block) => holds(conditions.get(block), request));
      decideForBlocks(survey, decision, held);
      visit(decision, () => label, null);
    }
  };
}

/** The Match lines by their blocks. */
export function conditionsOf(survey: Survey): Map<number, Condition> {
  const { blocks, unconditional } = survey;
  const forAll = new Set(unconditional);
  const conditions = new Map<number, Condition>();
  for (let block = 0; block < blocks.count; block++) {
    const condition = forAll.has(block) ? null : sharedCondition(survey, block);
    if (condition !== null) conditions.set(block, condition);
  }
  return conditions;
}

const holds = (condition: Condition | undefined, request: ServerRequest): boolean =>
  condition?.test.kind === "match" && condition.test.criteria.every((one) => knownCriterionHolds(request, one));
