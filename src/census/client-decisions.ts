import { OrderedWalk } from "../base/ordered-walk.ts";
import { union } from "../base/union.ts";
import type { Assumption } from "../eval/connection.ts";
import type { Alike, AlikeHosts } from "./alike.ts";
import type { AskedValues } from "./asked-values.ts";
import type { Asking } from "./asking.ts";
import type { BlockLane } from "./block-lanes.ts";
import { ASKS, everyColumn, HOST_NAME, UNSET } from "./blocks.ts";
import type { Survey } from "./columns.ts";
import type { Contest } from "./contest.ts";
import { type Decision, decide, decidingForAll, type InDoubt, type Label, noDecision } from "./decision.ts";
import type { AskedInDoubt } from "./doubts.ts";
import { HostBlocks } from "./host-blocks.ts";
import type { Reached } from "./reached-blocks.ts";

/** Decides for one host of ssh_config after another. */
export class ClientDecider {
  /** Of the host that was asked about last. */
  readonly decision: Decision = noDecision();
  /** Null where no line asks more than its words. */
  readonly asking: Asking | null;
  private readonly hostBlocks: HostBlocks;
  /** Blocks that every host is asked about. */
  private readonly common: readonly number[];
  /** The same in lanes, where some line asks more than its words. */
  private readonly lanes: readonly BlockLane[];
  /** Blocks that this host is asked about beside them. */
  private readonly own: number[] = [];
  /** The only block of the last host beside the common ones. */
  private lastOnly = SEVERAL;
  /** The host that was asked about last: a name, made of a pattern, or as it was given. */
  private kind: "name" | "made" | "given" = "given";
  private lastName = -1;
  private given = "";
  /** How many blocks its name leads to. */
  private count = 0;
  /** Null where no line asks more than its words. */
  private readonly alikeHosts: AlikeHosts | null;
  /** Null where every host is asked all. */
  private readonly askedValues: AskedValues | null;
  /** What is known of the last host from others like it, and what they have in common. */
  private alike: Alike | undefined;
  private alikeKey: string | null = null;
  /** Which Match lines mattered for the last host, where its names alone do not tell. */
  private told = "";
  /** What the last host's names decide; null where they may decide more. */
  private reached: Reached | null = null;

  constructor(
    private readonly survey: Survey,
    contest: Contest | null = null,
  ) {
    const { asked, asking, names } = survey;
    const isAsking = asked !== null || asking.length > 0;
    this.hostBlocks = new HostBlocks(names, survey.blocks, contest);
    this.common = union(decidingForAll(survey), asking);
    if (!isAsking) {
      this.asking = null;
      this.lanes = [];
      this.alikeHosts = null;
      this.askedValues = null;
      return;
    }
    const { Asking, AlikeHosts, AskedValues, blockLanesOf, lastAsking, neededColumns } = survey.matching();
    const last = lastAsking(survey);
    const needed = neededColumns(survey, last);
    this.asking = new Asking(survey, this.decision, needed);
    this.lanes = blockLanesOf(survey, this.common, needed);
    this.alikeHosts = new AlikeHosts(survey, this.common, last);
    this.askedValues = AskedValues.among(survey, this.common);
  }

  forName(name: number): void {
    this.kind = "name";
    this.lastName = name;
    this.decideFor(this.hostBlocks.ofName(name, this.own));
  }

  /** `pattern`: as HostBlocks has it. */
  forHost(host: string, pattern = -1): void {
    this.kind = "given";
    this.given = host;
    this.decideFor(this.hostBlocks.ofHost(host, this.own, pattern));
  }

  /** A host made of a word with a wildcard, as HostBlocks has it. */
  forPattern(pattern: number, filler: number): void {
    this.kind = "made";
    this.decideFor(this.hostBlocks.ofPattern(pattern, filler, this.own));
  }

  /** What the host that was asked about last may get; null where its decision is all. */
  doubtful(label: Label): InDoubt | null {
    const { asking, alikeHosts, survey } = this;
    if (asking === null || (this.alike?.base.met ?? asking.met ?? nothingMet).size === 0) return null;
    const alike = this.alikeToAsked(asking);
    if (alike === undefined) return survey.matching().DoubtfulHost.alone(survey, this.readings(asking), label());
    return alikeHosts?.doubtful(alike, this.reached?.blocks ?? ofNobody, label(), () => this.readings(asking)) ?? null;
  }

  /** All readings of the last host. */
  private readings(asking: Asking): AskedInDoubt {
    // Of a host that is like another, nothing was asked yet.
    if (this.alike !== undefined) this.ask(asking);
    const all = this.survey.matching().askedInDoubt(asking, this.decision, (taken) => this.ask(asking, taken));
    this.decision.set(all.base.decision);
    return all;
  }

  /** The host that was asked about last; texts are made only where somebody wants them, as there may be very many. */
  private host(): string {
    if (this.kind === "given") return this.given;
    return this.kind === "name" ? this.survey.names.textOf(this.lastName) : this.hostBlocks.lastHost;
  }

  private decideFor(count: number): void {
    this.count = count;
    if (this.asking === null) this.decideOnce(count);
    else this.askOnce(this.asking);
  }

  /** Where some line asks every host, hosts that are alike are decided for together. */
  private askOnce(asking: Asking): void {
    this.forgetLast();
    if (this.survey.asking.length > 0) this.findAlike(asking);
    const { reached, alike, decision } = this;
    if (reached !== null && alike !== undefined) {
      decision.set(this.survey.matching().unranked(alike.base.decision, reached.blocks));
      return;
    }
    this.ask(asking);
    if (reached !== null && reached.told === null) this.findAlikeBy(reached, this.told);
    if (this.alike === undefined) this.keepForOthers(asking);
  }

  private forgetLast(): void {
    this.reached = null;
    this.alikeKey = null;
    this.alike = undefined;
  }

  private findAlike(asking: Asking): void {
    this.reached = asking.reached.of(() => this.host(), this.own.slice(0, this.count));
    if (this.reached !== null && this.reached.told !== null) this.findAlikeBy(this.reached, this.reached.told);
  }

  private findAlikeBy({ blocks }: Reached, told: string): void {
    this.alikeKey = this.alikeHosts?.keyOf(blocks, told) ?? null;
    this.alike = this.alikeKey === null ? undefined : this.alikeHosts?.find(this.alikeKey);
  }

  /** What the last host was asked is known of others like it. */
  private keepForOthers(asking: Asking): void {
    const { reached, alikeKey, decision } = this;
    if (reached === null || alikeKey === null) return;
    const base = { met: asking.met ?? nothingMet, settled: asking.settled, decision };
    this.alikeHosts?.keep(alikeKey, base, reached.blocks);
  }

  /** The hosts that the last one is alike to, itself among them, once it was asked; undefined where there are too many kinds. */
  private alikeToAsked(asking: Asking): Alike | undefined {
    if (this.reached === null) {
      this.findAlike(asking);
      if (this.alike === undefined) this.keepForOthers(asking);
    }
    return this.alikeKey === null ? undefined : this.alikeHosts?.find(this.alikeKey);
  }

  private ask(asking: Asking, taken?: ReadonlyMap<object, boolean>): void {
    this.decision.fill(UNSET);
    this.told = "";
    asking.turnTo(this.host(), taken);
    this.walkAsking(asking, union(this.own.slice(0, this.count), asking.blocksFor("originalhost")));
  }

  /** Names of one Host line follow one another, and mostly nothing else is about them: what was decided stands. */
  private decideOnce(count: number): void {
    const only = count === 1 ? (this.own[0] ?? SEVERAL) : SEVERAL;
    if (only !== SEVERAL && only === this.lastOnly) return;
    this.lastOnly = only;
    this.decision.fill(UNSET);
    this.walk(count);
  }

  /** Goes through the common blocks and the first ones of `own` in reading order. */
  private walk(count: number): void {
    const { common, own, survey, decision } = this;
    let ownAt = 0;
    for (const block of common) {
      for (; ownAt < count && (own[ownAt] ?? 0) < block; ownAt++) decide(survey, decision, own[ownAt] ?? 0);
      decide(survey, decision, block);
    }
    for (; ownAt < count; ownAt++) decide(survey, decision, own[ownAt] ?? 0);
  }

  /** The same where Match lines ask, perhaps about the name that a line of these sets; `byName`: blocks that this cannot change. */
  private walkAsking(asking: Asking, byName: readonly number[]): void {
    const { survey, decision } = this;
    let named = namedNow(asking, UNSET);
    const isClosed = (lane: BlockLane): boolean => (lane.isByHost ? lane !== named : asking.isClosed(lane));
    const walk = new OrderedWalk<number, BlockLane>(asItIs, isClosed);
    const fewer = this.reached === null ? null : (this.askedValues?.commonFor(this.reached.blocks) ?? null);
    if (fewer === null) for (const lane of this.lanes) walk.add(lane.blocks, lane);
    else walk.add(fewer);
    walk.add(byName);
    walk.add(named.blocks, named);
    const isTelling = this.reached?.told === null;
    for (let block = walk.next(); block !== null; block = walk.next()) {
      const doubts = asking.met?.size;
      const holds = asking.holds(block);
      if (isTelling && survey.blocks.has(block, ASKS) && (holds || asking.met?.size !== doubts))
        this.told += `${holds ? "+" : "?"}${block}`;
      if (!holds) continue;
      const before = decision[HOST_NAME];
      decide(survey, decision, block, everyColumn.length);
      if (decision[HOST_NAME] === before) continue;
      named = namedNow(asking, block);
      walk.add(named.blocks, named);
    }
  }
}

/** The blocks behind one that ask for the name that a host has by now. */
const namedNow = (asking: Asking, after: number): BlockLane => ({
  blocks: asking.blocksFor("host", after),
  columns: null,
  hangsOn: null,
  isByHost: true,
});

const asItIs = (block: number): number => block;
const SEVERAL = -1;
const ofNobody: readonly number[] = [];
const nothingMet: ReadonlyMap<object, Assumption> = new Map();
