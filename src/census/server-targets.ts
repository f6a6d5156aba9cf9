import { TCP_KEEP_ALIVE, UNSET } from "./blocks.ts";
import type { Survey } from "./columns.ts";
import { type Decision, decide, decidingForAll, type EachTarget, noDecision } from "./decision.ts";
import { blockOf } from "./names.ts";

/** The targets of sshd_config: "*" for the global part, then each Match line as written. */
export const serverTargetsOf = (survey: Survey): EachTarget =>
  !survey.asksOneByOne ? targetsByName(survey) : survey.matching().targetsByConnection(survey);

/** A Match block's value replaces the global one, but for TCPKeepAlive (servconf.c copy_set_server_options). */
export function decideForBlocks(
  survey: Survey,
  decision: Decision,
  blocks: Iterable<number>,
  forAll: readonly number[],
): void {
  decision.fill(UNSET);
  for (const block of blocks) decide(survey, decision, block);
  decision[TCP_KEEP_ALIVE] = UNSET;
  for (const block of forAll) decide(survey, decision, block);
}

/** Where every Match line is about users or groups by their names: each is asked about for its first one. */
function targetsByName(survey: Survey): EachTarget {
  const { names, blocks, firstMeant } = survey;
  const decision = noDecision();
  const own: number[] = [];
  const forAll = decidingForAll(survey);
  return (visit, isWanted) => {
    let target = 0;
    if (isWanted?.(target++) !== false) {
      decideForBlocks(survey, decision, [], forAll);
      visit(decision, () => "*", null);
    }
    const labels = new Set(["*"]);
    for (let block = 0; block < blocks.count; block++) {
      const name = firstMeant[block];
      if (name === undefined) continue;
      const label = labelOf(survey, block);
      if (labels.has(label)) continue;
      labels.add(label);
      if (isWanted?.(target++) === false) continue;
      decideForBlocks(survey, decision, own.slice(0, names.mentionsOf(name, own)).map(blockOf), forAll);
      visit(decision, () => label, null);
    }
  };
}

/** A Match line as written: keyword to last argument. */
function labelOf(survey: Survey, block: number): string {
  const { file, offset } = survey.placed(survey.blocks.heads[block] ?? 0);
  const { text } = file.source;
  const newline = text.indexOf("\n", offset);
  return text.slice(offset, newline === -1 ? text.length : newline).replace(/[ \t\r\f]+$/, "");
}
