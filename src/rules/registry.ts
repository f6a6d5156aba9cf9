import { configRules } from "./config-rules.ts";
import { remarkRules } from "./remark-rules.ts";
import type { Rule } from "./rule.ts";
import { unusedSuppression } from "./unused-suppression.ts";

/** Every rule, in order. */
export const registry: readonly Rule[] = configRules.flatMap((rule) =>
  rule === unusedSuppression ? [...remarkRules, rule] : [rule],
);
