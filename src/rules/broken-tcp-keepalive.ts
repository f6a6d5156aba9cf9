import { remarkRule } from "./remark-rule.ts";

export const brokenTcpKeepalive = remarkRule({
  id: "broken-tcp-keepalive",
  about: "broken-tcp-keepalive",
  severity: "error",
  fix: null,
  since: "0.1.0",
  messages: {
    "no-probes": () =>
      "With 0 probes the kernel asks nobody and ends each idle connection that has TCPKeepAlive after tcp_keepalive_time, also to a server that is well.",
    "no-time": ({ key, value }) => `net.ipv4.${key} ${value} is no length of time.`,
  },
  docs: {
    summary: "TCP keepalive ends healthy connections, or has no time to wait.",
    why: "A kernel with tcp_keepalive_probes 0 has used up its probes before it sends one. Every idle connection with SO_KEEPALIVE, ssh's among them, then ends with `Connection timed out`.",
    remedy:
      "Write a number of probes from 1 on, and times in seconds from 1 on. To switch TCP keepalive off, use TCPKeepAlive no in ssh_config.",
    exceptions: "None that we know of.",
    evidence: [
      "net/ipv4/tcp_timer.c tcp_keepalive_timer; Linux 6.18 in a network namespace: 2 s of idle time and 0 probes ended a healthy connection after 2.0 s (measured)",
    ],
  },
  examples: [
    { name: "no probes", files: { "sysctl.conf": "net.ipv4.tcp_keepalive_probes = 0\n" }, expect: ["1:no-probes"] },
    { name: "no time", files: { "sysctl.conf": "net.ipv4.tcp_keepalive_time = -1\n" }, expect: ["1:no-time"] },
    { name: "no retries are a number", files: { "sysctl.conf": "net.ipv4.tcp_retries2 = 0\n" }, expect: [] },
  ],
  say: ({ hint, key, value }) => ({ kind: hint, data: { key, value } }),
});
