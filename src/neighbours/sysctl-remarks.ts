import { type Span, span } from "../base/span.ts";
import { lineEndOf } from "../edit/recipes.ts";
import type { RemarkPlace } from "../eval/connection.ts";
import type { Mend, SysctlKey, SysctlRemark, SysctlTrap } from "../eval/stored-remark.ts";
import type { Source } from "../syntax/source.ts";
import { sysctlSettings, writtenIn } from "./sysctl.ts";
import { kernelNumber, keyMeant, keyMeantBy, type SysctlLine, sysctlLines } from "./sysctl-lines.ts";

export type PlacedRemark = SysctlRemark & RemarkPlace;

/** The traps in the files of one machine, given in the order in which they are read. */
export function sysctlRemarks(sources: readonly Source[]): PlacedRemark[] {
  const settings = sysctlSettings(sources);
  return sources.flatMap((source) =>
    sysctlLines(source.text).flatMap((line) => {
      const key = line.keys[0] ?? keyMeant(source.text, line);
      if (key === null || isFilledIn(writtenIn(source.text, line))) return [];
      const found = trapOn({ source, line, key }) ?? overridden({ source, line, key }, settings.get(key));
      return found === null ? [] : [{ ...found.trap, key, mend: found.mend, source, span: line.at }];
    }),
  );
}

/** What is wrong with one value, wherever it stands; null: nothing, or it is none of these keys. */
export function trapIn(source: Source, line: SysctlLine, name: string): SysctlRemark | null {
  const key = line.keys[0] ?? keyMeantBy(name);
  if (key === null || isFilledIn(writtenIn(source.text, line))) return null;
  const found = trapOn({ source, line, key });
  return found === null ? null : { ...found.trap, key, mend: found.mend };
}

interface Subject {
  readonly source: Source;
  readonly line: SysctlLine;
  readonly key: SysctlKey;
}

interface Found {
  readonly trap: SysctlTrap;
  /** null: a person must say what was meant. */
  readonly mend: Mend | null;
}

/** A value that something puts in before the kernel sees it. */
const isFilledIn = (written: string): boolean => /\{\{|\{%|<%|\$[({\w]|%\{|^@\w+@/.test(written);

function trapOn(subject: Subject): Found | null {
  const { line, source, key } = subject;
  if (line.keys.length === 0)
    return { trap: { kind: "sysctl-line-ignored", hint: "no-such-key" }, mend: renamed(subject) };
  if (!line.isAssignment)
    return { trap: { kind: "sysctl-line-ignored", hint: "no-assignment" }, mend: assigned(subject) };
  const number = kernelNumber(key, writtenIn(source.text, line));
  if (number.value !== null) return misread(subject, number.value, number);
  const hint = whyRefused(key, writtenIn(source.text, line));
  return { trap: { kind: "kernel-refuses-value", hint }, mend: accepted(subject, hint) };
}

function misread(subject: Subject, value: number, { base, rest }: { base: number; rest: boolean }): Found | null {
  const { source, line, key } = subject;
  const written = writtenIn(source.text, line);
  if (isTime(key) && value <= 0) return { trap: { kind: "broken-tcp-keepalive", hint: "no-time", value }, mend: null };
  if (key === "tcp_keepalive_probes" && value === 0)
    return { trap: { kind: "broken-tcp-keepalive", hint: "no-probes", value }, mend: null };
  const trap = (hint: "octal" | "unit" | "comment" | "text"): SysctlTrap => {
    return { kind: "kernel-misreads-value", hint, value };
  };
  if (base === 8) return { trap: trap("octal"), mend: replaced(line, decimalOf(written), "unsafe") };
  if (!rest) return null;
  const meant = isTime(key) ? secondsMeant(written) : null;
  if (meant !== null)
    return { trap: trap("unit"), mend: replaced(line, String(meant), meant === value ? "safe" : "unsafe") };
  const isComment = /^\S+\s+[#;]/.test(written);
  return { trap: trap(isComment ? "comment" : "text"), mend: isComment ? commentMoved(subject) : null };
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

type Hint = Extract<SysctlTrap, { kind: "kernel-refuses-value" }>["hint"];

function whyRefused(key: SysctlKey, written: string): Hint {
  if (isTime(key) && secondsMeant(written) !== null) return "unit";
  if (/^(["']).*\1$/.test(written)) return "quotes";
  if (/^\d+[#;]/.test(written)) return "comment";
  if (/^\+\d+$/.test(written)) return "sign";
  if (/^0\d+$/.test(written)) return "octal";
  return /^-?(0x[\da-f]+|\d+)$/i.test(written) ? "range" : "number";
}

/** What was evidently meant; null where a person must say. */
function meantBy(hint: Hint, written: string): string | null {
  if (hint === "unit") return String(secondsMeant(written));
  if (hint === "quotes") return written.slice(1, -1).trim();
  if (hint === "sign") return written.slice(1);
  return hint === "octal" ? decimalOf(written) : null;
}

function accepted(subject: Subject, hint: Hint): Mend | null {
  const { source, line, key } = subject;
  if (hint === "comment") return commentMoved(subject);
  const meant = meantBy(hint, writtenIn(source.text, line));
  return meant !== null && isPlain(key, meant) ? replaced(line, meant, hint === "octal" ? "unsafe" : "safe") : null;
}

const isPlain = (key: SysctlKey, written: string): boolean =>
  /^[1-9]\d*$/.test(written) && kernelNumber(key, written).value !== null;

function replaced(line: SysctlLine, text: string, safety: Mend["safety"]): Mend {
  return { title: `write ${text}`, safety, replacements: [{ at: line.value, text }] };
}

/** The comment goes onto a line of its own above, with the line's indentation. */
function commentMoved({ source: { text }, line }: Subject): Mend {
  const { value } = line;
  const written = text.slice(value.start, value.end);
  const digits = /^[^\s#;]+/.exec(written)?.[0].length ?? 0;
  const start = text.lastIndexOf("\n", line.at.start - 1) + 1;
  const indent = /^[ \t]*/.exec(text.slice(start, line.at.start))?.[0] ?? "";
  const comment = written.slice(digits).trim();
  return {
    title: "put the comment on a line of its own",
    safety: "safe",
    replacements: [
      { at: span(start, start), text: indent + comment + lineEndOf(text) },
      { at: span(value.start + digits, value.end), text: "" },
    ],
  };
}

/** Only where no other line of the file sets that key: else one of the two is to go, and a person must say which. */
function renamed({ source, line, key }: Subject): Mend | null {
  if (!line.isAssignment || sysctlSettings([source]).has(key) || !isPlain(key, writtenIn(source.text, line)))
    return null;
  const text = `net.ipv4.${key}`;
  return { title: `write ${text}`, safety: "safe", replacements: [{ at: line.name, text }] };
}

/** The `=` that is missing, in place of a colon or blanks. */
function assigned({ source, line, key }: Subject): Mend | null {
  const value = writtenIn(source.text, line).replace(/^[:\s]+/, "");
  if (!isPlain(key, value) || sysctlSettings([source]).has(key)) return null;
  const at: Span = span(line.name.end, line.value.end);
  return { title: "put the = there", safety: "safe", replacements: [{ at, text: ` = ${value}` }] };
}

type Winner = ReturnType<ReturnType<typeof sysctlSettings>["get"]>;

/** A line whose value the kernel takes, and another line replaces it with a different one. */
function overridden({ source, line, key }: Subject, winner: Winner): Found | null {
  if (winner === undefined || !line.isExplicit) return null;
  if (winner.source === source && winner.line.at.start === line.at.start) return null;
  if (kernelNumber(key, writtenIn(source.text, line)).value === winner.value) return null;
  return { trap: { kind: "sysctl-overridden", by: { source: winner.source, span: winner.line.at } }, mend: null };
}
