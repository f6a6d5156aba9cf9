import { isProxied } from "../eval/client.ts";
import type { Assumption } from "../eval/connection.ts";
import { assemble, clientInterval, type Decided, type Evaluated } from "../eval/effective.ts";
import { type Doubt, readings } from "../eval/outcomes.ts";
import type { Slot } from "../eval/program.ts";
import type { Asking } from "./asking.ts";
import type { Survey } from "./columns.ts";
import type { Decision } from "./decision.ts";
import { blindFor } from "./evaluated.ts";
import { sharedStatements } from "./statements.ts";

/** What one reading of the Match lines came to. */
export interface Asked {
  readonly met: ReadonlyMap<Doubt, Assumption>;
  readonly settled: ReadonlySet<Slot> | null;
  readonly decision: Decision;
}

/** The readings that doubts allow, as eval/outcomes.ts has them. */
export interface AskedInDoubt {
  readonly base: Asked;
  readonly others: readonly Asked[];
  readonly complete: boolean;
}

/** The readings for the host that was decided for last; `read` decides for it under assumptions. */
export function askedInDoubt(
  asking: Asking,
  decision: Decision,
  read: (taken: ReadonlyMap<object, boolean>) => void,
): AskedInDoubt {
  let isRead = true;
  return readings((taken): Asked => {
    if (!isRead) read(taken);
    isRead = false;
    return { met: asking.met ?? new Map(), settled: asking.settled, decision: decision.slice() };
  });
}

const noErrors: readonly never[] = [];

/** What a host may get, depending on what nobody here knows. */
export function evaluatedInDoubt(survey: Survey, { base, others, complete }: AskedInDoubt, label: string): Evaluated {
  const { vendor } = survey.reader.version;
  const decided = ({ met, settled, decision }: Asked): Decided => {
    const slots = sharedStatements(survey, decision);
    return { met, settled, slots, blind: blindFor(survey, decision), interval: clientInterval(slots, vendor) };
  };
  const known = decided(base);
  const rest = { side: "client", proxied: isProxied(known.slots), isJumpHost: false, errors: noErrors } as const;
  return assemble(known, others.map(decided), complete, [label], rest);
}
