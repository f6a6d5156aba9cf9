import { positionAt } from "../syntax/source.ts";
import { effectWords } from "./effect-words.ts";
import { findingWords } from "./finding-words.ts";
import { frame } from "./frame.ts";
import { plain } from "./paint.ts";
import type { ShowPath } from "./paths.ts";
import type { Check, ReportedFinding } from "./report.ts";
import { markup } from "./safe-markup.ts";
import { safeText } from "./safe-text.ts";

/** Columns of a code frame. */
const FRAME = 110;

/** So many places that belong to a finding are shown with it. */
const MOST_RELATED = 5;

/** One finding with its lines and its remedy. */
export function findingCard(finding: ReportedFinding, id: string, show: ShowPath): string {
  const { rule, severity, place, label } = finding;
  const { line, column } = positionAt(place.source, place.start);
  const lines = frame(place, label, FRAME, plain).map((text) => markup(text.slice(4)));
  return [
    `<article class="card finding ${severity}" id="${id}"><h3><code>${markup(show(place.source.path))}:${line}:${column}</code> `,
    `<b class="severity">${severity}</b> <span class="rule">${markup(rule)}</span></h3>`,
    `<p>${markup(findingWords(finding))}</p><pre tabindex="0">${lines.join("\n")}</pre>`,
    ...related(finding, show),
    remedy(finding),
    "</article>\n",
  ].join("");
}

function related({ related }: ReportedFinding, show: ShowPath): string[] {
  return related.slice(0, MOST_RELATED).map(({ source, start, message }) => {
    const { line, column } = positionAt(source, start);
    return `<p class="related"><code>${markup(show(source.path))}:${line}:${column}</code> ${markup(safeText(message))}</p>`;
  });
}

function remedy({ fix, effect, notFixable, file }: ReportedFinding): string {
  if (fix === null)
    return notFixable === null ? "" : `<p class="remedy">not fixed by --fix: ${markup(safeText(notFixable))}</p>`;
  const option = fix.safety === "safe" ? "--fix" : "--fix --unsafe-fixes";
  const does = fix.title === "" ? "change this" : safeText(fix.title);
  const brings = effect === null ? "" : `: ${effectWords(effect, file.side, "now")}`;
  return `<p class="remedy"><code>${option}</code> will ${markup(does)}${markup(brings)}</p>`;
}

/** How the targets stand to each control of a benchmark. */
export function checksTable(checks: readonly Check[]): string {
  if (checks.length === 0) return "";
  const rows = new Map<string, { readonly check: Check; readonly targets: string[] }>();
  for (const check of checks) {
    const key = [check.benchmark, check.control, check.setting, check.result, check.value].join("\0");
    const row = rows.get(key);
    if (row === undefined) rows.set(key, { check, targets: [check.target] });
    else row.targets.push(check.target);
  }
  const body = [...rows.values()].map(({ check, targets }) => checkRow(check, targets)).join("");
  return `<div class="picture" tabindex="0"><table class="checks"><thead><tr><th>benchmark</th><th>control</th><th>result</th><th>value</th><th>targets</th></tr></thead><tbody>${body}</tbody></table></div>\n`;
}

function checkRow({ benchmark, control, result, value }: Check, targets: readonly string[]): string {
  const names =
    targets.slice(0, 5).map(safeText).join(", ") + (targets.length > 5 ? ` and ${targets.length - 5} more` : "");
  const cells = [safeText(benchmark), safeText(control), result, value === null ? "" : safeText(String(value)), names];
  return `<tr class="${result}">${cells.map((cell) => `<td>${markup(cell)}</td>`).join("")}</tr>`;
}
