import { union } from "../base/union.ts";
import type { Condition } from "../eval/program.ts";
import { knownCriterionHolds, type ServerRequest } from "../eval/server.ts";
import { ServerIndex } from "../eval/server-index.ts";
import { matchLabel, serverTargets } from "../eval/targets.ts";
import type { Survey } from "./columns.ts";
import { CrowdedConditions } from "./crowded-conditions.ts";
import { decidingForAll, type EachTarget, noDecision } from "./decision.ts";
import { PlainMatch } from "./plain-match.ts";
import { decideForBlocks } from "./server-targets.ts";
import { sharedCondition } from "./statements.ts";

/** Where Match lines ask about more: a connection for each that satisfies it. */
export function targetsByConnection(survey: Survey): EachTarget {
  const decision = noDecision();
  return (visit) => {
    const conditions = conditionsOf(survey);
    const crowded = new CrowdedConditions(survey, conditions);
    const forAll = decidingForAll(survey);
    const index = new ServerIndex(crowded.single.map((condition) => ({ id: condition.id, condition })));
    for (const { label, request } of serverTargets({ conditions }, lineOf)) {
      const held = heldBy(survey, index.candidates(request), request);
      const first = crowded.firstOnes(request, (block) => holds(survey, block, request));
      decideForBlocks(survey, decision, union(held, first), forAll);
      visit(decision, () => label, null);
    }
  };
}

const lineOf = (condition: Condition): string =>
  condition instanceof PlainMatch ? condition.label : matchLabel(condition);

/** The Match lines, each with its block for an id. */
export function conditionsOf(survey: Survey): Condition[] {
  const { blocks, unconditional } = survey;
  const forAll = new Set(unconditional);
  const conditions: Condition[] = [];
  for (let block = 0; block < blocks.count; block++) {
    const condition = forAll.has(block) ? null : sharedCondition(survey, block);
    if (condition !== null) conditions.push(condition);
  }
  return conditions;
}

/** The candidates themselves where all of them hold, as nearly always. */
function heldBy(survey: Survey, candidates: readonly number[], request: ServerRequest): readonly number[] {
  for (const block of candidates) {
    if (!holds(survey, block, request)) return candidates.filter((one) => holds(survey, one, request));
  }
  return candidates;
}

function holds(survey: Survey, block: number, request: ServerRequest): boolean {
  const condition = sharedCondition(survey, block);
  if (condition?.test.kind !== "match") return false;
  for (const criterion of condition.test.criteria) if (!knownCriterionHolds(request, criterion)) return false;
  return true;
}
