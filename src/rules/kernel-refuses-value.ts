import { mendIntents } from "./mend-intents.ts";
import { remarkRule } from "./remark-rule.ts";

export const kernelRefusesValue = remarkRule({
  id: "kernel-refuses-value",
  about: "kernel-refuses-value",
  severity: "error",
  fix: "unsafe",
  since: "0.1.0",
  messages: {
    "no-effect": ({ key, hint }) =>
      `The kernel refuses this value, so net.ipv4.${key} stays what it was, by default ${defaults[String(key)]}: ${hints[String(hint)]}.`,
  },
  docs: {
    summary: "A sysctl file gives TCP's keepalive or retransmission a value that the kernel does not take.",
    why: "A sysctl file hands what stands behind the `=` to the kernel as it is, and the kernel takes a plain number and nothing else: no unit, no quotes, no comment. It refuses everything else with `Invalid argument`, which at boot only a log shows, and the value stays at its default: two hours of idle time before the first TCP keepalive.",
    remedy: "Write a plain number of seconds (of probes, of retries).",
    exceptions: "None that we know of.",
    evidence: [
      "kernel/sysctl.c proc_get_long; `sysctl -p` and systemd-sysctl in network namespaces, Linux 6.18 (measured)",
      "proc_dou8vec_minmax: tcp_keepalive_probes and tcp_retries2 take 0 to 255 (measured)",
    ],
  },
  examples: [
    {
      name: "a unit",
      files: { "sysctl.conf": "net.ipv4.tcp_keepalive_time = 5m\n" },
      expect: ["1:no-effect"],
      fixed: "net.ipv4.tcp_keepalive_time = 300\n",
    },
    {
      name: "a comment right behind the number",
      files: { "sysctl.conf": "net.ipv4.tcp_retries2 = 8# about 100 s\n" },
      expect: ["1:no-effect"],
      fixed: "# about 100 s\nnet.ipv4.tcp_retries2 = 8\n",
    },
    {
      name: "too many probes",
      files: { "sysctl.conf": "net.ipv4.tcp_keepalive_probes=300\n" },
      expect: ["1:no-effect"],
    },
    { name: "plain numbers", files: { "sysctl.conf": "net.ipv4.tcp_keepalive_time = 300\n" }, expect: [] },
  ],
  say: (remark) => ({
    kind: "no-effect",
    data: { key: remark.key, hint: remark.hint },
    intents: mendIntents(remark),
  }),
});

const defaults: Readonly<Record<string, string>> = {
  tcp_keepalive_time: "7200 s",
  tcp_keepalive_intvl: "75 s",
  tcp_keepalive_probes: "9",
  tcp_retries2: "15",
};

const hints: Readonly<Record<string, string>> = {
  unit: "it takes seconds without a unit",
  quotes: "quotes are part of the value here",
  comment: "a comment needs a line of its own",
  octal: "a leading zero makes it octal, and 8 and 9 are no octal digits",
  range: "it is out of range",
  sign: "it takes no plus sign",
  number: "it takes a whole number and nothing else",
};
