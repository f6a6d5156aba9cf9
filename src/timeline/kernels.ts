import { type Count, count, type Seconds, seconds } from "../base/units.ts";

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
}

/** The kernel with the values that somebody set in place of its defaults. */
export function tunedKernel(kernel: Kernel, overrides: KernelOverrides): Kernel {
  return {
    name: kernel.name,
    keepalive: {
      ...kernel.keepalive,
      time: overrides.tcpKeepaliveTime ?? kernel.keepalive.time,
      interval: overrides.tcpKeepaliveInterval ?? kernel.keepalive.interval,
      probes: overrides.tcpKeepaliveProbes ?? kernel.keepalive.probes,
    },
    retransmission:
      overrides.tcpRetries2 === undefined ? kernel.retransmission : linuxRetransmission(overrides.tcpRetries2),
  };
}

/** Values of tcp_retries2 whose outcome was timed: dead-peer.md section 4. */
const timedRetries: readonly number[] = [3, 5, 8, 15];

/**
 * When Linux gives up unacknowledged data with `retries` = net.ipv4.tcp_retries2, from its first sending, over all round-trip times.
 * It looks only when it retransmits: at the first retransmission behind the limit that tcp_model_timeout() computes
 * (net/ipv4/tcp_timer.c), and retransmissions double their distance up to 120 s. dead-peer.md section 2.3.
 */
export function linuxRetransmission(retries: Count): Retransmission {
  const earliest = modelledLimit(retries) + 2 * shortestTimeout;
  const evidence = timedRetries.includes(retries) ? "measured" : "sourced";
  const latest = earliest + Math.min(earliest, longestStep);
  return retransmission(
    tenths(earliest),
    tenths(latest),
    evidence,
    `tcp_retries2 ${retries}: tcp_model_timeout(), Linux`,
  );
}

/** TCP_RTO_MIN and TCP_RTO_MAX of Linux, include/net/tcp.h. */
const shortestTimeout = 0.2;
const longestStep = 120;

function modelledLimit(retries: number): number {
  const doublings = Math.min(retries, 9);
  return shortestTimeout * (2 ** (doublings + 1) - 1) + longestStep * (retries - doublings);
}

const tenths = (value: number) => Math.round(value * 10) / 10;
