import { fail, ok, type Result } from "../base/result.ts";
import { type Count, count, type Seconds, seconds } from "../base/units.ts";
import type { KernelName, KernelOverrides } from "../timeline/kernels.ts";

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
interface Key {
  readonly systems: readonly KernelName[];
  readonly least: number;
  readonly most: number;
  readonly set: (value: number) => KernelOverrides;
}

const time = (value: Seconds): KernelOverrides => ({ tcpKeepaliveTime: value });
const interval = (value: Seconds): KernelOverrides => ({ tcpKeepaliveInterval: value });
const probes = (value: Count): KernelOverrides => ({ tcpKeepaliveProbes: value });

const linux = (least: number, most: number, set: Key["set"]): Key => ({ systems: ["linux"], least, most, set });
const bsd = (set: Key["set"]): Key => ({ systems: ["freebsd", "macos"], least: 1, most: 2147483647, set });
const thousandth = (value: number): Seconds => seconds(value / 1000);

/** Linux: Documentation/networking/ip-sysctl.rst, seconds. FreeBSD tcp(4) and macOS: milliseconds; there from memory, so a guess. */
const keys: ReadonlyMap<string, Key> = new Map([
  ["net.ipv4.tcp_keepalive_time", linux(1, 32767, (value) => time(seconds(value)))],
  ["net.ipv4.tcp_keepalive_intvl", linux(1, 32767, (value) => interval(seconds(value)))],
  ["net.ipv4.tcp_keepalive_probes", linux(1, 127, (value) => probes(count(value)))],
  ["net.ipv4.tcp_retries2", linux(0, 255, (value) => ({ tcpRetries2: count(value) }))],
  ["net.inet.tcp.keepidle", bsd((value) => time(thousandth(value)))],
  ["net.inet.tcp.keepintvl", bsd((value) => interval(thousandth(value)))],
  ["net.inet.tcp.keepcnt", bsd((value) => probes(count(value)))],
]);

/**
 * Reads sysctl.conf, a file of sysctl.d, or what `sysctl -a` prints (Linux "key = value", BSD "key: value"); the last line for a
 * key counts, as in sysctl.conf(5). What is not about TCP keepalive or retransmission is passed over.
 */
export function readSysctl(text: string): Result<SysctlValues, SysctlProblem> {
  let overrides: KernelOverrides = {};
  let systems: readonly KernelName[] | null = null;
  for (const [index, line] of text.split("\n").entries()) {
    const parts = /^[ \t]*-?[ \t]*([^\s#;=:]+)[ \t]*[=:][ \t]*(.*?)[ \t\r]*$/.exec(line);
    const key = keys.get(dotted(parts?.[1] ?? ""));
    if (key === undefined) continue;
    const value = /^\d{1,10}$/.test(parts?.[2] ?? "") ? Number(parts?.[2]) : Number.NaN;
    if (!(value >= key.least && value <= key.most))
      return fail({ line: index + 1, message: `${parts?.[1]} is not a whole number from ${key.least} to ${key.most}` });
    if (systems !== null && systems[0] !== key.systems[0])
      return fail({ line: index + 1, message: "a file of one system has no keys of another" });
    systems = key.systems;
    overrides = { ...overrides, ...key.set(value) };
  }
  return ok({ systems, overrides });
}

/** sysctl.conf(5): where the first separator is a slash, slashes separate. */
const dotted = (key: string): string => (/^[^.]*\//.test(key) ? key.replaceAll("/", ".") : key);
