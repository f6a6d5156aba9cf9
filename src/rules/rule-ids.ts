import { registry } from "./registry.ts";

/** What a config, a comment or an option may name. In the bundles these are the names alone (bundling/folding.ts). */
export const ruleIds: readonly string[] = registry.map(({ id }) => id);
