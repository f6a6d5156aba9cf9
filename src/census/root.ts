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
  /** The same root with other bytes. */
  readonly reread: (input: RootInput) => SurveyedRoot;
}

/** `known`: its survey, where one was made already. */
export function surveyedRoot(input: RootInput, known?: Survey | null): SurveyedRoot {
  return rootOf(input, known === undefined ? () => survey(input, () => matching) : () => known);
}

function rootOf(input: RootInput, makeSurvey: () => Survey | null): SurveyedRoot {
  const full = evaluateRoot(input);
  const surveyed = once(makeSurvey);
  const plain = once(() => {
    const columns = surveyed();
    return columns === null ? null : readingOf(columns);
  });
  return {
    input,
    reread: (other) => rootOf(other, () => surveyLike(surveyed(), other)),
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

const surveyLike = (known: Survey | null, input: RootInput): Survey | null =>
  known === null ? survey(input, () => matching) : known.surveyAgain(input, () => known.matching());
