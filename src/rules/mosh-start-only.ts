import { remarkRule } from "./remark-rule.ts";

export const moshStartOnly = remarkRule({
  id: "mosh-start-only",
  about: "mosh-start-only",
  severity: "info",
  fix: null,
  since: "0.1.0",
  messages: {
    "forgotten-after-start": ({ option }) =>
      `mosh uses ssh to start only and then speaks for itself: ${option} does nothing for the session. mosh survives outages by itself; how long its server waits for a lost client is MOSH_SERVER_NETWORK_TMOUT.`,
  },
  docs: {
    summary: "Keepalive options of ssh are given to mosh, which needs ssh for a moment only.",
    why: "mosh starts its server through ssh and then closes that connection; all that follows goes over UDP and is not ssh. ServerAliveInterval there changes nothing for the session.",
    remedy:
      "Leave the option out. A mosh server waits for ever for a client that does not come back, unless MOSH_SERVER_NETWORK_TMOUT is set on the server.",
    exceptions: "A login that takes minutes.",
    evidence: ["mosh(1), mosh-server(1) 1.4.0"],
  },
  examples: [
    {
      name: "a keepalive for nothing",
      files: { "connect.sh": "mosh --ssh='ssh -p 2222 -o ServerAliveInterval=30' web1\n" },
      expect: ["1:forgotten-after-start"],
    },
    { name: "another port", files: { "connect.sh": "mosh --ssh='ssh -p 2222' web1\n" }, expect: [] },
  ],
  say: ({ option }) => ({ kind: "forgotten-after-start", data: { option } }),
});
