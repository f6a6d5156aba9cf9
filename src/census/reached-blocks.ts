import { union } from "../base/union.ts";
import { asciiLower } from "../openssh/keywords.ts";
import { isForEveryHost, isHosts } from "./asked-hosts.ts";
import { ASKS, HOST_NAME, UNSET } from "./blocks.ts";
import type { AskedHosts, Survey } from "./columns.ts";
import { HostBlocks } from "./host-blocks.ts";
import type { Names } from "./names.ts";
import { argumentAt, sharedCondition } from "./statements.ts";

/** Whoever is led to more blocks is asked about alone. */
const MOST_REACHED = 64;

/** Which blocks the names of a host lead to, by its Host lines and by Match lines that ask for a name. */
export class ReachedBlocks {
  private readonly byName: { readonly [Name in keyof AskedHosts]: HostBlocks } | null;
  private readonly found: number[] = [];
  private readonly asksForMore = new Map<number, boolean>();
  private readonly setsNameByAsking: boolean;

  constructor(private readonly survey: Survey) {
    const { asked, blocks } = survey;
    const blocksOf = (names: Names): HostBlocks => new HostBlocks(names, blocks);
    this.byName = asked === null ? null : { originalhost: blocksOf(asked.originalhost), host: blocksOf(asked.host) };
    this.setsNameByAsking = asked !== null && asksBeforeNaming(survey);
  }

  /** Blocks of Match lines that ask for a name. */
  named(criterion: keyof AskedHosts, host: string): readonly number[] {
    const names = this.survey.asked?.[criterion];
    if (this.byName === null || names === undefined || names.count === 0) return none;
    const count = this.byName[criterion].ofHost(asciiLower(host), this.found);
    return count === 0 ? none : this.found.slice(0, count);
  }

  /**
   * The blocks that a host's names lead to, however its doubts come out, with `own` of its Host lines; `common`: those that every
   * host is asked about. Null where its names decide more than which blocks these are, or where there are too many.
   */
  of(host: () => string, own: readonly number[], common: readonly number[]): readonly number[] | null {
    if (this.survey.asked === null) return own;
    if (this.setsNameByAsking) return null;
    const reached = this.beside(host(), own, common);
    return reached.length > MOST_REACHED || reached.some((block) => this.isAskedForMore(block)) ? null : reached;
  }

  /** Up to the line that sets HostName a `host` criterion is about the name as it was typed (readconf.c match_cfg_line). */
  private beside(host: string, own: readonly number[], common: readonly number[]): readonly number[] {
    const { blocks } = this.survey;
    const typed = union(own, this.named("originalhost", host));
    const first = this.named("host", host);
    const setsName = (block: number): boolean => blocks.says(HOST_NAME, block);
    const setter = union(union(typed, first), common.filter(setsName)).find(setsName);
    if (setter === undefined) return union(typed, first);
    const later = this.named("host", hostNameAt(this.survey, setter, host)).filter((block) => block > setter);
    return union(
      union(
        typed,
        first.filter((block) => block <= setter),
      ),
      later,
    );
  }

  private isAskedForMore(block: number): boolean {
    if (!this.survey.blocks.has(block, ASKS)) return false;
    const known = this.asksForMore.get(block) ?? !asksForOneName(this.survey, block);
    this.asksForMore.set(block, known);
    return known;
  }
}

const none: readonly number[] = [];

/** Whether it depends on more than names which line sets HostName. */
function asksBeforeNaming({ blocks }: Survey): boolean {
  for (let block = 0; block < blocks.count; block++)
    if (blocks.has(block, ASKS) && blocks.says(HOST_NAME, block)) return true;
  return false;
}

function asksForOneName(survey: Survey, block: number): boolean {
  const condition = sharedCondition(survey, block);
  if (condition?.test.kind !== "match") return false;
  const names = condition.test.criteria.filter((one) => isHosts(one.name) && !isForEveryHost(one));
  return names.length === 1 && names[0]?.negated === false;
}

/** HostName as a block says it, with `%h` put in; no line of a plain root has another token. */
export function hostNameAt(survey: Survey, block: number, host: string): string {
  if (block === UNSET) return host;
  const written = argumentAt(survey, survey.blocks.places[HOST_NAME]?.[block] ?? 0, block);
  return written.includes("%") ? written.replace(/%[%h]/g, (token) => (token === "%h" ? host : "%")) : written;
}
