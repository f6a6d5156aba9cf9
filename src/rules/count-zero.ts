import { connectionRule } from "./rule.ts";
import { fileOf, lineOf, setIntent } from "./settings.ts";

export const countZero = connectionRule({
  id: "count-zero",
  sides: ["client", "server"],
  severity: "error",
  fix: "safe",
  since: "0.1.0",
  dependsOn: ["interval", "countMax"],
  messages: {
    "client-kills-idle": ({ interval }, who) =>
      `After ${interval} s of silence ssh ends a healthy session${who === "" ? "" : ` to ${who}`}: with ServerAliveCountMax 0 it gives up before it has sent a single probe.`,
    "server-kills-idle": ({ interval, release }) =>
      `After ${interval} s of silence sshd ${release} ends healthy sessions: with ClientAliveCountMax 0 it gives up before the client could answer.`,
    "server-never-ends": ({ interval }) =>
      `sshd probes every ${interval} s but never ends a session over it: since OpenSSH 8.2 ClientAliveCountMax 0 means that unanswered probes do not count, so sessions of vanished clients stay until the kernel gives up.`,
    "policy-asks": ({ interval, policy }) =>
      `The policy ${policy} asks for ClientAliveCountMax 0, which since OpenSSH 8.2 switches ending dead sessions off: sshd probes every ${interval} s and never acts on it. It meets the letter and defeats the purpose.`,
  },
  docs: {
    summary: "A count of 0 ends healthy sessions (ssh, sshd before 8.2) or never ends dead ones (sshd from 8.2 on).",
    why: "ssh compares the number of unanswered probes with the count before it sends the first one: with 0 it ends the session after one interval of silence, whether the server is well or not. sshd did the same up to 8.1 and people used it as an idle timeout; since 8.2 the same line means that sshd never ends a session for silence at all.",
    remedy:
      "Use a count of at least 1, 3 by default. For logging out idle users use ChannelTimeout (9.2 and later) or the shell's TMOUT.",
    exceptions: "A benchmark for OpenSSH before 8.2 that demands 0.",
    evidence: [
      "clientloop.c server_alive_check; measured on 7.9 to 10.5: a live server was cut after 3 s with 3/0",
      "serverloop.c client_alive_check, commit 69334996a, first in 8.2; measured: alive at 30 s with a dead peer",
    ],
  },
  examples: [
    {
      name: "ssh kills the healthy session",
      files: { config: "Host *\n  ServerAliveInterval 60\n  ServerAliveCountMax 0\n" },
      expect: ["3:client-kills-idle"],
      fixed: "Host *\n  ServerAliveInterval 60\n  ServerAliveCountMax 3\n",
    },
    {
      name: "a newer sshd never ends anything",
      files: { sshd_config: "ClientAliveInterval 60\nClientAliveCountMax 0\n" },
      openssh: "9.6",
      expect: ["2:server-never-ends"],
      fixed: "ClientAliveInterval 60\nClientAliveCountMax 3\n",
    },
    {
      name: "an older sshd ends healthy sessions",
      files: { sshd_config: "ClientAliveInterval 60\nClientAliveCountMax 0\n" },
      openssh: "8.0",
      expect: ["2:server-kills-idle"],
    },
    {
      name: "without an interval nothing is counted",
      files: { sshd_config: "ClientAliveCountMax 3\nClientAliveInterval 60\n" },
      expect: [],
    },
  ],
  judge(view, subject) {
    const { interval, countMax } = subject.settings;
    if (interval.value === 0 || countMax.value > 0) return null;
    const at = lineOf(subject.settings, "countMax");
    const neverEnds = view.side === "server" && view.version.release >= 802;
    const asked = view.sidePolicy.countMax.max?.value === 0;
    return {
      kind: asked && neverEnds ? "policy-asks" : neverEnds ? "server-never-ends" : `${view.side}-kills-idle`,
      data: {
        interval: interval.value,
        release: `${Math.floor(view.version.release / 100)}.${view.version.release % 100}`,
        policy: view.policy.preset,
      },
      at,
      file: fileOf(view, at),
      targets: subject.connection.targets,
      severity: neverEnds ? "warning" : "error",
      label: neverEnds ? "unanswered probes do not count" : "ends healthy idle sessions",
      intents: asked ? [] : [setIntent(subject, "countMax", view.sidePolicy.countMax.apply)],
    };
  },
});
