import { isNever } from "../timeline/timeline.ts";
import { counted, listed, paragraph } from "./layout.ts";
import { pathsWithHome } from "./paths.ts";
import type { Judged, LintReport } from "./report.ts";
import { safeText, withoutWorkflowCommands } from "./safe-text.ts";
import { columnsOf, type TextContext, type TextStyle } from "./style.ts";
import { alternativeWords, duration, peerOf } from "./time-words.ts";

/** Whether there is nothing to say but what was read and that nothing is wrong: most runs, which load no more than this. */
export const isFine = ({ findings, fixed, checks, connections, carried, hidden = 0 }: LintReport): boolean =>
  [findings, fixed ?? [], checks].every((list) => list.length === 0) &&
  connections === undefined &&
  carried === undefined &&
  hidden === 0;

/** The report of a run that found nothing. */
export function fineText(report: LintReport, style: TextStyle): string {
  const context = contextOf(style);
  const words = paragraph(cleanWords(report), context.width).map(context.paint.bold);
  const text = `${openingLines(report, context).join("\n")}\n\n${words.join("\n")}\n`;
  return style.ci ? withoutWorkflowCommands(text) : text;
}

export const contextOf = (style: TextStyle): TextContext => ({
  show: pathsWithHome(style.paths),
  paint: style.paint,
  width: columnsOf(style),
});

/** What was read, as which OpenSSH it was judged, and why. */
export function openingLines(
  { roots, files, assuming, policy }: LintReport,
  { show, paint, width }: TextContext,
): string[] {
  const name = (path: string): string => (path === "-" ? "standard input" : show(path));
  const named = roots.length > 3 ? [...roots.slice(0, 2).map(name), `${roots.length - 2} more files`] : roots.map(name);
  const included = files.length - roots.length;
  const more = included > 0 ? ` with ${counted(included, "included file")}` : "";
  const by = policy.preset === "recommended" ? "" : `, policy ${policy.preset}`;
  const network = policy.networkConfigured ? `, network ${safeText(policy.network.name)}` : "";
  const text = `read ${listed(named)}${more}, judged as ${assuming.openssh}${by}${network}: ${safeText(assuming.because)}`;
  return paragraph(text, width, "", "  ").map(paint.dim);
}

/** Nothing to complain about: say what people can rely on. */
export function cleanWords({ judged = [], fixed, files, checks }: LintReport): string {
  const failed = checks.filter(({ result }) => result === "fail").length;
  if (failed > 0) return `${failed} of ${counted(checks.length, "check")} failed`;
  const mended = fixed !== null && fixed.length > 0 ? `${fixed.length} fixed; nothing` : "Nothing";
  if (judged.length === 0) return `${mended} wrong in ${counted(files.length, "file")}.`;
  const sides = (["client", "server"] as const)
    .map((side) => judged.filter((one) => one.side === side))
    .filter(({ length }) => length > 0);
  return `${mended} wrong: ${sides.map(relianceWords).join(" ")}`;
}

function relianceWords(judged: readonly Judged[]): string {
  const side = judged[0]?.side ?? "client";
  const targets = judged.reduce((sum, one) => sum + one.targets, 0);
  const timelines = judged.flatMap(({ timeline }) => (timeline === null ? [] : [timeline]));
  const fates = timelines.map(({ deadPeer }) => (isNever(deadPeer.idle) ? null : deadPeer.idle.latest));
  const surely = timelines.flatMap(({ outageTolerance }) =>
    "unlimited" in outageTolerance ? [] : [outageTolerance.surely],
  );
  const others = judged.length === 1 ? alternativeWords(judged[0]?.alternatives ?? []) : "";
  const what = side === "client" ? counted(targets, "host") : counted(targets, "server target");
  const noticed =
    fates.length === 0 || fates.includes(null)
      ? ""
      : ` A dead ${peerOf[side]} is noticed after ${spread(fates.filter((fate) => fate !== null))}${others}.`;
  return `${what} judged.${noticed}${surely.length === 0 ? "" : ` Outages of up to ${duration(surely.reduce((least, one) => Math.min(least, one), Number.POSITIVE_INFINITY))} are survived.`}`;
}

/** "240 s", "60 s to 240 s". */
function spread(times: readonly number[]): string {
  const least = times.reduce((one, other) => Math.min(one, other), Number.POSITIVE_INFINITY);
  const most = times.reduce((one, other) => Math.max(one, other), 0);
  return least === most ? duration(least) : `${least} to ${duration(most)}`;
}
