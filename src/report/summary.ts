import type { Severity } from "../rules/finding.ts";
import type { ReportedFinding } from "./report.ts";

/** How many findings there are, and how many of them `--fix` mends. */
export interface Summary extends Readonly<Record<Severity, number>> {
  /** By `--fix` alone. */
  readonly fixable: number;
  /** Only with `--unsafe-fixes` too. */
  readonly unsafelyFixable: number;
}

export function summaryOf(findings: readonly ReportedFinding[]): Summary {
  const counts = { error: 0, warning: 0, info: 0, fixable: 0, unsafelyFixable: 0 };
  for (const { severity, fix } of findings) {
    counts[severity]++;
    if (fix?.safety === "safe") counts.fixable++;
    if (fix?.safety === "unsafe") counts.unsafelyFixable++;
  }
  return counts;
}
