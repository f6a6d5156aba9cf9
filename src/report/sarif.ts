import { shortened } from "../base/shortened.ts";
import type { BytePath } from "../io/files.ts";
import type { Place, Related, Severity } from "../rules/finding.ts";
import { ruleReference } from "../rules/reference.ts";
import { registry } from "../rules/registry.ts";
import type { Rule } from "../rules/rule.ts";
import type { Source } from "../syntax/source.ts";
import { regionOf } from "./columns.ts";
import { findingWords, troubleWords } from "./finding-words.ts";
import { lineFingerprints } from "./line-fingerprints.ts";
import { pathsForPeople, relativePath } from "./paths.ts";
import type { LintReport, ReportContext, ReportedFinding } from "./report.ts";
import { jsonLines, safeJson } from "./safe-json.ts";
import { decodedText, safeText } from "./safe-text.ts";

/** What GitHub's code scanning takes: results a run, characters of a description, locations of a result, targets that anybody reads. */
const MOST_RESULTS = 25_000;
const MOST_WORDS = 1024;
const MOST_RELATED = 100;
const MOST_TARGETS = 1000;

/** SARIF 2.1.0 with what GitHub's code scanning asks for beyond it, piece by piece, one result a line. */
export function* sarifReport(report: LintReport, context: ReportContext): Generator<string> {
  const findings = worst(report.findings, MOST_RESULTS);
  const uriOf = uris(context);
  const fingerprint = fingerprints(findings);
  const driver = {
    name: "keepalive-lint",
    version: context.toolVersion,
    semanticVersion: context.toolVersion,
    rules: registry.map(ruleJson),
  };
  yield `{"$schema":"https://json.schemastore.org/sarif-2.1.0.json","version":"2.1.0","runs":[{"tool":{"driver":${safeJson(driver)}},\n`;
  yield `"automationDetails":{"id":"keepalive-lint/"},"columnKind":"utf16CodeUnits",\n`;
  yield `"invocations":[${safeJson(invocation(context, report.findings.length - findings.length))}],\n"results":`;
  yield* jsonLines(findings, (finding) => resultJson(finding, uriOf, fingerprint(finding)));
  yield "}]}\n";
}

/** In reading order; where not all may be told, the most severe. */
function worst(findings: readonly ReportedFinding[], most: number): readonly ReportedFinding[] {
  if (findings.length <= most) return findings;
  const of = (severity: Severity) => findings.filter((finding) => finding.severity === severity);
  const kept = new Set([...of("error"), ...of("warning"), ...of("info")].slice(0, most));
  return findings.filter((finding) => kept.has(finding));
}

const levels = { error: "error", warning: "warning", info: "note" } as const;
const problems = { error: "error", warning: "warning", info: "recommendation" } as const;

function ruleJson(rule: Rule) {
  const { id, docs, severity } = rule;
  return {
    id,
    ...nameOf(id),
    shortDescription: { text: cut(docs.summary) },
    fullDescription: { text: cut(docs.why) },
    help: { text: `${docs.why}\n\n${docs.remedy}\n\n${docs.exceptions}`, markdown: ruleReference(rule) },
    defaultConfiguration: { level: levels[severity] },
    properties: {
      precision: "high",
      "problem.severity": problems[severity],
      tags: ["ssh", "keepalive", ...rule.sides],
    },
  };
}

/** PascalCase, as readers of SARIF expect beside an id; none where it would only repeat the id. */
const nameOf = (id: string): { name?: string } =>
  id.includes("-") ? { name: id.replace(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase()) } : {};

const cut = (text: string): string => shortened(text, MOST_WORDS);

const ruleIndexes = new Map(registry.map(({ id }, index) => [id, index]));

type UriOf = (path: BytePath) => string;

function resultJson(finding: ReportedFinding, uriOf: UriOf, fingerprint: string | undefined) {
  const { rule, severity, certainty, place, related, targets } = finding;
  return {
    ruleId: rule,
    ruleIndex: ruleIndexes.get(rule) ?? -1,
    level: levels[severity],
    message: { text: sentence(findingWords(finding)) },
    locations: [locationJson(place, uriOf)],
    ...(related.length === 0
      ? {}
      : { relatedLocations: related.slice(0, MOST_RELATED).map((one, id) => relatedJson(one, id, uriOf)) }),
    ...(fingerprint === undefined ? {} : { partialFingerprints: { primaryLocationLineHash: fingerprint } }),
    properties: {
      certainty,
      targets: targets.slice(0, MOST_TARGETS).map((target) => decodedText(shortened(target, MOST_WORDS))),
      targetCount: targets.length,
    },
  };
}

const locationJson = (place: Place, uriOf: UriOf) => ({
  physicalLocation: { artifactLocation: { uri: uriOf(place.source.path) }, region: regionOf(place) },
});

const relatedJson = (related: Related, id: number, uriOf: UriOf) => ({
  id,
  ...locationJson(related, uriOf),
  message: { text: sentence(safeText(related.message)) },
});

/** A host may be called `[x](1)`, which SARIF's readers make a link of. */
const sentence = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`).replaceAll("](", "] (");

/**
 * Bytes outside RFC 3986's unreserved characters become %XX. A file behind a symbolic link is named by where it lies, if that is
 * below the working directory too: GitHub shows nothing at a link.
 */
function uris({ paths, realPath }: ReportContext): UriOf {
  const known = new Map<BytePath, string>();
  return (path) => {
    const before = known.get(path);
    if (before !== undefined) return before;
    const real = path === "-" ? path : relativePath(realPath(path) ?? path, paths);
    const shown = real.startsWith("/") ? relativePath(path, paths) : real;
    const encoded = shown.replace(
      /[^A-Za-z0-9._~/-]/g,
      (byte) => `%${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`,
    );
    const uri = encoded.startsWith("/") ? `file://${encoded}` : encoded;
    known.set(path, uri);
    return uri;
  };
}

/** Each file is gone through once, for all lines that something is said about. */
function fingerprints(findings: readonly ReportedFinding[]): (finding: ReportedFinding) => string | undefined {
  const lines = new Map<Source, Set<number>>();
  for (const { place } of findings) {
    const wanted = lines.get(place.source) ?? new Set();
    lines.set(place.source, wanted.add(regionOf(place).startLine));
  }
  const found = new Map([...lines].map(([source, wanted]) => [source, lineFingerprints(source.text, wanted)]));
  return ({ place }) => found.get(place.source)?.get(regionOf(place).startLine);
}

function invocation({ troubles, paths }: ReportContext, left: number) {
  const show = pathsForPeople(paths);
  const notes = [
    ...troubles.map((trouble) => ({ level: "error", message: { text: sentence(troubleWords(trouble, show)) } })),
    ...(left === 0
      ? []
      : [
          {
            level: "warning",
            message: { text: `${left} more findings are not listed: GitHub takes ${MOST_RESULTS}.` },
          },
        ]),
  ];
  return {
    executionSuccessful: troubles.length === 0,
    ...(notes.length === 0 ? {} : { toolExecutionNotifications: notes }),
  };
}
