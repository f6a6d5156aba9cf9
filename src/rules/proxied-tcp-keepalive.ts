import type { Statement } from "../eval/program.ts";
import { routeOf } from "../eval/route.ts";
import { connectionRule, type View } from "./rule.ts";
import { fileOf, lineOf } from "./settings.ts";

export const proxiedTcpKeepalive = connectionRule({
  id: "proxied-tcp-keepalive",
  sides: ["client"],
  severity: "info",
  fix: null,
  since: "0.1.0",
  dependsOn: ["tcpKeepAlive"],
  messages: {
    "no-connection-of-its-own": ({ value, proxy }, who) =>
      `TCPKeepAlive ${value} does nothing${who === "" ? "" : ` for ${who}`}: ssh gets there through ${proxy} and holds no TCP connection itself. Only ServerAliveInterval reaches all the way; the jump host's own settings cover the way to the jump host.`,
  },
  docs: {
    summary: "TCPKeepAlive is set for nobody but hosts behind a proxy, where it does nothing.",
    why: "TCPKeepAlive asks the kernel to probe ssh's own TCP connection. Behind ProxyJump or ProxyCommand ssh has none: it talks to another process through a pipe, and that process owns the connection to the first hop. From the jump host on, the next connection belongs to its sshd, which does not ask for keepalive at all.",
    remedy:
      "Leave the line out, and rely on ServerAliveInterval: its probes go end to end, through every hop. For the first hop TCPKeepAlive may be set for the jump host.",
    exceptions: "Always harmless: this is a note.",
    evidence: [
      "measured: behind ProxyJump `ss -to` shows no keepalive timer, and a cut with kernel keepalive 3/1/3 was not noticed in 25 s",
      "channels.c connect_next(): the jump sshd's socket to the target has no SO_KEEPALIVE (before 10.6's TCPKeepAlive all)",
    ],
  },
  examples: [
    {
      name: "only for hosts behind a jump host",
      files: {
        config: "Host db1\n  ProxyJump gw\n  TCPKeepAlive yes\nHost *\n  ServerAliveInterval 60\n",
      },
      expect: ["3:no-connection-of-its-own"],
    },
    {
      name: "a line that others need as well",
      files: { config: "Host db1\n  ProxyJump gw\nHost *\n  ServerAliveInterval 60\n  TCPKeepAlive yes\n" },
      expect: [],
    },
    {
      name: "no proxy",
      files: { config: "Host db1\n  TCPKeepAlive yes\nHost *\n  ServerAliveInterval 60\n" },
      expect: [],
    },
  ],
  judge(view, subject) {
    const { connection, settings } = subject;
    const line = connection.statements.tcpKeepAlive;
    const { value } = settings.tcpKeepAlive;
    // "all" is also about the sockets of forwardings, which ssh does hold.
    if (!connection.proxied || line === undefined || value === "all" || reachesOthers(view, line)) return null;
    const at = lineOf(settings, "tcpKeepAlive");
    return {
      kind: "no-connection-of-its-own",
      data: { value, proxy: routeOf(connection.statements).kind === "jump" ? "ProxyJump" : "ProxyCommand" },
      at,
      file: fileOf(view, at),
      targets: connection.targets,
      label: "without effect behind a proxy",
    };
  },
});

const answers = new WeakMap<Statement, boolean>();

/** Whether the line also counts for a target that ssh connects to itself; asked for every target of a giant file. */
function reachesOthers(view: View, line: Statement): boolean {
  const known = answers.get(line);
  if (known !== undefined) return known;
  const found = view.connections.some(({ proxied, statements }) => !proxied && statements.tcpKeepAlive === line);
  answers.set(line, found);
  return found;
}
