import { connectionRule } from "./rule.ts";
import { fileOf, lineOf, setIntent } from "./settings.ts";

export const tcpKeepalive = connectionRule({
  id: "tcp-keepalive",
  sides: ["client", "server"],
  severity: "warning",
  fix: "safe",
  since: "0.1.0",
  dependsOn: ["tcpKeepAlive"],
  messages: {
    "other-value": ({ value, asked, because }, who) =>
      `TCPKeepAlive is ${value}${who === "" || who === "any host" ? "" : ` for ${who}`}, the policy asks for ${asked}: ${because}.`,
  },
  docs: {
    summary: "The policy asks for another value of TCPKeepAlive.",
    why: "TCPKeepAlive only asks the kernel to probe an idle connection, after two hours on most systems. Next to SSH's own probes it changes nothing for a dead peer; some baselines want it off because its packets are not protected, others leave it on. The recommended policy takes any value.",
    remedy: "Set the value that the policy asks for.",
    exceptions: "None: choose another policy.",
    evidence: [
      "sshconnect.c ssh_connect_direct, sshd.c: setsockopt(SO_KEEPALIVE) and nothing else (7.6 to 10.6; seen with strace)",
      "measured: kernel keepalive 3/1/3 beside probes every 1 s changed no time",
    ],
  },
  examples: [
    {
      name: "dev-sec wants it off",
      files: { sshd_config: "ClientAliveInterval 300\nClientAliveCountMax 3\nTCPKeepAlive no\n" },
      policy: "dev-sec",
      expect: [],
    },
    {
      name: "a config that asks for no",
      files: {
        config: "Host *\n  ServerAliveInterval 60\n  TCPKeepAlive yes\n",
        ".keepalive-lint.json": '{"client": {"tcpKeepAlive": "no"}}',
      },
      expect: ["3:other-value"],
      fixed: "Host *\n  ServerAliveInterval 60\n  TCPKeepAlive no\n",
    },
  ],
  judge(view, subject) {
    const asked = view.sidePolicy.tcpKeepAlive;
    const { interval, tcpKeepAlive } = subject.settings;
    if (asked === null || tcpKeepAlive.value === asked.value) return null;
    const at = lineOf(subject.settings, "tcpKeepAlive");
    return {
      kind: "other-value",
      data: { value: tcpKeepAlive.value, asked: asked.value, because: asked.because },
      at,
      file: fileOf(view, at),
      targets: subject.connection.targets,
      intents: [setIntent(subject, "tcpKeepAlive", asked.value, { beside: interval.from })],
    };
  },
});
