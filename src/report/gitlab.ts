import { positionAt } from "../syntax/source.ts";
import { findingWords, troubleWords } from "./finding-words.ts";
import { lineFingerprints } from "./line-fingerprints.ts";
import { pathsForPeople, pathsForPrograms, type ShowPath } from "./paths.ts";
import type { LintReport, ReportContext, ReportedFinding } from "./report.ts";
import { jsonLines } from "./safe-json.ts";

const severities = { error: "critical", warning: "major", info: "info" } as const;

/** GitLab's code quality report. It shows no rule names, so the description begins with them; one fingerprint is one entry. */
export function* gitlabReport(report: LintReport, { paths, troubles }: ReportContext): Generator<string> {
  const show = pathsForPrograms(paths);
  const people = pathsForPeople(paths);
  const digest = digests(report.findings, show);
  const unread = troubles.map((trouble) => ({
    description: troubleWords(trouble, people),
    check_name: "unreadable",
    fingerprint: digestOf(`unreadable\0${troubleWords(trouble, people)}`),
    severity: "blocker",
    location: { path: trouble.path === null ? "." : show(trouble.path), lines: { begin: trouble.line ?? 1 } },
  }));
  yield* jsonLines([...unread, ...report.findings], (one) =>
    "rule" in one ? findingJson(one, show, digest(one)) : one,
  );
  yield "\n";
}

function findingJson(finding: ReportedFinding, show: ShowPath, fingerprint: string) {
  const { rule, severity, certainty, place } = finding;
  const begin = positionAt(place.source, place.start).line;
  return {
    description: `${rule}: ${findingWords(finding)}`,
    check_name: rule,
    fingerprint,
    severity: certainty === "possible" && severity !== "info" ? "minor" : severities[severity],
    location: { path: show(place.source.path), lines: { begin, end: positionAt(place.source, place.end).line } },
  };
}

/** What the line says, not where it stands, so that a finding stays the same one when lines above it change. */
function digests(findings: readonly ReportedFinding[], show: ShowPath): (finding: ReportedFinding) => string {
  const lines = new Map<ReportedFinding["place"]["source"], Set<number>>();
  for (const { place } of findings) {
    const wanted = lines.get(place.source) ?? new Set();
    lines.set(place.source, wanted.add(positionAt(place.source, place.start).line));
  }
  const hashes = new Map([...lines].map(([source, wanted]) => [source, lineFingerprints(source.text, wanted)]));
  const seen = new Map<string, number>();
  return ({ rule, kind, place }) => {
    const line = hashes.get(place.source)?.get(positionAt(place.source, place.start).line) ?? "";
    const key = [rule, kind, show(place.source.path), line].join("\0");
    const before = seen.get(key) ?? 0;
    seen.set(key, before + 1);
    return digestOf(`${key}\0${before}`);
  };
}

/** 128 bits in four lanes of FNV-1a with different starts: enough to tell the findings of one report apart. */
function digestOf(text: string): string {
  let digest = "";
  for (let lane = 0; lane < 4; lane++) {
    let hash = 0x811c9dc5 ^ Math.imul(lane, 0x9e3779b1);
    for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
    hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
    digest += (hash >>> 0).toString(16).padStart(8, "0");
  }
  return digest;
}
