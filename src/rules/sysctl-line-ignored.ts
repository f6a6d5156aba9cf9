import { mendIntents } from "./mend-intents.ts";
import { remarkRule } from "./remark-rule.ts";

export const sysctlLineIgnored = remarkRule({
  id: "sysctl-line-ignored",
  about: "sysctl-line-ignored",
  severity: "warning",
  fix: "safe",
  since: "0.1.0",
  messages: {
    "no-such-key": ({ key }) => `No kernel has this key, so the line sets nothing: it is net.ipv4.${key}.`,
    "no-assignment": ({ key }) => `Without an = the line is passed over, and net.ipv4.${key} stays what it was.`,
  },
  docs: {
    summary: "A line of a sysctl file is meant for TCP's keepalive or retransmission and sets nothing.",
    why: "A misspelled key, or one of IPv6 (which uses the keys of IPv4), is an error that a boot passes over. A line without `=` is no assignment.",
    remedy: "Write `net.ipv4.tcp_keepalive_time = 300`.",
    exceptions: "None that we know of.",
    evidence: [
      "`sysctl -p` and systemd-sysctl: `cannot stat /proc/sys/net/ipv6/tcp_keepalive_time`, `Line is not an assignment` (measured)",
    ],
  },
  examples: [
    {
      name: "IPv6",
      files: { "sysctl.conf": "net.ipv6.tcp_keepalive_time = 300\n" },
      expect: ["1:no-such-key"],
      fixed: "net.ipv4.tcp_keepalive_time = 300\n",
    },
    {
      name: "a colon",
      files: { "sysctl.conf": "vm.swappiness = 1\nnet.ipv4.tcp_retries2: 8\n" },
      expect: ["2:no-assignment"],
      fixed: "vm.swappiness = 1\nnet.ipv4.tcp_retries2 = 8\n",
    },
    { name: "other keys", files: { "sysctl.conf": "net.ipv6.conf.all.forwarding = 1\n" }, expect: [] },
  ],
  say: (remark) => ({ kind: remark.hint, data: { key: remark.key }, intents: mendIntents(remark) }),
});
