import type { Criterion } from "../eval/criteria.ts";
import type { Condition } from "../eval/program.ts";
import type { ServerRequest } from "../eval/server.ts";
import { asciiLower } from "../openssh/keywords.ts";
import { matchPattern } from "../openssh/patterns.ts";
import { type Decided, everyDecided } from "./blocks.ts";
import type { Survey } from "./columns.ts";
import { CROWDED } from "./crowd.ts";

/** Match lines that ask whether a fact of a connection fits one and the same wildcard, but for exceptions of their own. */
interface Crowd {
  readonly name: string;
  readonly pattern: string;
  readonly conditions: readonly Condition[];
}

/** Match lines of sshd_config, those that very many connections satisfy apart: of these only the first that say something decide. */
export class CrowdedConditions {
  /** The others. */
  readonly single: readonly Condition[];
  private readonly crowds: readonly Crowd[];
  /** For each crowd and column the blocks that say it, in reading order. */
  private readonly saying: readonly (readonly (readonly number[])[])[];

  /** Conditions have their blocks for ids; those whose lines decide nothing are left out. */
  constructor({ blocks }: Survey, conditions: readonly Condition[]) {
    const telling = conditions.filter(({ id }) => everyDecided.some((what) => blocks.says(what, id)));
    const groups = new Map<string, Condition[]>();
    for (const condition of telling) {
      const key = crowdOf(condition);
      if (key === null) continue;
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [condition]);
      else group.push(condition);
    }
    const large = [...groups].filter(([, group]) => group.length > CROWDED);
    const crowded = new Set(large.flatMap(([, group]) => group));
    this.single = telling.filter((condition) => !crowded.has(condition));
    this.crowds = large.map(([key, group]) => {
      const [name = "", pattern = ""] = key.split(" ");
      return { name, pattern, conditions: group };
    });
    this.saying = this.crowds.map((crowd) =>
      everyDecided.map((what) => crowd.conditions.map(({ id }) => id).filter((id) => blocks.says(what, id))),
    );
  }

  /** Of the crowds whose wildcard a connection fits, the first blocks that hold and say something. */
  firstOnes(request: ServerRequest, holds: (block: number) => boolean): number[] {
    const found = new Set<number>();
    for (const [at, { name, pattern }] of this.crowds.entries()) {
      if (!isMet(name, pattern, request)) continue;
      for (const what of everyDecided) {
        const first = this.sayingIt(at, what).find(holds);
        if (first !== undefined) found.add(first);
      }
    }
    return [...found].sort((left, right) => left - right);
  }

  private sayingIt(crowd: number, what: Decided): readonly number[] {
    return this.saying[crowd]?.[what] ?? [];
  }
}

/** The only criterion's name and its only wildcard; null where there is more, or none. */
function crowdOf({ test, parent }: Condition): string | null {
  if (test.kind !== "match" || parent !== null || test.criteria.length !== 1) return null;
  const [criterion] = test.criteria;
  const pattern = criterion === undefined ? null : wildcardOf(criterion);
  return pattern === null ? null : `${criterion?.name} ${pattern}`;
}

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
  if (only === undefined || meant.length > 1 || only.literal || only.text.includes(" ")) return null;
  return name === "host" ? asciiLower(only.text) : only.text;
}

/** `*` of an address is any. */
function isMet(name: string, pattern: string, { user, host }: ServerRequest): boolean {
  if (name === "user") return user !== null && matchPattern(user, pattern);
  if (name === "host") return host !== null && matchPattern(asciiLower(host), pattern);
  return true;
}
