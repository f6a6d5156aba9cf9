import { type Seconds, seconds } from "../base/units.ts";
import { appliedInterval } from "../policy/resolve.ts";
import { isNever } from "../timeline/timeline.ts";
import type { Intent } from "./finding.ts";
import { connectionRule, type Subject, type View } from "./rule.ts";
import { fileOf, lineOf, setIntent } from "./settings.ts";

export const deadPeerTooSlow = connectionRule({
  id: "dead-peer-too-slow",
  sides: ["client", "server"],
  severity: "warning",
  fix: "unsafe",
  since: "0.1.0",
  dependsOn: ["interval", "countMax"],
  messages: {
    "client-waits": ({ noticed, max, manual }, who) =>
      `A dead connection${who === "" ? "" : ` to ${who}`} is noticed only after ${noticed} s (interval x count, as manuals compute: ${manual} s); until then the terminal hangs. At most ${max} s are allowed.`,
    "server-waits": ({ noticed, max, manual }) =>
      `A vanished client is noticed only after ${noticed} s (interval x count, as manuals compute: ${manual} s); until then its session and all that it holds stay. At most ${max} s are allowed.`,
  },
  docs: {
    summary: "It takes longer than the policy allows until a dead peer is noticed.",
    why: "The time is interval x (count + 1), not interval x count: the first probe leaves one interval after the last data, and the session ends one interval after the last unanswered probe. The kernel may end it sooner, about 940 s after the first unanswered probe on Linux; the smaller time counts.",
    remedy: "Lower the interval, or the count if the interval is small already.",
    exceptions: "Sessions that must survive long outages: raise deadPeer.max in the project's config.",
    evidence: [
      "clientloop.c server_alive_check, serverloop.c client_alive_check; measured over 528 runs on 7.6 to 10.5",
      "Linux tcp_retries2 15: 925 to 1045 s; 943 s measured",
    ],
  },
  examples: [
    {
      name: "an hour and a half",
      files: { config: "Host *\n  ServerAliveInterval 4000\n  ServerAliveCountMax 1\n" },
      network: "none",
      expect: ["2:client-waits"],
      fixed: "Host *\n  ServerAliveInterval 60\n  ServerAliveCountMax 1\n",
    },
    {
      name: "behind a jump host no kernel ends it sooner",
      files: {
        config:
          "Host inner\n  ProxyJump gate\n  ServerAliveInterval 60\n  ServerAliveCountMax 100\nHost *\n  ServerAliveInterval 60\n",
      },
      expect: ["4:client-waits"],
      fixed:
        "Host inner\n  ProxyJump gate\n  ServerAliveInterval 60\n  ServerAliveCountMax 59\nHost *\n  ServerAliveInterval 60\n",
    },
    {
      name: "high counts survive bad networks",
      files: { config: "Host *\n  ServerAliveInterval 30\n  ServerAliveCountMax 20\n" },
      expect: [],
    },
  ],
  judge(view, subject) {
    const { max } = view.sidePolicy.deadPeer;
    const { idle } = subject.timeline.deadPeer;
    const { interval, countMax } = subject.settings;
    if (max === null || interval.value === 0 || isNever(idle) || idle.latest <= max.value) return null;
    const intent = remedyOf(view, subject, max.value);
    const setting = intent?.kind === "set" ? intent.setting : "interval";
    const at = lineOf(subject.settings, setting) ?? lineOf(subject.settings, "interval");
    return {
      kind: `${view.side}-waits`,
      data: { noticed: idle.latest, max: max.value, manual: interval.value * countMax.value, by: idle.by },
      at,
      file: fileOf(view, at),
      targets: subject.connection.targets,
      label: `a dead peer is noticed after ${idle.latest} s`,
      intents: intent === null ? [] : [intent],
    };
  },
});

/** The interval if that is enough; else the largest count that is, which somebody must confirm. */
function remedyOf(view: View, subject: Subject, max: Seconds): Intent | null {
  const { interval, countMax } = subject.settings;
  const shorter = appliedInterval(view.sidePolicy, view.side, view.version.release);
  const passes = (intervalValue: Seconds, countValue: number): boolean => {
    const changed = {
      ...subject.settings,
      interval: { ...interval, value: intervalValue },
      countMax: { ...countMax, value: countValue as typeof countMax.value },
    };
    const { idle } = view.timeline(changed, subject.connection.proxied).deadPeer;
    return !isNever(idle) && idle.latest <= max;
  };
  if (shorter < interval.value && passes(shorter, countMax.value)) return setIntent(subject, "interval", shorter);
  const most = Math.floor(max / Math.max(1, interval.value)) - 1;
  if (most < 1 || !passes(seconds(interval.value), most)) return null;
  return setIntent(subject, "countMax", most, { safety: "unsafe" });
}
