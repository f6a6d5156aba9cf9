import type { Never, TimelineInput } from "./timeline.ts";

const never = (because: string): Never => ({ never: true, because });

/** Words of each side for sentences. */
const words = {
  client: { interval: "ServerAliveInterval", countMax: "ServerAliveCountMax", self: "ssh", peer: "server" },
  server: { interval: "ClientAliveInterval", countMax: "ClientAliveCountMax", self: "sshd", peer: "client" },
} as const;

/** Why a silently cut idle path is never noticed: no SSH probe, and no keepalive of the kernel either. */
export function whyIdleNever(input: TimelineInput): Never {
  const { interval, countMax, self, peer } = words[input.side];
  const probes = input.settings.interval > 0;
  if (probes) return never(`${countMax} 0 means that ${self} never gives up`);
  const kernel = input.proxied
    ? "TCPKeepAlive does nothing behind ProxyJump or ProxyCommand"
    : "with TCPKeepAlive no the kernel does not ask either";
  return never(`${interval} 0 sends no probe to the ${peer}, and ${kernel}`);
}

/** Why a cut under continuous output is never noticed: only without a TCP connection of this side's own. */
export function whySendingNever(input: TimelineInput): Never {
  const { interval } = words[input.side];
  const probes =
    input.settings.interval > 0
      ? "ssh before 8.4 puts its deadline off with every piece of output"
      : `${interval} 0 sends no probe`;
  return never(`${probes}, and the TCP connection belongs to the proxy: only when that one notices does ssh end, too`);
}

/** Why a stopped peer is never noticed: its kernel goes on answering, and only an SSH probe would ask the program. */
export function whyFrozenNever(input: TimelineInput): Never {
  const { interval, countMax, self, peer } = words[input.side];
  const kernel = `the kernel of a stopped ${peer} goes on answering`;
  return input.settings.interval === 0
    ? never(`${kernel}, and ${interval} 0 sends no SSH probe that would ask the ${peer} itself`)
    : never(`${kernel}, and from OpenSSH 8.2 on ${countMax} 0 means that ${self} never gives up`);
}
