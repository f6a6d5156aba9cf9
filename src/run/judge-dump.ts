import { once } from "../base/once.ts";
import { surveyedRoot } from "../census/root.ts";
import { valuesOf } from "../eval/connection.ts";
import type { EffectiveDump } from "../neighbours/effective-dump.ts";
import type { Version } from "../openssh/versions.ts";
import type { ReportedFinding } from "../report/report.ts";
import { alternativeWords, fateTime } from "../report/time-words.ts";
import type { Source } from "../syntax/source.ts";
import { serverAlternatives } from "../timeline/alternatives.ts";
import { ofBanner } from "./assume.ts";
import { type JudgedRoot, withoutFixes } from "./lint-request.ts";
import type { LintRoot } from "./roots.ts";

/** What a dump cannot have anything to say of: the way to other hosts is not in it. */
const NOT_IN_A_DUMP: readonly string[] = ["jump-host-unprotected", "undecidable"];

/** What was judged of a dump, as of the text that was printed; nothing of it can be mended there. */
export function asPrinted(judged: JudgedRoot, dump: EffectiveDump): JudgedRoot {
  const sources = new Map<string, Source>();
  const printed = (source: Source): Source => {
    const known = sources.get(source.path) ?? { path: source.path, text: dump.printed };
    sources.set(source.path, known);
    return known;
  };
  const back = (finding: ReportedFinding): ReportedFinding => ({
    ...finding,
    place: { ...finding.place, source: printed(finding.place.source) },
    related: finding.related.map((place) => ({ ...place, source: printed(place.source) })),
    targets: dump.host === null ? finding.targets : [dump.host],
    intents: [],
    fix: null,
    effect: null,
    notFixable: `this is what ${dump.side === "server" ? "sshd -T" : "ssh -G"} printed: change the file that the value comes from`,
  });
  const { findings, ...rest } = withoutFixes(judged);
  return { ...rest, changes: [], findings: findings.filter((finding) => concerns(finding, dump)).map(back) };
}

/** A client's dump is about one host; all others are none of its business. */
const concerns = ({ rule, targets }: ReportedFinding, { host }: EffectiveDump): boolean =>
  !NOT_IN_A_DUMP.includes(rule) && (host === null || targets.includes(host));

/** sshd 9.2 to 9.4 probe at twice the interval; as Debian 12 ships it. */
export const SLOW: Version = { release: 902, portable: 1, vendor: "debian" };

/** The same root, read by another version. */
export function asVersion(root: LintRoot, version: Version): LintRoot {
  const input = { ...root.input, version };
  const evaluated = once(() => surveyedRoot(input, null));
  return {
    inputs: root.inputs,
    file: root.file,
    input,
    get evaluated() {
      return evaluated();
    },
    survey: null,
    isPlain: false,
    forget: () => undefined,
    get files() {
      return evaluated().program.files;
    },
    assumed: ofBanner(version, "no version is known"),
    isLive: root.isLive,
    isFragment: root.isFragment,
    isTemplate: root.isTemplate,
    boundary: root.boundary,
  };
}

/** Where nobody knows the version of a dump: both times where they differ, and as possible what only the slow releases get wrong. */
export function withOtherVersion(judged: JudgedRoot, other: JudgedRoot, { evaluated, input }: LintRoot): JudgedRoot {
  const values = evaluated.connections[0]?.settings;
  if (values === undefined) return judged;
  const { kernel } = judged.policy;
  const alternatives = serverAlternatives(valuesOf(values), input.version.release, kernel);
  const summary = judged.summary.map((one) => ({ ...one, alternatives }));
  const said = new Set(judged.findings.map(({ rule }) => rule));
  const more = other.findings
    .filter(({ rule }) => !said.has(rule))
    .map((finding) => ({ ...finding, certainty: "possible" as const }));
  return { ...judged, summary, findings: [...judged.findings, ...more].map((finding) => withTimes(finding)) };

  function withTimes(finding: ReportedFinding): ReportedFinding {
    const idle = judged.summary[0]?.timeline?.deadPeer.idle;
    if (idle === undefined || alternatives.length === 0 || finding.targets.length === 0) return finding;
    const message = `noticed after ${fateTime(idle)}${alternativeWords(alternatives)}: no version is known of this machine`;
    return { ...finding, related: [...finding.related, { ...finding.place, message }] };
  }
}
