import { placeOfRemark, remarkRule } from "./remark-rule.ts";

export const sysctlOverridden = remarkRule({
  id: "sysctl-overridden",
  about: "sysctl-overridden",
  severity: "info",
  fix: null,
  since: "0.1.0",
  messages: {
    "last-wins": ({ key }) =>
      `This line has no effect: the last one for a key counts, files being read by name, and another one sets net.ipv4.${key}.`,
  },
  docs: {
    summary: "Another line for the same key counts.",
    why: "In sysctl files the last line wins, other than in ssh_config. The files of all directories of sysctl.d are read in the order of their names, as bytes, and a file hides those of its name in less important directories; `sysctl --system` reads /etc/sysctl.conf after all of them. A key that is written in full beats every wildcard, wherever it stands.",
    remedy: "Delete the line, or rename its file so that it comes last.",
    exceptions: "The line is a fallback for machines that do not have the other file.",
    evidence: ["sysctl.d(5), sysctl(8); `sysctl --system` in a mount namespace, procps 4.0.2 (measured)"],
  },
  examples: [
    {
      name: "twice",
      files: { "sysctl.conf": "net.ipv4.tcp_retries2 = 8\nnet.ipv4.tcp_retries2 = 5\n" },
      expect: ["1:last-wins"],
    },
    {
      name: "twice the same",
      files: { "sysctl.conf": "net.ipv4.tcp_retries2 = 8\nnet.ipv4.tcp_retries2 = 8\n" },
      expect: [],
    },
  ],
  say: ({ key, by }) => ({
    kind: "last-wins",
    data: { key },
    related: [{ ...placeOfRemark(by), message: "this one counts" }],
  }),
});
