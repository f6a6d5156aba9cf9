import { CROWDED, unknownPart } from "../eval/lanes.ts";
import type { Slot } from "../eval/program.ts";
import { ASKS, type Decided, PROXY, SAYS_MORE, TAG, USER } from "./blocks.ts";
import type { Survey } from "./columns.ts";
import { sharedCondition } from "./statements.ts";

/** Blocks that say the same things, in reading order, as eval/lanes.ts has steps. */
export interface BlockLane {
  readonly blocks: readonly number[];
  /** What they say; null: they are come to in any case. */
  readonly columns: readonly Decided[] | null;
  /** Whether none of them holds for sure. */
  readonly isInDoubt: boolean;
  /** They were found by the name that a host had: by another one they are left. */
  readonly isByHost: boolean;
}

/** Blocks that every host is asked about. `needed`: what an outcome hangs on. */
export function blockLanesOf(
  survey: Survey,
  blocks: readonly number[],
  needed: readonly Decided[],
): readonly BlockLane[] {
  if (blocks.length <= CROWDED) return [{ blocks, columns: null, isInDoubt: false, isByHost: false }];
  const lanes = new Map<string, BlockLane & { readonly blocks: number[] }>();
  const sets = slotsSet(survey);
  for (const block of blocks) {
    const columns = columnsOf(survey, block, needed);
    // Nobody asks whether a block holds that says nothing.
    if (columns?.length === 0) continue;
    const isInDoubt = survey.blocks.has(block, ASKS) && unknownPart(sharedCondition(survey, block), sets) !== null;
    const key = `${columns?.join() ?? "!"} ${isInDoubt}`;
    const lane = lanes.get(key);
    if (lane === undefined) lanes.set(key, { blocks: [block], columns, isInDoubt, isByHost: false });
    else lane.blocks.push(block);
  }
  return [...lanes.values()];
}

/** What can be known of a call is set by some line, if at all. */
function slotsSet({ blocks }: Survey): ReadonlySet<Slot> {
  const sets = new Set<Slot>();
  if (blocks.values[USER] !== null) sets.add("user");
  if (blocks.values[TAG] !== null) sets.add("tag");
  return sets;
}

/** Null for one that may decide what no column tells. */
function columnsOf({ blocks }: Survey, block: number, needed: readonly Decided[]): Decided[] | null {
  if (blocks.has(block, SAYS_MORE) || blocks.says(PROXY, block)) return null;
  return needed.filter((what) => blocks.says(what, block));
}
