import { configFile } from "../eval/config-file.ts";
import type { Neighbour } from "../neighbours/neighbour.ts";
import type { ReportedFinding } from "../report/report.ts";
import type { Place } from "../rules/finding.ts";
import type { Rule } from "../rules/rule.ts";
import type { Source } from "../syntax/source.ts";

/** Rules about a count of unanswered probes: programs whose probes nobody answers have none. */
const countRules = new Set(["count-without-interval", "count-zero", "count-out-of-range"]);

/** The rules that can be asked about a system's files. */
export const rulesFor = (neighbour: Neighbour, rules: readonly Rule[]): readonly Rule[] =>
  neighbour.unanswered === undefined ? rules : rules.filter(({ id }) => !countRules.has(id));

/** A finding as people may see it: in the program's own words, and with nothing of the file but what may be shown. */
export function inOwnWords(neighbour: Neighbour, finding: ReportedFinding): ReportedFinding {
  if (neighbour.words === undefined && neighbour.shown === undefined) return finding;
  const said = (text: string): string => wordsOf(neighbour, text);
  const data = Object.entries(finding.data).map(([name, value]) => [
    name,
    typeof value === "string" ? said(value) : value,
  ]);
  return {
    ...finding,
    message: said(finding.message),
    data: Object.fromEntries(data),
    ...(neighbour.shown === undefined ? {} : withoutText(neighbour, finding)),
    ...(finding.label === undefined ? {} : { label: said(finding.label) }),
    fix: finding.fix === null ? null : { ...finding.fix, title: said(finding.fix.title) },
  };
}

/** The finding's places in the text that may be shown; what a fix is made from stays behind. */
function withoutText(neighbour: Neighbour, { place, at, related, file }: ReportedFinding): Partial<ReportedFinding> {
  const masked = <P extends Place>(one: P): P => ({ ...one, source: shownSource(neighbour, one.source) });
  return {
    place: masked(place),
    at: at === null ? null : masked(at),
    related: related.map(masked),
    file: configFile(shownSource(neighbour, file.source), file.side, file.facts),
    intents: [],
  };
}

function wordsOf({ words = {} }: Neighbour, text: string): string {
  return Object.entries(words).reduce((said, [theirs, own]) => said.replaceAll(theirs, own), text);
}

const known = new WeakMap<Source, Source>();

/** The file with nothing but what may be shown; the same file where nothing in it is secret. */
export function shownSource({ shown: mask }: Neighbour, source: Source): Source {
  if (mask === undefined) return source;
  const made = known.get(source) ?? { path: source.path, text: mask(source.text) };
  known.set(source, made);
  return made;
}
