import { appliedInterval } from "../policy/resolve.ts";
import { isNever } from "../timeline/timeline.ts";
import { connectionRule } from "./rule.ts";
import { fileOf, keywordFor, lineOf, setIntent } from "./settings.ts";

export const deadPeerNever = connectionRule({
  id: "dead-peer-never",
  sides: ["client", "server"],
  severity: "warning",
  fix: "safe",
  since: "0.1.0",
  dependsOn: ["interval", "tcpKeepAlive"],
  messages: {
    "client-waits-for-ever": ({ interval }, who) =>
      `When ${who === "" ? "the server" : who} or the network dies, an idle session hangs for ever: TCPKeepAlive is off and so is ${interval}, so nothing ever asks whether the server is still there.`,
    "server-keeps-for-ever": ({ interval }) =>
      `Sessions of clients that vanished stay for ever: TCPKeepAlive is off and so is ${interval}, so sshd never asks whether the client is still there.`,
  },
  docs: {
    summary: "Neither ssh nor the kernel ever notices that the other side is gone.",
    why: "TCPKeepAlive no takes away the kernel's check after about two hours. That is fine where SSH's own probes do the work, but with an interval of 0 nothing does. An idle session to a dead machine stays open for ever, and on a server such sessions pile up with everything that they hold.",
    remedy: "Set the interval; TCPKeepAlive may then stay off.",
    exceptions: "None that we know of.",
    evidence: [
      "measured on 9.2 to 10.5: with TCPKeepAlive no and interval 0 an idle connection noticed nothing",
      "sshconnect.c ssh_connect_direct and sshd.c: TCPKeepAlive is SO_KEEPALIVE and nothing else (7.6 to 10.6)",
    ],
  },
  examples: [
    {
      name: "both off",
      files: { config: "Host *\n  TCPKeepAlive no\n" },
      expect: ["2:client-waits-for-ever"],
      fixed: "Host *\n  TCPKeepAlive no\n  ServerAliveInterval 60\n",
    },
    {
      name: "SSH's own probes instead",
      files: { config: "Host *\n  TCPKeepAlive no\n  ServerAliveInterval 60\n" },
      expect: [],
    },
  ],
  judge(view, subject) {
    const { interval, tcpKeepAlive } = subject.settings;
    if (interval.value > 0 || tcpKeepAlive.value !== "no" || !isNever(subject.timeline.deadPeer.idle)) return null;
    const at = lineOf(subject.settings, "tcpKeepAlive");
    return {
      kind: view.side === "client" ? "client-waits-for-ever" : "server-keeps-for-ever",
      data: { interval: keywordFor(view.side, "interval"), because: subject.timeline.deadPeer.idle.because },
      at,
      file: fileOf(view, at),
      targets: subject.connection.targets,
      label: "nothing is left that would notice",
      intents: [
        setIntent(subject, "interval", appliedInterval(view.sidePolicy, view.side, view.version.release), {
          beside: tcpKeepAlive.from,
        }),
      ],
    };
  },
});
