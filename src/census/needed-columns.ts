import { ASKS, type Decided, everyColumn, everyDecided, HOST_NAME, SESSION_TYPE, TAG, USER } from "./blocks.ts";
import type { Survey } from "./columns.ts";
import { sharedCondition } from "./statements.ts";

const askedBy: { readonly [criterion: string]: Decided | undefined } = {
  host: HOST_NAME,
  user: USER,
  tagged: TAG,
  sessiontype: SESSION_TYPE,
};

/** For what lines set and Match lines ask for, the last block whose criteria must be asked one by one that does. */
export function lastAsking(survey: Survey): ReadonlyMap<Decided, number> {
  const last = new Map<Decided, number>();
  for (let block = 0; block < survey.blocks.count; block++) {
    const condition = survey.blocks.has(block, ASKS) ? sharedCondition(survey, block) : null;
    if (condition?.test.kind !== "match") continue;
    for (const { name } of condition.test.criteria) {
      const what = askedBy[name];
      if (what !== undefined) last.set(what, block);
    }
  }
  return last;
}

/** What an outcome hangs on: of what Match lines alone ask for, what some line does (eval/steps.ts). */
export function neededColumns({ asked }: Survey, asking: ReadonlyMap<Decided, number>): readonly Decided[] {
  const asksHost = asked !== null && asked.host.count > 0;
  return everyColumn.filter(
    (what) => everyDecided.includes(what) || asking.has(what) || (what === HOST_NAME && asksHost),
  );
}
