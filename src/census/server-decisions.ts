import { OrderedWalk } from "../base/ordered-walk.ts";
import type { Condition } from "../eval/program.ts";
import { knownCriterionHolds, type ServerRequest } from "../eval/server.ts";
import { type Entry, type ServerCandidates, ServerIndex, type ServerLane } from "../eval/server-index.ts";
import { matchLabel, serverTargets } from "../eval/targets.ts";
import { everyDecided, UNSET } from "./blocks.ts";
import type { Survey } from "./columns.ts";
import { type Decision, decidingForAll, type EachTarget, noDecision } from "./decision.ts";
import { PlainMatch } from "./plain-match.ts";
import { decideForBlocks } from "./server-targets.ts";
import { sharedCondition } from "./statements.ts";

/** Where Match lines ask about more: a connection for each that satisfies it. */
export function targetsByConnection(survey: Survey): EachTarget {
  const decision = noDecision();
  return (visit, isWanted) => {
    const conditions = conditionsOf(survey);
    const forAll = decidingForAll(survey);
    const index = new ServerIndex(conditions.flatMap((condition) => entryOf(survey, condition)));
    let target = 0;
    for (const { label, request } of serverTargets({ conditions }, lineOf)) {
      if (isWanted?.(target++) === false) continue;
      const found = index.candidates(request);
      const isFew = found.lanes.length === 0;
      const held = isFew ? heldBy(survey, found.few, request) : heldInLanes(survey, decision, found, request);
      decideForBlocks(survey, decision, held, forAll);
      visit(decision, () => label, null);
    }
  };
}

/** None where its block decides nothing. */
function entryOf({ blocks }: Survey, condition: Condition): Entry[] {
  const { id } = condition;
  let says = 0;
  for (const what of everyDecided) if (blocks.says(what, id)) says |= 1 << what;
  return says === 0 ? [] : [{ condition, id, says }];
}

/** As heldBy, but for blocks of very many that say nothing which no earlier one has decided. */
function* heldInLanes(
  survey: Survey,
  decision: Decision,
  { few, lanes }: ServerCandidates,
  request: ServerRequest,
): Generator<number> {
  const isClosed = ({ says }: ServerLane): boolean =>
    everyDecided.every((what) => (says & (1 << what)) === 0 || decision[what] !== UNSET);
  const walk = new OrderedWalk<number, ServerLane>((block) => block, isClosed);
  walk.add(few);
  for (const lane of lanes) walk.add(lane.ids, lane);
  for (let block = walk.next(); block !== null; block = walk.next()) if (holds(survey, block, request)) yield block;
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
