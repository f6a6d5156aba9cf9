import { positionAt } from "../syntax/source.ts";
import type { ReportedFinding } from "./report.ts";
import type { TextContext } from "./style.ts";

/** `path:line:column severity rule`, which terminals and editors make a link of. */
export function headLine({ place, severity, rule }: ReportedFinding, { show, paint }: TextContext): string {
  const { line, column } = positionAt(place.source, place.start);
  const coloured = { error: paint.red, warning: paint.yellow, info: paint.blue }[severity];
  return `${paint.bold(`${show(place.source.path)}:${line}:${column}`)} ${coloured(severity)} ${paint.dim(rule)}`;
}
