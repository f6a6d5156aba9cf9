import { addedInterval } from "./added-interval.ts";
import { remarkRule } from "./remark-rule.ts";

export const sshfsReconnectBlind = remarkRule({
  id: "sshfs-reconnect-blind",
  about: "sshfs-reconnect-blind",
  severity: "warning",
  fix: "unsafe",
  since: "0.1.0",
  messages: {
    "never-notices": () =>
      "When the network or the server dies, every program that touches this mount hangs for hours: reconnect connects again when ssh ends, and without ServerAliveInterval ssh does not notice and does not end.",
  },
  docs: {
    summary: "sshfs has -o reconnect, but ssh sends no probes and never notices that it should.",
    why: "`reconnect` makes sshfs start ssh again when it has ended. After a broken network ssh does not end by itself: without ServerAliveInterval it waits for the kernel, more than two hours on most systems, and all that time every program that looks at the mount hangs.",
    remedy: "Add `ServerAliveInterval=15` to the options.",
    exceptions: "The ssh_config of the user that mounts sets the interval (the finding is only possible then).",
    evidence: [
      "sshfs 3.7.3: passes ServerAliveInterval, ServerAliveCountMax and TCPKeepAlive to ssh as -oKey=Value, in any case of letters (measured)",
    ],
  },
  examples: [
    {
      name: "reconnect alone",
      files: { "mount.sh": "sshfs -F none -o reconnect web:/srv /mnt\n" },
      expect: ["1:never-notices"],
      fixed: "sshfs -F none -o reconnect,ServerAliveInterval=60 web:/srv /mnt\n",
    },
    {
      name: "with probes",
      files: { "mount.sh": "sshfs -o reconnect,ServerAliveInterval=15,ServerAliveCountMax=3 web:/srv /mnt\n" },
      expect: [],
    },
  ],
  say({ connection }, view) {
    // keepalive-off speaks about an interval of 0 that somebody wrote.
    if (connection.settings.interval.from !== null) return null;
    return { kind: "never-notices", data: {}, intents: [addedInterval(view, connection)] };
  },
});
