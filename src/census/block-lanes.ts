import { type CallPart, CROWDED, partAskedBy } from "../eval/lanes.ts";
import { ASKS, type Decided, PROXY, SAYS_MORE } from "./blocks.ts";
import type { Survey } from "./columns.ts";
import { sharedCondition } from "./statements.ts";

/** Blocks that say the same things, in reading order, as eval/lanes.ts has steps. */
export interface BlockLane {
  readonly blocks: readonly number[];
  /** What they say; null: they are come to in any case. */
  readonly columns: readonly Decided[] | null;
  /** What must be known for any of them to hold for sure; null: perhaps nothing. */
  readonly hangsOn: CallPart | null;
  /** They were found by the name that a host had: by another one they are left. */
  readonly isByHost: boolean;
}

/** Blocks that every host is asked about. `needed`: what an outcome hangs on. */
export function blockLanesOf(
  survey: Survey,
  blocks: readonly number[],
  needed: readonly Decided[],
): readonly BlockLane[] {
  if (blocks.length <= CROWDED) return [{ blocks, columns: null, hangsOn: null, isByHost: false }];
  const lanes = new Map<string, BlockLane & { readonly blocks: number[] }>();
  for (const block of blocks) {
    const columns = columnsOf(survey, block, needed);
    // Nobody asks whether a block holds that says nothing.
    if (columns?.length === 0) continue;
    const hangsOn = survey.blocks.has(block, ASKS) ? partAskedBy(sharedCondition(survey, block)) : null;
    const key = `${columns?.join() ?? "!"} ${hangsOn}`;
    const lane = lanes.get(key);
    if (lane === undefined) lanes.set(key, { blocks: [block], columns, hangsOn, isByHost: false });
    else lane.blocks.push(block);
  }
  return [...lanes.values()];
}

/** Null for one that may decide what no column tells. */
function columnsOf({ blocks }: Survey, block: number, needed: readonly Decided[]): Decided[] | null {
  if (blocks.has(block, SAYS_MORE) || blocks.says(PROXY, block)) return null;
  return needed.filter((what) => blocks.says(what, block));
}
