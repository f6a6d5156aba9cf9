import { parseJumps } from "../eval/route.ts";
import { appliedInterval } from "../policy/resolve.ts";
import { isNever } from "../timeline/timeline.ts";
import { connectionRule, type View } from "./rule.ts";
import { fileOf, lineOf, setIntent } from "./settings.ts";

export const jumpHostUnprotected = connectionRule({
  id: "jump-host-unprotected",
  sides: ["client"],
  severity: "warning",
  fix: "safe",
  since: "0.1.0",
  dependsOn: ["interval"],
  messages: {
    "own-settings": ({ behind, others, notices }, who) =>
      `The way to ${behind}${Number(others) > 0 ? ` and ${others} more` : ""} leads through ${who}, which has no probes: their ServerAliveInterval does not count for it. If ${who} dies while you log in through it or work on it, ssh hangs; that is noticed ${notices}.`,
  },
  docs: {
    summary: "Hosts behind a jump host have keepalive, the jump host itself has none.",
    why: "With ProxyJump a second ssh connects to the jump host. It reads the configuration anew under the jump host's name, and none of the settings of the host behind it. Once a session behind the jump host is up, that session's probes travel all the way and notice a dead jump host, too. Until then, and for sessions on the jump host itself, nothing does: a login through a jump host that dies hangs for hours.",
    remedy: "Give the jump host an interval as well, best for all hosts together under `Host *`.",
    exceptions: "The jump host is always there and nobody logs in to it.",
    evidence: [
      'ssh.c main(): the ProxyCommand of a jump is `ssh -W "[%h]:%p" JUMP`, with -F but without any -o (7.6 to 10.6)',
      "measured: probes of the outer ssh notice cuts on either hop and a frozen jump sshd; settings of the jump host cover its own hop only",
    ],
  },
  examples: [
    {
      name: "only the host behind it has an interval",
      files: { config: "Host gw\n  User ops\n\nHost db1\n  ProxyJump gw\n  ServerAliveInterval 60\n" },
      expect: ["7:own-settings"],
    },
    {
      name: "switched off for the jump host",
      files: {
        config:
          "Host gw\n  ServerAliveInterval 0\nHost db1\n  ProxyJump ops@gw:2222\nHost *\n  ServerAliveInterval 60\n",
      },
      expect: ["2:own-settings"],
      fixed: "Host gw\n  ServerAliveInterval 60\nHost db1\n  ProxyJump ops@gw:2222\nHost *\n  ServerAliveInterval 60\n",
    },
    {
      name: "one interval for all",
      files: { config: "Host db1\n  ProxyJump gw\nHost *\n  ServerAliveInterval 60\n" },
      expect: [],
    },
  ],
  judge(view, subject) {
    const { connection, settings, timeline } = subject;
    if (settings.interval.value > 0 || !connection.isJumpHost || view.program.problems.length > 0) return null;
    const at = lineOf(settings, "interval");
    if (at === null && view.isFragment) return null;
    const [behind, ...others] = protectedBehind(view, connection.targets);
    if (behind === undefined) return null;
    const { idle } = timeline.deadPeer;
    return {
      kind: "own-settings",
      data: {
        behind,
        others: others.length,
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

/** Targets with probes whose ProxyJump leads through one of these hosts. */
function protectedBehind(view: View, jumpHosts: readonly string[]): string[] {
  return view.connections.flatMap(({ proxied, values, statements, targets }) => {
    const { proxyJump, proxyCommand } = statements;
    if (!proxied || values.interval === 0 || proxyJump === undefined || proxyCommand !== undefined) return [];
    const leads = parseJumps(String(proxyJump.value)).some(({ host }) => jumpHosts.includes(host));
    return leads ? targets : [];
  });
}
