import { once } from "../base/once.ts";
import { asciiLower } from "../openssh/keywords.ts";
import { matchHostLine, matchHostname, matchPatternList, type Pattern } from "../openssh/patterns.ts";
import type { Criterion } from "./criteria.ts";
import type { Condition, Program, Slot } from "./program.ts";

// What one heading says about another by their lines alone: which block surely holds wherever another does.

/** True where a block and those around its Include hold for every connection, by their lines alone. */
export const isUniversal = (condition: Condition | null): boolean =>
  condition === null || (holdsAlways(condition) && isUniversal(condition.parent));

/** A condition and those around its file's Include, the innermost first. */
export function chainOf(condition: Condition | null): Condition[] {
  const chain: Condition[] = [];
  for (let at = condition; at !== null; at = at.parent) chain.push(at);
  return chain;
}

/** As `chainOf(condition).some(test)`, without a list: this runs for every line of giant files. */
export const someAround = (condition: Condition | null, test: (one: Condition) => boolean): boolean =>
  condition !== null && (test(condition) || someAround(condition.parent, test));

const isStar = (pattern: Pattern): boolean => !pattern.negated && /^\*+$/.test(pattern.text);

export function holdsAlways({ test, file }: Pick<Condition, "test" | "file">): boolean {
  if (test.kind === "host") return test.patterns.some(isStar) && test.patterns.every((pattern) => !pattern.negated);
  if (test.kind === "never") return false;
  return test.criteria.every((criterion) => isAlwaysTrue(criterion, file.side === "client"));
}

function isAlwaysTrue({ name, negated, patterns }: Criterion, client: boolean): boolean {
  if (negated) return false;
  const takesHost = client && (name === "host" || name === "originalhost");
  return name === "all" || (takesHost && patterns.length === 1 && patterns.every(isStar));
}

/** Whether a block can hold for nobody: its list says only who is not meant, and a list needs one that is. */
export function neverHolds({ test }: Pick<Condition, "test">): boolean {
  if (test.kind === "host") return test.patterns.length > 0 && test.patterns.every(({ negated }) => negated);
  if (test.kind === "never") return false;
  return test.criteria.some(({ name, negated, patterns }) => {
    return !negated && listed.has(name) && patterns.length > 0 && patterns.every((pattern) => pattern.negated);
  });
}

/** Criteria with a list of patterns (match.c match_pattern_list). */
const listed = new Set(["host", "originalhost", "user", "localuser"]);

/** Criteria whose outcome other lines of the same file can change between one Match line and the next. */
export function unstableCriteria(program: Program): ReadonlySet<string> {
  if (program.side === "server") return new Set();
  const unstable = new Set(["exec"]);
  const dependsOn: readonly (readonly [string, Slot])[] = [
    ["host", "hostName"],
    ["user", "user"],
    ["tagged", "tag"],
    ["sessiontype", "sessionType"],
  ];
  for (const [criterion, slot] of dependsOn) {
    if (program.statements.some((statement) => statement.slot === slot)) unstable.add(criterion);
  }
  return unstable;
}

/** Whether `wide` surely holds wherever `narrow` does, in the same reading of the files: proven by their lines alone. */
export function holdsWherever(
  wide: Condition | null,
  narrow: Condition | null,
  unstable: ReadonlySet<string>,
): boolean {
  if (wide === null || wide === narrow) return true;
  const proven = holdsAlways(wide) || someAround(narrow, (inner) => implies(inner, wide, unstable));
  return proven && holdsWherever(wide.parent, narrow, unstable);
}

function implies(inner: Condition, outer: Condition, unstable: ReadonlySet<string>): boolean {
  if (inner === outer) return true;
  if (inner.test.kind === "host" && outer.test.kind === "host")
    return hostImplies(inner.test.patterns, outer.test.patterns);
  if (inner.test.kind !== "match" || outer.test.kind !== "match") return false;
  const { criteria } = inner.test;
  const client = outer.file.side === "client";
  return outer.test.criteria.every((wide) => {
    return isAlwaysTrue(wide, client) || criteria.some((narrow) => criterionImplies(narrow, wide, unstable));
  });
}

function hostImplies(narrow: readonly Pattern[], wide: readonly Pattern[]): boolean {
  const meant = narrow.filter(({ negated }) => !negated);
  const excludes = (pattern: Pattern): boolean => narrow.some(({ negated, text }) => negated && text === pattern.text);
  // Nobody asks of a name: the list may have thousands of exceptions.
  const excludedToo = once(() => wide.every((pattern) => !pattern.negated || excludes(pattern)));
  return (
    meant.length > 0 &&
    meant.every(({ literal, text }) => {
      if (literal) return matchHostLine(text, wide);
      return excludedToo() && wide.some((pattern) => !pattern.negated && (isStar(pattern) || pattern.text === text));
    })
  );
}

function criterionImplies(narrow: Criterion, wide: Criterion, unstable: ReadonlySet<string>): boolean {
  const { name, negated, argument, patterns } = narrow;
  if (name !== wide.name || negated !== wide.negated || unstable.has(name)) return false;
  if (argument === wide.argument) return true;
  const literals = patterns.filter((pattern) => !pattern.negated);
  if (negated || !listed.has(name) || literals.length === 0 || literals.some(({ literal }) => !literal)) return false;
  const foldsCase = name === "host" || name === "originalhost";
  return literals.every(({ text }) =>
    foldsCase ? matchHostname(text, wide.patterns) : matchPatternList(text, wide.patterns) === 1,
  );
}

/** What a criterion can imply others by: its very argument, or the first name of its list. */
export function keysOfNarrow(criterion: Criterion): readonly string[] {
  const { name, argument } = criterion;
  const first = firstMeant(criterion);
  const whole = `${name}=${argument}`;
  return first === undefined ? [whole] : [whole, `${name}:${asciiLower(first.text)}`];
}

const firstMeant = ({ name, patterns }: Criterion): Pattern | undefined =>
  listed.has(name) ? patterns.find(({ negated }) => !negated) : undefined;

/** What a Match block is found by: its first criterion that does not hold always. */
function decisiveOf({ test, file }: Condition): Criterion | null {
  if (test.kind !== "match") return null;
  return test.criteria.find((criterion) => !isAlwaysTrue(criterion, file.side === "client")) ?? null;
}

const hasMeantWildcard = ({ patterns }: Criterion): boolean =>
  patterns.some(({ negated, literal }) => !negated && !literal);

const isList = ({ name, negated }: Criterion): boolean => !negated && listed.has(name);

/**
 * The same keys of many blocks, without a text made for any of them: giant files have many. `has` and `add` go by keysOfNarrow,
 * `addWide` by keysOfWide.
 */
export class CoveringKeys {
  /** By the names of criteria. */
  private readonly whole = new Map<string, Set<string>>();
  private readonly named = new Map<string, Set<string>>();

  has(criterion: Criterion): boolean {
    if (this.whole.get(criterion.name)?.has(criterion.argument) === true) return true;
    // Whoever is alone in a list is found by name only.
    const known = this.named.get(criterion.name);
    // A list with a wildcard implies others by its very argument alone (criterionImplies).
    const first = known === undefined || hasMeantWildcard(criterion) ? undefined : firstMeant(criterion);
    return first !== undefined && known?.has(asciiLower(first.text)) === true;
  }

  add(criterion: Criterion): void {
    const { name, argument } = criterion;
    into(this.whole, name, argument);
    const first = firstMeant(criterion);
    if (first !== undefined) into(this.named, name, asciiLower(first.text));
  }

  /** False where a wildcard could cover anything: there are no keys for that. */
  addWide(condition: Condition): boolean {
    const decisive = decisiveOf(condition);
    if (decisive === null) return false;
    const { name, argument, patterns } = decisive;
    if (!isList(decisive)) into(this.whole, name, argument);
    else if (patterns.some(({ negated, literal }) => !negated && !literal)) return false;
    else {
      if (patterns.length !== 1 || patterns[0]?.negated === true) into(this.whole, name, argument);
      for (const { negated, text } of patterns) if (!negated) into(this.named, name, asciiLower(text));
    }
    return true;
  }
}

function into(sets: Map<string, Set<string>>, name: string, text: string): void {
  let known = sets.get(name);
  if (known === undefined) {
    known = new Set();
    sets.set(name, known);
  }
  known.add(text);
}

/** The keys under which a Match block is found by all that imply it; null where a wildcard could cover anything. */
export function keysOfWide(condition: Condition): readonly string[] | null {
  const decisive = decisiveOf(condition);
  if (decisive === null) return null;
  const { name, argument, patterns } = decisive;
  if (!isList(decisive)) return [`${name}=${argument}`];
  const meant = patterns.filter((pattern) => !pattern.negated);
  if (meant.some(({ literal }) => !literal)) return null;
  return [`${name}=${argument}`, ...meant.map(({ text }) => `${name}:${asciiLower(text)}`)];
}
