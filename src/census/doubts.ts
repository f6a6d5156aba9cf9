import { isProxied } from "../eval/client.ts";
import { assemble, clientInterval, type Decided, type Evaluated } from "../eval/effective.ts";
import { readings } from "../eval/outcomes.ts";
import type { Asking } from "./asking.ts";
import type { Survey } from "./columns.ts";
import type { Decision } from "./decision.ts";
import { blindFor } from "./evaluated.ts";
import { sharedStatements } from "./statements.ts";

/** What the host that was decided for last may get, depending on what nobody here knows; `read` decides for it under assumptions. */
export function evaluatedInDoubt(
  survey: Survey,
  asking: Asking,
  decision: Decision,
  label: string,
  read: (taken: ReadonlyMap<object, boolean>) => void,
): Evaluated {
  const { vendor } = survey.reader.version;
  let isRead = true;
  const all = readings((taken): Decided => {
    if (!isRead) read(taken);
    isRead = false;
    const slots = sharedStatements(survey, decision);
    const { met, settled } = asking;
    const interval = clientInterval(slots, vendor);
    return { met: met ?? new Map(), settled, slots, blind: blindFor(survey, decision), interval };
  });
  return {
    ...assemble(all.base, all.others, all.complete, label),
    side: "client",
    proxied: isProxied(all.base.slots),
    isJumpHost: false,
    errors: [],
  };
}
