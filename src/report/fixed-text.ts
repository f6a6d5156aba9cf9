import { apply, type Edit } from "../edit/edit.ts";
import { lineStarts, positionAt, type Source } from "../syntax/source.ts";
import { effectWords } from "./effect-words.ts";
import { headLine } from "./head-line.ts";
import { paragraph } from "./layout.ts";
import type { ReportedFinding } from "./report.ts";
import { cellsOf, safeText } from "./safe-text.ts";
import type { TextContext } from "./style.ts";

/** A finding that `--fix` mended: the lines before and after, and what happens before and after. */
export function fixedLines(finding: ReportedFinding, context: TextContext): string[] {
  const { paint, width } = context;
  const { fix, effect } = finding;
  const done = fix === null ? "" : `: ${safeText(fix.title)}`;
  const brought = effect === null ? [] : paragraph(effectWords(effect, finding.file.side, "before"), width, "  ");
  return [
    ...paragraph(`${paint.green("fixed")} ${headLine(finding, context)}${done}`, Number.POSITIVE_INFINITY),
    ...changedLines(finding, context),
    ...brought,
  ];
}

/** The changed lines of the finding's own file; edits elsewhere are for the diff. */
function changedLines({ fix, place }: ReportedFinding, { paint, width }: TextContext): string[] {
  const edits = (fix?.edits ?? []).filter((edit) => edit.path === place.source.path && isWithin(edit, place.source));
  return edits.flatMap((edit) => {
    const { before, after } = linesAround(edit, place.source);
    return [
      ...before.map((line) => paint.red(`    - ${shown(line, width)}`)),
      ...after.map((line) => paint.green(`    + ${shown(line, width)}`)),
    ];
  });
}

const isWithin = ({ offset, length }: Edit, { text }: Source): boolean => offset + length <= text.length;

/** The whole lines that an edit touches, as they were and as they are; lines that it leaves alone are in neither. */
function linesAround(edit: Edit, source: Source): { readonly before: string[]; readonly after: string[] } {
  const starts = lineStarts(source);
  const { line } = positionAt(source, edit.offset);
  const last = positionAt(source, edit.offset + edit.length).line;
  const start = starts[line - 1] ?? 0;
  const end = starts[last] ?? source.text.length;
  const old = source.text.slice(start, end);
  const before = old.split("\n");
  const after = apply(old, [{ ...edit, offset: edit.offset - start }]).split("\n");
  return { before: before.filter(absentFrom(after)), after: after.filter(absentFrom(before)) };
}

const absentFrom =
  (lines: readonly string[]) =>
  (line: string): boolean =>
    !lines.includes(line);

/** Enough of a line to know it by. */
function shown(line: string, width: number): string {
  const cells = cellsOf(line.slice(0, 4 * width).trimEnd());
  let text = "";
  let columns = 0;
  for (const cell of cells) {
    columns += cell.width;
    if (columns > width - 9) return `${text}...`;
    text += cell.text;
  }
  return text;
}
