import type { Side } from "../../../src/base/side.ts";
import { count, seconds } from "../../../src/base/units.ts";
import { type ConfigFile, configFile } from "../../../src/eval/config-file.ts";
import type { EffectiveSettings, Provenance, TcpKeepAlive } from "../../../src/eval/connection.ts";
import { policyOf } from "../../../src/policy/policy-of.ts";
import { plain } from "../../../src/report/paint.ts";
import type {
  Assuming,
  EffectiveReport,
  EffectiveResult,
  LintReport,
  PathStyle,
  ReportedFinding,
} from "../../../src/report/report.ts";
import type { TextStyle } from "../../../src/report/style.ts";
import { firstDirectives } from "../../../src/syntax/blocks.ts";
import type { Directive } from "../../../src/syntax/lexer.ts";
import type { Source } from "../../../src/syntax/source.ts";
import { serverAlternatives } from "../../../src/timeline/alternatives.ts";
import { timeline } from "../../../src/timeline/dead-peer.ts";
import type { Timeline } from "../../../src/timeline/timeline.ts";

export const paths: PathStyle = { cwd: "/work", home: "/home/me" };
export const style: TextStyle = { paths, paint: plain, width: 80, ci: false };
export const policy = policyOf({});

export const assuming: Assuming = {
  version: { release: 902, portable: 1, vendor: "debian" },
  openssh: "OpenSSH 9.2 (Debian 12)",
  because: "this machine runs Debian 12",
  os: "linux",
  policy: "recommended",
};

export const bytes = (text: string): string => Buffer.from(text, "utf8").toString("latin1");

export const file = (path: string, text: string, side: Side = "client"): ConfigFile =>
  configFile({ path, text }, side, null);

/** 60/3 and the like of a side, on Linux and 9.2, behind a network that forgets after 240 s. */
export function timelineOf(
  side: Side,
  interval: number,
  countMax: number,
  tcpKeepAlive: TcpKeepAlive = "yes",
  proxied = false,
  release = 902,
): Timeline {
  const settings = { interval: seconds(interval), countMax: count(countMax), tcpKeepAlive };
  return timeline({ side, release, settings, proxied, kernel: policy.kernel, networkLimit: policy.network.limit });
}

/** The place of a piece of a file's text; the end of the file for "". */
export function placeOf({ source }: ConfigFile, piece: string, from = 0) {
  const start = piece === "" ? source.text.length : source.text.indexOf(piece, from);
  if (start < 0) throw new Error(`not in the file: ${piece}`);
  return { source, start, end: start + piece.length };
}

export function finding(of: ConfigFile, piece: string, more: Partial<ReportedFinding> = {}): ReportedFinding {
  const place = placeOf(of, piece);
  return {
    rule: "interval-too-long",
    severity: "warning",
    certainty: "certain",
    kind: "network-forgets",
    message:
      "Idle sessions to web1 are silent for 600 s; some networks (Azure by default: after 240 s) have forgotten the connection by then, and it hangs.",
    data: { interval: 600, limit: 240 },
    at: place,
    place,
    file: of,
    targets: ["web1"],
    related: [],
    intents: [],
    fix: null,
    effect: null,
    notFixable: null,
    ...more,
  };
}

export function lint(findings: readonly ReportedFinding[], more: Partial<LintReport> = {}): LintReport {
  const roots = [...new Set(findings.map(({ file }) => file.source.path))];
  return {
    assuming,
    policy,
    files: roots.map((path) => ({ path, side: "client" as const })),
    roots,
    findings,
    fixed: null,
    checks: [],
    ...more,
  };
}

/** The line of a file that says something, as where a setting comes from. */
export function provenance(of: ConfigFile, line: string, block = "Host *"): Provenance {
  const { source, start, end } = placeOf(of, line);
  return { source, span: { start, end }, value: { start: start + line.indexOf(" ") + 1, end }, block };
}

export function settings(
  interval: number,
  countMax: number,
  tcpKeepAlive: TcpKeepAlive = "yes",
  from: Provenance | null = null,
): EffectiveSettings {
  return {
    interval: { value: seconds(interval), from, certainty: "certain" },
    countMax: { value: count(countMax), from: null, certainty: "certain" },
    tcpKeepAlive: { value: tcpKeepAlive, from: null, certainty: "certain" },
  };
}

export function result(
  side: Side,
  target: string,
  interval: number,
  countMax: number,
  more: Partial<EffectiveResult> & { tcp?: TcpKeepAlive; proxied?: boolean; from?: Provenance } = {},
): EffectiveResult {
  const { tcp = "yes", proxied = false, from = null, ...rest } = more;
  const values = settings(interval, countMax, tcp, from);
  const plainValues = { interval: seconds(interval), countMax: count(countMax), tcpKeepAlive: tcp };
  return {
    side,
    target,
    settings: values,
    timeline: timelineOf(side, interval, countMax, tcp, proxied),
    errors: [],
    possible: [],
    connection: { side, targets: [target], settings: values, possible: [], proxied },
    alternatives: side === "server" ? serverAlternatives(plainValues, 902, policy.kernel) : [],
    ...rest,
  };
}

export const effective = (...results: EffectiveResult[]): EffectiveReport => ({ assuming, policy, results });

/** The first line of a file that says something. */
export function firstLine(source: Source): Directive {
  const [directive] = firstDirectives(source, "client", 1);
  if (directive === undefined) throw new Error("a file that says nothing");
  return directive;
}
