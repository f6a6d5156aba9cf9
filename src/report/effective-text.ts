import type { Side } from "../base/side.ts";
import { type EffectiveSettings, keywordOf, type Provenance, settingNames } from "../eval/connection.ts";
import { positionAt } from "../syntax/source.ts";
import type { Timeline } from "../timeline/timeline.ts";
import { effectiveTable } from "./effective-table.ts";
import { padded, paddedLeft, paragraph } from "./layout.ts";
import { pathsWithHome } from "./paths.ts";
import { possibleWords } from "./possible-words.ts";
import type { EffectiveReport, EffectiveResult } from "./report.ts";
import { safeText, withoutWorkflowCommands } from "./safe-text.ts";
import { columnsOf, type TextContext, type TextStyle } from "./style.ts";
import { peerOf, selfOf } from "./time-words.ts";
import { storyOf } from "./timeline-events.ts";
import { factLines } from "./timeline-facts.ts";
import { pictureOf } from "./timeline-picture.ts";

/** Beyond this many targets a table says more than pictures. */
const mostPictures = 10;

/** What OpenSSH would use for each target, where it comes from, and what happens when the peer dies. */
export function effectiveText(report: EffectiveReport, style: TextStyle): string {
  const context: TextContext = { show: pathsWithHome(style.paths), paint: style.paint, width: columnsOf(style) };
  const blocks =
    report.results.length > mostPictures
      ? [effectiveTable(report, context)]
      : report.results.map((result) => resultLines(result, report, context));
  const text = `${[openingLines(report, context), ...blocks].map((lines) => lines.join("\n")).join("\n\n")}\n`;
  return style.ci ? withoutWorkflowCommands(text) : text;
}

function openingLines({ assuming, policy: { network } }: EffectiveReport, { width, paint }: TextContext): string[] {
  const limit =
    network.limit === null
      ? ""
      : `; networks forget idle connections after ${network.limit} s (${safeText(network.who)})`;
  return paragraph(
    `judged as ${assuming.openssh} on ${assuming.os}: ${safeText(assuming.because)}${limit}`,
    width,
    "",
    "  ",
  ).map(paint.dim);
}

function resultLines(result: EffectiveResult, report: EffectiveReport, context: TextContext): string[] {
  const { settings, timeline, side } = result;
  const name = context.paint.bold(safeText(result.target));
  if (settings === null || timeline === null) return [name, ...refusedLines(result, context)];
  return [
    name,
    ...settingLines(settings, side, context),
    "",
    ...pictureLines(result, timeline, report, context),
    "",
    ...factLines(result, settings, timeline, report, context),
    ...possibleLines(result, context),
  ];
}

function refusedLines({ side, errors }: EffectiveResult, { show, paint, width }: TextContext): string[] {
  const lines = errors.flatMap(({ place, message }) => {
    const { line, column } = positionAt(place.source, place.start);
    return paragraph(`${show(place.source.path)}:${line}:${column} ${safeText(message)}`, width, "    ", "      ");
  });
  return [paint.red(`  ${selfOf[side]} refuses to run with these files:`), ...lines];
}

function settingLines(settings: EffectiveSettings, side: Side, context: TextContext): string[] {
  const rows = settingNames.map((name) => ({ keyword: keywordOf[side][name], ...settings[name] }));
  const values = Math.max(...rows.map(({ value }) => String(value).length));
  const places = rows.map(({ from }) => placeWords(from, context));
  const columns = Math.max(...places.map(({ place }) => place.length));
  return rows.map(({ keyword, value, certainty }, index) => {
    const { place = "", block = "" } = places[index] ?? {};
    const doubt = certainty === "possible" ? "  (not certain, see below)" : "";
    const source = context.paint.dim(`${padded(place, columns)}  ${block}${doubt}`.trimEnd());
    return `  ${padded(keyword, keywordOf[side].countMax.length)}  ${paddedLeft(String(value), values)}  ${source}`;
  });
}

function placeWords(
  from: Provenance | null,
  { show }: TextContext,
): { readonly place: string; readonly block: string } {
  if (from === null) return { place: "default", block: "" };
  const { line } = positionAt(from.source, from.span.start);
  return { place: `${show(from.source.path)}:${line}`, block: safeText(from.block) };
}

function pictureLines(
  { side }: EffectiveResult,
  timeline: Timeline,
  { policy }: EffectiveReport,
  { width, paint }: TextContext,
): string[] {
  const story = storyOf({ side, timeline, network: policy.network, kernel: policy.kernel });
  const picture = pictureOf(story, width - 2).map((line) => `  ${line}`);
  const silent = timeline.firstProbe === null ? ` (${selfOf[side]} itself sends nothing)` : "";
  return [
    ...paragraph(`When the ${peerOf[side]} vanishes and the session is idle${silent}:`, width, "  ").map(paint.dim),
    ...picture.map((line, index) => (index === 1 ? paint.cyan(line) : line)),
  ];
}

/** What else may come out, since some condition is not known here. */
const possibleLines = (result: EffectiveResult, { show, width, paint }: TextContext): string[] =>
  possibleWords(result, show).flatMap((words) => paragraph(words, width, "  ", "    ").map(paint.yellow));
