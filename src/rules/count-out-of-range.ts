import { connectionRule } from "./rule.ts";
import { fileOf, lineOf, setIntent } from "./settings.ts";

export const countOutOfRange = connectionRule({
  id: "count-out-of-range",
  sides: ["client", "server"],
  severity: "warning",
  fix: "unsafe",
  since: "0.1.0",
  dependsOn: ["interval", "countMax"],
  messages: {
    "too-high": ({ count, max, because }, who) =>
      `${count} unanswered probes${who === "" ? "" : ` (${who})`} are more than the policy's ${max}: ${because}.`,
    "too-low": ({ count, min, because }, who) =>
      `${count} unanswered probes${who === "" ? "" : ` (${who})`} are fewer than the policy's ${min}: ${because}.`,
  },
  docs: {
    summary: "The number of unanswered probes is outside what the chosen policy allows.",
    why: "The recommended policy leaves the count free; this is only about limits that a project's config sets.",
    remedy: "Use a count within the policy's limits.",
    exceptions: "None: change the policy instead.",
    evidence: ["the project's own config"],
  },
  examples: [
    {
      name: "free by default",
      files: { config: "Host *\n  ServerAliveInterval 30\n  ServerAliveCountMax 120\n" },
      expect: [],
    },
    {
      name: "a config that limits it",
      files: {
        config: "Host *\n  ServerAliveInterval 30\n  ServerAliveCountMax 12\n",
        ".keepalive-lint.json": '{"client": {"countMax": {"max": 5}}}',
      },
      expect: ["3:too-high"],
      fixed: "Host *\n  ServerAliveInterval 30\n  ServerAliveCountMax 3\n",
    },
  ],
  judge(view, subject) {
    const { min, max, apply } = view.sidePolicy.countMax;
    const { interval, countMax } = subject.settings;
    if (interval.value === 0 || countMax.value === 0) return null;
    const high = max !== null && countMax.value > max.value;
    const bound = high ? max : min !== null && countMax.value < min.value ? min : null;
    if (bound === null) return null;
    const at = lineOf(subject.settings, "countMax");
    const lowers = high && at !== null;
    return {
      kind: high ? "too-high" : "too-low",
      data: { count: countMax.value, min: min?.value ?? null, max: max?.value ?? null, because: bound.because },
      at,
      file: fileOf(view, at),
      targets: subject.connection.targets,
      intents: [setIntent(subject, "countMax", apply, { safety: lowers ? "unsafe" : "safe", beside: interval.from })],
    };
  },
});
