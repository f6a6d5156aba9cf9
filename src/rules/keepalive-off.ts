import { asciiLower } from "../openssh/keywords.ts";
import { appliedInterval } from "../policy/resolve.ts";
import { isNever, kernelKeepsNetworkState } from "../timeline/timeline.ts";
import type { Severity } from "./finding.ts";
import { connectionRule, type Subject, type View } from "./rule.ts";
import { fileOf, lineOf, setIntent } from "./settings.ts";

/** Hosts that end a git transfer and nothing else: an idle session to them does not happen. */
const forges = new Set([
  "github.com",
  "ssh.github.com",
  "gist.github.com",
  "gitlab.com",
  "altssh.gitlab.com",
  "bitbucket.org",
  "altssh.bitbucket.org",
  "codeberg.org",
  "git.sr.ht",
  "gitea.com",
  "framagit.org",
  "salsa.debian.org",
  "gitlab.gnome.org",
  "ssh.dev.azure.com",
  "vs-ssh.visualstudio.com",
  "aur.archlinux.org",
  "git.savannah.gnu.org",
  "source.developers.google.com",
]);

export const keepaliveOff = connectionRule({
  id: "keepalive-off",
  sides: ["client", "server"],
  severity: "warning",
  fix: "safe",
  since: "0.1.0",
  dependsOn: ["interval"],
  messages: {
    "client-off": ({ network, limit, notices, all }, who) =>
      `Idle sessions ${all === true ? "" : `to ${who === "any host" ? "any other host" : who} `}are never probed: ${forgets(network, limit)}the session freezes without a word, and a dead server is noticed ${notices}.`,
    "client-switched-off": ({ network, limit, notices }, who) =>
      `ServerAliveInterval 0 switches probes off${who === "" ? "" : ` for ${who}`}: ${forgets(network, limit)}the idle session freezes without a word, and a dead server is noticed ${notices}.`,
    "client-kernel-only": ({ notices }, who) =>
      `ssh never probes ${who === "" ? "by itself" : who}. The kernel does: its TCP keepalive is set to come before the network forgets idle sessions (by sysctl), and a dead server is noticed ${notices}. A server that hangs while its kernel still answers is never noticed.`,
    "server-off": ({ notices }) =>
      `sshd never probes its clients: a session whose client vanished is noticed ${notices}. That is OpenSSH's default, and clients may still probe.`,
    "server-switched-off": ({ notices }) =>
      `ClientAliveInterval 0 is OpenSSH's default, no probes: a session whose client vanished is noticed ${notices}. Clients may still probe.`,
  },
  docs: {
    summary:
      "No SSH-level probes are sent, so idle connections are forgotten by the network and dead peers stay unnoticed.",
    why: "Without ServerAliveInterval ssh sends nothing on an idle connection. NAT routers and firewalls forget such a connection after minutes; the terminal then hangs at the next key. TCPKeepAlive (on by default) first asks after two hours on most systems: too late for any of them. On a server the default is off too; there it only means that vanished clients are noticed late.",
    remedy:
      "Set ServerAliveInterval 60 under `Host *`. Nothing else is needed: the default count of 3 notices a dead server after 240 s.",
    exceptions: "Hosts that only end git transfers (the finding is then only a note), or clients whose users run mosh.",
    evidence: [
      "readconf.c fill_default_options, servconf.c fill_default_server_options: interval 0, TCPKeepAlive yes (7.6 to 10.6; measured)",
      "Linux tcp(7): 7200 + 9 x 75 = 7875 s",
    ],
  },
  examples: [
    {
      name: "nothing set",
      files: { config: "Host *\n    SendEnv LANG\n" },
      expect: ["3:client-off"],
      fixed: "Host *\n    SendEnv LANG\n    ServerAliveInterval 60\n",
    },
    {
      name: "a new block where there is none for everybody",
      files: { config: "Host web1\n\tUser bob\n" },
      expect: ["3:client-off"],
      fixed: "Host web1\n\tUser bob\n\nHost *\n\tServerAliveInterval 60\n",
    },
    {
      name: "sshd's commented default",
      files: { sshd_config: "#TCPKeepAlive yes\n#ClientAliveInterval 0\n#UseDNS no\n" },
      expect: ["3:server-off"],
      fixed: "#TCPKeepAlive yes\n#ClientAliveInterval 0\nClientAliveInterval 60\n#UseDNS no\n",
    },
    { name: "set for everybody", files: { config: "Host *\n  ServerAliveInterval 60\n" }, expect: [] },
  ],
  judge(view, subject) {
    if (subject.settings.interval.value > 0 || isRefused(view)) return null;
    const at = lineOf(subject.settings, "interval");
    if (at === null && view.isFragment) return null;
    const { network } = view.policy;
    const isKept = view.side === "client" && kernelKeepsNetworkState(subject.timeline, network.limit);
    return {
      kind: isKept ? "client-kernel-only" : `${view.side}-${at === null ? "off" : "switched-off"}`,
      data: { network: network.who, limit: network.limit, notices: noticed(subject), all: areAllOff(view) },
      at,
      file: fileOf(view, at),
      targets: subject.connection.targets,
      // Asked of every host of a giant file, and mostly of no interest.
      get severity() {
        return isKept ? "info" : severityOf(view);
      },
      ...(at === null ? {} : { label: "0: no probes" }),
      intents: [setIntent(subject, "interval", appliedInterval(view.sidePolicy, view.side, view.version.release))],
    };
  },
});

/** What no OpenSSH accepts comes first: mended, the file may well have its interval. */
function isRefused({ program }: View): boolean {
  const unknown = program.unknownKeywords.some(({ problem }) => (problem.knownTo ?? []).length === 0);
  return program.problems.length > 0 || unknown;
}

const forgets = (network: unknown, limit: unknown): string =>
  limit === null ? "if the server dies, " : `once the network has forgotten them (${network}: after ${limit} s), `;

function noticed(subject: Subject): string {
  const { idle } = subject.timeline.deadPeer;
  if (isNever(idle)) return `never (${idle.because})`;
  return `only after ${idle.latest} s, by the kernel`;
}

const areAllOff = (view: View): boolean => view.outcomes.every(({ values }) => values.interval === 0);

/** The default of a server is a note; so is a client that is protected for some, or that knows nothing but git forges. */
function severityOf(view: View): Severity {
  if (view.side === "server") return "info";
  if (!areAllOff(view)) return "info";
  return endsAtForges(view) || view.program.blinds.length > 0 ? "info" : "warning";
}

/** Whether some host is named, and all that are are git forges. */
function endsAtForges({ connections }: View): boolean {
  let isNamed = false;
  for (const { targets } of connections) {
    for (const target of targets) {
      if (target === "*") continue;
      if (!forges.has(asciiLower(target))) return false;
      isNamed = true;
    }
  }
  return isNamed;
}
