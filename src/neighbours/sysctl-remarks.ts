import { type Span, span } from "../base/span.ts";
import { lineEndOf } from "../edit/recipes.ts";
import type { Source } from "../syntax/source.ts";
import { sysctlSettings, writtenIn } from "./sysctl.ts";
import { kernelNumber, keyMeant, type SysctlKey, type SysctlLine, sysctlLines } from "./sysctl-lines.ts";

/** What only a sysctl file can get wrong. */
export type SysctlTrap =
  /** The kernel refuses the value: what was there before stays. */
  | { readonly kind: "refused"; readonly hint: RefusalHint }
  /** A leading zero makes it octal. */
  | { readonly kind: "octal"; readonly value: number }
  /** The kernel reads up to the blank; the rest is no comment, and nobody reads it. */
  | { readonly kind: "text-behind"; readonly value: number; readonly unit: boolean }
  /** The kernel has no such key. */
  | { readonly kind: "no-such-key"; readonly meant: SysctlKey }
  /** No `=`: the line is passed over. */
  | { readonly kind: "no-assignment" }
  /** A later line, or a line with the full name, sets the key. */
  | { readonly kind: "overridden"; readonly by: { readonly source: Source; readonly at: Span } }
  /** No probe is sent: a healthy connection ends after the idle time (run on Linux 6.18). */
  | { readonly kind: "zero-probes" }
  /** A time of 0 or less. */
  | { readonly kind: "no-time"; readonly value: number };

export type RefusalHint = "unit" | "quotes" | "comment" | "octal" | "range" | "sign" | "number";

/** Bytes from `at` become `text`; offsets refer to the original. */
export interface Replacement {
  readonly at: Span;
  readonly text: string;
}

export interface SysctlRemark {
  readonly source: Source;
  readonly at: Span;
  readonly key: SysctlKey;
  readonly trap: SysctlTrap;
  /** null: a person must say what was meant. */
  readonly mend: { readonly safety: "safe" | "unsafe"; readonly replacements: readonly Replacement[] } | null;
}

type Mend = SysctlRemark["mend"];

/** The traps in the files of one machine, in the order in which they are read. */
export function sysctlRemarks(sources: readonly Source[]): SysctlRemark[] {
  return sources.flatMap((source) =>
    sysctlLines(source.text).flatMap((line) => remarkOn(source, line) ?? overriddenBy(sources, source, line) ?? []),
  );
}

/** A value that something fills in before the kernel sees it. */
const isTemplate = (written: string): boolean => /\{\{|\{%|<%|\$[({\w]|%\{|^@\w+@/.test(written);

function remarkOn(source: Source, line: SysctlLine): SysctlRemark | null {
  const { text } = source;
  const key = line.keys[0] ?? keyMeant(text, line);
  const written = writtenIn(text, line);
  if (key === null || isTemplate(written)) return null;
  const remark = (trap: SysctlTrap, mend: Mend): SysctlRemark => ({ source, at: line.at, key, trap, mend });
  if (line.keys.length === 0) return remark({ kind: "no-such-key", meant: key }, renamed(source, line, key));
  if (!line.isAssignment) return remark({ kind: "no-assignment" }, assigned(source, line, key));
  const number = kernelNumber(key, written);
  if (number.value === null) {
    const hint = whyRefused(key, written);
    return remark({ kind: "refused", hint }, accepted(source, line, key, hint));
  }
  return misread(source, line, key, remark);
}

function misread(
  source: Source,
  line: SysctlLine,
  key: SysctlKey,
  remark: (trap: SysctlTrap, mend: Mend) => SysctlRemark,
): SysctlRemark | null {
  const written = writtenIn(source.text, line);
  const { value, base, rest } = kernelNumber(key, written);
  if (value === null) return null;
  if (isTime(key) && value <= 0) return remark({ kind: "no-time", value }, null);
  if (key === "tcp_keepalive_probes" && value === 0) return remark({ kind: "zero-probes" }, null);
  if (base === 8) return remark({ kind: "octal", value }, replaced(line, decimalOf(written), "unsafe"));
  if (!rest) return null;
  const meant = isTime(key) ? secondsMeant(written) : null;
  const unit = meant !== null;
  const mend = unit
    ? replaced(line, String(meant), meant === value ? "safe" : "unsafe")
    : /^\S+\s+[#;]/.test(written)
      ? commentMoved(source, line)
      : null;
  return remark({ kind: "text-behind", value, unit }, mend);
}

const isTime = (key: SysctlKey): boolean => key === "tcp_keepalive_time" || key === "tcp_keepalive_intvl";
const decimalOf = (written: string): string => /^0*(\d+)/.exec(written)?.[1] ?? written;

const unitSeconds: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600 };

/** Seconds that a number with a unit stands for; null without one. */
function secondsMeant(written: string): number | null {
  const parts = /^(\d{1,6})\s*(s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?)\.?$/i.exec(written);
  const unit = unitSeconds[parts?.[2]?.[0]?.toLowerCase() ?? ""];
  return unit === undefined ? null : Number(parts?.[1]) * unit;
}

function whyRefused(key: SysctlKey, written: string): RefusalHint {
  if (isTime(key) && secondsMeant(written) !== null) return "unit";
  if (/^(["']).*\1$/.test(written)) return "quotes";
  if (/^\d+[#;]/.test(written)) return "comment";
  if (/^\+\d+$/.test(written)) return "sign";
  if (/^0\d+$/.test(written)) return "octal";
  return /^-?(0x[\da-f]+|\d+)$/i.test(written) ? "range" : "number";
}

/** What was evidently meant, where the kernel takes that. */
function accepted(source: Source, line: SysctlLine, key: SysctlKey, hint: RefusalHint): Mend {
  const written = writtenIn(source.text, line);
  if (hint === "comment") return commentMoved(source, line);
  const meant =
    hint === "unit"
      ? String(secondsMeant(written))
      : hint === "quotes"
        ? written.slice(1, -1).trim()
        : hint === "sign"
          ? written.slice(1)
          : hint === "octal"
            ? decimalOf(written)
            : null;
  const plain = meant !== null && /^(0|[1-9]\d*)$/.test(meant) && kernelNumber(key, meant).value !== null;
  return plain ? replaced(line, meant, hint === "octal" ? "unsafe" : "safe") : null;
}

function replaced(line: SysctlLine, text: string, safety: "safe" | "unsafe"): Mend {
  return { safety, replacements: [{ at: line.value, text }] };
}

/** The comment goes onto a line of its own above, with the line's indentation. */
function commentMoved(source: Source, line: SysctlLine): Mend {
  const { text } = source;
  const { value } = line;
  const digits = /^\d+/.exec(writtenIn(text, line))?.[0].length ?? 0;
  const comment = text.slice(value.start + digits, value.end).trim();
  const start = text.lastIndexOf("\n", line.at.start - 1) + 1;
  const indent = /^[ \t]*/.exec(text.slice(start, line.at.start))?.[0] ?? "";
  return {
    safety: "safe",
    replacements: [
      { at: span(start, start), text: indent + comment + lineEndOf(text) },
      { at: span(value.start + digits, value.end), text: "" },
    ],
  };
}

/** Only where no other line of the file sets that key: else one of the two is to go, and a person must say which. */
function renamed(source: Source, line: SysctlLine, key: SysctlKey): Mend {
  const written = writtenIn(source.text, line);
  if (!line.isAssignment || sysctlSettings([source]).has(key) || !/^[1-9]\d*$/.test(written)) return null;
  if (kernelNumber(key, written).value === null) return null;
  return { safety: "safe", replacements: [{ at: line.name, text: `net.ipv4.${key}` }] };
}

/** The `=` that is missing, in place of a colon or the blanks. */
function assigned(source: Source, line: SysctlLine, key: SysctlKey): Mend {
  const value = writtenIn(source.text, line).replace(/^[:\s]+/, "");
  if (!/^[1-9]\d*$/.test(value) || kernelNumber(key, value).value === null || sysctlSettings([source]).has(key))
    return null;
  return { safety: "safe", replacements: [{ at: span(line.name.end, line.value.end), text: ` = ${value}` }] };
}

/** A line whose value the kernel takes and another line replaces with a different one. */
function overriddenBy(sources: readonly Source[], source: Source, line: SysctlLine): SysctlRemark | null {
  const [key] = line.keys;
  if (key === undefined || !line.isExplicit) return null;
  const winner = sysctlSettings(sources).get(key);
  if (winner === undefined || (winner.source === source && winner.line.at.start === line.at.start)) return null;
  if (kernelNumber(key, writtenIn(source.text, line)).value === winner.value) return null;
  const trap = { kind: "overridden", by: { source: winner.source, at: winner.line.at } } as const;
  return { source, at: line.at, key, trap, mend: null };
}
