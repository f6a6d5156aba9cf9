import { UNSET } from "./blocks.ts";
import type { Decision } from "./decision.ts";
import type { Asked, AskedInDoubt } from "./doubts.ts";

/** A host's own blocks by their ranks, -2 the first and -3 the second: what was found out for one host is then true of others like it. */
export const ranked = (asked: Asked, own: readonly number[]): Asked => ({
  ...asked,
  decision: asked.decision.map((block) => {
    const rank = block === UNSET ? -1 : own.indexOf(block);
    return rank === -1 ? block : -2 - rank;
  }),
});

/** The reverse. */
export const unranked = (decision: Decision, own: readonly number[]): Decision =>
  decision.map((block) => unrankedBlock(block, own));

export const unrankedBlock = (block: number, own: readonly number[]): number =>
  block < UNSET ? (own[-2 - block] ?? UNSET) : block;

export const allRanked = ({ base, others, complete }: AskedInDoubt, own: readonly number[]): AskedInDoubt => ({
  base: ranked(base, own),
  others: others.map((other) => ranked(other, own)),
  complete,
});

export function allUnranked({ base, others, complete }: AskedInDoubt, own: readonly number[]): AskedInDoubt {
  const one = (asked: Asked): Asked => ({ ...asked, decision: unranked(asked.decision, own) });
  return { base: one(base), others: others.map(one), complete };
}
