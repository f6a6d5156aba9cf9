import { remarkRule } from "./remark-rule.ts";

export const intervalCrashesPutty = remarkRule({
  id: "interval-crashes-putty",
  about: "interval-crashes-putty",
  severity: "error",
  fix: null,
  since: "0.1.0",
  messages: {
    aborts: ({ seconds }) =>
      `PuTTY cannot set a timer for ${seconds} s: plink and PuTTY on Unix end with a failed assertion as soon as they connect.`,
  },
  docs: {
    summary: "A PuTTY session's interval is below 0, or so long that PuTTY ends as soon as it connects.",
    why: "PuTTY counts in milliseconds in an int. What does not fit, or is negative, fails an assertion in its event loop.",
    remedy: "Write an interval in seconds, such as PingInterval=0 and PingIntervalSecs=60.",
    exceptions: "None that we know of; PuTTY on Windows was not run.",
    evidence: [
      "plink 0.78: `unix/utils/pollwrap.c: pollwrap_poll_timeout: Assertion milliseconds >= 0 failed` at -2, 2147484 and 2147483647 s (measured)",
    ],
  },
  examples: [
    {
      name: "below zero",
      files: { ".putty/sessions/web": "HostName=web\nPingIntervalSecs=-1\n" },
      expect: ["2:aborts"],
    },
    {
      name: "seconds that take back minutes",
      files: { ".putty/sessions/web": "HostName=web\nPingInterval=2\nPingIntervalSecs=-60\n" },
      expect: [],
    },
  ],
  say: ({ seconds }) => ({ kind: "aborts", data: { seconds } }),
});
