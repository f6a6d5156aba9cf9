import { type Evaluated, groupKey } from "../eval/effective.ts";
import { BATCH, everySetting, INTERVAL, PROXY, UNSET } from "./blocks.ts";
import type { Survey } from "./columns.ts";
import { countsBatch, type InDoubt, valueFor } from "./decision.ts";
import { type Asked, type AskedInDoubt, evaluatedInDoubt } from "./doubts.ts";
import { blindFor } from "./evaluated.ts";
import { allUnranked, unranked, unrankedBlock } from "./ranks.ts";

/** What a host may get. Thousands may differ in nothing but the lines that say it, so it is made on first use. */
export class DoubtfulHost implements InDoubt {
  private made: Evaluated | null = null;

  private constructor(
    private readonly kind: Kind,
    private readonly own: readonly number[],
    private readonly label: string,
  ) {}

  /** `all`: the host's readings, with its own blocks by their ranks. Null where they all come to the same. */
  static found(survey: Survey, all: AskedInDoubt, own: readonly number[], label: string): DoubtfulHost | null {
    const one = evaluatedIn(survey, all, own, label);
    if (one.possible.length === 0) return null;
    const host = new DoubtfulHost(new Kind(survey, all, own, `?${groupKey(one)}`), own, label);
    host.made = one;
    return host;
  }

  /** Another host, alike to every Match line, whose own blocks say the same values. */
  like(own: readonly number[], label: string): DoubtfulHost {
    return new DoubtfulHost(this.kind, own, label);
  }

  get key(): string {
    return this.kind.key;
  }

  get one(): Evaluated {
    this.made ??= evaluatedIn(this.kind.survey, this.kind.all, this.own, this.label);
    return this.made;
  }

  get cause(): string {
    return this.kind.causeOf(this.own);
  }
}

const evaluatedIn = (survey: Survey, all: AskedInDoubt, own: readonly number[], label: string): Evaluated =>
  evaluatedInDoubt(survey, allUnranked(all, own), label);

/** Hosts that may get the same for the same reasons. */
class Kind {
  private made: Cause | null = null;

  constructor(
    readonly survey: Survey,
    readonly all: AskedInDoubt,
    /** Of the first of them. */
    private readonly own: readonly number[],
    readonly key: string,
  ) {}

  /** Equal for hosts that the same lines may decide for, as eval/effective.ts groups them. */
  causeOf(own: readonly number[]): string {
    this.made ??= this.cause();
    const { id, ranks } = this.made;
    return `${id}:${ranks.map((rank) => unrankedBlock(rank, own)).join()}`;
  }

  /** Own blocks are called by the order in which they come up, so that it does not matter which others a host has. */
  private cause(): Cause {
    const { base, others, complete } = this.all;
    const ranks: number[] = [];
    const nameOf = (block: number): string => {
      if (block >= UNSET) return `${block}`;
      if (!ranks.includes(block)) ranks.push(block);
      return `own${ranks.indexOf(block)}`;
    };
    const known = new Set<string>();
    let text = `${complete} ${[...(base.settled ?? [])].join()}`;
    for (const asked of [base, ...others]) {
      const lines = `${everySetting.map((setting) => nameOf(asked.decision[setting] ?? UNSET)).join()} ${this.valuesOf(asked)}`;
      // What decides as an earlier reading does is no outcome of its own.
      if (!known.has(lines)) text += `|${lines} ${reasonsOf(asked)}`;
      known.add(lines);
    }
    return { id: numberOf(this.survey, text), ranks };
  }

  /** What decides beside the lines of the settings. */
  private valuesOf({ decision }: Asked): string {
    const { survey } = this;
    const own = unranked(decision, this.own);
    const batch = own[INTERVAL] === UNSET && countsBatch(survey) ? valueFor(survey, own, BATCH) : UNSET;
    return `${batch} ${valueFor(survey, own, PROXY)} ${blindFor(survey, own) === null}`;
  }
}

/** All that hosts may get by common lines and for which reasons, as a number, and by which blocks of their own. */
interface Cause {
  readonly id: number;
  readonly ranks: readonly number[];
}

const reasonsOf = ({ met }: Asked): string =>
  [...met.values()].flatMap(({ offset, holds }) => (holds ? [offset] : [])).join();

const numbers = new WeakMap<Survey, Map<string, number>>();

/** A number for a text that may be long, and that thousands of keys hold. */
function numberOf(survey: Survey, text: string): number {
  const known = numbers.get(survey) ?? new Map<string, number>();
  numbers.set(survey, known);
  const number = known.get(text) ?? known.size;
  known.set(text, number);
  return number;
}
