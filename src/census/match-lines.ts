import { holdsAlways, neverHolds } from "../eval/covers.ts";
import { type Criterion, parseMatch } from "../eval/criteria.ts";
import type { LineReader } from "../eval/line-reader.ts";
import type { Condition } from "../eval/program.ts";
import type { Argument } from "../openssh/arguments.ts";
import { LONGEST_NAME } from "./asked-hosts.ts";

/**
 * The criteria of a Match line, "all" where it is for everybody; null where it makes a root one that is not plain: the second
 * reading that `final` and `canonical` are about, what sshd knows at its start, a list that nobody can be in.
 */
export function readMatchLine(
  { side, version }: LineReader,
  file: Condition["file"],
  args: readonly Argument[],
): readonly Criterion[] | "all" | null {
  const parsed = parseMatch(args, side, version);
  if (!parsed.ok) return null;
  const { criteria } = parsed;
  const [first] = criteria;
  if (side === "client" && criteria.length === 1 && first?.name === "all" && !first.negated) return "all";
  if (criteria.some(({ name }) => (side === "client" ? clientOnlyInFull : serverOnlyInFull).has(name))) return null;
  return holdsAlways({ file, test: { kind: "match", criteria } }) || !criteria.every(canBeMet) ? null : criteria;
}

/** What a Match line asks, as the compiler would have it. */
export function testOf({ side, version }: LineReader, args: readonly Argument[]): Condition["test"] {
  const parsed = parseMatch(args, side, version);
  return parsed.ok ? { kind: "match", criteria: parsed.criteria } : { kind: "never" };
}

/** False for a list that nobody can be in, or of which releases make different things. */
export const canBeMet = (criterion: Criterion): boolean =>
  !neverHolds({ test: { kind: "match", criteria: [criterion] } }) && !hasOddPattern(criterion);

const clientOnlyInFull = new Set(["all", "final", "canonical"]);
const serverOnlyInFull = new Set(["all", "version"]);

const hasOddPattern = ({ patterns }: Criterion): boolean =>
  patterns.some(({ text }) => text === "" || text.length > LONGEST_NAME);
