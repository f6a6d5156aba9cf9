import type { Place } from "../rules/finding.ts";
import { lineStarts, positionAt, type Source } from "../syntax/source.ts";
import { paddedLeft, wrapped } from "./layout.ts";
import type { Paint } from "./paint.ts";
import { type Cell, cellsOf, displayWidth, isPlainAscii, safeText } from "./safe-text.ts";

const indent = "    ";
const cutMark = "...";

/** The marked line with the line before it, and what the mark means: lines of at most `width` columns. */
export function frame(place: Place, label: string | undefined, width: number, paint: Paint): string[] {
  const { line, column } = positionAt(place.source, place.start);
  const digits = String(line).length;
  const room = width - indent.length - digits - " | ".length;
  const gutter = (number: string) => paint.dim(`${indent}${paddedLeft(number, digits)} |`);
  const numbered = (number: number, text: string) => gutter(String(number)) + (text === "" ? "" : ` ${text}`);
  const marked = view(place.source, line, column - 1, place.end - place.start, room);
  const above = line > 1 ? view(place.source, line - 1, 0, 0, room).text : "";
  return [
    ...(above === "" ? [] : [numbered(line - 1, above)]),
    numbered(line, marked.text),
    ...caretLines(marked, label === undefined ? "" : safeText(label), room).map(
      (text) => gutter("") + paint.yellow(` ${text}`),
    ),
  ];
}

/** One line of a file behind its number: for what is related to a finding. */
export function lineOf(place: Place, width: number, paint: Paint): string {
  const { line, column } = positionAt(place.source, place.start);
  const number = `${indent}${line} |`;
  return `${paint.dim(number)} ${view(place.source, line, column - 1, 0, width - number.length - 1).text}`;
}

/** What of a line is shown, and which columns of that are marked. */
interface View {
  readonly text: string;
  readonly from: number;
  readonly columns: number;
}

function view(source: Source, line: number, at: number, length: number, room: number): View {
  const starts = lineStarts(source);
  const start = starts[line - 1] ?? 0;
  const end = (starts[line] ?? source.text.length + 1) - 1;
  // A line may be megabytes long: look only at what can be shown around the mark.
  const from = Math.max(0, at - 4 * room);
  const marked = Math.min(length, 4 * room);
  // Line ends are nothing, CR or blanks that OpenSSH strips: not worth showing.
  const text = source.text.slice(start + from, Math.min(end, start + at + marked + 4 * room)).trimEnd();
  if (from === 0 && text.length <= room && isPlainAscii(text)) return { text, from: at, columns: length };
  return cut(cellsOf(text), at - from, marked, room);
}

/** As many columns as there is room for, a third of them before the mark where not all fit. */
function cut(cells: readonly Cell[], at: number, length: number, room: number): View {
  const before = widthOf(cells.filter((cell) => cell.end <= at));
  const columns = widthOf(cells.filter((cell) => cell.end > at && cell.start < at + length));
  const total = widthOf(cells);
  const fits = before + columns + cutMark.length <= room || total <= room;
  const skipped = fits ? 0 : Math.max(0, Math.min(before - Math.floor(room / 3), total - room));
  const first = skipped === 0 ? 0 : skipped + cutMark.length;
  const last = total <= skipped + room ? total : skipped + room - cutMark.length;
  const text = (skipped === 0 ? "" : cutMark) + between(cells, first, last) + (last === total ? "" : cutMark);
  return { text, from: before - skipped, columns: Math.min(columns, room - (before - skipped)) };
}

/** What stands from one column to another; half of a wide character is a blank. */
function between(cells: readonly Cell[], first: number, last: number): string {
  let column = 0;
  let text = "";
  for (const cell of cells) {
    const end = column + cell.width;
    if (column >= first && end <= last) text += cell.text;
    else if (end > first && column < last) text += " ".repeat(Math.min(end, last) - Math.max(column, first));
    column = end;
  }
  return text;
}

/** `^^^ label`; the label goes below the mark where the line is too short for both. */
function caretLines({ from, columns }: View, label: string, room: number): string[] {
  const carets = " ".repeat(Math.min(from, room - 1)) + "^".repeat(Math.max(1, Math.min(columns, room - from)));
  if (label === "") return [carets];
  if (carets.length + 1 + displayWidth(label) <= room) return [`${carets} ${label}`];
  const at = " ".repeat(Math.max(0, Math.min(from, room - displayWidth(label))));
  return [carets, ...wrapped(label, room).map((text) => at + text)];
}

const widthOf = (cells: readonly Cell[]): number => cells.reduce((sum, cell) => sum + cell.width, 0);
