import { isNever } from "../timeline/timeline.ts";
import { remarkRule } from "./remark-rule.ts";

/**
 * From here on, seconds, a restart comes so late that people have long given up: what this program's own recommendation,
 * 60 s and 3 probes, still is.
 */
const LATE_RESTART = 240;

export const autosshLateRestart = remarkRule({
  id: "autossh-late-restart",
  about: "autossh-late-restart",
  severity: "info",
  fix: null,
  since: "0.1.0",
  messages: {
    "long-gone": ({ after, interval, count }) =>
      `autossh can restart this tunnel only after ssh has given up, and that takes ${after} s (${interval} s, ${count} probes): all that time the tunnel is dead. With 30 s and 3 probes it takes two minutes.`,
  },
  docs: {
    summary: "ssh gives up so late that autossh's restart hardly helps.",
    why: "With `-M 0` autossh restarts ssh when it ends, and ssh ends when its probes have gone unanswered: (count + 1) times the interval. A tunnel that exists to be there all the time should not be dead for longer than people wait.",
    remedy: "Lower the interval to 20 to 30 s and leave the count at 3.",
    exceptions: "Networks with long outages in which a restart would not help either.",
    evidence: ["clientloop.c server_alive_check (8.4 to 10.6): ssh ends after count + 1 intervals; measured"],
  },
  examples: [
    {
      name: "eight minutes",
      files: { "tunnel.sh": "autossh -M 0 -o ServerAliveInterval=120 -o ServerAliveCountMax=3 -N relay\n" },
      expect: ["1:long-gone"],
    },
    {
      name: "two minutes",
      files: { "tunnel.sh": "autossh -M 0 -o ServerAliveInterval=30 -o ServerAliveCountMax=3 -N relay\n" },
      expect: [],
    },
  ],
  say({ connection }, view) {
    const { interval, countMax } = connection.settings;
    const { idle } = view.timeline(connection.settings, connection.proxied).deadPeer;
    const { deadPeer, interval: limits } = view.sidePolicy;
    if (isNever(idle) || idle.latest <= LATE_RESTART) return null;
    // dead-peer-too-slow and interval-too-long speak about longer ones.
    if (deadPeer.max !== null && idle.latest > deadPeer.max.value) return null;
    if (limits.max !== null && interval.value > limits.max.value) return null;
    return {
      kind: "long-gone",
      data: { after: idle.latest, interval: interval.value, count: countMax.value },
    };
  },
});
