import { machineOf } from "./machines.ts";
import type { LintReport } from "./report.ts";

/** How often a rule has something to say. */
export interface RuleCount {
  readonly rule: string;
  readonly count: number;
  /** Those that --fix (with --unsafe-fixes, too) would mend. */
  readonly fixable: number;
  readonly files: number;
  /** Machines, in a run over many; else 0. */
  readonly hosts: number;
}

/** The findings of each rule counted, the most frequent first. */
export function ruleCounts({ findings, machines }: LintReport): readonly RuleCount[] {
  const rules = [...new Set(findings.map(({ rule }) => rule))];
  return rules
    .map((rule): RuleCount => {
      const own = findings.filter((finding) => finding.rule === rule);
      const paths = new Set(own.map(({ place }) => place.source.path));
      const hosts = [...paths].flatMap((path) => machineOf(machines, path)?.host ?? []);
      return {
        rule,
        count: own.length,
        fixable: own.filter(({ fix }) => fix !== null).length,
        files: paths.size,
        hosts: new Set(hosts).size,
      };
    })
    .sort((a, b) => b.count - a.count || (a.rule < b.rule ? -1 : 1));
}

/** A line for each rule: its count, whether its findings can be fixed ("[*]" all, "[-]" some), and in how many files. */
export function statisticsText(report: LintReport): string {
  const counts = ruleCounts(report);
  const width = String(counts[0]?.count ?? 0).length;
  const longest = Math.max(0, ...counts.map(({ rule }) => rule.length));
  return counts
    .map(({ rule, count, fixable, files, hosts }) => {
      const mark = fixable === 0 ? "[ ]" : fixable === count ? "[*]" : "[-]";
      const where = hosts > 0 ? `${hosts} host${hosts === 1 ? "" : "s"}` : `${files} file${files === 1 ? "" : "s"}`;
      return `${String(count).padStart(width)} ${mark} ${rule.padEnd(longest)} in ${where}\n`;
    })
    .join("");
}
