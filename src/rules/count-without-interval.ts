import { appliedInterval } from "../policy/resolve.ts";
import { connectionRule } from "./rule.ts";
import { fileOf, keywordFor, lineOf, setIntent } from "./settings.ts";

export const countWithoutInterval = connectionRule({
  id: "count-without-interval",
  sides: ["client", "server"],
  severity: "warning",
  fix: "safe",
  since: "0.1.0",
  dependsOn: ["interval", "countMax"],
  messages: {
    "no-interval": ({ count, interval, countKeyword }, who) =>
      `${countKeyword} ${count} does nothing${who === "" ? "" : ` for ${who}`}: no ${interval} is set, so no probe is ever sent and idle connections are neither kept alive nor checked.`,
  },
  docs: {
    summary: "A number of unanswered probes is set, but no interval, so no probe is ever sent.",
    why: "The count says how many probes may stay unanswered. Probes are sent every interval, and the interval is 0 (off) unless it is set. The line looks like protection and is none.",
    remedy: "Set the interval beside it.",
    exceptions: "The interval is set by a file that is not here.",
    evidence: [
      "clientloop.c server_alive_check, serverloop.c client_alive_check (7.6 to 10.6): nothing happens while the interval is 0",
      "ssh_config(5), sshd_config(5): the interval's default is 0",
    ],
  },
  examples: [
    {
      name: "the count alone",
      files: { config: "Host web1\n    ServerAliveCountMax 5\n" },
      expect: ["2:no-interval"],
      fixed: "Host web1\n    ServerAliveCountMax 5\n    ServerAliveInterval 60\n",
    },
    { name: "both", files: { config: "Host web1\n  ServerAliveInterval 30\n  ServerAliveCountMax 5\n" }, expect: [] },
  ],
  judge(view, subject) {
    const { interval, countMax } = subject.settings;
    if (interval.value > 0 || interval.from !== null) return null;
    const at = lineOf(subject.settings, "countMax");
    if (at === null) return null;
    return {
      kind: "no-interval",
      data: {
        count: countMax.value,
        countKeyword: keywordFor(view.side, "countMax"),
        interval: keywordFor(view.side, "interval"),
      },
      at,
      file: fileOf(view, at),
      targets: subject.connection.targets,
      label: "no probe is ever sent",
      intents: [
        setIntent(subject, "interval", appliedInterval(view.sidePolicy, view.side, view.version.release), {
          beside: countMax.from,
        }),
      ],
    };
  },
});
