import { shortened } from "../base/shortened.ts";
import { type EffectiveSettings, keywordOf, type Provenance, settingNames } from "../eval/connection.ts";
import { positionAt } from "../syntax/source.ts";
import { isNever, type Timeline } from "../timeline/timeline.ts";
import { axisOfDrawn, type Drawn, drawnOf } from "./axis-of-result.ts";
import { timelineSvg } from "./html-timeline.ts";
import { counted } from "./layout.ts";
import type { ShowPath } from "./paths.ts";
import { possibleWords } from "./possible-words.ts";
import type { EffectiveReport, EffectiveResult } from "./report.ts";
import { markup } from "./safe-markup.ts";
import { safeText } from "./safe-text.ts";
import { fateWords, peerOf, selfOf } from "./time-words.ts";
import { factsOf } from "./timeline-facts.ts";

/** Targets of one root that get the same and for which the same happens, from whichever lines. */
interface TargetClass {
  readonly report: EffectiveReport;
  readonly one: EffectiveResult;
  /** Those that get it from the same lines together. */
  readonly members: { readonly names: readonly string[]; readonly result: EffectiveResult }[];
}

/** Links to the findings about a target. */
export type FindingsOf = (target: string) => readonly { readonly id: string; readonly rule: string }[];

/** Cards of the classes of one root, in the order of their first targets. */
export function* targetCards(report: EffectiveReport, findingsOf: FindingsOf, show: ShowPath): Generator<string> {
  for (const one of classesOf(report)) yield card(one, findingsOf, show);
}

export const classCount = (report: EffectiveReport): number => classesOf(report).length;
export const targetCount = ({ results }: EffectiveReport): number =>
  results.reduce((sum, { connection }) => sum + connection.targets.length, 0);

const known = new WeakMap<EffectiveReport, readonly TargetClass[]>();

function classesOf(report: EffectiveReport): readonly TargetClass[] {
  const before = known.get(report);
  if (before !== undefined) return before;
  const classes = new Map<string, TargetClass>();
  report.results.forEach((result, index) => {
    const key = classKey(result) ?? `by itself ${index}`;
    const same = classes.get(key);
    const member = { names: result.connection.targets, result };
    if (same === undefined) classes.set(key, { report, one: result, members: [member] });
    else same.members.push(member);
  });
  const found = [...classes.values()];
  known.set(report, found);
  return found;
}

/** null: in doubt or refused, so it is shown by itself. */
function classKey({ settings, possible, errors, connection }: EffectiveResult): string | null {
  if (settings === null || possible.length > 0 || errors.length > 0) return null;
  return [...settingNames.map((name) => settings[name].value), connection.proxied].join("|");
}

/** So many names stand in a heading; the others are a click away. */
const MOST_NAMED = 3;

/** A name may be megabytes long; nobody reads more of it than this. */
const MOST_OF_A_NAME = 300;
const shownName = (name: string): string => safeText(shortened(name, MOST_OF_A_NAME));

function card(own: TargetClass, findingsOf: FindingsOf, show: ShowPath): string {
  const { one, members, report } = own;
  const names = members.flatMap((member) => member.names);
  const [first = ""] = names;
  const drawn = drawnOf(one);
  const heading = markup(names.slice(0, MOST_NAMED).map(shownName).join(", "));
  const more = names.length > MOST_NAMED ? ` <small>and ${names.length - MOST_NAMED} more</small>` : "";
  const attributes = `data-dead="${deadPeer(one)}" data-size="${names.length}" data-name="${markup(shownName(first))}"`;
  return [
    `<article class="card target ${stateOf(one)}" ${attributes}><h3>${heading}${more}</h3>`,
    ...(drawn === null ? [refused(one, show)] : fateOf(one, drawn, report, members, show)),
    findingLinks(names, findingsOf),
    nameList(members, names.length, show),
    "</article>\n",
  ].join("");
}

/** Seconds for sorting; a refused file never gets as far. */
function deadPeer({ timeline }: EffectiveResult): string {
  if (timeline === null) return "-1";
  const { idle } = timeline.deadPeer;
  return isNever(idle) ? "Infinity" : String(idle.latest);
}

function stateOf({ timeline }: EffectiveResult): "good" | "bad" | "poor" {
  if (timeline === null) return "bad";
  if (isNever(timeline.deadPeer.idle)) return "bad";
  return timeline.keepsNetworkStateAlive === false ? "poor" : "good";
}

function fateOf(
  one: EffectiveResult,
  own: Drawn,
  report: EffectiveReport,
  members: TargetClass["members"],
  show: ShowPath,
): string[] {
  const { side, settings, timeline } = own;
  const alone = members.length === 1 && members[0]?.names.length === 1;
  const drawn = alone ? own : { ...own, target: "*" };
  const headline = headlineOf(one, timeline);
  const axis = axisOfDrawn(drawn, report);
  const svg = timelineSvg({ side, timeline, axis, network: report.policy.network }, headline);
  const facts = factsOf(one, drawn, report);
  return [
    `<p class="verdict">${markup(headline)}</p><div class="picture" tabindex="0">${svg}</div>`,
    settingsTable(one, settings, members.length === 1, show),
    `<dl>${facts.map(([name, words]) => `<dt>${markup(name)}</dt><dd>${markup(words)}</dd>`).join("")}</dl>`,
    ...possibleWords(one, show).map((words) => `<p class="doubt">${markup(words)}</p>`),
  ];
}

function headlineOf({ side }: EffectiveResult, { deadPeer: { idle } }: Timeline): string {
  const dead = `A dead ${peerOf[side]} is`;
  return isNever(idle) ? `${dead} never noticed.` : `${dead} noticed ${fateWords(idle)}.`;
}

function refused({ side, errors }: EffectiveResult, show: ShowPath): string {
  const lines = errors.map(({ place, message }) => {
    const { line, column } = positionAt(place.source, place.start);
    return `<li><code>${markup(show(place.source.path))}:${line}:${column}</code> ${markup(safeText(message))}</li>`;
  });
  return `<p class="verdict">${selfOf[side]} refuses to run with these files:</p><ul>${lines.join("")}</ul>`;
}

function settingsTable({ side }: EffectiveResult, settings: EffectiveSettings, same: boolean, show: ShowPath): string {
  const rows = settingNames.map((name) => {
    const { value, from, certainty } = settings[name];
    const doubt = certainty === "possible" ? " (not certain, see below)" : "";
    const source = from !== null && !same ? "see the list of names" : placeWords(from, show);
    return `<tr><th scope="row">${keywordOf[side][name]}</th><td>${value}</td><td>${markup(source)}${doubt}</td></tr>`;
  });
  return `<table>${rows.join("")}</table>`;
}

function placeWords(from: Provenance | null, show: ShowPath): string {
  if (from === null) return "default";
  const place = `${show(from.source.path)}:${positionAt(from.source, from.span.start).line}`;
  return from.block === "" ? place : `${place} ${shownName(from.block)}`;
}

/** So many targets are asked for their findings; those of one class nearly always share them. */
const MOST_ASKED = 1000;

function findingLinks(names: readonly string[], findingsOf: FindingsOf): string {
  const links = new Map<string, string>();
  for (const name of names.slice(0, MOST_ASKED)) for (const { id, rule } of findingsOf(name)) links.set(id, rule);
  if (links.size === 0) return "";
  const shown = [...links].slice(0, 10).map(([id, rule]) => `<a href="#${id}">${markup(rule)}</a>`);
  const more = links.size > 10 ? ` and ${links.size - 10} more` : "";
  return `<p class="links">Findings: ${shown.join(", ")}${more}</p>`;
}

function nameList(members: TargetClass["members"], count: number, show: ShowPath): string {
  if (count === 1) return "";
  const items = members.map(({ names, result }) => {
    const interval = result.settings?.interval.from ?? null;
    const from = members.length === 1 ? "" : ` <small>${markup(placeWords(interval, show))}</small>`;
    return `<li>${markup(names.map(shownName).join(", "))}${from}</li>`;
  });
  return `<details><summary>${counted(count, "name")}</summary><ul class="names">${items.join("")}</ul></details>`;
}
