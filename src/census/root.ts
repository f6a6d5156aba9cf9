import { once } from "../base/once.ts";
import { type EvaluatedRoot, evaluateRoot, type RootInput } from "../eval/root.ts";
import type { Survey } from "./columns.ts";
import * as matching from "./matching.ts";
import { readingOf, type SurveyReading } from "./reading.ts";
import { survey } from "./survey.ts";

/** A root that is read in full only if somebody asks for what a survey does not know. */
export interface SurveyedRoot extends EvaluatedRoot {
  readonly survey: Survey | null;
  /** The keepalive lines and the targets of a plain file; null where the root is not one. */
  readonly plain: SurveyReading | null;
}

/** `known`: its survey, where one was made already. */
export function surveyedRoot(input: RootInput, known?: Survey | null): SurveyedRoot {
  const full = evaluateRoot(input);
  const surveyed = once(() => (known === undefined ? survey({ ...input, matching: () => matching }) : known));
  const plain = once(() => {
    const columns = surveyed();
    return columns === null ? null : readingOf(columns);
  });
  return {
    input,
    targets: full.targets,
    get survey() {
      return surveyed();
    },
    get plain() {
      return plain();
    },
    get program() {
      return full.program;
    },
    get failures() {
      return surveyed() === null ? full.failures : [];
    },
    get evaluator() {
      return full.evaluator;
    },
    get connections() {
      return full.connections;
    },
  };
}
