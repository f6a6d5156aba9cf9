import { type Span, span } from "../base/span.ts";
import { type SysctlKey, sysctlKeys } from "../eval/stored-remark.ts";

/** What a line of a sysctl file says about one of them. */
export interface SysctlLine {
  /** Every key that the name stands for: more than one where it is a glob, none where it is `meant` but misspelled. */
  readonly keys: readonly SysctlKey[];
  /** The name has no wildcard: such a line beats every glob, wherever it stands. */
  readonly isExplicit: boolean;
  /** The name as the line spells it, without a `-` before it. */
  readonly name: Span;
  /** From the name's first byte to the value's last. */
  readonly at: Span;
  /** Without the blanks around it. */
  readonly value: Span;
  /** The line has no `=`: it assigns nothing. */
  readonly isAssignment: boolean;
}

/** What a value does when it is written into /proc/sys. */
export interface KernelNumber {
  /** null: the kernel refuses it, and what was set before stays. */
  readonly value: number | null;
  readonly base: 8 | 10 | 16;
  /** Something follows the number behind a blank: the kernel does not look at it. */
  readonly rest: boolean;
}

/** Names that articles and public files take for the kernel's own. */
const slips: Readonly<Record<string, SysctlKey>> = {
  tcp_keepalive_interval: "tcp_keepalive_intvl",
  tcp_keepalive_intval: "tcp_keepalive_intvl",
  tcp_keepalive_intv: "tcp_keepalive_intvl",
  tcp_keep_alive_intvl: "tcp_keepalive_intvl",
  tcp_keepalive_probe: "tcp_keepalive_probes",
  tcp_keepalive_probs: "tcp_keepalive_probes",
  tcp_keepalive_count: "tcp_keepalive_probes",
  tcp_keep_alive_probes: "tcp_keepalive_probes",
  tcp_keepalive_timeout: "tcp_keepalive_time",
  tcp_keep_alive_time: "tcp_keepalive_time",
};

const proc = "net/ipv4/";

/** The lines that are about TCP's end, in order. Lines end at \n; blanks around name and value are none of them (sysctl.conf(5)). */
export function sysctlLines(text: string): SysctlLine[] {
  const found: SysctlLine[] = [];
  // Most lines of a dump are about something else: look at those alone that name TCP, or may with a glob.
  for (const match of text.matchAll(/^.*(?:tcp|\*|\?|\[).*$/gim)) {
    const line = lineAt(text, match.index, match.index + match[0].length);
    if (line !== null) found.push(line);
  }
  return found;
}

const blank = /[ \t\r\v\f]/;

function trimmed(text: string, start: number, end: number): Span {
  while (start < end && blank.test(text[start] ?? "")) start++;
  while (end > start && blank.test(text[end - 1] ?? "")) end--;
  return span(start, end);
}

function lineAt(text: string, start: number, end: number): SysctlLine | null {
  const whole = trimmed(text, start, end);
  const first = text[whole.start];
  if (first === undefined || first === "#" || first === ";" || whole.end === whole.start) return null;
  const begin = first === "-" ? whole.start + 1 : whole.start;
  const equals = text.slice(begin, whole.end).indexOf("=");
  if (equals === -1) return unassigned(text, begin, whole.end);
  const name = trimmed(text, begin, begin + equals);
  const value = trimmed(text, begin + equals + 1, whole.end);
  const path = pathOf(text.slice(name.start, name.end));
  const keys = keysAt(path);
  if (keys.length === 0 && meantBy(path) === null) return null;
  const at = span(name.start, Math.max(value.end, begin + equals + 1));
  return { keys, isExplicit: !/[*?[]/.test(path), name, at, value, isAssignment: true };
}

/** A line that only names a key, or has another separator. `-key` alone is systemd's way to except a key from globs. */
function unassigned(text: string, begin: number, end: number): SysctlLine | null {
  const length = text.slice(begin, end).search(/[ \t:]/);
  const name = span(begin, length === -1 ? end : begin + length);
  const keys = keysAt(pathOf(text.slice(name.start, name.end)));
  if (keys.length === 0) return null;
  const excepted = length === -1 && text[begin - 1] === "-";
  const value = trimmed(text, name.end, end);
  return excepted ? null : { keys, isExplicit: true, name, at: span(begin, end), value, isAssignment: false };
}

/** Where the first separator is a slash, slashes separate and dots are letters; else the other way round (sysctl.d(5); run). */
function pathOf(name: string): string {
  const separator = /[./]/.exec(name)?.[0];
  const path = separator === "." ? name.replace(/[./]/g, (one) => (one === "." ? "/" : ".")) : name;
  return path.replace(/^\/+/, "").replace(/\/{2,}/g, "/");
}

/** The keys that a name stands for; none where the kernel has no such key, or it is another one. */
export const keysNamed = (name: string): readonly SysctlKey[] => keysAt(pathOf(name));

/** The key that a name which is none was meant to be. */
export const keyMeantBy = (name: string): SysctlKey | null => meantBy(pathOf(name));

function keysAt(path: string): readonly SysctlKey[] {
  const exact = sysctlKeys.find((key) => path === proc + key);
  if (exact !== undefined) return [exact];
  if (!/[*?[]/.test(path)) return [];
  const pattern = globPattern(path);
  return pattern === null ? [] : sysctlKeys.filter((key) => pattern.test(proc + key));
}

/** glob(7) as procps and systemd use it: a wildcard does not cross a slash. Long patterns are nobody's. */
function globPattern(glob: string): RegExp | null {
  if (glob.length > 100 || (glob.match(/\*/g)?.length ?? 0) > 4) return null;
  const source = glob.replace(/\[!?[\w-]+\]|[^\w]/g, (one) => {
    if (one === "*") return "[^/]*";
    if (one === "?") return "[^/]";
    return one.length > 1 ? one.replace("[!", "[^") : `\\${one}`;
  });
  try {
    return new RegExp(`^${source}$`);
  } catch {
    return null;
  }
}

/** The key that a name which is none was meant to be; null where it is somebody else's. */
export function meantBy(path: string): SysctlKey | null {
  const last = /(?:^|[\s/])net[/.]ipv[46][/.]([\w-]+)$/i.exec(path)?.[1];
  if (last === undefined) return null;
  const name = last.toLowerCase().replaceAll("-", "_");
  return sysctlKeys.find((key) => key === name) ?? slips[name] ?? null;
}

/** The key that a line which sets none was meant to set. */
export const keyMeant = (text: string, { name }: SysctlLine): SysctlKey | null =>
  meantBy(pathOf(text.slice(name.start, name.end)));

/**
 * What the kernel makes of the written text: a number in C's notation, with nothing but a blank, or nothing, behind it
 * (kernel/sysctl.c proc_get_long; run with `sysctl -p` and systemd-sysctl in network namespaces on Linux 6.18).
 */
export function kernelNumber(key: SysctlKey, written: string): KernelNumber {
  const parts = /^(-?)(0[xX][\da-fA-F]+|0[0-7]*|[1-9]\d*)(?=$|[\s\0])/.exec(written);
  const digits = parts?.[2] ?? "";
  const base = /^0x/i.test(digits) ? 16 : /^0./.test(digits) ? 8 : 10;
  const rest = parts !== null && written.slice(parts[0].length).trim() !== "";
  // proc_get_long has a buffer of 22 characters (TMPBUFLEN); 21 were refused.
  if (parts === null || parts[0].length > 20) return { value: null, base, rest };
  const size = Number.parseInt(base === 10 ? digits : digits.replace(/^0x?/i, "") || "0", base);
  const value = parts[1] === "-" ? -size : size;
  return { value: accepts(key, value) ? value : null, base, rest };
}

/** Probes and retries are bytes (proc_dou8vec_minmax); times are turned into ticks, of which there are 100 to 1000 a second. */
function accepts(key: SysctlKey, value: number): boolean {
  const isTime = key === "tcp_keepalive_time" || key === "tcp_keepalive_intvl";
  return isTime ? Math.abs(value) <= MOST_SECONDS : value >= 0 && value <= 255;
}

/** INT_MAX / HZ for the slowest clock, 100 a second. */
const MOST_SECONDS = 21474836;
