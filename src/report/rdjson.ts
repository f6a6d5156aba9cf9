import type { Edit } from "../edit/edit.ts";
import type { Place, Related } from "../rules/finding.ts";
import { positionAt, type Source } from "../syntax/source.ts";
import { findingWords, troubleWords } from "./finding-words.ts";
import { pathsForPeople, pathsForPrograms, type ShowPath } from "./paths.ts";
import type { LintReport, ReportContext, ReportedFinding } from "./report.ts";
import { jsonLines } from "./safe-json.ts";
import { characterAt, decodedText, safeText } from "./safe-text.ts";

const severities = { error: "ERROR", warning: "WARNING", info: "INFO" } as const;

/** Reviewdog's diagnostic format, fixes as suggestions; its columns are bytes from 1 on, the end exclusive, like ours. */
export function* rdjsonReport(report: LintReport, { paths, troubles }: ReportContext): Generator<string> {
  const show = pathsForPrograms(paths);
  const people = pathsForPeople(paths);
  const unread = troubles.map((trouble) => ({
    message: troubleWords(trouble, people),
    location: { path: trouble.path === null ? "" : show(trouble.path) },
    severity: "ERROR",
  }));
  yield `{"source":{"name":"keepalive-lint"},"diagnostics":`;
  yield* jsonLines([...unread, ...report.findings], (one) => ("rule" in one ? diagnosticJson(one, show) : one));
  yield "}\n";
}

function diagnosticJson(finding: ReportedFinding, show: ShowPath) {
  const { rule, severity, place, related } = finding;
  const suggestions = suggestionsOf(finding);
  return {
    message: findingWords(finding),
    location: locationJson(place, show),
    severity: severities[severity],
    code: { value: rule },
    ...(suggestions.length === 0 ? {} : { suggestions }),
    ...(related.length === 0 ? {} : { relatedLocations: related.map((one) => relatedJson(one, show)) }),
  };
}

const locationJson = ({ source, start, end }: Place, show: ShowPath) => ({
  path: show(source.path),
  range: rangeJson(source, start, end),
});

const relatedJson = (related: Related, show: ShowPath) => ({
  message: safeText(related.message),
  location: locationJson(related, show),
});

const rangeJson = (source: Source, start: number, end: number) => ({
  start: positionAt(source, start),
  end: positionAt(source, end),
});

/** A suggestion belongs to the file of its diagnostic, and is text: a fix beyond that is left to --fix. */
function suggestionsOf({ fix, place: { source } }: ReportedFinding) {
  const edits = fix?.edits ?? [];
  if (edits.some((edit) => edit.path !== source.path || !isText(edit))) return [];
  return edits.map(({ offset, length, text }) => ({
    range: rangeJson(source, offset, offset + length),
    text: decodedText(text),
  }));
}

function isText({ text }: Edit): boolean {
  for (let at = 0; at < text.length; ) {
    const { length, codePoint } = characterAt(text, at);
    if (codePoint === null) return false;
    at += length;
  }
  return true;
}
