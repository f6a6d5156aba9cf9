import { hint } from "../policy/nearest.ts";
import { safeText } from "../report/safe-text.ts";
import { ruleReference } from "../rules/reference.ts";
import { registry, ruleIds } from "../rules/registry.ts";
import type { Rule } from "../rules/rule.ts";
import { toBytes } from "./bytes.ts";
import { writeAll } from "./output.ts";

/** One rule's documentation, or the list of rules; an unknown rule is 2. */
export function explainCommand(id: string | undefined): number {
  if (id === undefined) {
    writeAll(1, registry.map(line).join(""));
    return 0;
  }
  const rule = registry.find((known) => known.id === id);
  if (rule === undefined) {
    writeAll(2, `keepalive-lint: there is no rule "${safeText(toBytes(id))}"${hint(id, ruleIds)}\n`);
    return 2;
  }
  writeAll(1, ruleReference(rule));
  return 0;
}

const line = ({ id, severity, docs }: Rule): string => `${id.padEnd(31)} ${severity.padEnd(8)} ${docs.summary}\n`;
