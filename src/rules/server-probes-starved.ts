import { probeRules } from "../timeline/ssh-probes.ts";
import { isNever } from "../timeline/timeline.ts";
import { connectionRule } from "./rule.ts";
import { fileOf, lineOf } from "./settings.ts";

/** Whoever asks for less wants dead clients gone at once, and learns here when that does not happen. Seconds. */
const quick = 60;

export const serverProbesStarved = connectionRule({
  id: "server-probes-starved",
  sides: ["server"],
  severity: "info",
  fix: null,
  since: "0.1.0",
  dependsOn: ["interval", "countMax"],
  messages: {
    "output-keeps-probes-away": ({ interval, idle, earliest, latest }) =>
      `sshd from 9.2 on probes only when it has written nothing for ${interval} s: a session that prints more often (tail -f, top, a forwarded port) is never probed, and its vanished client is noticed after ${earliest} to ${latest} s, by the kernel, not after ${idle} s. Clients with ServerAliveInterval notice in time; a lower net.ipv4.tcp_retries2 on the server helps it, too.`,
  },
  docs: {
    summary:
      "Sessions that keep writing are never probed by sshd 9.2 and later, so their dead clients stay much longer.",
    why: "Since 9.2 everything that wakes sshd up, its own output above all, starts the wait for ClientAliveInterval anew. While a session prints more often than that, no probe is ever sent. A client that vanished is then noticed only when the kernel gives up sending, after a quarter of an hour with Linux defaults. A client that hangs while its kernel still answers is not noticed before all buffers are full.",
    remedy:
      "Let clients set ServerAliveInterval, which no output starves from 8.4 on, or lower net.ipv4.tcp_retries2 on the server: 8 makes it about two minutes.",
    exceptions:
      "Always harmless where nobody counts on the exact time. Silent where an idle client may stay longer than a minute anyway and the policy allows what the kernel takes.",
    evidence: [
      "serverloop.c wait_until_can_do_something(), 9.2 to HEAD of 2026-08-21: any wake-up restarts the wait",
      "measured on 9.2, 9.6, 9.9, 10.0, 10.2, 10.5 with output every 0.2 to 1.9 s and interval 2: alive after 20 to 40 s; with Linux defaults ended by the kernel after 943 s",
    ],
  },
  examples: [
    {
      name: "dead clients are to be gone after a minute",
      files: { sshd_config: "ClientAliveInterval 15\nClientAliveCountMax 3\n" },
      openssh: "10.0",
      expect: ["1:output-keeps-probes-away"],
    },
    {
      name: "sshd 8.4 counts on",
      files: { sshd_config: "ClientAliveInterval 15\nClientAliveCountMax 3\n" },
      openssh: "8.4",
      expect: [],
    },
    {
      name: "nobody is in a hurry",
      files: { sshd_config: "ClientAliveInterval 60\n" },
      openssh: "10.0",
      expect: [],
    },
    {
      name: "the policy is in a hurry",
      files: {
        sshd_config: "ClientAliveInterval 60\n",
        ".keepalive-lint.json": '{"server": {"deadPeer": {"max": 300}}}',
      },
      openssh: "10.0",
      expect: ["1:output-keeps-probes-away"],
    },
  ],
  judge(view, subject) {
    const { connection, settings, timeline } = subject;
    const at = lineOf(settings, "interval");
    const { idle, sending } = timeline.deadPeer;
    if (at === null || isNever(idle) || isNever(sending) || idle.by !== "ssh") return null;
    if (probeRules(view.side, view.version.release).output !== "starves") return null;
    const allowed = Math.max(view.sidePolicy.deadPeer.max?.value ?? Number.POSITIVE_INFINITY, idle.latest);
    if (sending.latest <= idle.latest || (idle.latest > quick && sending.latest <= allowed)) return null;
    const { earliest, latest } = sending;
    return {
      kind: "output-keeps-probes-away",
      data: { interval: settings.interval.value, idle: idle.latest, earliest, latest },
      at,
      file: fileOf(view, at),
      targets: connection.targets,
      label: "not while the session prints more often",
    };
  },
});
