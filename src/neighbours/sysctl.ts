import { fail, ok, type Result } from "../base/result.ts";
import { type Count, count, type Seconds, seconds } from "../base/units.ts";
import type { SysctlKey } from "../eval/stored-remark.ts";
import type { Source } from "../syntax/source.ts";
import type { KernelName, KernelOverrides } from "../timeline/kernels.ts";
import { kernelNumber, type SysctlLine, sysctlLines } from "./sysctl-lines.ts";

/** The line that a kernel value comes from. */
export interface SysctlSetting {
  readonly source: Source;
  readonly line: SysctlLine;
  /** As the kernel reads it; below 0 only for times. */
  readonly value: number;
}

export type SysctlSettings = ReadonlyMap<SysctlKey, SysctlSetting>;

/**
 * What these files, in the order in which they are read, leave in the kernel: the last line that it accepts, and a line with
 * the key's full name before any glob (sysctl.d(5), sysctl(8); run with procps 4.0.2 and systemd 252).
 */
export function sysctlSettings(sources: readonly Source[]): SysctlSettings {
  const settings = new Map<SysctlKey, SysctlSetting>();
  for (const source of sources) {
    for (const line of sysctlLines(source.text)) {
      if (!line.isAssignment) continue;
      for (const key of line.keys) {
        const { value } = kernelNumber(key, writtenIn(source.text, line));
        const before = settings.get(key);
        if (value === null || (before?.line.isExplicit === true && !line.isExplicit)) continue;
        settings.set(key, { source, line, value });
      }
    }
  }
  return settings;
}

export const writtenIn = (text: string, { value }: SysctlLine): string => text.slice(value.start, value.end);

/** A value in the timeline's terms; none where it means no length of time. */
const override: Readonly<Record<SysctlKey, (value: number) => KernelOverrides>> = {
  tcp_keepalive_time: (value) => (value > 0 ? { tcpKeepaliveTime: seconds(value) } : {}),
  tcp_keepalive_intvl: (value) => (value > 0 ? { tcpKeepaliveInterval: seconds(value) } : {}),
  tcp_keepalive_probes: (value) => ({ tcpKeepaliveProbes: count(value) }),
  tcp_retries2: (value) => ({ tcpRetries2: count(value) }),
};

/** What settings mean for Linux's defaults. */
export function kernelOverrides(settings: SysctlSettings): KernelOverrides {
  let overrides: KernelOverrides = {};
  for (const [key, { value }] of settings) overrides = { ...overrides, ...override[key](value) };
  return overrides;
}

/** What a sysctl file says of the machine that it belongs to. */
export interface SysctlValues {
  /** The systems that know the keys found; null: none of them is about TCP's end. */
  readonly systems: readonly KernelName[] | null;
  readonly overrides: KernelOverrides;
}

export interface SysctlProblem {
  /** 1-based. */
  readonly line: number;
  readonly message: string;
}

/** Sets one override from the number that stands there. */
type BsdKey = (value: number) => KernelOverrides;
const thousandth = (value: number): Seconds => seconds(value / 1000);
const probes = (value: number): Count => count(value);

/** FreeBSD tcp(4) and macOS: milliseconds; there from memory, so a guess. */
const bsdKeys: ReadonlyMap<string, BsdKey> = new Map<string, BsdKey>([
  ["net.inet.tcp.keepidle", (value) => ({ tcpKeepaliveTime: thousandth(value) })],
  ["net.inet.tcp.keepintvl", (value) => ({ tcpKeepaliveInterval: thousandth(value) })],
  ["net.inet.tcp.keepcnt", (value) => ({ tcpKeepaliveProbes: probes(value) })],
]);

/**
 * Reads sysctl.conf, a file of sysctl.d, or what `sysctl -a` prints (Linux "key = value", BSD "key: value"), for the kernel values
 * of one machine. What is not about TCP keepalive or retransmission is passed over; a value that no kernel takes is an error.
 */
export function readSysctl(text: string): Result<SysctlValues, SysctlProblem> {
  const source: Source = { path: "", text };
  const wrong = sysctlLines(text).find((line) => line.keys.some((key) => !isUsable(key, writtenIn(text, line))));
  if (wrong !== undefined) return fail({ line: lineOf(text, wrong.at.start), message: refusal(text, wrong) });
  const settings = sysctlSettings([source]);
  const bsd = readBsd(text);
  if (!bsd.ok || settings.size === 0) return bsd;
  if (bsd.value.systems === null) return ok({ systems: ["linux"], overrides: kernelOverrides(settings) });
  const first = Math.min(...[...settings.values()].map(({ line }) => line.at.start));
  return fail({ line: lineOf(text, first), message: "a file of one system has no keys of another" });
}

/** Zero probes and times below a second are a mistake that a timeline of them would hide. */
function isUsable(key: SysctlKey, written: string): boolean {
  const { value } = kernelNumber(key, written);
  return value !== null && (value > 0 || key === "tcp_retries2");
}

function refusal(text: string, line: SysctlLine): string {
  const name = text.slice(line.name.start, line.name.end);
  const isTime = line.keys.some((key) => key === "tcp_keepalive_time" || key === "tcp_keepalive_intvl");
  return isTime
    ? `${name} is not a whole number of seconds from 1 on`
    : `${name} is not a whole number from ${line.keys[0] === "tcp_retries2" ? 0 : 1} to 255`;
}

function readBsd(text: string): Result<SysctlValues, SysctlProblem> {
  let overrides: KernelOverrides = {};
  let found = false;
  for (const [index, line] of text.split("\n").entries()) {
    const parts = /^[ \t]*(net\.inet\.tcp\.\w+)[ \t]*[=:][ \t]*(.*?)[ \t\r]*$/.exec(line);
    const set = bsdKeys.get(parts?.[1] ?? "");
    if (set === undefined) continue;
    const value = /^\d{1,10}$/.test(parts?.[2] ?? "") ? Number(parts?.[2]) : Number.NaN;
    if (!(value >= 1 && value <= 2147483647))
      return fail({ line: index + 1, message: `${parts?.[1]} is not a whole number from 1 to 2147483647` });
    found = true;
    overrides = { ...overrides, ...set(value) };
  }
  return ok({ systems: found ? ["freebsd", "macos"] : null, overrides });
}

const lineOf = (text: string, offset: number): number => text.slice(0, offset).split("\n").length;
