import { count, seconds } from "../base/units.ts";
import type { EffectiveSettings, Setting } from "../eval/connection.ts";
import { COUNT_MAX, type Decided, INTERVAL, TCP_KEEP_ALIVE, UNSET } from "./blocks.ts";
import { outcomeKey } from "./census.ts";
import { ClientDecider } from "./client-decisions.ts";
import type { Survey } from "./columns.ts";
import { type Decision, valueFor } from "./decision.ts";
import { moreSlots } from "./keyword.ts";
import { provenanceAt } from "./statements.ts";

/** A host of ssh_config by its name, and what it gets. */
export interface NamedTarget {
  readonly name: string;
  readonly settings: EffectiveSettings;
  /** Equal for equal values. */
  readonly key: number | string;
}

/** Whether three settings are all that a survey's file says of a connection; who wants to know more reads it in full. */
export const saysOnlySettings = (survey: Survey): boolean =>
  survey.reader.side === "client" && survey.blindSpot === null && !moreSlots.some((slot) => survey.says(slot));

/** Every literal name in reading order, one by one and not kept. */
export function* namedTargets(survey: Survey): Generator<NamedTarget> {
  const { names } = survey;
  const decider = new ClientDecider(survey);
  const { decision } = decider;
  let wildAt = 0;
  for (let name = 0; name < names.count; name++) {
    if (names.wild[wildAt] === name) {
      wildAt++;
      continue;
    }
    decider.forName(name);
    yield { name: names.textOf(name), settings: settingsOf(survey, decision), key: outcomeKey(survey, decision) };
  }
}

function settingsOf(survey: Survey, decision: Decision): EffectiveSettings {
  const interval = valueFor(survey, decision, INTERVAL);
  const countMax = valueFor(survey, decision, COUNT_MAX);
  const tcpKeepAlive = valueFor(survey, decision, TCP_KEEP_ALIVE);
  const setting = <V>(what: Decided, value: V): Setting<V> => {
    const from = provenanceAt(survey, what, decision[what] ?? UNSET);
    return { value, from, certainty: "certain" };
  };
  return {
    interval: interval === UNSET ? byDefault.interval : setting(INTERVAL, seconds(interval)),
    countMax: countMax === UNSET ? byDefault.countMax : setting(COUNT_MAX, count(countMax)),
    tcpKeepAlive:
      tcpKeepAlive === UNSET ? byDefault.tcpKeepAlive : setting(TCP_KEEP_ALIVE, tcpKeepAlive === 0 ? "no" : "yes"),
  };
}

/** readconf.c fill_default_options; the same objects for every target, of which there may be tens of thousands. */
const byDefault: EffectiveSettings = {
  interval: { value: seconds(0), from: null, certainty: "certain" },
  countMax: { value: count(3), from: null, certainty: "certain" },
  tcpKeepAlive: { value: "yes", from: null, certainty: "certain" },
};
