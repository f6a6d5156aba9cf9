import { readSync } from "node:fs";
import { effectWords } from "../report/effect-words.ts";
import { headLine } from "../report/head-line.ts";
import { hunks } from "../report/hunk.ts";
import { paragraph } from "../report/layout.ts";
import { pathsForPeople } from "../report/paths.ts";
import type { ReportedFinding } from "../report/report.ts";
import { safeText } from "../report/safe-text.ts";
import { columnsOf, type TextContext, type TextStyle } from "../report/style.ts";
import type { Source } from "../syntax/source.ts";
import { writeAll } from "./output.ts";

const QUESTION = "Apply this fix [y,n,a,q,e,?]? ";

const ANSWERS = [
  "y - apply this fix",
  "n - leave this one out",
  "a - apply this one and all further safe ones",
  "q - leave this one and all further ones out",
  "e - explain the rule behind it",
  "? - this list",
];

type Sources = (path: string) => Source | undefined;

/**
 * Asks about each fix on the terminal, with what it changes and why, as `git add -p` asks. A fix that needs a human's eye is
 * asked about even after "a". `explain` prints a rule's documentation.
 */
export function askAboutFixes(style: TextStyle, explain: (rule: string) => void, readLine = lineFromTerminal) {
  const context = { show: pathsForPeople(style.paths), paint: style.paint, width: columnsOf(style) };
  const answered = new Map<string, boolean>();
  let rest: "ask" | "take" | "leave" = "ask";
  const decide = (finding: ReportedFinding, sources: Sources): boolean => {
    if (rest === "leave") return false;
    if (rest === "take" && finding.fix?.safety === "safe") return true;
    writeAll(2, `${shown(finding, sources, context).join("\n")}\n`);
    for (;;) {
      writeAll(2, context.paint.bold(QUESTION));
      const answer = readLine()?.trim().toLowerCase() ?? "q";
      if (answer === "y") return true;
      if (answer === "n") return false;
      if (answer === "a") rest = "take";
      if (answer === "q") rest = "leave";
      if (rest !== "ask" && (answer === "a" || answer === "q")) return answer === "a";
      if (answer === "e") explain(finding.rule);
      else writeAll(2, `${ANSWERS.join("\n")}\n`);
    }
  };
  return (finding: ReportedFinding, sources: Sources): boolean => {
    // The next round meets what was left out once more, perhaps some lines further down.
    const key = [finding.rule, finding.place.source.path, finding.fix?.title, finding.message].join("\0");
    const known = answered.get(key);
    if (known !== undefined && finding.fix?.safety === "safe") return known;
    const answer = known ?? decide(finding, sources);
    answered.set(key, answer);
    return answer;
  };
}

function shown(finding: ReportedFinding, sources: Sources, context: TextContext): string[] {
  const { fix, effect } = finding;
  if (fix === null) return [];
  const { paint, width } = context;
  const paths = [...new Set(fix.edits.map(({ path }) => path))];
  return [
    "",
    headLine(finding, context),
    ...paragraph(safeText(finding.message), width, "  "),
    ...(fix.safety === "unsafe"
      ? paragraph(paint.yellow("This one needs your eye: it may change more than you want."), width, "  ")
      : []),
    ...paths.flatMap((path) =>
      hunks(
        sources(path) ?? { path, text: "" },
        fix.edits.filter((edit) => edit.path === path),
        context,
      ),
    ),
    ...(effect === null ? [] : paragraph(effectWords(effect, finding.file.side, "before"), width, "  ")),
  ];
}

/** One line from the terminal; null at its end. */
function lineFromTerminal(): string | null {
  const bytes = Buffer.alloc(1);
  let line = "";
  for (;;) {
    if (readSync(0, bytes) === 0) return line === "" ? null : line;
    const char = bytes.toString("latin1");
    if (char === "\n") return line;
    line += char;
  }
}
