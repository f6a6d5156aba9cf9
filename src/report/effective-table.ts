import type { Provenance } from "../eval/connection.ts";
import { positionAt } from "../syntax/source.ts";
import { counted, padded, paddedLeft, paragraph } from "./layout.ts";
import type { EffectiveResult } from "./report.ts";
import { displayWidth, safeText } from "./safe-text.ts";
import type { TextContext } from "./style.ts";
import { fateTime, selfOf } from "./time-words.ts";

/** Longer names keep their length and push their own row only. */
const widestName = 32;

type Row = readonly [target: string, interval: string, count: string, tcp: string, noticed: string, source: string];

/**
 * Many targets: one line each, in the order given. They are gone through twice, for the widths and for the lines, and none is
 * kept: there may be tens of thousands of them.
 */
export function* effectiveTable(each: () => Iterable<EffectiveResult>, context: TextContext): Generator<string> {
  const head: Row = ["target", "interval", "count", "tcp", "dead peer after", "interval from"];
  const measured = measure(each(), head);
  const line = (row: Row): string => lineOf(row, measured.names, measured.noticed);
  yield context.paint.bold(line(head));
  for (const result of each()) yield line(rowOf(result, context));
  yield* footnotes(measured, context);
}

/** What has to be known of all rows before the first one is written. */
interface Measured {
  names: number;
  noticed: number;
  /** Targets that depend on what is not known. */
  doubtful: number;
  /** The first target that is refused. */
  refused: EffectiveResult | null;
}

function measure(results: Iterable<EffectiveResult>, head: Row): Measured {
  const measured: Measured = { names: head[0].length, noticed: head[4].length, doubtful: 0, refused: null };
  for (const result of results) {
    measured.names = Math.max(measured.names, Math.min(widestName, displayWidth(safeText(result.target))));
    measured.noticed = Math.max(measured.noticed, noticedOf(result).length);
    if (result.possible.length > 0) measured.doubtful++;
    if (result.errors.length > 0) measured.refused ??= result;
  }
  return measured;
}

function lineOf([target, interval, count, tcp, noticed, source]: Row, names: number, times: number): string {
  return `${padded(target, names)}  ${paddedLeft(interval, 8)}  ${paddedLeft(count, 5)}  ${padded(tcp, 4)}  ${padded(noticed, times)}  ${source}`.trimEnd();
}

function noticedOf({ timeline, possible }: EffectiveResult): string {
  return timeline === null ? "refused" : fateTime(timeline.deadPeer.idle) + (possible.length > 0 ? " ?" : "");
}

function rowOf(result: EffectiveResult, context: TextContext): Row {
  const { target, settings, timeline } = result;
  const name = safeText(target);
  if (settings === null || timeline === null) return [name, "-", "-", "-", "refused", ""];
  const { interval, countMax, tcpKeepAlive } = settings;
  const source = placeOf(interval.from, context);
  return [name, String(interval.value), String(countMax.value), tcpKeepAlive.value, noticedOf(result), source];
}

function placeOf(from: Provenance | null, { show }: TextContext): string {
  if (from === null) return "default";
  const place = `${show(from.source.path)}:${positionAt(from.source, from.span.start).line}`;
  return from.block === "" ? place : `${place}  ${safeText(from.block)}`;
}

function footnotes({ doubtful, refused }: Measured, { width, paint }: TextContext): string[] {
  const lines: string[] = [];
  if (doubtful > 0)
    lines.push(
      ...paragraph(
        `? depends on what is not known here (${counted(doubtful, "target")}): name one target to see on what`,
        width,
      ),
    );
  const error = refused?.errors[0];
  if (refused !== null && error !== undefined)
    lines.push(
      ...paragraph(`${selfOf[refused.side]} refuses to run with these files: ${safeText(error.message)}`, width).map(
        paint.red,
      ),
    );
  return lines.length === 0 ? [] : ["", ...lines];
}
