import { type Evaluated, PlainlyEvaluated } from "../eval/effective.ts";
import { outcomeKey } from "./census.ts";
import type { Survey } from "./columns.ts";
import type { Decision } from "./decision.ts";
import { winnersOf } from "./statements.ts";

/** What one target gets in a file and in a changed one. */
export interface Pair {
  readonly was: Evaluated;
  readonly is: Evaluated;
}

/**
 * The targets of two files that get other values than before, or that are wanted in any case: few of those of a giant file.
 * Null where the files do not have the same targets in the same order, or some are in doubt.
 */
export function changedTargets(was: Survey, is: Survey, isWanted: (label: string) => boolean): Pair[] | null {
  const labels: string[] = [];
  const keys: (number | string)[] = [];
  let isAlike = true;
  was.eachTarget((decision, label, doubtful) => {
    labels.push(label());
    keys.push(outcomeKey(was, decision));
    isAlike &&= doubtful === null;
  });
  const found = new Map<number, Evaluated>();
  let at = 0;
  is.eachTarget((decision, label, doubtful) => {
    const name = label();
    isAlike &&= doubtful === null && labels[at] === name;
    if (keys[at] !== outcomeKey(is, decision) || isWanted(name)) found.set(at, evaluated(is, decision, name));
    at++;
  });
  return isAlike && at === labels.length ? pairsOf(was, found) : null;
}

function pairsOf(was: Survey, found: ReadonlyMap<number, Evaluated>): Pair[] {
  const pairs: Pair[] = [];
  let at = 0;
  if (found.size > 0) {
    was.eachTarget((decision, label) => {
      const is = found.get(at++);
      if (is !== undefined) pairs.push({ was: evaluated(was, decision, label()), is });
    });
  }
  return pairs;
}

function evaluated(survey: Survey, decision: Decision, label: string): Evaluated {
  const { side, version } = survey.reader;
  return new PlainlyEvaluated(winnersOf(survey, decision.slice()), [label], { side, version });
}
