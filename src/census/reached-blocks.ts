import { union } from "../base/union.ts";
import type { Criterion } from "../eval/criteria.ts";
import { asciiLower } from "../openssh/keywords.ts";
import { matchHostname } from "../openssh/patterns.ts";
import { isForEveryHost, isHosts } from "./asked-hosts.ts";
import { ASKS, type Decided, HOST_NAME, SESSION_TYPE, TAG, UNSET, USER } from "./blocks.ts";
import type { AskedHosts, Survey } from "./columns.ts";
import { HostBlocks } from "./host-blocks.ts";
import type { Names } from "./names.ts";
import { argumentAt, sharedCondition } from "./statements.ts";

/** What a host's names decide. */
export interface Reached {
  /** The blocks that they lead to, however its doubts come out, in reading order. */
  readonly blocks: readonly number[];
  /**
   * What else they decide: equal for hosts of which the same criteria hold. Null where too many lines ask: which of them matter is
   * known once they were asked.
   */
  readonly told: string | null;
}

/** Whoever is led to more blocks is asked about alone. */
const MOST_REACHED = 64;

/** Which blocks the names of a host lead to, by its Host lines and by Match lines that ask for a name. */
export class ReachedBlocks {
  private readonly byName: { readonly [Name in keyof AskedHosts]: HostBlocks } | null;
  private readonly found: number[] = [];
  /** Of Match lines: criteria about names that nothing led by. */
  private readonly telling = new Map<number, readonly Criterion[]>();
  /** Blocks that every host is asked about and that have such; null where they are too many. */
  private readonly tellingAll: readonly number[] | null;
  /** Whether it depends on more than names what the names lead to. */
  private readonly isUnclear: boolean;
  /** The first block for everybody that sets HostName; beyond all blocks where none does. */
  private readonly setterForAll: number;

  constructor(private readonly survey: Survey) {
    const { asked, blocks, asking } = survey;
    const blocksOf = (names: Names): HostBlocks => new HostBlocks(names, blocks);
    this.byName = asked === null ? null : { originalhost: blocksOf(asked.originalhost), host: blocksOf(asked.host) };
    const telling = asking.filter((block) => criteriaAboutNames(survey, block).length > 0);
    this.tellingAll = telling.length > MOST_REACHED ? null : telling;
    this.setterForAll = survey.unconditional.find((block) => blocks.says(HOST_NAME, block)) ?? blocks.count;
    const isTold = asked !== null || telling.length > 0;
    this.isUnclear = isTold && asksBeforeSetting(survey, this.tellingAll === null ? everyAskedFor : onlyHostName);
  }

  /** Blocks of Match lines that ask for a name; of very many those alone that decide something behind a block. */
  named(criterion: keyof AskedHosts, host: string, after = -1): readonly number[] {
    const names = this.survey.asked?.[criterion];
    if (this.byName === null || names === undefined || names.count === 0) return none;
    const count = this.byName[criterion].ofHost(asciiLower(host), this.found, -1, after);
    return count === 0 ? none : this.found.slice(0, count);
  }

  /**
   * Of a host with `own` blocks of its Host lines. Null where these are too many, or where it depends on more than names what
   * HostName is, or in very many lines what else they are asked for.
   */
  of(host: () => string, own: readonly number[]): Reached | null {
    const { tellingAll, survey } = this;
    if (survey.asked === null && tellingAll?.length === 0) return { blocks: own, told: "" };
    if (this.isUnclear) return null;
    return this.reachedBy(host(), own);
  }

  /** Up to the line that sets HostName a `host` criterion is about the name as it was typed (readconf.c match_cfg_line). */
  private reachedBy(host: string, own: readonly number[]): Reached | null {
    const { survey } = this;
    const typed = union(own, this.named("originalhost", host));
    const first = this.named("host", host);
    const ownSetter = union(typed, first).find((block) => survey.blocks.says(HOST_NAME, block));
    const setter = Math.min(ownSetter ?? survey.blocks.count, this.setterForAll);
    const hostName = setter === survey.blocks.count ? host : hostNameAt(survey, setter, host);
    const before = first.filter((block) => block <= setter);
    const later = hostName === host && before.length === first.length ? none : this.named("host", hostName, setter);
    const blocks = union(
      union(typed, before),
      later.filter((block) => block > setter),
    );
    if (blocks.length > MOST_REACHED) return null;
    if (this.tellingAll === null) return { blocks, told: null };
    const nameAt = ({ name }: Criterion, block: number): string =>
      name === "originalhost" || block <= setter ? host : hostName;
    let told = "";
    for (const block of union(
      this.tellingAll,
      blocks.filter((reached) => survey.blocks.has(reached, ASKS)),
    ))
      for (const one of this.tellingIn(block)) told += matchHostname(nameAt(one, block), one.patterns) ? "+" : "-";
    return { blocks, told };
  }

  private tellingIn(block: number): readonly Criterion[] {
    const known = this.telling.get(block);
    if (known !== undefined) return known;
    const criteria = criteriaAboutNames(this.survey, block);
    // What led to the line holds.
    const telling = criteria.length === 1 && criteria[0]?.negated === false ? [] : criteria;
    this.telling.set(block, telling);
    return telling;
  }
}

const none: readonly number[] = [];

const onlyHostName: readonly Decided[] = [HOST_NAME];
const everyAskedFor: readonly Decided[] = [HOST_NAME, USER, TAG, SESSION_TYPE];

/** Whether it depends on more than names which line sets one of these. */
function asksBeforeSetting({ blocks }: Survey, what: readonly Decided[]): boolean {
  for (let block = 0; block < blocks.count; block++)
    if (blocks.has(block, ASKS) && what.some((one) => blocks.says(one, block))) return true;
  return false;
}

function criteriaAboutNames(survey: Survey, block: number): readonly Criterion[] {
  const condition = sharedCondition(survey, block);
  if (condition?.test.kind !== "match") return [];
  return condition.test.criteria.filter((one) => isHosts(one.name) && !isForEveryHost(one));
}

/** HostName as a block says it, with `%h` put in; no line of a plain root has another token. */
export function hostNameAt(survey: Survey, block: number, host: string): string {
  if (block === UNSET) return host;
  const written = argumentAt(survey, survey.blocks.places[HOST_NAME]?.[block] ?? 0, block);
  return written.includes("%") ? written.replace(/%[%h]/g, (token) => (token === "%h" ? host : "%")) : written;
}
