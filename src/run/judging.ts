import { once } from "../base/once.ts";
import type { SurveyedRoot } from "../census/root.ts";
import type { Fix } from "../edit/edit.ts";
import type { ConfigFile } from "../eval/config-file.ts";
import { type Connection, type EffectiveSettings, keywordOf, valuesOf } from "../eval/connection.ts";
import type { Evaluated } from "../eval/effective.ts";
import { firstChoice, noPlace, type Planning, planFix, safetyOfFix, titleOf } from "../fix/plan.ts";
import { readingBy, type Witness } from "../fix/verify.ts";
import type { BytePath } from "../io/files.ts";
import type { Policy } from "../policy/policy.ts";
import type { Check, FixEffect, LintReport, ReportedFinding } from "../report/report.ts";
import { configRules } from "../rules/config-rules.ts";
import { controlName, judgeControl } from "../rules/controls.ts";
import type { Finding, Place } from "../rules/finding.ts";
import { judge } from "../rules/judge.ts";
import type { Rule, View } from "../rules/rule.ts";
import { shadowed } from "../rules/shadowed.ts";
import { undecidable } from "../rules/undecidable.ts";
import { serverAlternatives } from "../timeline/alternatives.ts";
import { activeRules, loudConnections, type PlainReading, plainSummary, rulesFor } from "./plain-reading.ts";
import { type LintRoot, protectedBecause } from "./roots.ts";
import { maySilence, type Silence, silenceIn } from "./suppressing.ts";

/** A root's findings with their places and fixes, and how to plan more. */
export interface Judged {
  readonly view: View;
  readonly findings: readonly ReportedFinding[];
  readonly planning: Planning;
  /** What was judged, for the words of a clean report. */
  readonly summary: NonNullable<LintReport["judged"]>;
}

export interface JudgeRequest {
  readonly root: LintRoot;
  readonly evaluated: SurveyedRoot;
  /** Where only the rules about connections can have anything to say (rules/plain-files.ts); else null. */
  readonly plain: PlainReading | null;
  readonly view: View;
  readonly policy: Policy;
  readonly isWritable: (file: ConfigFile) => boolean;
  readonly witness: Witness | null;
  /** Where server settings go that would go into the main file; null: it was asked for, and there is no such place. */
  readonly dropIn?: BytePath | null;
  /** Every fix is tried on the text and its effect computed; else only its place is found. */
  readonly tryFixes: boolean;
  /** Whether comments in the files may silence findings. */
  readonly inlineConfig: boolean;
  /** How many bytes trials may read in all; a report must not cost more than the lint. */
  readonly mostTriedBytes: number;
}

/** Each trial reads the whole root again: fixes beyond so many trials, or bytes read, are offered as their first choice. */
const MOST_TRIALS = 40;

export function judgeRoot(request: JudgeRequest): Judged {
  const { view, plain } = request;
  const planning = planningOf(request, request.isWritable);
  const silence = plain === null && request.inlineConfig && maySilence(view.program.files) ? silenceIn(view) : null;
  const findings = judgeFully(
    request,
    planning,
    plain === null ? configRules : rulesFor(plain, undecidable, shadowed),
    silence,
  );
  return { view, planning, findings, summary: plain === null ? summaryOf(view) : plainSummary(plain) };
}

function planningOf(request: JudgeRequest, isWritable: Planning["isWritable"]): Planning {
  const { view, witness, dropIn } = request;
  return {
    get program() {
      return view.program;
    },
    root: view.root,
    isWritable,
    get before() {
      return request.evaluated;
    },
    witness,
    ...(dropIn === undefined ? {} : { dropIn }),
  };
}

function judgeFully(
  request: JudgeRequest,
  planning: Planning,
  rules: readonly Rule[],
  silence: Silence | null,
): readonly ReportedFinding[] {
  const { view, policy, root, plain } = request;
  const size = view.program.files.reduce((sum, { source }) => sum + source.text.length, 1);
  const most = Math.min(MOST_TRIALS, Math.floor(request.mostTriedBytes / size));
  let trials = 0;
  const active = activeRules(policy, rules);
  const connections = once(() => (plain === null ? view.connections : loudConnections(plain, active)));
  // A missing setting is shown where it would go, whether or not this run may put it there.
  const plans: Plans = { planning, anywhere: planningOf(request, () => true), connections };
  const report = (finding: Finding): ReportedFinding => {
    const tried = request.tryFixes && finding.intents.length > 0 && trials++ < most;
    return withFix(request, plans, withLevel(finding, policy), tried);
  };
  // Whether a comment is of any use is asked of every rule, whichever were chosen for this run.
  const found = judge(view, silence === null ? active : rules, connections).filter(
    (finding) => !root.isTemplate || (finding.at !== null && !hangsOnMarkup(view, finding, rules)),
  );
  return silence === null ? found.map(report) : silenced(found, silence, active, report);
}

/** What the comments of the files leave, and what is to say of the comments. */
function silenced(
  found: readonly Finding[],
  silence: Silence,
  active: readonly Rule[],
  report: (finding: Finding) => ReportedFinding,
): readonly ReportedFinding[] {
  const isActive = ({ rule }: Finding): boolean => active.some(({ id }) => id === rule);
  const heard = found.filter(({ rule, at }) => at === null || !silence.covers(rule, at));
  // A missing setting has a place only when it is known where the line would go.
  const left = heard
    .filter((finding) => isActive(finding) || finding.at === null)
    .map(report)
    .filter(({ rule, at, place }) => at !== null || !silence.covers(rule, place));
  return [...left, ...silence.unused().map(report)].filter(isActive);
}

/** A placeholder is a value that nobody here knows; what hangs on it is not judged. */
function hangsOnMarkup(view: View, finding: Finding, rules: readonly Rule[]): boolean {
  const rule = rules.find(({ id }) => id === finding.rule);
  if (rule?.judges !== "connection") return false;
  const filledIn = new Set(view.program.problems.map(({ keyword }) => keyword));
  return rule.dependsOn.some((name) => filledIn.has(keywordOf[view.side][name]));
}

function withLevel(finding: Finding, policy: Policy): Finding {
  const level = policy.levels.get(finding.rule);
  return level === undefined || level === "off" ? finding : { ...finding, severity: level };
}

interface Plans {
  readonly planning: Planning;
  /** Into any file. */
  readonly anywhere: Planning;
  /** Those that findings are about. */
  readonly connections: () => readonly Evaluated[];
}

function withFix(
  request: JudgeRequest,
  { planning, anywhere, connections }: Plans,
  finding: Finding,
  tried: boolean,
): ReportedFinding {
  const forbidden = finding.intents.length === 0 ? null : forbiddenBecause(request, finding);
  if (finding.intents.length === 0 || forbidden !== null) {
    const edits = finding.at === null ? firstChoice(anywhere, finding.intents) : null;
    return reported(finding, finding.at ?? placeOf(request, edits), null, null, forbidden);
  }
  const planned = tried ? planFix(planning, finding) : null;
  if (planned !== null && "fix" in planned) {
    const place = finding.at ?? placeOf(request, planned.fix.edits);
    return reported(finding, place, planned.fix, effectOf(request.view, connections(), finding, planned.after), null);
  }
  const edits = firstChoice(planning, finding.intents);
  const place = finding.at ?? placeOf(request, edits ?? firstChoice(anywhere, finding.intents));
  if (planned !== null || edits === null) {
    const notFixable = planned === null ? noPlace(planning) : planned.reason;
    return reported(finding, place, null, null, notFixable);
  }
  const fix: Fix = {
    safety: safetyOfFix(finding.intents, edits, planning),
    title: titleOf(finding.intents, edits, planning),
    edits,
  };
  return reported(finding, place, fix, promised(request.view, connections(), finding), null);
}

/** Field by field: there may be tens of thousands, and spreads of so many fields cost more than finding them out. */
function reported(
  { rule, severity, certainty, kind, message, data, at, file, targets, related, intents, label }: Finding,
  place: Place,
  fix: Fix | null,
  effect: FixEffect | null,
  notFixable: string | null,
): ReportedFinding {
  const own = { rule, severity, certainty, kind, message, data, at, file, targets, related, intents };
  return label === undefined
    ? Object.assign(own, { place, fix, effect, notFixable })
    : Object.assign(own, { label, place, fix, effect, notFixable });
}

/** The file that a fix would have to change may not be this run's to change. */
function forbiddenBecause(request: JudgeRequest, finding: Finding): string | null {
  const own = protectedBecause(finding.file);
  if (own !== null) return own;
  return request.root.isTemplate ? protectedBecause(request.root.file) : null;
}

function placeOf(request: JudgeRequest, edits: ReturnType<typeof firstChoice>): Place {
  const [edit] = edits ?? [];
  const { source } = request.view.program.files.find((file) => file.source.path === edit?.path) ?? request.view.root;
  const offset = edit?.offset ?? source.text.length;
  return { source, start: offset, end: offset };
}

/** Before and after for one of the targets that the fix is about. */
function effectOf(
  view: View,
  connections: readonly Evaluated[],
  finding: Finding,
  after: SurveyedRoot,
): FixEffect | null {
  const target = finding.targets.at(-1);
  const was = find(connections, target);
  const is = find(readingBy(after).connections, target);
  if (was === undefined || is === undefined) return null;
  return effectBetween(view, was, is.settings);
}

function effectBetween(view: View, was: Connection, is: EffectiveSettings): FixEffect {
  const { release } = view.version;
  const server = view.side === "server";
  return {
    before: view.timeline(was.settings, was.proxied),
    after: view.timeline(is, was.proxied),
    ...(server ? { alternatives: serverAlternatives(valuesOf(is), release, view.policy.kernel) } : {}),
  };
}

/** The same without reading the files again: what the intents say, put in place of what is. */
function promised(view: View, connections: readonly Evaluated[], finding: Finding): FixEffect | null {
  const was = ownConnection(finding) ?? find(connections, finding.targets.at(-1));
  if (was === undefined) return null;
  const settings = { ...was.settings };
  for (const intent of finding.intents) {
    if (intent.kind !== "set") return null;
    const value = intent.setting === "tcpKeepAlive" ? intent.value : Number(intent.value);
    Object.assign(settings, { [intent.setting]: { ...settings[intent.setting], value } });
  }
  return effectBetween(view, was, settings);
}

/** Of its last target, where its first intent is about that one; else it has to be looked for. */
function ownConnection({ intents: [intent], targets }: Finding): Connection | null {
  const connection = intent?.kind === "set" ? intent.connection : undefined;
  return connection !== undefined && connection.targets.at(-1) === targets.at(-1) ? connection : null;
}

interface Index {
  /** Names that were looked for by going through all of them. */
  walks: number;
  byName: Map<string, Evaluated> | null;
}

const indexes = new WeakMap<readonly Evaluated[], Index>();
const MOST_WALKS = 8;

/** The outcome of a target; asked for every finding, so found by name as soon as there are more than a few. */
function find(connections: readonly Evaluated[], target: string | undefined): Evaluated | undefined {
  if (target === undefined) return undefined;
  const index = indexes.get(connections) ?? { walks: 0, byName: null };
  indexes.set(connections, index);
  if (index.walks++ < MOST_WALKS) return connections.findLast(({ targets }) => targets.includes(target));
  index.byName ??= new Map(connections.flatMap((one) => one.targets.map((name) => [name, one] as const)));
  return index.byName.get(target);
}

/** What a compliance preset's controls say of every target. */
export function checksOf(view: View): Check[] {
  const { benchmark } = view.policy;
  if (benchmark === null || benchmark.side !== view.side || view.isFragment) return [];
  return view.connections.flatMap((connection) =>
    benchmark.controls.flatMap((control) => {
      const { result, value, from } = judgeControl(view, connection, control);
      const ids = control.ids.filter(({ id }) => id !== null);
      const named = ids.length > 0 ? ids : [{ id: controlName(control), benchmark: benchmark.title, version: null }];
      return connection.targets.flatMap((target) =>
        named.map(({ id, benchmark: title, version }) => ({
          control: id ?? controlName(control),
          setting: control.requirement.setting,
          benchmark: version === null ? title : `${title} ${version}`,
          result,
          target,
          value,
          from,
        })),
      );
    }),
  );
}

/** Timelines are kept for so many different outcomes; a summary of more says nothing. */
const MOST_SUMMARISED = 200;

function summaryOf(view: View): NonNullable<LintReport["judged"]> {
  const many = view.connections.length > MOST_SUMMARISED;
  return view.connections.map((connection) => ({
    side: view.side,
    targets: connection.targets.length,
    timeline: many ? null : view.timeline(connection.settings, connection.proxied),
  }));
}
