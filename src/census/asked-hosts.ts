import type { Criterion } from "../eval/criteria.ts";
import type { AskedHosts } from "./columns.ts";

/** match.c match_pattern_list fails a list at a longer sub-pattern; whoever wants to know reads the root in full. */
export const LONGEST_NAME = 1000;

/** Criteria about the host that ssh is called with, or ends up with. */
export const isHosts = (name: string): name is keyof AskedHosts => name === "host" || name === "originalhost";

/** Whether such a criterion holds for all of them. */
export const isForEveryHost = ({ negated, patterns }: Criterion): boolean =>
  !negated && patterns.length > 0 && patterns.every((one) => !one.negated && /^\*+$/.test(one.text));
