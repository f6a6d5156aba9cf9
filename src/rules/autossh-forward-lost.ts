import { remarkRule } from "./remark-rule.ts";

export const autosshForwardLost = remarkRule({
  id: "autossh-forward-lost",
  about: "autossh-forward-lost",
  severity: "warning",
  fix: null,
  since: "0.1.0",
  messages: {
    "port-taken": () =>
      "After a restart the server may still hold the old tunnel's port. Without ExitOnForwardFailure ssh then only warns and stays, without the tunnel, and autossh sees nothing to restart: add -o ExitOnForwardFailure=yes.",
  },
  docs: {
    summary: "An autossh tunnel with -R does not end when the remote port cannot be had.",
    why: "When a connection breaks, the server keeps the old session, and with it the forwarded port, until it notices. ssh, started again, cannot have the port then. By default it prints a warning and stays connected: the tunnel looks well and is not there. With ExitOnForwardFailure it ends, and autossh tries again until the port is free.",
    remedy:
      "Add `-o ExitOnForwardFailure=yes`, and on the server ClientAliveInterval, so that the port is free again soon.",
    exceptions: "The ssh_config of the user that runs it says so already (the finding is only possible then).",
    evidence: [
      "autossh(1) 1.4g: the advice under REMOTE FORWARDING",
      "ssh_config(5) ExitOnForwardFailure: default no (8.4 to 10.6)",
    ],
  },
  examples: [
    {
      name: "a tunnel that may come up without its port",
      files: { "tunnel.sh": "autossh -M 0 -F none -o ServerAliveInterval=30 -N -R 2201:localhost:22 relay\n" },
      expect: ["1:port-taken"],
    },
    {
      name: "it ends instead",
      files: {
        "tunnel.sh":
          "autossh -M 0 -o ServerAliveInterval=30 -o ExitOnForwardFailure=yes -N -R 2201:localhost:22 relay\n",
      },
      expect: [],
    },
  ],
  say: () => ({ kind: "port-taken", data: {} }),
});
