import { isUnknown } from "../base/tri.ts";
import { type Circumstances, criterionHolds } from "../eval/client-criteria.ts";
import type { Criterion } from "../eval/criteria.ts";
import type { Condition } from "../eval/program.ts";
import { inALint } from "../eval/targets.ts";
import { asciiLower } from "../openssh/keywords.ts";
import { PatternIndex } from "../openssh/pattern-index.ts";
import { everyDecided, HOST_NAME, PROXY, SAYS_MORE, UNSET, USER } from "./blocks.ts";
import type { Survey } from "./columns.ts";
import type { Decision } from "./decision.ts";
import { argumentAt } from "./statements.ts";

/** Up to so many Match lines are asked for every host; more are looked up by the names that they ask for. */
const FEW = 8;

/** The Match lines of an ssh_config that ask more than nothing, for one host after another. */
export class Asking {
  /** Those that every host is to be asked about. */
  readonly always: readonly number[];
  /** How many columns decisions have that they may ask for. */
  readonly columns: number;
  /** Whether for some host so far it could not be known if a line holds that says something new. */
  isInDoubt = false;
  private readonly byOriginal = new PatternIndex();
  private readonly byCurrent = new PatternIndex();
  private readonly isLookedUp: boolean;
  private readonly circumstances: Circumstances;
  private host = "";
  private current = "";
  private hostNameBlock = UNSET;

  constructor(
    private readonly survey: Survey,
    private readonly decision: Decision,
  ) {
    const { asking, reader } = survey;
    const rest: number[] = [];
    this.isLookedUp = asking.size > FEW;
    for (const [block, condition] of asking) if (!this.isLookedUp || !this.index(block, condition)) rest.push(block);
    this.always = rest;
    this.columns = asking.size === 0 ? everyDecided.length : USER + 1;
    const self = this;
    this.circumstances = {
      version: reader.version,
      final: false,
      get request() {
        return { ...inALint, host: self.host };
      },
      currentHost: () => this.currentHost(),
      configured: (slot) => (slot === "user" ? this.configured(USER) : undefined),
    };
  }

  /** By the first of its criteria that some name is needed for; false where there is none. */
  private index(block: number, { test }: Condition): boolean {
    if (test.kind !== "match") return false;
    const named = test.criteria.find(({ name, negated }) => !negated && (name === "host" || name === "originalhost"));
    if (named === undefined) return false;
    const index = named.name === "host" ? this.byCurrent : this.byOriginal;
    for (const { negated, text } of named.patterns) if (!negated) index.add(asciiLower(text), block);
    return true;
  }

  /** Another host is asked about from now on. */
  turnTo(host: string): void {
    this.host = host;
    this.current = host;
    this.hostNameBlock = UNSET;
  }

  /** Lines that may hold for the host as it was typed. */
  ofOriginal(): readonly number[] {
    return this.isLookedUp ? this.byOriginal.candidates(asciiLower(this.host)) : none;
  }

  /** Lines that may hold for the host that HostName says. */
  ofCurrent(): readonly number[] {
    return this.isLookedUp ? this.byCurrent.candidates(asciiLower(this.currentHost())) : none;
  }

  /** Whether a block holds whose lines still matter; true for one that asks nothing. */
  holds(block: number): boolean {
    const condition = this.survey.asking.get(block);
    if (condition === undefined) return true;
    if (condition.test.kind !== "match" || this.isSettled(block)) return false;
    return this.matches(condition.test.criteria);
  }

  private isSettled(block: number): boolean {
    const { blocks } = this.survey;
    if (blocks.has(block, SAYS_MORE) || blocks.value(PROXY, block) !== UNSET) return false;
    return blocks.values.every((column, what) => column[block] === UNSET || this.decision[what] !== UNSET);
  }

  /** What is known decides first: an unknown criterion beside a false one is no doubt. */
  private matches(criteria: readonly Criterion[]): boolean {
    let isUndecided = false;
    for (const criterion of criteria) {
      const holds = criterionHolds(this.circumstances, criterion);
      if (isUnknown(holds)) isUndecided = true;
      else if (holds === criterion.negated) return false;
    }
    this.isInDoubt ||= isUndecided;
    return !isUndecided;
  }

  /** HostName with `%h` put in; no line of a plain file has another token. */
  private currentHost(): string {
    const block = this.decision[HOST_NAME] ?? UNSET;
    if (block === this.hostNameBlock) return this.current;
    this.hostNameBlock = block;
    const written = this.configured(HOST_NAME) ?? this.host;
    this.current = written.replace(/%[%h]/g, (token) => (token === "%h" ? this.host : "%"));
    return this.current;
  }

  private configured(what: typeof HOST_NAME | typeof USER): string | undefined {
    const block = this.decision[what] ?? UNSET;
    return block === UNSET ? undefined : argumentAt(this.survey, this.survey.blocks.places[what]?.[block] ?? 0, block);
  }
}

const none: readonly number[] = [];
