import type { ClientRequest } from "./client-criteria.ts";
import type { Criterion } from "./criteria.ts";
import { MOST_READINGS } from "./outcomes.ts";
import type { Condition, Slot, Step } from "./program.ts";

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
  /** What must be known for any of them to hold for sure; null: perhaps nothing. */
  readonly hangsOn: CallPart | null;
}

/** What nobody knows of a call until a line sets it; "all": no line can set it. */
export type CallPart = "all" | "user" | "tag";

/** What of one reading a lane depends on. */
export interface Progress {
  readonly request: ClientRequest;
  readonly slots: ReadonlyMap<Slot, unknown>;
  readonly met: ReadonlyMap<unknown, unknown>;
}

export function lanesOf(steps: readonly Step[]): Lane[] {
  const lanes = new Map<string, Lane & { readonly steps: Step[] }>();
  for (const step of steps) {
    const slots = slotsOf(step);
    const hangsOn = partAskedBy(step.condition);
    const key = `${slots?.join() ?? "!"} ${hangsOn}`;
    const lane = lanes.get(key);
    if (lane === undefined) lanes.set(key, { steps: [step], slots, hangsOn });
    else lane.steps.push(step);
  }
  return [...lanes.values()];
}

/**
 * Whether nothing may come of a lane for now: all of its slots are decided, or it would add one more doubt to those that are too
 * many to be tried already (eval/outcomes.ts).
 */
export function isClosed({ slots, hangsOn }: Lane, progress: Progress): boolean {
  if (slots?.every((slot) => progress.slots.has(slot)) === true) return true;
  return hangsOn !== null && progress.met.size > MOST_READINGS && isUnknownIn(progress, hangsOn);
}

/** What a step decides; null: it is come to in any case. */
export function slotsOf({ statements, blind }: Step): Slot[] | null {
  if (blind !== null) return null;
  return [...new Set(statements.flatMap(({ slot, value }) => (value === null ? [] : [slot])))].sort();
}

/** Null where it may be known in any case whether a condition holds. */
export function partAskedBy(condition: Condition | null): CallPart | null {
  for (let at = condition; at !== null; at = at.parent) {
    if (at.test.kind !== "match") continue;
    for (const criterion of at.test.criteria) {
      const part = partOf(criterion);
      if (part !== null) return part;
    }
  }
  return null;
}

/**
 * The part of the call without which nobody knows whether a criterion holds (client-criteria.ts), so that it does not until that
 * is assumed.
 */
function partOf({ name, negated, patterns }: Criterion): CallPart | null {
  if (negated) return null;
  if (name === "exec" || name === "localnetwork") return "all";
  if ((name !== "user" && name !== "tagged") || (patterns.length === 1 && patterns[0]?.text === "*")) return null;
  return name === "user" ? "user" : "tag";
}

function isUnknownIn({ request: { user, localUser, tag }, slots }: Progress, part: CallPart): boolean {
  if (part === "user") return user === null && typeof localUser !== "string" && !slots.has("user");
  return part === "all" || (typeof tag !== "string" && !slots.has("tag"));
}
