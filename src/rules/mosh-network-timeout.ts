import { remarkRule } from "./remark-rule.ts";

export const moshNetworkTimeout = remarkRule({
  id: "mosh-network-timeout",
  about: "mosh-network-timeout",
  severity: "info",
  fix: null,
  since: "0.1.0",
  messages: {
    "no-number": ({ text }) =>
      `mosh-server takes only a positive whole number of seconds: "${text}" is none, so that it waits for lost clients for ever.`,
    short: ({ seconds }) =>
      `mosh-server ends a session whose client was not heard of for ${seconds} s. A laptop that sleeps overnight is away for longer; a week is 604800.`,
  },
  docs: {
    summary: "MOSH_SERVER_NETWORK_TMOUT does not say what it seems to.",
    why: "A mosh server keeps a session for a client that was away for days; that is what mosh is for. MOSH_SERVER_NETWORK_TMOUT ends it when the client was not heard of for so many seconds. Anything but a positive whole number means for ever, and a small number takes away what mosh is used for.",
    remedy: "Leave it unset, or set a week: 604800.",
    exceptions: "Shared servers on which forgotten sessions cost more than lost ones.",
    evidence: ["mosh-server(1) 1.4.0, MOSH_SERVER_NETWORK_TMOUT"],
  },
  examples: [
    {
      name: "a unit of time",
      files: { "env.sh": "export MOSH_SERVER_NETWORK_TMOUT=7d\n" },
      expect: ["1:no-number"],
    },
    {
      name: "ten minutes",
      files: { "env.sh": "export MOSH_SERVER_NETWORK_TMOUT=600\n" },
      expect: ["1:short"],
    },
    { name: "a week", files: { "env.sh": "export MOSH_SERVER_NETWORK_TMOUT=604800\n" }, expect: [] },
  ],
  say: ({ text, seconds }) =>
    seconds === null ? { kind: "no-number", data: { text } } : { kind: "short", data: { seconds } },
});
