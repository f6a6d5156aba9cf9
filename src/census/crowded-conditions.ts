import type { Criterion } from "../eval/criteria.ts";
import type { Condition } from "../eval/program.ts";
import type { ServerRequest } from "../eval/server.ts";
import { asciiLower } from "../openssh/keywords.ts";
import { matchPattern } from "../openssh/patterns.ts";
import { everyDecided } from "./blocks.ts";
import type { Survey } from "./columns.ts";
import { CROWDED } from "./crowd.ts";

/** A wildcard that many Match lines ask for and nothing else, but for exceptions of their own. */
interface SharedWildcard {
  readonly name: string;
  readonly pattern: string;
  readonly conditions: Condition[];
}

/** Match lines of sshd_config, those that very many connections satisfy apart: of these only the first that say something decide. */
export class CrowdedConditions {
  /** The others. */
  readonly single: readonly Condition[];
  private readonly crowds: readonly SharedWildcard[];
  /** Of each crowd, for each column, the blocks that say it in reading order: few may say what many others do not. */
  private readonly saying: readonly (readonly (readonly number[])[])[];

  /** Conditions have their blocks for ids; those whose lines decide nothing are left out. */
  constructor({ blocks }: Survey, conditions: readonly Condition[]) {
    const telling = conditions.filter(({ id }) => everyDecided.some((what) => blocks.says(what, id)));
    this.crowds = sharedWildcards(telling).filter((one) => one.conditions.length > CROWDED);
    const crowded = new Set(this.crowds.flatMap((one) => one.conditions));
    this.single = telling.filter((condition) => !crowded.has(condition));
    this.saying = this.crowds.map((one) => {
      const ids = one.conditions.map(({ id }) => id);
      return everyDecided.map((what) => ids.filter((id) => blocks.says(what, id)));
    });
  }

  /** Of the crowds whose wildcard a connection fits, the first blocks that hold and say something. */
  firstOnes(request: ServerRequest, holds: (block: number) => boolean): number[] {
    const found = new Set<number>();
    for (const [at, crowd] of this.crowds.entries()) {
      if (!isMet(crowd, request)) continue;
      for (const blocks of this.saying[at] ?? []) {
        const first = blocks.find(holds);
        if (first !== undefined) found.add(first);
      }
    }
    return [...found].sort((left, right) => left - right);
  }
}

function sharedWildcards(conditions: readonly Condition[]): SharedWildcard[] {
  const groups = new Map<string, SharedWildcard>();
  for (const condition of conditions) {
    const criterion = onlyCriterion(condition);
    const pattern = criterion === null ? null : wildcardOf(criterion);
    if (criterion === null || pattern === null) continue;
    const key = `${criterion.name} ${pattern}`;
    const known = groups.get(key);
    if (known === undefined) groups.set(key, { name: criterion.name, pattern, conditions: [condition] });
    else known.conditions.push(condition);
  }
  return [...groups.values()];
}

function onlyCriterion({ test, parent }: Condition): Criterion | null {
  if (test.kind !== "match" || parent !== null || test.criteria.length !== 1) return null;
  return test.criteria[0] ?? null;
}

/** The only pattern that is meant, if it is a wildcard; null where there is more, or none. */
function wildcardOf({ name, argument, patterns }: Criterion): string | null {
  // Without exceptions as many lines would be the same, and most giant files have a wildcard of its own for each line.
  if (argument !== "*" && !argument.includes(",")) return null;
  if (name === "address" || name === "localaddress") {
    const meant = argument.split(",").filter((entry) => !entry.startsWith("!"));
    return meant.length === 1 && meant[0] === "*" ? "*" : null;
  }
  if (name !== "user" && name !== "host") return null;
  const meant = patterns.filter(({ negated }) => !negated);
  const [only] = meant;
  if (only === undefined || meant.length > 1 || only.literal) return null;
  return name === "host" ? asciiLower(only.text) : only.text;
}

/** `*` of an address is any. */
function isMet({ name, pattern }: SharedWildcard, { user, host }: ServerRequest): boolean {
  if (name === "user") return user !== null && matchPattern(user, pattern);
  if (name === "host") return host !== null && matchPattern(asciiLower(host), pattern);
  return true;
}
