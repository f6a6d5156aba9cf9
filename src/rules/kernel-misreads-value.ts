import { mendIntents } from "./mend-intents.ts";
import { remarkRule } from "./remark-rule.ts";

export const kernelMisreadsValue = remarkRule({
  id: "kernel-misreads-value",
  about: "kernel-misreads-value",
  severity: "warning",
  fix: "unsafe",
  since: "0.1.0",
  messages: {
    octal: ({ key, value }) => `The kernel reads a leading zero as octal: net.ipv4.${key} becomes ${value}.`,
    unit: ({ key, value }) =>
      `The kernel reads the number and passes over what follows the blank: net.ipv4.${key} becomes ${value}, in seconds.`,
    "no-comment": ({ value }) =>
      `This is no comment: the kernel gets the whole line, and takes ${value} only because a blank follows it. Without the blank it would refuse the value.`,
    "not-read": ({ value }) => `The kernel takes ${value} and passes over what follows the blank.`,
  },
  docs: {
    summary: "The kernel takes another number than people read on the line, or passes over the rest of it.",
    why: "Numbers are read as in C: 010 is 8. Behind the first blank nothing is read, so that `10 min` means ten seconds and a comment at the end of a line is harmless until somebody drops the blank.",
    remedy: "Write a plain decimal number of seconds, and comments on lines of their own.",
    exceptions: "None that we know of.",
    evidence: [
      "kernel/sysctl.c proc_get_long, strtoul_lenient; `sysctl -p` in network namespaces, Linux 6.18 (measured)",
    ],
  },
  examples: [
    {
      name: "a leading zero",
      files: { "sysctl.conf": "net.ipv4.tcp_keepalive_intvl = 030\n" },
      expect: ["1:octal"],
      fixed: "net.ipv4.tcp_keepalive_intvl = 30\n",
    },
    {
      name: "a comment behind the value",
      files: { "sysctl.conf": "net.ipv4.tcp_keepalive_time = 240 # below Azure's limit\n" },
      expect: ["1:no-comment"],
      fixed: "# below Azure's limit\nnet.ipv4.tcp_keepalive_time = 240\n",
    },
    {
      name: "a unit behind a blank",
      files: { "sysctl.conf": "net.ipv4.tcp_keepalive_time = 10 min\n" },
      expect: ["1:unit"],
      fixed: "net.ipv4.tcp_keepalive_time = 600\n",
    },
    { name: "a plain number", files: { "sysctl.conf": "net.ipv4.tcp_keepalive_intvl = 30\n" }, expect: [] },
  ],
  say: (remark) => ({
    kind: kinds[remark.hint],
    data: { key: remark.key, value: remark.value },
    ...(remark.hint === "comment" || remark.hint === "text" ? { severity: "info" } : {}),
    intents: mendIntents(remark),
  }),
});

const kinds = { octal: "octal", unit: "unit", comment: "no-comment", text: "not-read" } as const;
