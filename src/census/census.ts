import type { Evaluated } from "../eval/effective.ts";
import { BATCH, COUNT_MAX, INTERVAL, PROXY, TCP_KEEP_ALIVE } from "./blocks.ts";
import type { Survey } from "./columns.ts";
import { countsBatch, type Decision, type InDoubt, valueFor } from "./decision.ts";
import { evaluatedFor } from "./evaluated.ts";

/** Targets that get the same values, and which of them are defaults; one of them stands for all. */
export interface Counted {
  /** Made on first use. */
  readonly one: Evaluated;
  targets: number;
}

/**
 * Every target of a plain file, counted instead of kept. Most files are plain, and most of their targets are alike: what the
 * rules have to say is asked once for each distinct outcome, and 50,000 hosts cost little more than reading their lines.
 */
export interface Census {
  readonly survey: Survey;
  readonly outcomes: readonly Counted[];
  /** The same by keyOf. */
  readonly byKey: ReadonlyMap<number | string, Counted>;
  /** The key of each target, in the order of `eachTarget`. */
  readonly keys: readonly (number | string)[];
  /** Whether of some target it is not known what it gets. */
  readonly hasDoubts: boolean;
}

export function takeCensus(surveyed: Survey): Census {
  const outcomes = new Map<number | string, Counted>();
  const keys: (number | string)[] = [];
  let hasDoubts = false;
  surveyed.eachTarget((decision, label, doubtful) => {
    const key = keyOf(surveyed, decision, doubtful);
    const known = outcomes.get(key);
    keys.push(key);
    hasDoubts ||= doubtful !== null;
    if (known !== undefined) known.targets++;
    else
      outcomes.set(
        key,
        doubtful === null ? new Outcome(surveyed, decision.slice(), label()) : new DoubtfulOutcome(doubtful),
      );
  });
  return new Taken(surveyed, outcomes, keys, hasDoubts);
}

/**
 * A class, since a run may have thousands: V8 takes literals that outlive a few small collections for ones that all will, and
 * makes them where only a large collection frees them, with all that they know.
 */
class Taken implements Census {
  readonly outcomes: readonly Counted[];

  constructor(
    readonly survey: Survey,
    readonly byKey: ReadonlyMap<number | string, Counted>,
    readonly keys: readonly (number | string)[],
    readonly hasDoubts: boolean,
  ) {
    this.outcomes = [...byKey.values()];
  }
}

/** Equal for targets of which the same is to say. */
export const keyOf = (surveyed: Survey, decision: Decision, doubtful: InDoubt | null): number | string =>
  doubtful === null ? outcomeKey(surveyed, decision) : doubtful.key;

class Outcome implements Counted {
  targets = 1;
  private made: Evaluated | null = null;

  constructor(
    private readonly survey: Survey,
    private readonly decision: Decision,
    private readonly label: string,
  ) {}

  get one(): Evaluated {
    this.made ??= evaluatedFor(this.survey, this.decision, [this.label]);
    return this.made;
  }
}

class DoubtfulOutcome implements Counted {
  targets = 1;

  constructor(private readonly doubtful: InDoubt) {}

  get one(): Evaluated {
    return this.doubtful.one;
  }
}

/** Equal for equal values of all that counts; a number wherever it fits one, since it is asked for every target. */
export function outcomeKey(surveyed: Survey, decision: Decision): number | string {
  const interval = valueFor(surveyed, decision, INTERVAL) + 1;
  const countMax = valueFor(surveyed, decision, COUNT_MAX) + 1;
  const tcpKeepAlive = valueFor(surveyed, decision, TCP_KEEP_ALIVE) + 1;
  const batch = interval === 0 && countsBatch(surveyed) ? valueFor(surveyed, decision, BATCH) + 1 : 0;
  const proxy = valueFor(surveyed, decision, PROXY) + 1;
  const small = (tcpKeepAlive * 3 + batch) * 3 + proxy;
  return countMax < 100_000 ? (interval * 100_000 + countMax) * 27 + small : `${interval}|${countMax}|${small}`;
}
