import { keywordOf, type Provenance, settingNames } from "../eval/connection.ts";
import { positionAt } from "../syntax/source.ts";
import { axisOfDrawn, type Drawn, drawnHop, drawnOf } from "./axis-of-result.ts";
import { effectiveTable } from "./effective-table.ts";
import { padded, paddedLeft, paragraph } from "./layout.ts";
import { pathsWithHome } from "./paths.ts";
import { possibleWords } from "./possible-words.ts";
import type { EffectiveReport, EffectiveResult } from "./report.ts";
import { safeText, withoutWorkflowCommands } from "./safe-text.ts";
import { columnsOf, type TextContext, type TextStyle } from "./style.ts";
import { peerOf, selfOf } from "./time-words.ts";
import { storyOf } from "./timeline-events.ts";
import { factLines, hopFacts } from "./timeline-facts.ts";
import { pictureOf } from "./timeline-picture.ts";
import { togetherLines } from "./together-text.ts";

/** Beyond this many targets a table says more than pictures. */
const mostPictures = 10;

/** What OpenSSH would use for each target, where it comes from, and what happens when the peer dies. */
export const effectiveText = (report: EffectiveReport, style: TextStyle): string =>
  [...effectiveTextPieces(report, style)].join("");

/** The same piece by piece. */
export function* effectiveTextPieces(report: EffectiveReport, style: TextStyle): Generator<string> {
  const context: TextContext = {
    show: pathsWithHome(style.paths),
    paint: style.paint,
    width: columnsOf(style),
    unicode: style.unicode === true,
  };
  const clean = style.ci ? withoutWorkflowCommands : (text: string) => text;
  for (const line of linesOf(report, context)) yield clean(`${line}\n`);
}

function* linesOf(report: EffectiveReport, context: TextContext): Generator<string> {
  yield* openingLines(report, context);
  const each = (): Iterable<EffectiveResult> => report.each?.() ?? report.results;
  if (isMany(each())) {
    yield "";
    yield* effectiveTable(each, context);
    return;
  }
  for (const result of report.results) yield* ["", ...resultLines(result, report, context)];
}

function isMany(results: Iterable<EffectiveResult>): boolean {
  let count = 0;
  for (const _ of results) if (++count > mostPictures) return true;
  return false;
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
  const drawn = drawnOf(result);
  const name = context.paint.bold(safeText(result.target));
  if (drawn === null) return [name, ...refusedLines(result, context)];
  return [
    name,
    ...settingLines(drawn, context, result.topology?.batchMode ?? null),
    "",
    ...pictureLines(drawn, report, context),
    "",
    ...factLines(result, drawn, report, context),
    ...possibleLines(result, context),
    ...hopLines(result, report, context),
    ...serverLines(result, report, context),
  ];
}

/** Each host on the way: a second ssh with settings of its own. */
function hopLines({ topology }: EffectiveResult, report: EffectiveReport, context: TextContext): string[] {
  const hops = topology?.hops ?? [];
  return hops.flatMap((hop, index) => {
    const before = hops[index - 1];
    const from = before === undefined ? "" : `, reached through ${safeText(before.target)}`;
    const what = `${context.paint.bold(safeText(hop.target))}${context.paint.dim(`  on the way${from}: an ssh of its own, with these settings`)}`;
    const drawn = drawnHop(hop);
    if (drawn === null) return ["", what, ...refusedLines({ side: "client", errors: hop.errors }, context)];
    const picture = pictureLines(drawn, report, context);
    return ["", what, ...settingLines(drawn, context, null), "", ...picture, "", ...hopFacts(drawn, report, context)];
  });
}

/** The other end, and what both make of it together. */
function serverLines({ serverSide }: EffectiveResult, report: EffectiveReport, context: TextContext): string[] {
  if (serverSide === undefined) return [];
  const { result, assuming, together } = serverSide;
  const who = result.target === "*" ? "" : `  for ${safeText(result.target)}`;
  const name = `${context.paint.bold("the server's side")}${context.paint.dim(`${who}, judged as ${assuming.openssh}`)}`;
  const drawn = drawnOf(result);
  if (drawn === null) return ["", name, ...refusedLines(result, context)];
  const judged = { assuming, policy: report.policy };
  return [
    "",
    name,
    ...settingLines(drawn, context, null),
    "",
    ...pictureLines(drawn, judged, context),
    "",
    ...hopFacts(drawn, judged, context),
    ...(together === null
      ? []
      : ["", context.paint.bold("both together"), ...togetherLines(together, report, context)]),
  ];
}

type Judged = Pick<EffectiveReport, "assuming" | "policy">;

function refusedLines(
  { side, errors }: Pick<EffectiveResult, "side" | "errors">,
  { show, paint, width }: TextContext,
): string[] {
  const lines = errors.flatMap(({ place, message }) => {
    const { line, column } = positionAt(place.source, place.start);
    return paragraph(`${show(place.source.path)}:${line}:${column} ${safeText(message)}`, width, "    ", "      ");
  });
  return [paint.red(`  ${selfOf[side]} refuses to run with these files:`), ...lines];
}

/** `batchMode`: the line that gives the interval another default. */
function settingLines({ settings, side }: Drawn, context: TextContext, batchMode: Provenance | null): string[] {
  const rows = settingNames.map((name) => ({ keyword: keywordOf[side][name], ...settings[name] }));
  const values = Math.max(...rows.map(({ value }) => String(value).length));
  const places = rows.map(({ from }, index) =>
    index === 0 && batchMode !== null ? becauseOf(batchMode, context) : placeWords(from, context),
  );
  const columns = Math.max(...places.map(({ place }) => place.length));
  return rows.map(({ keyword, value, certainty }, index) => {
    const { place = "", block = "" } = places[index] ?? {};
    const doubt = certainty === "possible" ? "  (not certain, see below)" : "";
    const source = context.paint.dim(`${padded(place, columns)}  ${block}${doubt}`.trimEnd());
    return `  ${padded(keyword, keywordOf[side].countMax.length)}  ${paddedLeft(String(value), values)}  ${source}`;
  });
}

/** Debian's ssh: BatchMode yes changes a default. */
function becauseOf(batchMode: Provenance, context: TextContext): { readonly place: string; readonly block: string } {
  return { place: "default", block: `Debian's, since BatchMode is on (${placeWords(batchMode, context).place})` };
}

function placeWords(
  from: Provenance | null,
  { show }: TextContext,
): { readonly place: string; readonly block: string } {
  if (from === null) return { place: "default", block: "" };
  const { line } = positionAt(from.source, from.span.start);
  return { place: `${show(from.source.path)}:${line}`, block: safeText(from.block) };
}

function pictureLines(drawn: Drawn, report: Judged, { width, paint, unicode = false }: TextContext): string[] {
  const { side, timeline } = drawn;
  const story = storyOf(side, axisOfDrawn(drawn, report), timeline.keepsNetworkStateAlive);
  const picture = pictureOf(story, width - 2, unicode).map((line) => `  ${line}`);
  const silent = timeline.firstProbe === null ? ` (${selfOf[side]} itself sends nothing)` : "";
  return [
    ...paragraph(`When the ${peerOf[side]} vanishes and the session is idle${silent}:`, width, "  ").map(paint.dim),
    ...picture.map((line, index) => (index === 1 ? paint.cyan(line) : line)),
  ];
}

/** What else may come out, since some condition is not known here. */
const possibleLines = (result: EffectiveResult, { show, width, paint }: TextContext): string[] =>
  possibleWords(result, show).flatMap((words) => paragraph(words, width, "  ", "    ").map(paint.yellow));
