import type { Span } from "../base/span.ts";
import type { Remark } from "../eval/connection.ts";
import type { Source } from "../syntax/source.ts";
import { keysNamed } from "./sysctl-lines.ts";
import { trapIn } from "./sysctl-remarks.ts";

/** A key of the kernel and its value, where another kind of file has them. */
export interface SysctlPair {
  /** "net.ipv4.tcp_keepalive_time". */
  readonly name: string;
  readonly at: Span;
  /** Without quotes. */
  readonly value: Span;
}

/** The traps of a sysctl file in pairs of other files, which are not rewritten for them. */
export function sysctlPairs(source: Source, pairs: readonly SysctlPair[]): Remark[] {
  return pairs.flatMap(({ name, at, value }): Remark[] => {
    const keys = keysNamed(name);
    const line = { keys, isExplicit: true, name: at, at, value, isAssignment: true };
    const found = trapIn(source, line, name);
    return found === null
      ? []
      : [{ ...found, mend: null, source, span: at, targets: [], certainty: "certain" as const }];
  });
}
