import { isUnknown } from "../base/tri.ts";
import { assumptionAbout, type Circumstances, criterionHolds } from "../eval/client-criteria.ts";
import type { Assumption } from "../eval/connection.ts";
import type { Criterion } from "../eval/criteria.ts";
import { MOST_READINGS } from "../eval/outcomes.ts";
import type { Condition, Slot } from "../eval/program.ts";
import { inALint } from "../eval/targets.ts";
import { asciiLower } from "../openssh/keywords.ts";
import type { BlockLane } from "./block-lanes.ts";
import { ASKS, type Decided, HOST_NAME, PROXY, SAYS_MORE, SESSION_TYPE, TAG, UNSET, USER } from "./blocks.ts";
import type { AskedHosts, Survey } from "./columns.ts";
import type { Decision } from "./decision.ts";
import { hostNameAt, ReachedBlocks } from "./reached-blocks.ts";
import { argumentAt, sharedCondition } from "./statements.ts";

/** Asks the Match lines of an ssh_config about one host after another. */
export class Asking {
  /** What could not be known of the host so far; null: everything was. */
  met: Map<Criterion, Assumption> | null = null;
  /** What was decided when the first doubt was met. */
  settled: ReadonlySet<Slot> | null = null;
  private taken: ReadonlyMap<object, boolean> = nothingTaken;
  readonly reached: ReachedBlocks;
  private readonly circumstances: Circumstances;
  private readonly request = { ...inALint, host: "" };
  /** That a criterion does not hold, and that it does. */
  private readonly assumptions = [new Map<Criterion, Assumption>(), new Map<Criterion, Assumption>()] as const;
  private current = "";
  private hostNameBlock = UNSET;

  constructor(
    private readonly survey: Survey,
    private readonly decision: Decision,
    /** What an outcome hangs on. */
    private readonly needed: readonly Decided[],
  ) {
    this.reached = new ReachedBlocks(survey);
    this.circumstances = {
      version: survey.reader.version,
      final: false,
      request: this.request,
      currentHost: () => this.currentHost(),
      configured: (slot) =>
        slot === "sessionType" ? this.sessionType() : this.configured(slot === "user" ? USER : TAG),
    };
  }

  /** A host is asked about from now on, with some doubts taken in a way of their own; the others do not hold. */
  turnTo(host: string, taken: ReadonlyMap<object, boolean> = nothingTaken): void {
    this.request.host = host;
    this.taken = taken;
    this.met = null;
    this.settled = null;
    this.current = host;
    this.hostNameBlock = UNSET;
  }

  /** Blocks behind one that name the host as it was typed, or as HostName has it now. */
  blocksFor(criterion: keyof AskedHosts, after = UNSET): readonly number[] {
    return this.reached.named(criterion, criterion === "host" ? this.currentHost() : this.request.host, after);
  }

  /** Whether a block holds whose lines still matter; true for one whose criteria need not be asked. */
  holds(block: number): boolean {
    if (!this.survey.blocks.has(block, ASKS)) return true;
    if (this.isSettled(block)) return false;
    const condition = sharedCondition(this.survey, block);
    return condition?.test.kind === "match" && this.matches(condition, condition.test.criteria);
  }

  /** What is known decides first: an unknown criterion beside a false one is no doubt. */
  private matches(condition: Condition, criteria: readonly Criterion[]): boolean {
    const unknown: { readonly criterion: Criterion; readonly because: string }[] = [];
    for (const criterion of criteria) {
      const holds = criterionHolds(this.circumstances, criterion);
      if (isUnknown(holds)) unknown.push({ criterion, because: holds.because });
      else if (holds === criterion.negated) return false;
    }
    return unknown.every(({ criterion, because }) => this.assume(condition, criterion, because) !== criterion.negated);
  }

  private assume(condition: Condition, criterion: Criterion, because: string): boolean {
    const holds = this.taken.get(criterion) ?? false;
    this.settled ??= new Set(settingSlots.filter((_, what) => this.decision[what] !== UNSET));
    this.met ??= new Map();
    this.met.set(criterion, this.assumption(condition, criterion, because, holds));
    return holds;
  }

  /** The same for all hosts, as what is unknown of a call is. */
  private assumption(condition: Condition, criterion: Criterion, because: string, holds: boolean): Assumption {
    const known = this.assumptions[holds ? 1 : 0];
    const found = known.get(criterion) ?? assumptionAbout(condition, criterion, because, holds);
    known.set(criterion, found);
    return found;
  }

  /** Whether nothing may come of a lane for now, as eval/lanes.ts has it. */
  isClosed({ columns, hangsOn }: BlockLane): boolean {
    if (columns?.every((what) => this.decision[what] !== UNSET) === true) return true;
    if (hangsOn === null || this.met === null || this.met.size <= MOST_READINGS) return false;
    return hangsOn === "all" || this.decision[hangsOn === "user" ? USER : TAG] === UNSET;
  }

  /** Whether a block could change nothing more. */
  private isSettled(block: number): boolean {
    const { blocks } = this.survey;
    if (blocks.has(block, SAYS_MORE) || blocks.value(PROXY, block) !== UNSET) return false;
    return this.needed.every((what) => !blocks.says(what, block) || this.decision[what] !== UNSET);
  }

  private currentHost(): string {
    const block = this.decision[HOST_NAME] ?? UNSET;
    if (block === this.hostNameBlock) return this.current;
    this.hostNameBlock = block;
    this.current = hostNameAt(this.survey, block, this.request.host);
    return this.current;
  }

  /** readconf.c oSessionType: in any case of its letters. */
  private sessionType(): string | undefined {
    const written = this.configured(SESSION_TYPE);
    return written === undefined ? undefined : asciiLower(written);
  }

  private configured(what: Decided): string | undefined {
    const block = this.decision[what] ?? UNSET;
    return block === UNSET ? undefined : argumentAt(this.survey, this.survey.blocks.places[what]?.[block] ?? 0, block);
  }
}

const nothingTaken: ReadonlyMap<object, boolean> = new Map();

/** By the numbers of what they decide (INTERVAL, COUNT_MAX, TCP_KEEP_ALIVE). */
const settingSlots: readonly Slot[] = ["interval", "countMax", "tcpKeepAlive"];
