import type { Side } from "../base/side.ts";
import { type EffectiveSettings, keywordOf, settingNames } from "../eval/connection.ts";
import { versionName } from "../openssh/versions.ts";
import type { Place } from "../rules/finding.ts";
import { positionAt, type Source } from "../syntax/source.ts";
import { pathsForPrograms, type ShowPath } from "./paths.ts";
import type {
  Assuming,
  Check,
  EffectiveReport,
  EffectiveResult,
  LintReport,
  PathStyle,
  ReportedFinding,
} from "./report.ts";
import { decodedText, safeText } from "./safe-text.ts";
import { summaryOf } from "./summary.ts";

/** Section 2 of the contract. `toolVersion` is this program's own. */
export const lintJson = (report: LintReport, paths: PathStyle, toolVersion: string): string =>
  [...lintJsonChunks(report, paths, toolVersion)].join("");

/** The same piece by piece, one finding a line: a report of 50,000 findings need not be held twice. */
export function* lintJsonChunks(report: LintReport, paths: PathStyle, toolVersion: string): Generator<string> {
  const show = pathsForPrograms(paths);
  yield `{"version":1,"tool":${json({ name: "keepalive-lint", version: toolVersion })},"assuming":${json(assumingJson(report.assuming))}`;
  yield* list("files", report.files, ({ path, side, system }) => ({
    path: show(path),
    side,
    ...(system === undefined ? {} : { system }),
  }));
  yield* list("findings", report.findings, (finding) => findingJson(finding, show));
  if (report.fixed !== null) yield* list("fixed", report.fixed, (finding) => findingJson(finding, show));
  yield* list("checks", report.checks, (check) => checkJson(check, show));
  const { error, warning, info, fixable } = summaryOf(report.findings);
  yield `,\n"summary":${json({ error, warning, info, fixable })}}\n`;
}

/** Section 3 of the contract. */
export const effectiveJson = (report: EffectiveReport, paths: PathStyle): string =>
  [...effectiveJsonChunks(report, paths)].join("");

/** The same piece by piece, one result a line. */
export function* effectiveJsonChunks(report: EffectiveReport, paths: PathStyle): Generator<string> {
  const show = pathsForPrograms(paths);
  yield `{"version":1,"assuming":${json(assumingJson(report.assuming))}`;
  yield* list("results", report.results, (result) => resultJson(result, show));
  yield "}\n";
}

/** A list as the next member of an object. */
function* list<T>(name: string, items: readonly T[], toJson: (item: T) => unknown): Generator<string> {
  let before = `,\n"${name}":[\n`;
  for (const item of items) {
    yield before + json(toJson(item));
    before = ",\n";
  }
  yield items.length === 0 ? `,\n"${name}":[]` : "\n]";
}

/** What JSON may hold as it is but a terminal or a log must not see: DEL, C1, format characters, line separators. */
const unseen = /[\x7f-\x9f\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

/** JSON as printable text; the escapes change nothing for who reads it. `##[` is a command to GitHub's runner anywhere in a line. */
function json(value: unknown): string {
  const text = JSON.stringify(value);
  return suspicious.test(text) ? text.replace(unseen, unicodeEscapes).replaceAll("##[", "##\\u005b") : text;
}

/** Most reports have neither; one look says so. */
const suspicious = /[^\x20-\x7e]|##\[/;

function unicodeEscapes(character: string): string {
  let escapes = "";
  for (let at = 0; at < character.length; at++)
    escapes += `\\u${character.charCodeAt(at).toString(16).padStart(4, "0")}`;
  return escapes;
}

const assumingJson = ({ version, because, os, policy }: Assuming) => ({
  openssh: versionName(version),
  because: safeText(because),
  os,
  policy,
});

/** Places are bytes, 1-based, the end exclusive. */
function findingJson(finding: ReportedFinding, show: ShowPath) {
  const { place, fix } = finding;
  const start = positionAt(place.source, place.start);
  const end = positionAt(place.source, place.end);
  return {
    rule: finding.rule,
    severity: finding.severity,
    certainty: finding.certainty,
    message: safeText(finding.message),
    data: finding.data,
    path: show(place.source.path),
    line: start.line,
    column: start.column,
    endLine: end.line,
    endColumn: end.column,
    targets: finding.targets.map(decodedText),
    related: finding.related.map((place) => ({ ...placeJson(place, show), message: safeText(place.message) })),
    fix: fix === null ? null : fixJson(fix, show),
  };
}

/** The text of an edit stays latin1, like the file: an editor must be able to write exactly these bytes. */
function fixJson({ safety, title, edits }: NonNullable<ReportedFinding["fix"]>, show: ShowPath) {
  return {
    safety,
    title: safeText(title),
    edits: edits.map(({ path, offset, length, text }) => ({ path: show(path), offset, length, text })),
  };
}

const checkJson = ({ control, benchmark, result, target, value, from }: Check, show: ShowPath) => ({
  control,
  benchmark,
  result,
  target: decodedText(target),
  value: typeof value === "string" ? decodedText(value) : value,
  from: from === null ? null : placeJson(from, show),
});

function placeJson({ source, start }: Place, show: ShowPath) {
  const { line, column } = positionAt(source, start);
  return { path: show(source.path), line, column };
}

function resultJson(result: EffectiveResult, show: ShowPath) {
  const { side, target, errors, settings, possible, timeline } = result;
  return {
    side,
    target: decodedText(target),
    accepted: errors.length === 0,
    errors: errors.map(({ place, message }) => ({ ...placeJson(place, show), message: safeText(message) })),
    settings: settings === null ? null : settingsJson(settings, side, show),
    possible: possible.map((outcome) => ({
      when: outcome.when.map((assumption) => assumptionJson(assumption, show)),
      settings: outcome.settings === null ? null : settingsJson(outcome.settings, side, show),
      timeline: outcome.timeline,
    })),
    timeline,
  };
}

type AssumptionJson = {
  readonly source: Source;
  readonly offset: number;
  readonly criterion: string;
  readonly holds: boolean;
};

const assumptionJson = ({ source, offset, criterion, holds }: AssumptionJson, show: ShowPath) => ({
  path: show(source.path),
  line: positionAt(source, offset).line,
  criterion: decodedText(criterion),
  holds,
});

function settingsJson(settings: EffectiveSettings, side: Side, show: ShowPath) {
  const entries = settingNames.map((name) => {
    const { value, printed, from, certainty } = settings[name];
    const place = from === null ? null : { source: from.source, ...from.span };
    const source =
      from === null || place === null ? null : { ...placeJson(place, show), block: decodedText(from.block) };
    return [keywordOf[side][name], { value: printed ?? value, from: source, certainty }] as const;
  });
  return Object.fromEntries(entries);
}
