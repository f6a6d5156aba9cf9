import type { ConfigFile } from "../eval/config-file.ts";
import { holdsAlways, neverHolds } from "../eval/covers.ts";
import { parseMatch } from "../eval/criteria.ts";
import type { LineReader } from "../eval/line-reader.ts";
import type { Condition } from "../eval/program.ts";
import type { Argument } from "../openssh/arguments.ts";
import type { Directive } from "../syntax/lexer.ts";

/**
 * The criteria of a Match line, "all" where it is for everybody; null where it makes a root one that is not plain: the second
 * reading that `final` and `canonical` are about, what sshd knows at its start, a list that nobody can be in.
 */
export function readMatchLine(
  { side, version }: LineReader,
  file: ConfigFile,
  directive: Directive,
  args: readonly Argument[],
): Omit<Condition, "id" | "parent"> | "all" | null {
  const parsed = parseMatch(args, side, version);
  if (!parsed.ok) return null;
  const { criteria } = parsed;
  const [first] = criteria;
  if (side === "client" && criteria.length === 1 && first?.name === "all" && !first.negated) return "all";
  if (criteria.some(({ name }) => (side === "client" ? clientOnlyInFull : serverOnlyInFull).has(name))) return null;
  const condition = { file, directive, test: { kind: "match", criteria } as const, atStart: false };
  return holdsAlways(condition) || neverHolds(condition) ? null : condition;
}

const clientOnlyInFull = new Set(["all", "final", "canonical"]);
const serverOnlyInFull = new Set(["all", "version"]);
