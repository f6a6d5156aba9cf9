import { positionAt } from "../syntax/source.ts";
import { carriedLines } from "./carried-text.ts";
import { checksLines } from "./checks-text.ts";
import { closingLines } from "./closing-text.ts";
import { commandLines } from "./command-lines-text.ts";
import { effectWords } from "./effect-words.ts";
import { contextOf, openingLines } from "./fine-text.ts";
import { fixedLines } from "./fixed-text.ts";
import { frame, lineOf } from "./frame.ts";
import { headLine } from "./head-line.ts";
import { counted, paragraph } from "./layout.ts";
import type { LintReport, ReportedFinding } from "./report.ts";
import { safeText, withoutWorkflowCommands } from "./safe-text.ts";
import type { TextContext, TextStyle } from "./style.ts";

/** The report for people: what was read, each finding with its lines and its remedy, what it adds up to. */
export const textReport = (report: LintReport, style: TextStyle): string => [...textChunks(report, style)].join("");

/** The same in pieces: of tens of thousands of findings not all need be there as text at once. */
export function* textChunks(report: LintReport, style: TextStyle): Generator<string> {
  const clean = style.ci ? withoutWorkflowCommands : (text: string) => text;
  let before = "";
  for (const lines of blocksOf(report, contextOf(style))) {
    yield clean(before + block(lines));
    before = "\n\n";
  }
  yield "\n";
}

function* blocksOf(report: LintReport, context: TextContext): Generator<readonly string[]> {
  yield openingLines(report, context);
  for (const finding of report.fixed ?? []) yield fixedLines(finding, context);
  for (const finding of report.findings) yield findingLines(finding, context);
  yield* checksLines(report, context);
  yield* commandLines(report, context);
  if (report.carried !== undefined) yield* carriedLines(report, context);
  yield closingLines(report, context);
}

/** Joined at once: tens of thousands of findings as lines would keep the garbage collector busy. */
const block = (lines: readonly string[]): string => lines.join("\n");

function findingLines(finding: ReportedFinding, context: TextContext): string[] {
  const { width, paint } = context;
  const words = safeText(finding.message);
  return [
    headLine(finding, context),
    ...paragraph(finding.certainty === "possible" ? `Possible: ${words}` : words, width, "  "),
    ...frame(finding.place, finding.label, width, paint),
    ...relatedLines(finding, context),
    ...remedyLines(finding, context),
  ];
}

const relatedShown = 3;

function relatedLines({ related }: ReportedFinding, { show, paint, width }: TextContext): string[] {
  const lines = related.slice(0, relatedShown).flatMap((place) => {
    const { line, column } = positionAt(place.source, place.start);
    const text = `${show(place.source.path)}:${line}:${column} ${safeText(place.message)}`;
    return [...paragraph(text, width, "  "), lineOf(place, width, paint)];
  });
  return related.length <= relatedShown
    ? lines
    : [...lines, `  and ${counted(related.length - relatedShown, "more place")}`];
}

/** What `--fix` would do and what that brings, or why it does nothing. */
function remedyLines(finding: ReportedFinding, { width, paint }: TextContext): string[] {
  const { fix, effect, notFixable } = finding;
  if (fix === null)
    return notFixable === null
      ? []
      : paragraph(`not fixed by --fix: ${safeText(notFixable)}`, width, "  ", "    ").map(paint.dim);
  const option = fix.safety === "safe" ? "--fix will" : "--fix --unsafe-fixes will";
  const brings = effect === null ? "" : `: ${effectWords(effect, finding.file.side, "now")}`;
  // A fix of which only the first choice was looked for has no title.
  const does = fix.title === "" ? "change this" : safeText(fix.title);
  return paragraph(`${option} ${does}${brings}`, width, "  ", "    ").map(paint.green);
}
