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

/** Many targets: one line each, in the order given. No result is kept: there may be tens of thousands of them. */
export function effectiveTable(results: Iterable<EffectiveResult>, context: TextContext): string[] {
  const head: Row = ["target", "interval", "count", "tcp", "dead peer after", "interval from"];
  const rows: Row[] = [];
  const notes: Notes = { doubtful: 0, refused: null };
  for (const result of results) {
    rows.push(rowOf(result, context));
    note(notes, result);
  }
  const names = rows.reduce(
    (widest, [target]) => Math.max(widest, Math.min(widestName, displayWidth(target))),
    head[0].length,
  );
  const noticed = rows.reduce((widest, row) => Math.max(widest, row[4].length), head[4].length);
  const line = (row: Row): string => lineOf(row, names, noticed);
  return [context.paint.bold(line(head)), ...rows.map(line), ...footnotes(notes, context)];
}

/** What the notes under the table are about. */
interface Notes {
  /** Targets that depend on what is not known. */
  doubtful: number;
  /** The first target that is refused. */
  refused: EffectiveResult | null;
}

function note(notes: Notes, result: EffectiveResult): void {
  if (result.possible.length > 0) notes.doubtful++;
  if (result.errors.length > 0) notes.refused ??= result;
}

function lineOf([target, interval, count, tcp, noticed, source]: Row, names: number, times: number): string {
  return `${padded(target, names)}  ${paddedLeft(interval, 8)}  ${paddedLeft(count, 5)}  ${padded(tcp, 4)}  ${padded(noticed, times)}  ${source}`.trimEnd();
}

function rowOf({ target, settings, timeline, possible }: EffectiveResult, context: TextContext): Row {
  const name = safeText(target);
  if (settings === null || timeline === null) return [name, "-", "-", "-", "refused", ""];
  const { interval, countMax, tcpKeepAlive } = settings;
  const doubt = possible.length > 0 ? " ?" : "";
  const source = placeOf(interval.from, context);
  return [
    name,
    String(interval.value),
    String(countMax.value),
    tcpKeepAlive.value,
    fateTime(timeline.deadPeer.idle) + doubt,
    source,
  ];
}

function placeOf(from: Provenance | null, { show }: TextContext): string {
  if (from === null) return "default";
  const place = `${show(from.source.path)}:${positionAt(from.source, from.span.start).line}`;
  return from.block === "" ? place : `${place}  ${safeText(from.block)}`;
}

function footnotes({ doubtful, refused }: Notes, { width, paint }: TextContext): string[] {
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
