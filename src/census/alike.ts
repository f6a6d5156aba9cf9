import { ASKS, type Blocks, type Decided, everyColumn, everyDecided, HOST_NAME, UNSET } from "./blocks.ts";
import type { Survey } from "./columns.ts";
import { DoubtfulHost } from "./doubtful-hosts.ts";
import type { Asked, AskedInDoubt } from "./doubts.ts";
import { allRanked, ranked } from "./ranks.ts";
import { argumentAt } from "./statements.ts";

/** What was found out for one host holds for all that are like it: their own blocks say as much in the same places. */
export interface Alike {
  /** Own blocks by their rank: -2 the first, -3 the second. */
  readonly base: Asked;
  /** All their readings; absent until somebody asks. */
  doubts?: AskedInDoubt;
  /** One of those whose own blocks say the same values, by these; null: such hosts are in no doubt. */
  readonly doubtful: Map<string, DoubtfulHost | null>;
}

/** Hosts that differ in more ways than these are each asked about anew. */
const MOST_KINDS = 1000;

/** Hosts of an ssh_config, sorted by what its Match lines can tell apart. */
export class AlikeHosts {
  private readonly known = new Map<string, Alike>();

  /** `common`: the blocks that every host is asked about; `lastAsking`: as needed-columns.ts has it. */
  constructor(
    private readonly survey: Survey,
    private readonly common: readonly number[],
    private readonly lastAsking: ReadonlyMap<Decided, number>,
  ) {}

  /** Equal for hosts that are alike. */
  keyOf(reached: readonly number[], told: string): string {
    const { blocks } = this.survey;
    let key = told;
    let rank = 0;
    for (const block of reached) {
      rank = rankFrom(this.common, rank, block);
      key += blocks.has(block, ASKS) ? `#${block};` : `${rank}:${saidBy(blocks, block)}${this.askedFor(block)};`;
    }
    return key;
  }

  find(key: string): Alike | undefined {
    return this.known.get(key);
  }

  /** For others like a host of which this was found out. */
  keep(key: string, base: Asked, own: readonly number[]): void {
    if (this.known.size < MOST_KINDS) this.known.set(key, { base: ranked(base, own), doubtful: new Map() });
  }

  /** What the last host of a kind may get; `readings`: all of its own, asked for of the first alone. */
  doubtful(alike: Alike, own: readonly number[], label: string, readings: () => AskedInDoubt): DoubtfulHost | null {
    const values = this.valuesOf(own);
    const known = alike.doubtful.get(values);
    if (known !== undefined) return known?.like(own, label) ?? null;
    alike.doubts ??= allRanked(readings(), own);
    const found = DoubtfulHost.found(this.survey, alike.doubts, own, label);
    alike.doubtful.set(values, found);
    return found;
  }

  /** Equal for alike hosts whose own blocks say the same values, and stand on the same side of what nobody sees. */
  private valuesOf(own: readonly number[]): string {
    const { blocks, blindSpot } = this.survey;
    let values = "";
    for (const block of own) {
      for (const what of everyDecided) {
        const value = blocks.value(what, block);
        if (value !== UNSET) values += `${what}=${value} `;
      }
      values += blindSpot !== null && block < blindSpot.block ? "<" : ";";
    }
    return values;
  }

  /** The values that later Match lines ask for. */
  private askedFor(block: number): string {
    const { survey, lastAsking } = this;
    const { places } = survey.blocks;
    let values = "";
    for (const [what, last] of lastAsking)
      if (what !== HOST_NAME && block < last && survey.blocks.says(what, block)) {
        const value = argumentAt(survey, places[what]?.[block] ?? 0, block);
        values += ` ${what} ${value.length} ${value}`;
      }
    return values;
  }
}

/** How many of the common blocks stand before a block, from a rank on that is known to be too low. */
function rankFrom(common: readonly number[], from: number, block: number): number {
  let low = from;
  let high = common.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((common[middle] ?? 0) < block) low = middle + 1;
    else high = middle;
  }
  return low;
}

function saidBy(blocks: Blocks, block: number): number {
  let said = 0;
  for (const what of everyColumn) if (blocks.says(what, block)) said |= 1 << what;
  return said;
}
