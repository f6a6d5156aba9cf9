import type { Side } from "../base/side.ts";
import { type Assumption, type EffectiveSettings, keywordOf, settingNames } from "../eval/connection.ts";
import { positionAt } from "../syntax/source.ts";
import { listed } from "./layout.ts";
import type { ShowPath } from "./paths.ts";
import type { EffectiveResult } from "./report.ts";
import { safeText } from "./safe-text.ts";
import { fateWords, peerOf } from "./time-words.ts";

/** What else may come out, since some condition is not known here: a clause for each outcome. */
export function possibleWords({ possible, side }: EffectiveResult, show: ShowPath): string[] {
  return possible.map(({ when, settings, timeline }) => {
    const condition =
      when.length === 0
        ? "if yet more unknown conditions hold"
        : `if ${listed(when.map((one) => assumptionWords(one, show)))}`;
    const fate = timeline === null ? "" : `; a dead ${peerOf[side]} is noticed ${fateWords(timeline.deadPeer.idle)}`;
    const outcome = settings === null ? "any value is possible" : settingsWords(settings, side) + fate;
    const reasons = [...new Set(when.map(({ because }) => safeText(because)))].filter((because) => because !== "");
    const why = reasons.length === 0 ? "" : ` (${listed(reasons)})`;
    return `${condition}: ${outcome}${why}`;
  });
}

function assumptionWords({ criterion, source, offset, holds }: Assumption, show: ShowPath): string {
  const place = `${safeText(criterion)} (${show(source.path)}:${positionAt(source, offset).line})`;
  return criterion.startsWith("Include ") ? `${place} sets them` : `${place} ${holds ? "holds" : "does not hold"}`;
}

const settingsWords = (settings: EffectiveSettings, side: Side): string =>
  settingNames.map((name) => `${keywordOf[side][name]} ${settings[name].value}`).join(", ");
