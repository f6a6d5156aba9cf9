import type { Condition } from "../eval/program.ts";
import { knownCriterionHolds, type ServerRequest } from "../eval/server.ts";
import { ServerIndex } from "../eval/server-index.ts";
import { serverTargets } from "../eval/targets.ts";
import { TCP_KEEP_ALIVE, UNSET } from "./blocks.ts";
import type { Survey } from "./columns.ts";
import { type Decision, decide, type EachTarget, noDecision } from "./decision.ts";
import { blockOf } from "./names.ts";
import { sharedCondition } from "./statements.ts";

/** The targets of sshd_config: "*" for the global part, then each Match line as written. */
export const serverTargetsOf = (survey: Survey): EachTarget =>
  !survey.asksOneByOne ? targetsByName(survey) : targetsByConnection(survey);

/** A Match block's value replaces the global one, but for TCPKeepAlive (servconf.c copy_set_server_options). */
function decideForBlocks(survey: Survey, decision: Decision, blocks: Iterable<number>): void {
  decision.fill(UNSET);
  for (const block of blocks) decide(survey, decision, block);
  decision[TCP_KEEP_ALIVE] = UNSET;
  for (const block of survey.unconditional) decide(survey, decision, block);
}

/** Where every Match line is about one user or one group. */
function targetsByName(survey: Survey): EachTarget {
  const { names } = survey;
  const decision = noDecision();
  const own: number[] = [];
  return (visit) => {
    decideForBlocks(survey, decision, []);
    visit(decision, () => "*", null);
    const labels = new Set(["*"]);
    for (let name = 0; name < names.count; name++) {
      const blocks = own.slice(0, names.mentionsOf(name, own)).map(blockOf);
      decideForBlocks(survey, decision, blocks);
      for (const block of blocks) {
        const label = labelOf(survey, block);
        if (labels.has(label)) continue;
        labels.add(label);
        visit(decision, () => label, null);
      }
    }
  };
}

/** A Match line as written: keyword to last argument. */
function labelOf({ blocks, placed }: Survey, block: number): string {
  const { file, offset } = placed(blocks.heads[block] ?? 0);
  const { text } = file.source;
  const newline = text.indexOf("\n", offset);
  return text.slice(offset, newline === -1 ? text.length : newline).replace(/[ \t\r\f]+$/, "");
}

/** Where Match lines ask about more: a connection for each that satisfies it. */
function targetsByConnection(survey: Survey): EachTarget {
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
