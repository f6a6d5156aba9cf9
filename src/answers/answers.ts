import type { Answer } from "./answer.ts";
import { claims } from "./claims.ts";
import { questions } from "./questions.ts";

/** All answers, questions first. */
export const answers: readonly Answer[] = [...questions, ...claims];
