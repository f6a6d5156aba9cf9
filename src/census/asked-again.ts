import { CoveringKeys } from "../eval/covers.ts";
import type { Criterion } from "../eval/criteria.ts";
import type { Condition } from "../eval/program.ts";
import { asciiLower } from "../openssh/keywords.ts";
import { matchPattern } from "../openssh/patterns.ts";
import { ASKS, everySetting } from "./blocks.ts";
import type { Survey } from "./columns.ts";
import { conditionsOf } from "./server-decisions.ts";
import { sharedCondition } from "./statements.ts";

/** The rule itself compares so many lines under wildcards with each later one. */
const MOST_COMPARED = 50;

/** Whether an earlier Match line may hold wherever a later one does that says the same, but for what their hosts tell. */
export function mayBeAskedAgain(survey: Survey): boolean {
  const conditions = conditionsAskedOneByOne(survey);
  return everySetting.some((setting) => {
    const wide = new CoveringKeys();
    const wild: Criterion[] = [];
    for (const condition of conditions) {
      if (!survey.blocks.says(setting, condition.id) || condition.test.kind !== "match") continue;
      const { criteria } = condition.test;
      if (criteria.some((one) => wide.has(one) || isCoveredBy(one, wild))) return true;
      if (wide.addWide(condition)) continue;
      for (const one of criteria) wide.add(one);
      if (wild.length < MOST_COMPARED) wild.push(...criteria);
    }
    return false;
  });
}

/** In ssh_config only where some line asks for no host: among others the hosts tell. */
function conditionsAskedOneByOne(survey: Survey): readonly Condition[] {
  if (survey.reader.side === "server") return conditionsOf(survey);
  const conditions: Condition[] = [];
  if (!survey.asking.some((block) => survey.blocks.speaks(block))) return conditions;
  for (let block = 0; block < survey.blocks.count; block++) {
    const condition =
      survey.blocks.has(block, ASKS) && survey.blocks.speaks(block) ? sharedCondition(survey, block) : null;
    if (condition !== null) conditions.push(condition);
  }
  return conditions;
}

function isCoveredBy({ name, patterns }: Criterion, wild: readonly Criterion[]): boolean {
  if (wild.length === 0) return false;
  const first = patterns.find(({ negated, literal }) => !negated && literal);
  if (first === undefined) return false;
  const text = asciiLower(first.text);
  return wild.some(
    (wide) =>
      wide.name === name && wide.patterns.some((one) => !one.negated && matchPattern(text, asciiLower(one.text))),
  );
}
