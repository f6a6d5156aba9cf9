import { autosshBlind } from "./autossh-blind.ts";
import { optionAsControlPath } from "./option-as-control-path.ts";
import { refusedOption } from "./refused-option.ts";
import { repeatedOption } from "./repeated-option.ts";
import type { Rule } from "./rule.ts";

/** The rules that put the remarks of other systems' readers into words. */
export const remarkRules: readonly Rule[] = [refusedOption, optionAsControlPath, autosshBlind, repeatedOption];
