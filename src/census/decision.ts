import type { Evaluated } from "../eval/effective.ts";
import { type Decided, everyColumn, everyDecided, UNSET } from "./blocks.ts";
import type { Survey } from "./columns.ts";

/** A text that is made only if somebody wants it. */
export type Label = () => string;

/** Which block decides each thing for one target; UNSET: none. The same array for every target, filled anew. */
export type Decision = Int32Array;

/** What a target may get of which nobody here knows what it gets. */
export interface InDoubt {
  readonly one: Evaluated;
  /** Equal only where the same values may come about for the same reasons. */
  readonly key: string;
  /** Equal only where the same lines may decide the same. */
  readonly cause: string;
}

/** `doubtful`: what a target may get of which nobody here knows what it gets; the decision is then one without what is unknown. */
export type Visit = (decision: Decision, label: Label, doubtful: InDoubt | null) => void;

/**
 * Hands every target of a lint to `visit`, those whose name stands first in the files first, or only those that are wanted: of
 * ssh_config by their numbers in `names`, of sshd_config by their places in that order. Each is asked about once, in that order.
 */
export type EachTarget = (visit: Visit, isWanted?: (target: number) => boolean) => void;

/** The target that stands for any host that no heading names. */
export const ANY_OTHER = -1;

export const noDecision = (): Decision => new Int32Array(everyColumn.length).fill(UNSET);

/** The first block that says something decides (readconf.c, servconf.c: "if (*activep && *intptr == -1)"). */
export function decide(
  { blocks }: Survey,
  decision: Decision,
  block: number,
  columns: number = everyDecided.length,
): void {
  for (let what = 0; what < columns; what++) {
    if (decision[what] === UNSET && blocks.value(what as Decided, block) !== UNSET) decision[what] = block;
  }
}

/** Debian's ssh probes where BatchMode is on and no line sets the interval (eval/effective.ts batchInterval). */
export const countsBatch = ({ reader }: Survey): boolean => reader.version.vendor === "debian";

/** What the deciding block says; UNSET where none does. */
export const valueFor = ({ blocks }: Survey, decision: Decision, what: Decided): number => {
  const block = decision[what] ?? UNSET;
  return block === UNSET ? UNSET : blocks.value(what, block);
};

/** Blocks for everybody that say something first: a root with thousands of Includes has thousands that say nothing. */
export function decidingForAll({ blocks, unconditional }: Survey): number[] {
  let decided = 0;
  return unconditional.filter((block) => {
    const before = decided;
    for (const what of everyColumn) if (blocks.says(what, block)) decided |= 1 << what;
    return decided !== before;
  });
}
