import { addedInterval } from "./added-interval.ts";
import { remarkRule } from "./remark-rule.ts";

export const autosshBlind = remarkRule({
  id: "autossh-blind",
  about: "autossh-blind",
  severity: "warning",
  fix: "unsafe",
  since: "0.1.0",
  messages: {
    "never-notices": ({ because }, who) =>
      `When the network or ${who === "" || who === "any host" ? "the server" : who} dies, this tunnel stays dead for hours: ${because} switches autossh's own monitoring off, and ssh sends no probes, so it never ends and autossh has nothing to restart.`,
  },
  docs: {
    summary:
      "autossh runs without its monitoring port, and ssh without ServerAliveInterval: a dead connection is never noticed.",
    why: "autossh restarts ssh when it ends. With `-M 0` it watches nothing else, so that ssh itself must notice a dead connection, and for that it needs ServerAliveInterval, on the command line or in ssh_config. Without it only the kernel's keepalive is left, after more than two hours on most systems.",
    remedy: "Add `-o ServerAliveInterval=60`.",
    exceptions:
      "The ssh_config of the user that runs it sets the interval (the finding is only possible then): lint both files together, and it is known.",
    evidence: [
      'autossh(1) 1.4g, -M: "Setting the monitor port to 0 turns the monitoring function off, and autossh will only restart ssh upon ssh\'s exit"',
      "measured with autossh 1.4g and a cut network: no restart",
    ],
  },
  examples: [
    {
      name: "nobody watches",
      files: { "tunnel.sh": "autossh -M 0 -F none -N -R 2201:localhost:22 relay\n" },
      expect: ["1:never-notices"],
      fixed: "autossh -M 0 -o ServerAliveInterval=60 -F none -N -R 2201:localhost:22 relay\n",
    },
    {
      name: "ssh probes",
      files: { "tunnel.sh": "autossh -M 0 -o ServerAliveInterval=20 -N -R 2201:localhost:22 relay\n" },
      expect: [],
    },
  ],
  say({ because, connection }, view) {
    // keepalive-off speaks about an interval of 0 that somebody wrote.
    if (connection.settings.interval.from !== null) return null;
    return { kind: "never-notices", data: { because }, intents: [addedInterval(view, connection)] };
  },
});
