import type { Evaluated } from "../eval/effective.ts";
import { outcomeKey } from "./census.ts";
import type { Survey } from "./columns.ts";
import { ANY_OTHER, type Decision } from "./decision.ts";
import { evaluatedFor } from "./evaluated.ts";

/** What one target gets in a file and in a changed one. */
export interface Pair {
  readonly was: Evaluated;
  readonly is: Evaluated;
}

/**
 * The targets of two roots that get other values than before, or that are wanted in any case: few of those of a giant file.
 * Null where the roots do not have the same targets in the same order, or some are in doubt.
 */
export function changedTargets(was: Survey, is: Survey, wanted: ReadonlySet<string>): Pair[] | null {
  const before = was.census();
  const after = is.census();
  if (before.hasDoubts || after.hasDoubts || before.keys.length !== after.keys.length) return null;
  if (was.reader.side === "server") return changedConnections(was, is, wanted);
  if (!was.names.isLike(is.names)) return null;
  const names = new Set([...wanted].map((label) => (label === "*" ? ANY_OTHER : was.names.find(label))));
  const isChanged = () => {
    let at = 0;
    return (name: number): boolean => {
      const differs = before.keys[at] !== after.keys[at];
      at++;
      return differs || names.has(name);
    };
  };
  const then = evaluatedIn(was, isChanged());
  return evaluatedIn(is, isChanged()).flatMap((now, at) => {
    const old = then[at];
    return old === undefined ? [] : [{ was: old, is: now }];
  });
}

/** The same for sshd_config, whose targets are called as their Match lines are written. */
function changedConnections(was: Survey, is: Survey, wanted: ReadonlySet<string>): Pair[] | null {
  const keys = was.census().keys;
  const then: Evaluated[] = [];
  const labels: string[] = [];
  was.eachTarget((decision, label) => {
    then.push(evaluated(was, decision, label()));
    labels.push(label());
  });
  const pairs: Pair[] = [];
  let at = 0;
  let isAlike = true;
  is.eachTarget((decision, label) => {
    const [name, old] = [label(), then[at]];
    isAlike &&= labels[at] === name;
    const isChanged = keys[at++] !== outcomeKey(is, decision) || wanted.has(name);
    if (old !== undefined && isChanged) pairs.push({ was: old, is: evaluated(is, decision, name) });
  });
  return isAlike ? pairs : null;
}

function evaluatedIn(survey: Survey, isWanted: (name: number) => boolean): Evaluated[] {
  const found: Evaluated[] = [];
  survey.eachTarget((decision, label) => found.push(evaluated(survey, decision, label())), isWanted);
  return found;
}

function evaluated(survey: Survey, decision: Decision, label: string): Evaluated {
  return evaluatedFor(survey, decision.slice(), [label]);
}
