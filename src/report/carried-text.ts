import { keywordOf, type Provenance, type SettingName, settingNames } from "../eval/connection.ts";
import { positionAt } from "../syntax/source.ts";
import { isNever } from "../timeline/timeline.ts";
import { listed, paragraph } from "./layout.ts";
import type { Carried, CarriedKernel, LintReport } from "./report.ts";
import { safeText } from "./safe-text.ts";
import type { TextContext } from "./style.ts";
import { duration, fateWords, peerOf } from "./time-words.ts";

/** Beyond these many connections of a run, and targets of a connection, people stop reading. */
const mostConnections = 12;
const mostTargets = 3;

/** What holds for each connection in files of other systems, where it comes from, and when a dead peer is noticed. */
export function carriedLines({ carried = [], carriedKernels = [] }: LintReport, context: TextContext): string[][] {
  if (carried.length + carriedKernels.length === 0) return [];
  const shown = carried.slice(0, mostConnections).flatMap((one) => connectionLines(one, context));
  const kernels = carriedKernels.slice(0, mostConnections).flatMap((one) => kernelLines(one, context));
  const rest = carried.length - mostConnections;
  return [["In effect:", ...kernels, ...shown, ...(rest > 0 ? [`  and ${rest} more; -f json has them all`] : [])]];
}

function connectionLines(one: Carried, context: TextContext): string[] {
  const { path, side, settings, unanswered } = one;
  const names = settingNames.filter((name) => unanswered === null || name !== "countMax");
  const isSaid = (name: SettingName): boolean => placeOf(settings[name].from) !== null;
  const said = names.filter(isSaid).map((name) => `${valueWords(one, name)} (${placeWords(one, name, context)})`);
  const rest = (["certain", "possible"] as const).flatMap((certainty) => {
    const unsaid = names.filter((name) => !isSaid(name) && settings[name].certainty === certainty);
    const values = unsaid.map((name) => valueWords(one, name));
    return unsaid.length === 0 ? [] : [`${listed(values)} ${unsaidWords[certainty][side]}`];
  });
  const text = [...(said.length === 0 ? [] : [listed(said)]), ...rest, noticedWords(one)].join("; ");
  return paragraph(`${context.show(path)}, ${targetWords(one)}: ${text}`, context.width, "  ", "    ");
}

function kernelLines({ values, keepaliveGivesUp }: CarriedKernel, { show, width }: TextContext): string[] {
  const words = [...values].map(([name, { value, place }]) => {
    const { line } = positionAt(place.source, place.start);
    return `${name} ${value} (${show(place.source.path)}:${line})`;
  });
  const gives =
    keepaliveGivesUp === null
      ? "with these values its TCP keepalive does not work"
      : `its TCP keepalive gives a dead peer up after ${duration(keepaliveGivesUp)}`;
  return paragraph(`the kernel: ${listed(words)}; ${gives}`, width, "  ", "    ");
}

function noticedWords({ side, timeline: { deadPeer } }: Carried): string {
  const peer = peerOf[side];
  return isNever(deadPeer.idle)
    ? `a dead ${peer} is never noticed`
    : `a dead ${peer} is noticed ${fateWords(deadPeer.idle)}`;
}

const unsaidWords = {
  certain: { client: "by default", server: "by default" },
  possible: { client: "unless an ssh_config says otherwise", server: "unless another line says otherwise" },
};

function targetWords({ targets, side }: Carried): string {
  const names = targets.map((name) => (name === "*" ? (side === "client" ? "any host" : "everybody") : safeText(name)));
  const more = names.length - mostTargets;
  return more > 0 ? `${names.slice(0, mostTargets).join(", ")} and ${more} more` : listed(names);
}

function valueWords({ side, settings, words }: Carried, name: SettingName): string {
  const keyword = keywordOf[side][name];
  return `${words[keyword] ?? keyword} ${settings[name].value}`;
}

/** Null for a default, which may have a place where a line for it would go. */
const placeOf = (from: Provenance | null): Provenance | null =>
  from === null || from.span.start === from.span.end ? null : from;

/** "line 3"; "~/.ssh/config:3"; "perhaps" where nobody knows what comes before it. */
function placeWords({ path, settings }: Carried, name: SettingName, { show }: TextContext): string {
  const { from, certainty } = settings[name];
  if (from === null) return "";
  const { line } = positionAt(from.source, from.span.start);
  const place = from.source.path === path ? `line ${line}` : `${show(from.source.path)}:${line}`;
  return certainty === "possible" ? `perhaps, ${place}` : place;
}
