import type { ClientRequest } from "./client-criteria.ts";
import type { Criterion } from "./criteria.ts";
import { MOST_READINGS } from "./outcomes.ts";
import type { Condition, Program, Slot, Step } from "./program.ts";

/** More steps than these that every host is asked about, or all that a pattern matches, are gone through in lanes. */
export const CROWDED = 16;

/**
 * Steps about the same slots, in reading order. A file may have thousands that all hosts but one satisfy, as `Match !host gate`:
 * nobody comes to those that can change nothing more.
 */
export interface Lane {
  readonly steps: readonly Step[];
  /** What they decide; null: they are come to in any case. */
  readonly slots: readonly Slot[] | null;
  /** Which part of the call is never known where a lint asks, so that none of them holds for sure; null: some may. */
  readonly unknown: UnknownPart | null;
}

type UnknownPart = "all" | "user" | "tag";

/** What of one reading a lane depends on. */
export interface Progress {
  readonly request: ClientRequest;
  readonly slots: ReadonlyMap<Slot, unknown>;
  readonly met: ReadonlyMap<unknown, unknown>;
}

export function lanesOf(steps: readonly Step[], program: Program): Lane[] {
  const lanes = new Map<string, Lane & { readonly steps: Step[] }>();
  const sets = new Set(program.statements.map(({ slot }) => slot));
  for (const step of steps) {
    const slots = slotsOf(step);
    const unknown = unknownPart(step.condition, sets);
    const key = `${slots?.join() ?? "!"} ${unknown}`;
    const lane = lanes.get(key);
    if (lane === undefined) lanes.set(key, { steps: [step], slots, unknown });
    else lane.steps.push(step);
  }
  return [...lanes.values()];
}

/**
 * Whether nothing more may come of the rest of a lane: all of its slots are decided, or it would add one more doubt to those that
 * are too many to be tried already (eval/outcomes.ts).
 */
export function isClosed({ slots, unknown }: Lane, progress: Progress): boolean {
  if (slots?.every((slot) => progress.slots.has(slot)) === true) return true;
  return unknown !== null && progress.met.size > MOST_READINGS && isUnknownIn(progress.request, unknown);
}

/** What a step decides; null: it is come to in any case. */
export function slotsOf({ statements, blind }: Step): Slot[] | null {
  if (blind !== null) return null;
  return [...new Set(statements.flatMap(({ slot, value }) => (value === null ? [] : [slot])))].sort();
}

/** `sets`: what some line sets. Null where it may be known whether a condition holds. */
export function unknownPart(condition: Condition | null, sets: ReadonlySet<Slot>): UnknownPart | null {
  for (let at = condition; at !== null; at = at.parent) {
    if (at.test.kind !== "match") continue;
    for (const criterion of at.test.criteria) {
      const part = partAskedBy(criterion);
      if (part !== null && (part === "all" || !sets.has(part))) return part;
    }
  }
  return null;
}

/**
 * The part of the call without which nobody knows whether a criterion holds (client-criteria.ts), so that it does not until that
 * is assumed.
 */
function partAskedBy({ name, negated, patterns }: Criterion): UnknownPart | null {
  if (negated) return null;
  if (name === "exec" || name === "localnetwork") return "all";
  if ((name !== "user" && name !== "tagged") || (patterns.length === 1 && patterns[0]?.text === "*")) return null;
  return name === "user" ? "user" : "tag";
}

function isUnknownIn({ user, localUser, tag }: ClientRequest, part: UnknownPart): boolean {
  if (part === "user") return user === null && typeof localUser !== "string";
  return part === "all" || typeof tag !== "string";
}
