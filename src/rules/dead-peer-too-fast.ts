import { appliedInterval } from "../policy/resolve.ts";
import { isNever } from "../timeline/timeline.ts";
import { connectionRule } from "./rule.ts";
import { fileOf, lineOf, setIntent } from "./settings.ts";

export const deadPeerTooFast = connectionRule({
  id: "dead-peer-too-fast",
  sides: ["client", "server"],
  severity: "warning",
  fix: "safe",
  since: "0.1.0",
  dependsOn: ["interval", "countMax"],
  messages: {
    "client-gives-up": ({ noticed, tolerated, min }, who) =>
      `A network hiccup of ${tolerated} s ends the session${who === "" ? "" : ` to ${who}`}: ssh gives up ${noticed} s after the last sign of life. Wireless networks and routers are often away for longer; at least ${min} s are asked for.`,
    "server-gives-up": ({ noticed, tolerated, min }) =>
      `A network hiccup of ${tolerated} s ends clients' sessions: sshd gives up ${noticed} s after the last sign of life. Wireless networks and routers are often away for longer; at least ${min} s are asked for.`,
  },
  docs: {
    summary: "The session is declared dead before an ordinary hiccup of the network is over.",
    why: "TCP itself survives outages of many minutes. Probes that follow one another too fast turn a wireless network that reconnects, or a router that restarts, into a lost session.",
    remedy: "Use an interval of 60 s with the default count.",
    exceptions:
      "Tunnels that must be restarted at once and whose owner restarts them: lower deadPeer.min in the project's config.",
    evidence: [
      "clientloop.c server_alive_check, serverloop.c client_alive_check; outages measured with 32 runs on 9.2 and 10.5",
    ],
  },
  examples: [
    {
      name: "four seconds",
      files: { config: "Host *\n  ServerAliveInterval 1\n" },
      expect: ["2:client-gives-up"],
      fixed: "Host *\n  ServerAliveInterval 60\n",
    },
    { name: "a minute", files: { config: "Host *\n  ServerAliveInterval 15\n" }, expect: [] },
  ],
  judge(view, subject) {
    const { min } = view.sidePolicy.deadPeer;
    const { idle } = subject.timeline.deadPeer;
    const { interval, countMax } = subject.settings;
    if (min === null || interval.value === 0 || isNever(idle) || idle.latest >= min.value) return null;
    const at = lineOf(subject.settings, "interval") ?? lineOf(subject.settings, "countMax");
    const tolerance = subject.timeline.outageTolerance;
    return {
      kind: `${view.side}-gives-up`,
      data: {
        noticed: idle.latest,
        tolerated: "unlimited" in tolerance ? interval.value * countMax.value : tolerance.atBest,
        min: min.value,
      },
      at,
      file: fileOf(view, at),
      targets: subject.connection.targets,
      label: `gives up after ${idle.latest} s`,
      intents: [setIntent(subject, "interval", appliedInterval(view.sidePolicy, view.side, view.version.release))],
    };
  },
});
