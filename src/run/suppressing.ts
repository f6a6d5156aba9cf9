import type { ConfigFile } from "../eval/config-file.ts";
import type { Finding, Place } from "../rules/finding.ts";
import { findingOf } from "../rules/judge.ts";
import type { View } from "../rules/rule.ts";
import { ruleIds } from "../rules/rule-ids.ts";
import { type Suppression, suppressionIndex, suppressionMarker, suppressionsIn } from "../rules/suppressions.ts";
import { unusedReports, unusedSuppression } from "../rules/unused-suppression.ts";

/** What the comments of a root's files silence, and which of them did. */
export interface Silence {
  /** Whether a finding is silenced; the comments that do it count as used from then on. */
  readonly covers: (rule: string, place: Place) => boolean;
  /** Findings about comments that silenced nothing; asked for when all rules have spoken. */
  readonly unused: () => readonly Finding[];
}

/** Whether any file of a root may hold such a comment: one search each, which is all that most files pay. */
export const maySilence = (files: readonly ConfigFile[]): boolean =>
  files.some(({ source }) => mayHaveComment(source.text));

/** The words may also stand in a path. */
function mayHaveComment(text: string): boolean {
  for (let at = text.indexOf(suppressionMarker); at !== -1; at = text.indexOf(suppressionMarker, at)) {
    const newline = text.indexOf("\n", at);
    const end = newline === -1 ? text.length : newline;
    if (text.slice(text.lastIndexOf("\n", at) + 1, end).includes("#")) return true;
    at = end;
  }
  return false;
}

/** Reads the comments of a root's files. */
export function silenceIn(view: View): Silence {
  const all = view.program.files.flatMap(({ source }) => suppressionsIn(source));
  const find = suppressionIndex(all);
  const used = new Set<Suppression>();
  return {
    covers: (rule, place) => {
      const silencing = find(rule, place);
      for (const one of silencing) used.add(one);
      return silencing.length > 0;
    },
    unused: () =>
      byComment(all)
        .flatMap((group) => {
          const idle = group.filter((one) => !used.has(one));
          return unusedReports(idle, idle.length === group.length, view, ruleIds);
        })
        .map((report) => findingOf(unusedSuppression, report, view.side)),
  };
}

function byComment(all: readonly Suppression[]): Suppression[][] {
  const groups = new Map<Place, Suppression[]>();
  for (const one of all) {
    const group = groups.get(one.comment);
    if (group === undefined) groups.set(one.comment, [one]);
    else group.push(one);
  }
  return [...groups.values()];
}
