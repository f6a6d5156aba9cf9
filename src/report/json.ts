import type { Side } from "../base/side.ts";
import {
  type EffectiveSettings,
  keywordOf,
  type Provenance,
  type SettingName,
  settingNames,
} from "../eval/connection.ts";
import { versionName } from "../openssh/versions.ts";
import type { Place } from "../rules/finding.ts";
import { positionAt, type Source } from "../syntax/source.ts";
import type { Timeline } from "../timeline/timeline.ts";
import { axisOfDrawn, drawnHop, drawnOf } from "./axis-of-result.ts";
import { machineOf } from "./machines.ts";
import { pathsForPrograms, type ShowPath } from "./paths.ts";
import type {
  Assuming,
  Carried,
  CarriedKernel,
  Check,
  CommandLine,
  EffectiveReport,
  EffectiveResult,
  LintReport,
  PathStyle,
  ReportedFinding,
} from "./report.ts";
import { jsonLines, safeJson, textLines } from "./safe-json.ts";
import { decodedText, safeText } from "./safe-text.ts";
import { ruleCounts } from "./statistics.ts";
import { summaryOf } from "./summary.ts";
import type { Hop, ServerSide, Topology } from "./topology.ts";

/** Section 2 of the contract. `toolVersion` is this program's own. */
export const lintJson = (report: LintReport, paths: PathStyle, toolVersion: string): string =>
  [...lintJsonChunks(report, paths, toolVersion)].join("");

/** The same piece by piece, one finding a line: a report of 50,000 findings need not be held twice. */
export function* lintJsonChunks(report: LintReport, paths: PathStyle, toolVersion: string): Generator<string> {
  const show = pathsForPrograms(paths);
  yield `{"version":1,"tool":${safeJson({ name: "keepalive-lint", version: toolVersion })},"assuming":${safeJson(assumingJson(report.assuming))}`;
  yield* list("files", report.files, ({ path, side, system }) => ({
    path: show(path),
    side,
    ...(system === undefined ? {} : { system }),
  }));
  const toJson = (finding: ReportedFinding) => ({ ...findingJson(finding, show), ...hostJson(finding, report) });
  yield* list("findings", report.findings, toJson);
  if (report.fixed !== null) yield* list("fixed", report.fixed, toJson);
  yield* list("checks", report.checks, (check) => checkJson(check, show));
  if (report.connections !== undefined || report.carried !== undefined) {
    yield* list("connections", connectionsOf(report, show), (one) => one);
  }
  if (report.carriedKernels !== undefined && report.carriedKernels.length > 0)
    yield* list("kernels", report.carriedKernels, (one) => kernelJson(one, show));
  const { error, warning, info, fixable } = summaryOf(report.findings);
  yield `,\n"summary":${safeJson({ error, warning, info, fixable })}}\n`;
}

/** The machine, in a run over many. */
function hostJson({ place }: ReportedFinding, { machines }: LintReport): { readonly host?: string } {
  const at = machineOf(machines, place.source.path);
  return at === null ? {} : { host: decodedText(at.host) };
}

/** One object a line, each with its `type`: what was assumed, every file, finding and check, and at last the summary. */
export function* lintNdjson(report: LintReport, paths: PathStyle, toolVersion: string): Generator<string> {
  const show = pathsForPrograms(paths);
  yield line("run", {
    version: 1,
    tool: { name: "keepalive-lint", version: toolVersion },
    assuming: assumingJson(report.assuming),
  });
  for (const { path, side } of report.files) yield line("file", { path: show(path), side });
  for (const finding of report.findings)
    yield line("finding", { ...findingJson(finding, show), ...hostJson(finding, report) });
  for (const finding of report.fixed ?? []) yield line("fixed", findingJson(finding, show));
  for (const check of report.checks) yield line("check", checkJson(check, show));
  for (const one of connectionsOf(report, show)) yield line("connection", one);
  for (const one of report.carriedKernels ?? []) yield line("kernel", kernelJson(one, show));
  const { error, warning, info, fixable } = summaryOf(report.findings);
  yield line("summary", { error, warning, info, fixable });
}

/** The same for `effective`: what was assumed, then every result. */
export function* effectiveNdjson(report: EffectiveReport, paths: PathStyle): Generator<string> {
  const show = pathsForPrograms(paths);
  yield line("run", { version: 1, assuming: assumingJson(report.assuming) });
  for (const result of report.results) yield line("result", resultJson(result, report, show));
}

const line = (type: string, value: object): string => `${safeJson({ type, ...value })}\n`;

/** The counts of --statistics as one list. */
export const statisticsJson = (report: LintReport): string => `${safeJson(ruleCounts(report))}\n`;

/** Section 3 of the contract. */
export const effectiveJson = (report: EffectiveReport, paths: PathStyle): string =>
  [...effectiveJsonChunks(report, paths)].join("");

/** The same piece by piece, one result a line. */
export function* effectiveJsonChunks(report: EffectiveReport, paths: PathStyle): Generator<string> {
  const show = pathsForPrograms(paths);
  yield `{"version":1,"assuming":${safeJson(assumingJson(report.assuming))}`;
  const texts = new ResultTexts(report, show);
  yield `,\n"results":`;
  yield* textLines(report.each?.() ?? report.results, (result) => texts.of(result));
  yield "}\n";
}

/**
 * Results as JSON text. Tens of thousands of hosts differ in little more than their name and the line that their value comes
 * from: what depends on values alone is written once. A test holds this against resultJson.
 */
class ResultTexts {
  private readonly fates = new Map<Timeline, string>();
  private readonly paths = new Map<Source, string>();
  /** Settings that no line decides, by their values. */
  private readonly defaults = new Map<number | string, string>();

  constructor(
    private readonly report: Judged,
    private readonly show: ShowPath,
  ) {}

  of(result: EffectiveResult): string {
    const { side, target, settings, timeline } = result;
    if (settings === null || timeline === null || !isBare(result))
      return safeJson(resultJson(result, this.report, this.show));
    const own = settingNames.map((name) => `"${keywordOf[side][name]}":${this.setting(settings[name])}`).join();
    const start = `{"side":"${side}","target":${safeJson(decodedText(target))},"accepted":true,"errors":[],`;
    return `${start}"settings":{${own}},"possible":[],${this.fate(result, timeline)}}`;
  }

  private fate(result: EffectiveResult, timeline: Timeline): string {
    const known = this.fates.get(timeline);
    if (known !== undefined) return known;
    const drawn = drawnOf(result);
    if (drawn === null) return "";
    const made = `"timeline":${safeJson(timeline)},"axis":${safeJson(axisOfDrawn(drawn, this.report))}`;
    this.fates.set(timeline, made);
    return made;
  }

  private setting({ value, printed, from, certainty }: EffectiveSettings[SettingName]): string {
    if (from !== null || printed !== undefined || certainty !== "certain") {
      const source = from === null ? "null" : this.from(from);
      return `{"value":${JSON.stringify(printed ?? value)},"from":${source},"certainty":"${certainty}"}`;
    }
    const made = this.defaults.get(value) ?? `{"value":${JSON.stringify(value)},"from":null,"certainty":"certain"}`;
    this.defaults.set(value, made);
    return made;
  }

  private from({ source, span, block }: Provenance): string {
    const { line, column } = positionAt(source, span.start);
    return `{"path":${this.path(source)},"line":${line},"column":${column},"block":${safeJson(decodedText(block))}}`;
  }

  private path(source: Source): string {
    const made = this.paths.get(source) ?? safeJson(this.show(source.path));
    this.paths.set(source, made);
    return made;
  }
}

/** Nothing but settings and what follows from them. */
function isBare({ errors, possible, serverSide, topology }: EffectiveResult): boolean {
  if (errors.length > 0 || possible.length > 0 || serverSide !== undefined) return false;
  return (
    topology === undefined ||
    Object.values(topology).every((part) => part === null || (Array.isArray(part) && part.length === 0))
  );
}

/** A list as the next member of an object. */
function* list<T>(name: string, items: readonly T[], toJson: (item: T) => unknown): Generator<string> {
  yield `,\n"${name}":`;
  yield* jsonLines(items, toJson);
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

/** A command line, and what `effective` says of a target. */
function commandLineJson({ program, place, result }: CommandLine, report: LintReport, show: ShowPath) {
  const end = positionAt(place.source, place.end);
  const at = { ...placeJson(place, show), endLine: end.line, endColumn: end.column };
  return { ...at, program, ...resultJson(result, report, show) };
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

/** Command lines, then what other files describe. */
const connectionsOf = (report: LintReport, show: ShowPath): readonly object[] => [
  ...(report.connections ?? []).map((one) => commandLineJson(one, report, show)),
  ...(report.carried ?? []).map((one) => carriedJson(one, show)),
];

/** A count that a program does not have is left out. */
function carriedJson({ path, system, side, targets, settings, timeline, unanswered }: Carried, show: ShowPath) {
  const { [keywordOf[side].countMax]: count, ...others } = settingsJson(settings, side, show);
  const counted = unanswered === null ? { [keywordOf[side].countMax]: count } : {};
  return {
    path: show(path),
    system,
    side,
    targets: targets.map(decodedText),
    settings: { ...others, ...counted },
    timeline,
  };
}

function kernelJson({ values, keepaliveGivesUp }: CarriedKernel, show: ShowPath) {
  const settings = [...values].map(([name, { value, place }]) => [name, { value, from: placeJson(place, show) }]);
  return { settings: Object.fromEntries(settings), keepaliveGivesUp };
}

export type Judged = Pick<EffectiveReport, "assuming" | "policy">;

/** What ResultTexts write faster where they can. */
export function resultJson(result: EffectiveResult, report: Judged, show: ShowPath) {
  const { side, target, errors, settings, possible, timeline, topology, serverSide } = result;
  const drawn = drawnOf(result);
  return {
    side,
    target: decodedText(target),
    accepted: errors.length === 0,
    errors: errorsJson(errors, show),
    settings: settings === null ? null : settingsJson(settings, side, show),
    possible: possible.map((outcome) => ({
      when: outcome.when.map((assumption) => assumptionJson(assumption, show)),
      settings: outcome.settings === null ? null : settingsJson(outcome.settings, side, show),
      timeline: outcome.timeline,
    })),
    timeline,
    ...(drawn === null ? {} : { axis: axisOfDrawn(drawn, report) }),
    ...(topology === undefined ? {} : topologyJson(topology, report, show)),
    ...(serverSide === undefined ? {} : { serverSide: serverSideJson(serverSide, report, show) }),
  };
}

const errorsJson = (errors: EffectiveResult["errors"], show: ShowPath) =>
  errors.map(({ place, message }) => ({ ...placeJson(place, show), message: safeText(message) }));

/** Only what there is: most connections have none of it. */
function topologyJson(topology: Topology, report: Judged, show: ShowPath) {
  const { proxy, hops, trouble, sharing, connectTimeout, channelTimeouts, unusedConnectionTimeout, batchMode } =
    topology;
  const found = {
    proxy: proxy && { kind: proxy.kind, words: decodedText(proxy.words), from: fromJson(proxy.from, show) },
    hops: proxy && hops.map((hop) => hopJson(hop, report, show)),
    trouble: trouble && decodedText(trouble),
    sharing,
    connectTimeout,
    channelTimeouts: channelTimeouts && decodedText(channelTimeouts),
    unusedConnectionTimeout,
    batchMode: batchMode && fromJson(batchMode, show),
  };
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== null));
}

function hopJson(hop: Hop, report: Judged, show: ShowPath) {
  const { target, proxied, settings, timeline, errors } = hop;
  const drawn = drawnHop(hop);
  return {
    target: decodedText(target),
    proxied,
    accepted: errors.length === 0,
    errors: errorsJson(errors, show),
    settings: settings === null ? null : settingsJson(settings, "client", show),
    timeline,
    axis: drawn === null ? null : axisOfDrawn(drawn, report),
  };
}

function serverSideJson({ result, assuming, together }: ServerSide, { policy }: Judged, show: ShowPath): object {
  return { assuming: assumingJson(assuming), ...resultJson(result, { assuming, policy }, show), together };
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

const fromJson = (from: Provenance, show: ShowPath) => ({
  ...placeJson({ source: from.source, ...from.span }, show),
  block: decodedText(from.block),
});

function settingsJson(settings: EffectiveSettings, side: Side, show: ShowPath) {
  const entries = settingNames.map((name) => {
    const { value, printed, from, certainty } = settings[name];
    const source = from === null ? null : fromJson(from, show);
    return [keywordOf[side][name], { value: printed ?? value, from: source, certainty }] as const;
  });
  return Object.fromEntries(entries);
}
