import { isProxied } from "../eval/client.ts";
import {
  assemble,
  clientInterval,
  type Decided as DecidedSlots,
  type Evaluated,
  PlainlyEvaluated,
} from "../eval/effective.ts";
import type { Blind, Slot, Statement } from "../eval/program.ts";
import { COUNT_MAX, type Decided, INTERVAL, TCP_KEEP_ALIVE, UNSET } from "./blocks.ts";
import type { Survey } from "./columns.ts";
import type { Decision } from "./decision.ts";
import { winnersOf } from "./statements.ts";

/** An Include for everybody of which nobody here knows what it holds; `block`: the first one behind it. */
export interface BlindSpot {
  readonly blind: Blind;
  readonly block: number;
}

/** What a decision gives targets that are in no doubt but what a blind spot leaves. */
export function evaluatedFor(survey: Survey, decision: Decision, targets: readonly string[]): Evaluated {
  const { side, version } = survey.reader;
  const winners = winnersOf(survey, decision);
  const blind = blindFor(survey, decision);
  if (blind === null) return new PlainlyEvaluated(winners, targets, { side, version });
  const slots = new Map(Object.entries(winners)) as Map<Slot, Statement>;
  const interval = side === "client" ? clientInterval(slots, version.vendor) : Number(winners.interval?.value ?? 0);
  const base: DecidedSlots = { met: new Map(), settled: null, slots, blind, interval };
  const proxied = side === "client" && isProxied(slots);
  return assemble(base, [], true, targets, { side, proxied, isJumpHost: false, errors: [] });
}

const settings: readonly (readonly [Slot, Decided])[] = [
  ["interval", INTERVAL],
  ["countMax", COUNT_MAX],
  ["tcpKeepAlive", TCP_KEEP_ALIVE],
];

/** The first blind spot, with what was decided before it; null where it can change nothing more. See eval/client.ts, eval/server.ts. */
export function blindFor({ blindSpot, reader }: Survey, decision: Decision): DecidedSlots["blind"] {
  if (blindSpot === null) return null;
  const { blind, block } = blindSpot;
  const before = settings.filter(([, what]) => {
    const by = decision[what] ?? UNSET;
    return by !== UNSET && by < block;
  });
  // A Match block that nobody sees may replace what the global part says, but for TCPKeepAlive.
  const safe = reader.side === "client" ? before : before.filter(([slot]) => slot === "tcpKeepAlive");
  if (reader.side === "client" && safe.length === settings.length) return null;
  return { blind, decided: new Set(safe.map(([slot]) => slot)) };
}
