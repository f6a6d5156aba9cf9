import type { BytePath } from "../io/files.ts";
import { lineText, positionAt } from "../syntax/source.ts";
import { frame } from "./frame.ts";
import { counted, listed, paragraph } from "./layout.ts";
import { machineOf } from "./machines.ts";
import { pathsForPeople } from "./paths.ts";
import type { LintReport, Machines, ReportedFinding } from "./report.ts";
import { safeText, withoutWorkflowCommands } from "./safe-text.ts";
import { columnsOf, type TextContext, type TextStyle } from "./style.ts";

/** Findings of many machines that have the same cause. */
interface Cause {
  readonly first: ReportedFinding;
  readonly hosts: Set<string>;
  count: number;
}

/** The report over many machines: each cause once, with the machines that have it, the most severe and most frequent first. */
export function fleetText(report: LintReport, style: TextStyle): string {
  const show = labels(report.machines, style);
  const context: TextContext = { show, paint: style.paint, width: columnsOf(style) };
  const causes = causesOf(report);
  const blocks = [
    opening(report, context),
    ...causes.map((cause) => causeLines(cause, context)),
    closing(report, causes, context),
  ];
  const text = `${blocks.map((lines) => lines.join("\n")).join("\n\n")}\n`;
  return style.ci ? withoutWorkflowCommands(text) : text;
}

/** "web1:/etc/ssh/sshd_config". */
function labels(machines: Machines | undefined, style: TextStyle): (path: BytePath) => string {
  const plain = pathsForPeople(style.paths);
  return (path) => {
    const at = machineOf(machines, path);
    return at === null || at.path === "" ? plain(path) : safeText(`${at.host}:${at.path}`);
  };
}

const hostCount = ({ machines }: LintReport): number => new Set(machines?.values()).size;

function opening(report: LintReport, { paint, width }: TextContext): string[] {
  const text = `read ${counted(report.files.length, "file")} of ${counted(hostCount(report), "host")}; each judged by its own version where one is beside it, else as ${report.policy.preset === "recommended" ? "" : `by policy ${report.policy.preset}, `}the newest known OpenSSH`;
  return paragraph(text, width, "", "  ").map(paint.dim);
}

const rank = { error: 0, warning: 1, info: 2 } as const;

function causesOf({ findings, machines }: LintReport): Cause[] {
  const causes = new Map<string, Cause>();
  for (const finding of findings) {
    const host = machineOf(machines, finding.place.source.path)?.host ?? "";
    const key = keyOf(finding);
    const known = causes.get(key) ?? { first: finding, hosts: new Set<string>(), count: 0 };
    known.hosts.add(host);
    known.count += 1;
    causes.set(key, known);
  }
  return [...causes.values()].sort(
    (a, b) => rank[a.first.severity] - rank[b.first.severity] || b.hosts.size - a.hosts.size,
  );
}

/** The same words about the same line are one cause, wherever in a file the line stands. */
function keyOf({ rule, kind, severity, certainty, message, place }: ReportedFinding): string {
  const isMissing = place.start === place.end;
  const line = isMissing ? "" : lineText(place.source, positionAt(place.source, place.start).line).trim();
  return [rule, kind, severity, certainty, message, line.toLowerCase()].join("\0");
}

const NAMED = 5;

function causeLines({ first, hosts, count }: Cause, { show, paint, width }: TextContext): string[] {
  const names = [...hosts].sort().map((name) => safeText(name));
  const more = names.length - NAMED;
  const named = more > 0 ? [...names.slice(0, NAMED), `${grouped(more)} more`] : names;
  const coloured = { error: paint.red, warning: paint.yellow, info: paint.blue }[first.severity];
  const { line, column } = positionAt(first.place.source, first.place.start);
  const words = safeText(first.message);
  const times = count > hosts.size ? `, ${grouped(count)} times` : "";
  return [
    `${paint.bold(`${grouped(hosts.size)} ${hosts.size === 1 ? "host" : "hosts"}`)}${times}: ${coloured(first.severity)} ${paint.dim(first.rule)}`,
    ...paragraph(first.certainty === "possible" ? `Possible: ${words}` : words, width, "  "),
    ...paragraph(listed(named), width, "  on ", "    "),
    ...paragraph(`for example ${show(first.place.source.path)}:${line}:${column}`, width, "  "),
    ...frame(first.place, first.label, width, paint),
    ...first.related.slice(0, 2).flatMap(({ message }) => paragraph(safeText(message), width, "  ")),
  ];
}

function closing(report: LintReport, causes: readonly Cause[], { paint, width }: TextContext): string[] {
  const hosts = hostCount(report);
  const ill = new Set(causes.flatMap(({ hosts: these }) => [...these])).size;
  const text =
    causes.length === 0
      ? `Nothing wrong on ${counted(hosts, "host")}.`
      : `${counted(causes.length, "cause")} on ${grouped(ill)} of ${grouped(hosts)} hosts; ${grouped(hosts - ill)} without a finding`;
  return paragraph(text, width).map(paint.bold);
}

/** 2,140 */
const grouped = (count: number): string => String(count).replace(/\B(?=(?:\d{3})+$)/g, ",");
