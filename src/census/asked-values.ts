import { union } from "../base/union.ts";
import type { Condition } from "../eval/program.ts";
import { ASKS, TAG, UNSET, USER } from "./blocks.ts";
import type { Survey } from "./columns.ts";
import { argumentAt, sharedCondition } from "./statements.ts";

/** What a line can set that Match lines ask for by name. */
const askedFor = [USER, TAG] as const;
type AskedFor = (typeof askedFor)[number];

/** Fewer are asked one by one. */
const MANY = 3;

/**
 * Match lines that ask for users or tags by their names and for nothing else: of those behind the line that sets a host's user, only
 * the ones with that name can hold, and a giant file may have one for each of its users.
 */
export class AskedValues {
  private constructor(
    private readonly survey: Survey,
    /** Other blocks that every host is asked about. */
    private readonly others: readonly number[],
    private readonly blocks: ReadonlyMap<AskedFor, readonly number[]>,
    private readonly byValue: ReadonlyMap<string, readonly number[]>,
  ) {}

  /** Null where there are few, or where who is asked for may itself depend on what is asked. */
  static among(survey: Survey, common: readonly number[]): AskedValues | null {
    const setsWhatIsAsked = (block: number): boolean => askedFor.some((what) => survey.blocks.says(what, block));
    if (survey.asking.length < MANY || survey.asking.some(setsWhatIsAsked)) return null;
    const blocks = new Map<AskedFor, number[]>(askedFor.map((what) => [what, []]));
    const byValue = new Map<string, number[]>();
    const found = new Set<number>();
    for (const block of survey.asking) {
      const names = namesIn(sharedCondition(survey, block));
      if (names === null) continue;
      found.add(block);
      blocks.get(names.what)?.push(block);
      for (const name of new Set(names.names)) {
        const key = keyOf(names.what, name);
        const known = byValue.get(key);
        if (known === undefined) byValue.set(key, [block]);
        else known.push(block);
      }
    }
    if (found.size < MANY) return null;
    const others = common.filter((block) => !found.has(block));
    return new AskedValues(survey, others, blocks, byValue);
  }

  /** The blocks that a host with these blocks of its own is asked about beside them; null for all that every host is. */
  commonFor(own: readonly number[]): readonly number[] | null {
    let list = this.others;
    for (const what of askedFor) {
      const asking = this.blocks.get(what) ?? [];
      if (asking.length === 0) continue;
      const setter = this.setterOf(what, own);
      if (setter === null) return null;
      list = union(list, setter === UNSET ? asking : this.askingBeside(what, setter, asking));
    }
    return list;
  }

  /** The first block that sets it; UNSET: none does. Null where that depends on more. */
  private setterOf(what: AskedFor, own: readonly number[]): number | null {
    const { blocks } = this.survey;
    const forAll = this.others.find((block) => blocks.says(what, block)) ?? UNSET;
    for (const block of own) {
      if (!blocks.says(what, block)) continue;
      if (blocks.has(block, ASKS)) return null;
      return forAll === UNSET ? block : Math.min(forAll, block);
    }
    return forAll;
  }

  private askingBeside(what: AskedFor, setter: number, asking: readonly number[]): readonly number[] {
    const { survey, byValue } = this;
    const value = argumentAt(survey, survey.blocks.places[what]?.[setter] ?? 0, setter);
    const behind = (byValue.get(keyOf(what, value)) ?? []).filter((block) => block > setter);
    if ((asking[0] ?? setter) >= setter) return behind;
    return [...asking.filter((block) => block < setter), ...behind];
  }
}

const keyOf = (what: AskedFor, name: string): string => `${what} ${name}`;

/** The users or tags of a Match line that asks for nothing else, each by its whole name; null for any other line. */
function namesIn(condition: Condition | null): { readonly what: AskedFor; readonly names: readonly string[] } | null {
  if (condition?.test.kind !== "match" || condition.test.criteria.length !== 1) return null;
  const [criterion] = condition.test.criteria;
  if (criterion === undefined || criterion.negated || (criterion.name !== "user" && criterion.name !== "tagged"))
    return null;
  const { patterns } = criterion;
  if (patterns.length === 0 || patterns.some(({ negated, literal, text }) => negated || !literal || text === ""))
    return null;
  return { what: criterion.name === "user" ? USER : TAG, names: patterns.map(({ text }) => text) };
}
