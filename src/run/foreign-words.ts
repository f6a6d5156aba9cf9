import type { Neighbour } from "../neighbours/neighbour.ts";
import type { ReportedFinding } from "../report/report.ts";
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
    place: { ...finding.place, source: shown(neighbour, finding.place.source) },
    related: finding.related.map((one) => ({ ...one, source: shown(neighbour, one.source) })),
    ...(finding.label === undefined ? {} : { label: said(finding.label) }),
    fix: finding.fix === null ? null : { ...finding.fix, title: said(finding.fix.title) },
  };
}

function wordsOf({ words = {} }: Neighbour, text: string): string {
  return Object.entries(words).reduce((said, [theirs, own]) => said.replaceAll(theirs, own), text);
}

const known = new WeakMap<Source, Source>();

function shown({ shown: mask }: Neighbour, source: Source): Source {
  if (mask === undefined) return source;
  const made = known.get(source) ?? { path: source.path, text: mask(source.text) };
  known.set(source, made);
  return made;
}
