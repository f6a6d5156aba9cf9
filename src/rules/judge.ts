import type { Side } from "../base/side.ts";
import type { EffectiveSettings } from "../eval/connection.ts";
import type { Evaluated } from "../eval/effective.ts";
import type { Certainty, Finding } from "./finding.ts";
import type { ConnectionRule, Report, Rule, Subject, View } from "./rule.ts";

/** A report with the rule that made it. */
interface Reported {
  readonly rule: Rule;
  readonly report: Report;
  readonly certainty: Certainty;
}

/** Everything that the rules find in one root, one finding a cause, in reading order. */
export function judge(view: View, rules: readonly Rule[]): Finding[] {
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
  const silent = new Set<string>();
  for (const connection of view.connections) {
    const key = silenceKey(connection);
    if (key !== null && silent.has(key)) continue;
    const found = judgeConnection(view, connection, connectionRules);
    if (found.length === 0 && key !== null) silent.add(key);
    reported.push(...found);
  }
  return join(reported)
    .map((one) => toFinding(one, view.side))
    .sort(inReadingOrder);
}

/**
 * What a rule may look at to be silent: the values, and which of them are defaults. Targets alike in that are judged once,
 * which is what makes a file with thousands of well-kept hosts cheap. Null: the outcome is in doubt, judge it by itself.
 */
export function silenceKey({ values, statements, proxied, possible, errors, isForeign }: Evaluated): string | null {
  if (possible.length > 0 || errors.length > 0 || isForeign === true) return null;
  const { interval, countMax, tcpKeepAlive } = values;
  const set = (statements.interval ? 4 : 0) + (statements.countMax ? 2 : 0) + (statements.tcpKeepAlive ? 1 : 0);
  return `${interval}|${countMax}|${tcpKeepAlive}|${proxied}|${set}`;
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

/** Same rule, same words, same line: one finding with all its targets. */
function join(reported: readonly Reported[]): Reported[] {
  const joined = new Map<string, { first: Reported; targets: string[] }>();
  for (const one of reported) {
    const key = causeOf(one);
    const known = joined.get(key);
    if (known === undefined) joined.set(key, { first: one, targets: [...one.report.targets] });
    else for (const target of one.report.targets) known.targets.push(target);
  }
  return [...joined.values()].map(({ first, targets }) => {
    return { ...first, report: { ...first.report, targets: [...new Set(targets)] } };
  });
}

function causeOf({ rule, report, certainty }: Reported): string {
  const place =
    report.at === null ? `${report.file.source.path}:missing` : `${report.at.source.path}:${report.at.start}`;
  return `${rule.id}\0${report.kind}\0${place}\0${certainty}\0${JSON.stringify(report.data)}`;
}

function toFinding({ rule, report, certainty }: Reported, side: Side): Finding {
  const message = rule.messages[report.kind];
  if (message === undefined) throw new Error(`rule ${rule.id} has no message "${report.kind}"`);
  return {
    rule: rule.id,
    severity: report.severity ?? rule.severity,
    certainty,
    kind: report.kind,
    message: message(report.data, nameTargets(report.targets, side)),
    data: report.data,
    at: report.at,
    file: report.file,
    targets: report.targets,
    related: report.related ?? [],
    intents: report.intents ?? [],
    ...(report.label === undefined ? {} : { label: report.label }),
  };
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
