import { positionAt } from "../syntax/source.ts";
import type { ShowPath } from "./paths.ts";
import type { ReportedFinding, Trouble } from "./report.ts";
import { safeText } from "./safe-text.ts";

/** A finding's message where its certainty has no place of its own. */
export const findingWords = ({ certainty, message }: ReportedFinding): string =>
  certainty === "possible" ? `Possible: ${safeText(message)}` : safeText(message);

export const lineOfFinding = ({ place }: ReportedFinding): number => positionAt(place.source, place.start).line;

/** "path:3:1: words" of what went wrong. */
export function troubleWords({ path, line, column, message }: Trouble, show: ShowPath): string {
  const position = line === undefined ? "" : `:${line}:${column ?? 1}`;
  return `${path === null ? "" : `${show(path)}${position}: `}${safeText(message)}`;
}
