import { shortened } from "../base/shortened.ts";
import type { Side } from "../base/side.ts";
import { type EffectiveSettings, type Provenance, settingNames } from "../eval/connection.ts";
import type { Evaluated } from "../eval/effective.ts";
import { sharesConnection } from "../eval/route.ts";
import type { SidePolicy } from "../policy/policy.ts";
import { sidePolicyFor } from "../policy/resolve.ts";
import type { Certainty, Finding, Place } from "./finding.ts";
import type { ConnectionRule, Report, Rule, Subject, View } from "./rule.ts";

/** A report with the rule that made it. */
interface Reported {
  readonly rule: Rule;
  readonly report: Report;
  readonly certainty: Certainty;
}

/**
 * Everything that the rules find in one root, one finding a cause, in reading order; `connections`: those of the view, or such
 * of them as are known to be all that anything can be said of.
 */
export function judge(
  view: View,
  rules: readonly Rule[],
  connections: () => readonly Evaluated[] = () => view.connections,
): Finding[] {
  const reported: Reported[] = [];
  const onSide = rules.filter((rule) => rule.sides.includes(view.side));
  for (const rule of onSide) {
    if (rule.judges !== "file") continue;
    for (const report of rule.check(view)) reported.push({ rule, report, certainty: report.certainty ?? "certain" });
  }
  const silenced = new Set(reported.flatMap(({ rule }) => (rule.judges === "file" ? (rule.silences ?? []) : [])));
  const connectionRules = onSide.filter((rule): rule is ConnectionRule => {
    return rule.judges === "connection" && !silenced.has(rule.id);
  });
  const viewFor = viewsByPolicy(view);
  const silent = new Map<View, Set<string>>();
  for (const connection of connections()) {
    const own = viewFor(connection);
    const known = silent.get(own) ?? new Set<string>();
    silent.set(own, known);
    if (isKnown(known, connection)) continue;
    const found = judgeConnection(own, connection, connectionRules);
    const key = found.length === 0 ? silenceKey(connection) : null;
    if (key !== null) known.add(key);
    for (const one of found) reported.push(own === view ? one : withSharedLines(view, own, viewFor, one));
  }
  return join(reported)
    .map((one) => toFinding(one, view.side))
    .sort(inReadingOrder);
}

/** Whether another one was silent that may look like this to every rule. Not asked where there is something to say of everybody. */
function isKnown(silent: ReadonlySet<string>, connection: Evaluated): boolean {
  const key = silent.size === 0 ? null : silenceKey(connection);
  return key !== null && silent.has(key);
}

/** The view for a connection: of some targets a config may ask something else. */
function viewsByPolicy(view: View): (connection: Evaluated) => View {
  if (view.policy.overrides.length === 0) return () => view;
  const views = new Map<SidePolicy, View>([[view.policy.sides[view.side], view]]);
  return ({ targets }) => {
    const asked = sidePolicyFor(view.policy, view.side, targets[0] ?? "*");
    const own: View = views.get(asked) ?? Object.create(view, { sidePolicy: { value: asked } });
    views.set(asked, own);
    return own;
  };
}

/** A line that targets with other limits share is not changed for them unseen. */
function withSharedLines(view: View, own: View, viewFor: (connection: Evaluated) => View, one: Reported): Reported {
  const others = view.connections.filter((connection) => viewFor(connection) !== own);
  const isShared = (from: Provenance): boolean =>
    others.some(({ settings }) => {
      return settingNames.some((name) => {
        const there = settings[name].from;
        return there?.source === from.source && there.value.start === from.value.start;
      });
    });
  const intents = (one.report.intents ?? []).map((intent) => {
    return intent.kind === "set" && intent.from !== null && isShared(intent.from)
      ? { ...intent, safety: "unsafe" as const }
      : intent;
  });
  return { ...one, report: { ...one.report, intents } };
}

/**
 * What a rule may look at to be silent: the values, and which of them are defaults. Targets alike in that are judged once,
 * which is what makes a file with thousands of well-kept hosts cheap. Null: the outcome is in doubt, judge it by itself.
 */
export function silenceKey(one: Evaluated): string | null {
  const { values, statements, proxied, possible, errors, isForeign } = one;
  if (possible.length > 0 || errors.length > 0 || isForeign === true) return null;
  const { interval, countMax, tcpKeepAlive } = values;
  const set = (statements.interval ? 4 : 0) + (statements.countMax ? 2 : 0) + (statements.tcpKeepAlive ? 1 : 0);
  const line = proxied ? statements.tcpKeepAlive?.order : "";
  const topology = interval > 0 ? "" : `${one.isJumpHost}|${sharesConnection(statements)}`;
  return `${interval}|${countMax}|${tcpKeepAlive}|${proxied}|${line}|${set}|${topology}`;
}

/** Whether the connection rules have nothing to say about one target. */
export function isSilent(view: View, connection: Evaluated, rules: readonly Rule[]): boolean {
  const connectionRules = rules.filter((rule): rule is ConnectionRule => {
    return rule.judges === "connection" && rule.sides.includes(view.side);
  });
  return judgeConnection(view, connection, connectionRules).length === 0;
}

/** At most one finding about what a target gets: the first rule that has something to say, over all outcomes. */
function judgeConnection(view: View, connection: Evaluated, rules: readonly ConnectionRule[]): Reported[] {
  const base = firstReport(view, subjectOf(view, connection, connection.settings, true), rules);
  const known = connection.possible.flatMap(({ settings }) => (settings === null ? [] : [settings]));
  const outcomes = known.map((settings) => firstReport(view, subjectOf(view, connection, settings, false), rules));
  const undecided = known.length < connection.possible.length;
  if (base !== null) {
    const isDoubtful = base.rule.dependsOn.some((name) => connection.settings[name].certainty === "possible");
    const always = !(undecided && isDoubtful) && outcomes.every((other) => other?.rule === base.rule);
    return [{ ...base, certainty: always ? "certain" : "possible" }];
  }
  // Without a line of its own an unlucky outcome is only the absence of a lucky one.
  const lines = outcomes.filter((other) => other !== null && other.report.at !== null);
  return lines.flatMap((other) => (other === null ? [] : [{ ...other, certainty: "possible" as const }]));
}

function subjectOf(view: View, connection: Evaluated, settings: EffectiveSettings, isBase: boolean): Subject {
  return { connection, settings, timeline: view.timeline(settings, connection.proxied), isBase };
}

function firstReport(
  view: View,
  subject: Subject,
  rules: readonly ConnectionRule[],
): (Omit<Reported, "certainty"> & { readonly rule: ConnectionRule }) | null {
  for (const rule of rules) {
    const report = rule.judge(view, subject);
    if (report !== null) return { rule, report };
  }
  return null;
}

/** One cause is one finding with all its targets: the same rule and words about one line, or one setting that is missing. */
function join(reported: readonly Reported[]): readonly Reported[] {
  const joined: Reported[][] = [];
  const files = new Map<string, Map<number, Reported[][]>>();
  const missing = new Map<string, Reported[]>();
  for (const one of reported) {
    const { at } = one.report;
    const known = at === null ? missing.get(causeOf(one)) : atPlace(files, at).find(([first]) => isAlike(first, one));
    if (known !== undefined) {
      known.push(one);
      continue;
    }
    const group = [one];
    joined.push(group);
    if (at === null) missing.set(causeOf(one), group);
    else atPlace(files, at).push(group);
  }
  return joined.map((same) => (same.length === 1 ? (same[0] as Reported) : together(same)));
}

/** What was reported about a line; by numbers, as there may be tens of thousands. */
function atPlace(files: Map<string, Map<number, Reported[][]>>, { source, start }: Place): Reported[][] {
  const lines = files.get(source.path) ?? new Map<number, Reported[][]>();
  files.set(source.path, lines);
  const groups = lines.get(start) ?? [];
  if (groups.length === 0) lines.set(start, groups);
  return groups;
}

function isAlike(first: Reported | undefined, other: Reported): boolean {
  if (first?.rule !== other.rule || first.certainty !== other.certainty) return false;
  const [one, two] = [first.report, other.report];
  return one.kind === two.kind && JSON.stringify(one.data) === JSON.stringify(two.data);
}

/** What is certain speaks for what is only possible; of several the one about most targets has the words. */
function together(same: readonly Reported[]): Reported {
  const certain = same.filter(({ certainty }) => certainty === "certain");
  const telling = certain.length > 0 ? certain : same;
  const first = telling.reduce((best, one) => (one.report.targets.length > best.report.targets.length ? one : best));
  const all = [...new Set(same.flatMap(({ report }) => report.targets))];
  const intents = (first.report.intents ?? []).map((intent) =>
    intent.kind === "set" && first.report.at === null ? { ...intent, targets: all } : intent,
  );
  const targets = [...new Set(telling.flatMap(({ report }) => report.targets))];
  return { ...first, report: { ...first.report, targets, intents } };
}

/** Of a setting that is missing. */
function causeOf({ rule, report }: Reported): string {
  const asked = (report.intents ?? []).map((intent) => (intent.kind === "set" ? [intent.setting, intent.value] : []));
  return `${rule.id}\0${report.kind}\0${report.file.source.path}\0${JSON.stringify(asked)}`;
}

/** A report of a rule that judges what the others found. */
export const findingOf = (rule: Rule, report: Report, side: Side): Finding =>
  toFinding({ rule, report, certainty: "certain" }, side);

/** Bytes of a message: it quotes names and values as they stand in the file, and they may be megabytes long. */
const MOST_WORDS = 4000;

const nothing: readonly never[] = [];

function toFinding({ rule, report, certainty }: Reported, side: Side): Finding {
  const message = rule.messages[report.kind];
  if (message === undefined) throw new Error(`rule ${rule.id} has no message "${report.kind}"`);
  const finding: Finding = {
    rule: rule.id,
    severity: report.severity ?? rule.severity,
    certainty,
    kind: report.kind,
    message: shortened(message(report.data, nameTargets(report.targets, side)), MOST_WORDS),
    data: report.data,
    at: report.at,
    file: report.file,
    targets: report.targets,
    related: report.related ?? nothing,
    intents: report.intents ?? nothing,
  };
  // No spread: there may be tens of thousands.
  return report.label === undefined ? finding : Object.assign(finding, { label: report.label });
}

/** "web1", "web1 and web2", "web1, web2 and 48 more", "all hosts", "all other hosts". */
export function nameTargets(targets: readonly string[], side: Side): string {
  const named = targets.filter((target) => target !== "*");
  const others = targets.length > named.length;
  if (named.length === 0) return others && side === "client" ? "any host" : "";
  const shown = named.length <= 3 ? named : [...named.slice(0, 2), `${named.length - 2} more`];
  return list(others ? [...shown, side === "client" ? "any other host" : "everybody else"] : shown);
}

function list(words: readonly string[]): string {
  const last = words.at(-1) ?? "";
  return words.length < 2 ? last : `${words.slice(0, -1).join(", ")} and ${last}`;
}

function inReadingOrder(left: Finding, right: Finding): number {
  if (left.file.source.path !== right.file.source.path) return left.file.source.path < right.file.source.path ? -1 : 1;
  return (left.at?.start ?? 0) - (right.at?.start ?? 0) || (left.rule < right.rule ? -1 : 1);
}
