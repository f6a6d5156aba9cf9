import { placeOfRemark, remarkRule } from "./remark-rule.ts";

export const repeatedOption = remarkRule({
  id: "repeated-option",
  about: "repeated-option",
  severity: "warning",
  fix: null,
  since: "0.1.0",
  messages: {
    "first-wins": ({ option, value, first }) =>
      `${option} ${value} has no effect: the first one on the command line counts, and it says ${first}.`,
  },
  docs: {
    summary: "An option stands on a command line twice with different values; only the first one counts.",
    why: "As in ssh_config, ssh keeps the first value it gets for a setting. Whoever adds an option at the end of a command line to change what is before it changes nothing.",
    remedy: "Keep one of them, or put the one that is to count first.",
    exceptions: "None that we know of.",
    evidence: [
      "readconf.c parse_int: `if (*activep && *intptr == -1)` (8.4 to 10.6); `ssh -G -o ServerAliveInterval=1 -o ServerAliveInterval=2 host` prints 1 (measured on 9.2)",
    ],
  },
  examples: [
    {
      name: "the second one is lost",
      files: { "tunnel.sh": "ssh -o ServerAliveInterval=30 -N -o ServerAliveInterval=60 relay\n" },
      expect: ["1:first-wins"],
    },
    {
      name: "the same value twice",
      files: { "tunnel.sh": "ssh -o ServerAliveInterval=30 -N -o ServerAliveInterval=30 relay\n" },
      expect: [],
    },
  ],
  say: ({ option, value, first, firstPlace }) => ({
    kind: "first-wins",
    data: { option, value, first },
    related: [{ ...placeOfRemark(firstPlace), message: "this one counts" }],
  }),
});
