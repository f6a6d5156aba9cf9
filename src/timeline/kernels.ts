import { type Count, count, type Seconds, seconds } from "../base/units.ts";
import { linuxRetransmission } from "./retransmission.ts";

/** How a number is known: run and timed by this project, read in the named source, or believed. */
export type Evidence = "measured" | "sourced" | "guess";

export const kernelNames = ["linux", "macos", "freebsd", "openbsd", "windows"] as const;
export type KernelName = (typeof kernelNames)[number];

/** What TCPKeepAlive switches on. */
export interface KernelKeepalive {
  /** Idle time before the first probe, in seconds. */
  readonly time: Seconds;
  /** From one unanswered probe to the next, in seconds. */
  readonly interval: Seconds;
  /** Unanswered probes after which the connection is dead. */
  readonly probes: Count;
  readonly evidence: Evidence;
  readonly source: string;
}

/** How long a kernel goes on sending data that nobody acknowledges, from the first sending, over all round-trip times. */
export interface Retransmission {
  readonly earliest: Seconds;
  readonly latest: Seconds;
  readonly evidence: Evidence;
  readonly source: string;
}

/** The TCP of the machine that this side runs on. */
export interface Kernel {
  readonly name: KernelName;
  readonly keepalive: KernelKeepalive;
  readonly retransmission: Retransmission;
  /** What differs from the system's defaults; absent: nothing. */
  readonly tuned?: KernelOverrides;
}

function keepalive(time: number, interval: number, probes: number, evidence: Evidence, source: string) {
  return { time: seconds(time), interval: seconds(interval), probes: count(probes), evidence, source };
}

function retransmission(earliest: number, latest: number, evidence: Evidence, source: string): Retransmission {
  return { earliest: seconds(earliest), latest: seconds(latest), evidence, source };
}

/** Twelve doublings, steps of at most 64 s; how that adds up on a real system was never timed. */
const twelveShifts = (header: string) =>
  retransmission(120, 540, "guess", `12 retransmissions, step at most 64 s (${header}); the sum is a guess`);

/** Defaults of each system: dead-peer.md section 3, policy.md section 4. */
export const kernels: Readonly<Record<KernelName, Kernel>> = {
  linux: {
    name: "linux",
    keepalive: keepalive(
      7200,
      75,
      9,
      "measured",
      "net.ipv4.tcp_keepalive_*, tcp(7); scaled values timed on Linux 6.18",
    ),
    retransmission: retransmission(925, 1045, "measured", "tcp_retries2 15: 943..945 s timed on Linux 6.18"),
  },
  macos: {
    name: "macos",
    keepalive: keepalive(7200, 75, 8, "sourced", "Apple xnu bsd/netinet/tcp_timer.h (2024)"),
    retransmission: twelveShifts("Apple xnu bsd/netinet/tcp_timer.h, 2024"),
  },
  freebsd: {
    name: "freebsd",
    keepalive: keepalive(
      7200,
      75,
      8,
      "guess",
      "sys/netinet/tcp_timer.h of 1995; the current value is believed the same",
    ),
    retransmission: twelveShifts("sys/netinet/tcp_timer.h, 1995"),
  },
  openbsd: {
    name: "openbsd",
    keepalive: keepalive(7200, 75, 8, "sourced", "OpenBSD sys/netinet/tcp_timer.h 1.19 (2022)"),
    retransmission: twelveShifts("OpenBSD sys/netinet/tcp_timer.h 1.19, 2022"),
  },
  windows: {
    name: "windows",
    keepalive: keepalive(7200, 1, 10, "sourced", "Microsoft, SIO_KEEPALIVE_VALS: 2 h, 1 s, 10 probes since Vista"),
    retransmission: retransmission(10, 60, "guess", "5 retransmissions, tens of seconds; never timed"),
  },
};

/** Kernel values that somebody set by hand (sysctl, registry), each in the unit of the Linux sysctl of that name. */
export interface KernelOverrides {
  readonly tcpKeepaliveTime?: Seconds;
  readonly tcpKeepaliveInterval?: Seconds;
  readonly tcpKeepaliveProbes?: Count;
  /** Linux only: retransmissions, 1 to 30. */
  readonly tcpRetries2?: Count;
  /** Linux only: round-trip time of the path in milliseconds, which narrows the range over all round-trip times. */
  readonly roundTripMs?: Count;
}

/** The kernel with the values that somebody set in place of its defaults, or of what was set before. */
export function tunedKernel(kernel: Kernel, overrides: KernelOverrides): Kernel {
  const tuned = { ...kernel.tuned, ...overrides };
  if (Object.keys(tuned).length === 0) return kernel;
  const { tcpKeepaliveTime, tcpKeepaliveInterval, tcpKeepaliveProbes } = tuned;
  return {
    name: kernel.name,
    keepalive: {
      ...kernel.keepalive,
      time: tcpKeepaliveTime ?? kernel.keepalive.time,
      interval: tcpKeepaliveInterval ?? kernel.keepalive.interval,
      probes: tcpKeepaliveProbes ?? kernel.keepalive.probes,
    },
    retransmission: tunedRetransmission(kernel, tuned),
    tuned,
  };
}

/** Of other systems neither value says anything about the sum, which is a guess there anyway. */
function tunedRetransmission(kernel: Kernel, { tcpRetries2, roundTripMs }: KernelOverrides): Retransmission {
  if (tcpRetries2 === undefined && (roundTripMs === undefined || kernel.name !== "linux")) return kernel.retransmission;
  const roundTrip = roundTripMs === undefined ? null : seconds(roundTripMs / 1000);
  return linuxRetransmission(tcpRetries2 ?? count(15), roundTrip);
}
