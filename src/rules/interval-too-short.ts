import { appliedInterval } from "../policy/resolve.ts";
import { connectionRule } from "./rule.ts";
import { fileOf, lineOf, setIntent } from "./settings.ts";

export const intervalTooShort = connectionRule({
  id: "interval-too-short",
  sides: ["client", "server"],
  severity: "info",
  fix: "safe",
  since: "0.1.0",
  dependsOn: ["interval"],
  messages: {
    "wakes-radios": ({ interval, min }, who) =>
      `A probe every ${interval} s${who === "" ? "" : ` to ${who}`} keeps phones' and laptops' radios awake and gains nothing: no known network forgets a connection within ${min} s.`,
  },
  docs: {
    summary: "Probes are sent more often than any network needs.",
    why: "Every probe is a packet and an answer. Below 10 s they cost battery and traffic without keeping anything alive that a probe a minute would not.",
    remedy: "Use 60 s, or whatever your network needs.",
    exceptions: "A tunnel whose owner wants a dead peer noticed within seconds.",
    evidence: ["no idle limit below 25 s is known, and no documented one below 240 s"],
  },
  examples: [
    {
      name: "every five seconds",
      files: { config: "Host *\n  ServerAliveInterval 5\n  ServerAliveCountMax 10\n" },
      expect: ["2:wakes-radios"],
      fixed: "Host *\n  ServerAliveInterval 60\n  ServerAliveCountMax 10\n",
    },
    { name: "every minute", files: { config: "Host *\n  ServerAliveInterval 60\n" }, expect: [] },
  ],
  judge(view, subject) {
    const { min } = view.sidePolicy.interval;
    const { interval } = subject.settings;
    if (min === null || interval.value === 0 || interval.value >= min.value) return null;
    const at = lineOf(subject.settings, "interval");
    return {
      kind: "wakes-radios",
      data: { interval: interval.value, min: min.value },
      at,
      file: fileOf(view, at),
      targets: subject.connection.targets,
      label: `a probe every ${interval.value} s`,
      intents: [setIntent(subject, "interval", appliedInterval(view.sidePolicy, view.side, view.version.release))],
    };
  },
});
