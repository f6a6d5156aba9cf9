import { settingNames } from "../eval/connection.ts";
import { type Evaluated, groupKey } from "../eval/effective.ts";
import { BATCH, everySetting, INTERVAL, UNSET } from "./blocks.ts";
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
    const host = new DoubtfulHost(new Kind(survey, all, own, one), own, label);
    host.made = one;
    return host;
  }

  /** The same of a host that no other is like: there may be tens of thousands, and its readings are not kept. */
  static alone(survey: Survey, all: AskedInDoubt, label: string): DoubtfulHost | null {
    const host = DoubtfulHost.found(survey, all, ofNobody, label);
    host?.kind.forgetReadings();
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
    this.made ??= evaluatedIn(this.kind.survey, this.kind.readings, this.own, this.label);
    return this.made;
  }

  get cause(): string {
    return this.kind.causeOf(this.own);
  }
}

const ofNobody: readonly number[] = [];

const evaluatedIn = (survey: Survey, all: AskedInDoubt, own: readonly number[], label: string): Evaluated =>
  evaluatedInDoubt(survey, allUnranked(all, own), label);

/** Hosts that may get the same for the same reasons. */
class Kind {
  readonly key: string;
  private readonly certainties: string;
  private made: Cause | null = null;
  private all: AskedInDoubt | null;

  /** `one`: what the first of them may get, who has these blocks of its own. */
  constructor(
    readonly survey: Survey,
    all: AskedInDoubt,
    private readonly own: readonly number[],
    one: Evaluated,
  ) {
    this.all = all;
    // Joined: a text put together by a template keeps its parts.
    this.key = ["?", groupKey(one)].join("");
    this.certainties = [...settingNames.map((name) => one.settings[name].certainty), one.proxied].join();
  }

  get readings(): AskedInDoubt {
    if (this.all === null) throw new Error("a host alone has no others like it");
    return this.all;
  }

  /** For a kind of one host. */
  forgetReadings(): void {
    this.made ??= this.cause();
    this.all = null;
  }

  /** Equal for hosts that the same lines may decide for, as eval/effective.ts groups them. */
  causeOf(own: readonly number[]): string {
    this.made ??= this.cause();
    const { id, ranks } = this.made;
    return `${id}:${ranks.map((rank) => unrankedBlock(rank, own)).join()}`;
  }

  /** Blocks that not all hosts are asked about are called by the order in which they come up, whatever else a host has. */
  private cause(): Cause {
    const { base, others, complete } = this.readings;
    const known = new Set<string>();
    const { forAll, numbers } = causesOf(this.survey);
    const ranks: number[] = [];
    const nameOf = (block: number): string => {
      if (block === UNSET || forAll.has(block)) return `${block}`;
      if (!ranks.includes(block)) ranks.push(block);
      return `own${ranks.indexOf(block)}`;
    };
    let isBlind = false;
    const parts = [`${this.certainties} ${complete}`];
    for (const asked of [base, ...others]) {
      const lines = `${everySetting.map((setting) => nameOf(asked.decision[setting] ?? UNSET)).join()} ${this.isBatch(asked)}`;
      const blind = this.isBlind(asked);
      // What decides as an earlier reading does is no outcome of its own.
      if (known.has(`${lines} ${blind}`)) continue;
      known.add(`${lines} ${blind}`);
      isBlind ||= blind;
      parts.push(lines, reasonsOf(asked));
    }
    return { id: numberOf(numbers, [...parts, isBlind].join("|")), ranks };
  }

  private isBlind({ decision }: Asked): boolean {
    return blindFor(this.survey, unranked(decision, this.own)) !== null;
  }

  /** Whether ssh probes for BatchMode alone. */
  private isBatch({ decision }: Asked): boolean {
    const own = unranked(decision, this.own);
    return own[INTERVAL] === UNSET && countsBatch(this.survey) && valueFor(this.survey, own, BATCH) === 1;
  }
}

/** All that hosts may get by common lines and for which reasons, as a number, and by which blocks of their own. */
interface Cause {
  readonly id: number;
  readonly ranks: readonly number[];
}

const reasonsOf = ({ met }: Asked): string =>
  [...met.values()].flatMap(({ offset, holds }) => (holds ? [offset] : [])).join();

interface Causes {
  readonly forAll: ReadonlySet<number>;
  readonly numbers: Map<string, number>;
}

const causes = new WeakMap<Survey, Causes>();

function causesOf(survey: Survey): Causes {
  const known = causes.get(survey);
  if (known !== undefined) return known;
  const none: Causes = { forAll: new Set([...survey.unconditional, ...survey.asking]), numbers: new Map() };
  causes.set(survey, none);
  return none;
}

/** A number for a text that may be long, and that thousands of keys hold. */
function numberOf(numbers: Map<string, number>, text: string): number {
  const number = numbers.get(text) ?? numbers.size;
  numbers.set(text, number);
  return number;
}
