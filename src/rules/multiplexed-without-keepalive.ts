import { sharesConnection } from "../eval/route.ts";
import { appliedInterval } from "../policy/resolve.ts";
import { isNever } from "../timeline/timeline.ts";
import { connectionRule } from "./rule.ts";
import { fileOf, lineOf, setIntent } from "./settings.ts";

export const multiplexedWithoutKeepalive = connectionRule({
  id: "multiplexed-without-keepalive",
  sides: ["client"],
  severity: "warning",
  fix: "safe",
  since: "0.1.0",
  dependsOn: ["interval"],
  messages: {
    "dead-master": ({ master, notices }, who) =>
      `Sessions ${who === "" ? "" : `to ${who} `}share one connection (ControlMaster ${master}) that nothing probes: when it dies they freeze together, and every new ssh hangs too, since it asks the dead connection first. That is noticed ${notices}.`,
  },
  docs: {
    summary: "Sessions share one connection without keepalive: when it dies, every new session hangs as well.",
    why: "With ControlMaster and ControlPath the first ssh opens the connection and the others ride on it. Only the settings of that first one, the master, count. When its path dies and it sends no probes, it stays for hours, its socket still answers, and every new ssh, scp or git to this host waits on it in silence; ConnectTimeout does not help, since the new process connects to the socket and not to the host.",
    remedy:
      "Set ServerAliveInterval 60 where the master gets it. A master that is dead now is ended with `ssh -O exit HOST`, or by killing it.",
    exceptions: "None that we know of.",
    evidence: [
      "measured on 9.2 and 10.5: master with interval 0 and session with 1/1 on a cut path: both stay, new sessions hang, ConnectTimeout=3 changes nothing",
      "measured: ControlPersist ends an idle dead master only when no session is open on it",
      "mux.c muxclient(): a session of the master sends no probes of its own",
    ],
  },
  examples: [
    {
      name: "a shared connection that nothing probes",
      files: { config: "Host *\n  ControlMaster auto\n  ControlPath ~/.ssh/cm-%C\n" },
      expect: ["4:dead-master"],
      fixed: "Host *\n  ControlMaster auto\n  ControlPath ~/.ssh/cm-%C\n  ServerAliveInterval 60\n",
    },
    {
      name: "a shared connection with probes",
      files: {
        config: "Host *\n  ControlMaster auto\n  ControlPath ~/.ssh/cm-%C\n  ServerAliveInterval 60\n",
      },
      expect: [],
    },
    {
      name: "no control socket, nothing is shared",
      files: { config: "Host *\n  ControlMaster auto\n  ControlPath none\n" },
      expect: [],
    },
  ],
  judge(view, subject) {
    const { connection, settings, timeline } = subject;
    const { statements } = connection;
    if (settings.interval.value > 0 || !sharesConnection(statements) || view.program.problems.length > 0) return null;
    const at = lineOf(settings, "interval");
    // A fragment is judged for the lines that it has: the interval may stand beside it.
    if (at === null && view.isFragment) return null;
    const { idle } = timeline.deadPeer;
    return {
      kind: "dead-master",
      data: {
        master: String(statements.controlMaster?.value),
        notices: isNever(idle) ? "never" : `only after ${idle.latest} s, by the kernel`,
      },
      at,
      file: fileOf(view, at),
      targets: connection.targets,
      ...(at === null ? {} : { label: "0: no probes" }),
      intents: [setIntent(subject, "interval", appliedInterval(view.sidePolicy, view.side, view.version.release))],
    };
  },
});
