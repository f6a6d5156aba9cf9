import { appliedInterval } from "../policy/resolve.ts";
import { kernelKeepsNetworkState } from "../timeline/timeline.ts";
import { connectionRule } from "./rule.ts";
import { fileOf, lineOf, setIntent } from "./settings.ts";

export const intervalTooLong = connectionRule({
  id: "interval-too-long",
  sides: ["client", "server"],
  severity: "warning",
  fix: "safe",
  since: "0.1.0",
  dependsOn: ["interval"],
  messages: {
    "network-forgets": ({ firstProbe, limit, network }, who) =>
      `Idle sessions ${who === "" ? "" : `to ${who} `}are silent for ${firstProbe} s; some networks (${network}: after ${limit} s) have forgotten the connection by then, and it hangs.`,
    "server-network-forgets": ({ firstProbe, limit, network }) =>
      `sshd first probes an idle session after ${firstProbe} s; some networks (${network}: after ${limit} s) have forgotten the connection by then, and it hangs.`,
    "server-doubles": ({ firstProbe, interval, limit, network }) =>
      `sshd 9.2 to 9.4 probe at twice the interval (${interval} s means ${firstProbe} s); some networks (${network}: after ${limit} s) have forgotten an idle connection by then, and it hangs.`,
    "over-policy": ({ firstProbe, max, because }) =>
      `The first probe leaves after ${firstProbe} s; at most ${max} s are allowed: ${because}.`,
  },
  docs: {
    summary: "The first probe of an idle session leaves after the network has forgotten the connection.",
    why: "NAT routers, firewalls and load balancers forget a connection on which nothing is sent for a while. A probe that comes later finds no connection any more: the session hangs or is reset, although both ends are well. The lowest default that a large provider documents is 240 s (Azure); 10 % are kept as a margin, so the first probe must leave within 216 s.",
    remedy:
      "Set an interval well below the limit of the networks in between: 60 s costs nothing and fits all documented ones. Name your network with --network if you know it.",
    exceptions: "Nothing in between forgets connections: `--network none`.",
    evidence: [
      "learn.microsoft.com, Azure Load Balancer TCP idle timeout: 240 s by default",
      "serverloop.c wait_until_can_do_something, 9.2 to 9.4: the deadline is compared with `>`, which doubles the period; fixed in 9.5 (commit 9d7193a83); measured on 9.2",
    ],
  },
  examples: [
    {
      name: "ten minutes of silence",
      files: { config: "Host *\n  ServerAliveInterval 600\n" },
      expect: ["2:network-forgets"],
      fixed: "Host *\n  ServerAliveInterval 60\n",
    },
    {
      name: "a network that remembers longer",
      files: { config: "Host *\n  ServerAliveInterval 600\n" },
      network: "firewall",
      expect: [],
    },
    {
      name: "sshd 9.2 doubles the interval",
      files: { sshd_config: "ClientAliveInterval 120\n" },
      openssh: "9.2",
      expect: ["1:server-doubles"],
      fixed: "ClientAliveInterval 60\n",
    },
    {
      name: "the same on a newer sshd",
      files: { sshd_config: "ClientAliveInterval 120\n" },
      openssh: "9.9",
      expect: [],
    },
  ],
  judge(view, subject) {
    const { max } = view.sidePolicy.interval;
    const first = subject.timeline.firstProbe;
    if (max === null || first === null || first.latest <= max.value) return null;
    if (max.from === "network" && kernelKeepsNetworkState(subject.timeline, view.policy.network.limit)) return null;
    const interval = subject.settings.interval.value;
    const at = lineOf(subject.settings, "interval");
    const server = view.side === "server";
    const doubled = first.latest > interval;
    const fromNetwork = max.from === "network";
    return {
      kind: !fromNetwork
        ? "over-policy"
        : !server
          ? "network-forgets"
          : doubled
            ? "server-doubles"
            : "server-network-forgets",
      data: {
        interval,
        firstProbe: first.latest,
        max: max.value,
        limit: view.policy.network.limit,
        network: view.policy.network.who,
        because: max.because,
      },
      at,
      file: fileOf(view, at),
      targets: subject.connection.targets,
      ...(server && fromNetwork && !view.policy.networkConfigured ? { severity: "info" as const } : {}),
      label: `first probe after ${first.latest} s`,
      intents: [setIntent(subject, "interval", appliedInterval(view.sidePolicy, view.side, view.version.release))],
    };
  },
});
