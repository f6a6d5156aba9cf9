import { mendIntents } from "./mend-intents.ts";
import { remarkRule } from "./remark-rule.ts";

export const pingWithoutType = remarkRule({
  id: "ping-without-type",
  about: "ping-without-type",
  severity: "warning",
  fix: "unsafe",
  since: "0.1.0",
  messages: {
    "no-effect": ({ key, seconds }) =>
      `${key} does nothing: keepalives are off in WinSCP until PingType says which kind to send; with one they would go out every ${seconds} s.`,
  },
  docs: {
    summary: "A WinSCP site has a keepalive interval and no PingType, so nothing is sent.",
    why: "PingType is 0, off, unless it is stored: 1 sends null SSH packets, 2 dummy commands of the protocol. The interval alone changes nothing, and the idle connection is forgotten by the network.",
    remedy:
      "Set PingType=1, in WinSCP under Advanced Site Settings, Connection, Keepalives. WinSCP writes the file when it ends: close it first.",
    exceptions: "None that we know of.",
    evidence: [
      "winscp source/core/SessionData.cpp DoLoad, DefaultSettings (PingType ptOff); SecureShell.cpp KeepAlive. WinSCP itself was not run",
    ],
  },
  examples: [
    {
      name: "seconds alone",
      files: { "WinSCP.ini": "[Sessions\\bob@web]\r\nHostName=web\r\nPingIntervalSecs=60\r\n" },
      expect: ["3:no-effect"],
      fixed: "[Sessions\\bob@web]\r\nHostName=web\r\nPingIntervalSecs=60\r\nPingType=1\r\n",
    },
    {
      name: "with a type",
      files: { "WinSCP.ini": "[Sessions\\bob@web]\r\nHostName=web\r\nPingType=1\r\nPingIntervalSecs=60\r\n" },
      expect: [],
    },
  ],
  say: (remark) => ({
    kind: "no-effect",
    data: { key: remark.key, seconds: remark.seconds },
    intents: mendIntents(remark),
  }),
});
