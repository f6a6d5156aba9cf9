import { answers } from "../answers/answers.ts";
import { logLines } from "../answers/log-line-shapes.ts";
import { answerReference, lineReference } from "../answers/reference.ts";
import { type Hit, indexOf, type Searchable, search } from "../answers/search.ts";
import { ruleReference } from "../rules/reference.ts";
import { registry } from "../rules/registry.ts";
import { type ExampleReaders, exampleOutput } from "./example-output.ts";

/** Something that `explain` can show, and what it is found by. */
export interface Entry extends Searchable {
  readonly shown: (readers: ExampleReaders) => string;
}

/** Rules, answers and log lines; their ids are apart. */
export const entries: readonly Entry[] = [
  ...registry.map(
    (rule): Entry => ({
      id: rule.id,
      title: rule.docs.summary,
      words: "",
      text: `${rule.docs.why} ${rule.docs.remedy} ${rule.docs.exceptions}`,
      shown: (readers) => ruleReference(rule, (one, example) => exampleOutput(one, example, readers)),
    }),
  ),
  ...answers.map(
    (answer): Entry => ({
      id: answer.id,
      title: answer.title,
      words: answer.words,
      text: `${answer.answer} ${answer.remedy}`,
      shown: () => answerReference(answer),
    }),
  ),
  ...logLines.map(
    (line): Entry => ({
      id: line.id,
      title: line.title,
      words: line.shapes.join(" "),
      text: `${line.meaning} ${line.setting} ${line.next}`,
      shown: () => lineReference(line),
    }),
  ),
];

/** What some words find, the best first. */
export function find(question: string): readonly { readonly entry: Entry; readonly hit: Hit }[] {
  return search(indexOf(entries), question).flatMap((hit) => {
    const entry = entries.find(({ id }) => id === hit.id);
    return entry === undefined ? [] : [{ entry, hit }];
  });
}
