import type { Assumption } from "./connection.ts";
import type { Slot } from "./program.ts";

/** A criterion or Include that something unknown decides; its identity is the key. */
export type Doubt = object;

/** One reading of the files under assumptions about what cannot be known. */
export interface Reading {
  /** Every doubt that this reading met, in order, with the way it was taken. */
  readonly met: ReadonlyMap<Doubt, Assumption>;
  /** What was decided when the first doubt was met, and so whatever comes of it; null: no doubt was. */
  readonly settled: ReadonlySet<Slot> | null;
}

/** How many readings of one target are tried before the rest is called "any value". */
export const MOST_READINGS = 48;

const nothingTaken: ReadonlyMap<Doubt, boolean> = new Map();

/**
 * All readings that unknown conditions allow: first the one where every doubt is false, then those with fewer doubts
 * true before those with more. `complete` is false where the bound cut the list.
 */
export function readings<R extends Reading>(
  read: (taken: ReadonlyMap<Doubt, boolean>) => R,
): { readonly base: R; readonly others: readonly R[]; readonly complete: boolean } {
  const base = read(nothingTaken);
  if (base.met.size === 0) return { base, others: [], complete: true };
  const others: R[] = [];
  const queue: { readonly reading: R; readonly taken: ReadonlyMap<Doubt, boolean> }[] = [
    { reading: base, taken: nothingTaken },
  ];
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    for (const taken of variations(next.reading, next.taken)) {
      if (others.length >= MOST_READINGS) return { base, others, complete: false };
      const reading = read(taken);
      others.push(reading);
      queue.push({ reading, taken });
    }
  }
  return { base, others, complete: true };
}

/** Each doubt behind the last decided one turned true, so that no combination is read twice; made one by one, since few are tried. */
function* variations(reading: Reading, taken: ReadonlyMap<Doubt, boolean>): Generator<ReadonlyMap<Doubt, boolean>> {
  const decided = new Map(taken);
  for (const doubt of reading.met.keys()) {
    if (taken.has(doubt)) continue;
    yield new Map([...decided, [doubt, true]]);
    decided.set(doubt, false);
  }
}
