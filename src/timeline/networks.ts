import { type Seconds, seconds } from "../base/units.ts";
import type { Evidence } from "./kernels.ts";

/** The profiles of `--network`, in rising order of their limits. */
export const networkNames = [
  "anywhere",
  "azure",
  "home",
  "aws",
  "oci",
  "nginx",
  "gcp",
  "gcp-nat",
  "srx",
  "firewall",
  "rfc5382",
  "none",
] as const;
export type NetworkName = (typeof networkNames)[number];

/** A network between the two sides, by how long it remembers a connection on which nothing is sent. */
export interface Network {
  /** A profile's name, or the number as given ("300"). */
  readonly name: string;
  /** Idle limit in seconds; null: nothing in between forgets. */
  readonly limit: Seconds | null;
  /** Who forgets, for a sentence: "… (Azure by default: after 240 s)". */
  readonly who: string;
  readonly evidence: Evidence;
  readonly source: string;
}

function network(
  name: NetworkName,
  limit: number | null,
  who: string,
  source: string,
  evidence: Evidence = "sourced",
): Network {
  return { name, limit: limit === null ? null : seconds(limit), who, evidence, source };
}

/** Idle limits as documented; policy.md sections 3 and 6. */
export const networks: Readonly<Record<NetworkName, Network>> = {
  anywhere: network(
    "anywhere",
    240,
    "Azure by default",
    "the lowest default that a large provider documents: learn.microsoft.com, Azure Load Balancer, TCP idle timeout",
  ),
  azure: network(
    "azure",
    240,
    "Azure load balancers and outbound NAT by default",
    "learn.microsoft.com azure/load-balancer/load-balancer-tcp-idle-timeout; azure-docs nat-gateway-resource.md",
  ),
  home: network("home", 300, "some home routers", "single observations of sysadmincasts #39 and others", "guess"),
  aws: network(
    "aws",
    350,
    "AWS network load balancers and newer EC2 connection tracking by default",
    "docs.aws.amazon.com elasticloadbalancing network/update-idle-timeout; AWS networking blog on EC2 TCP connections",
  ),
  oci: network("oci", 360, "Oracle Cloud network load balancers by default", "OCI docs, configure-idle-timeout"),
  nginx: network(
    "nginx",
    600,
    "nginx stream proxies by default (proxy_timeout)",
    "nginx 1.22.1 ngx_stream_proxy_module.c: 10 minutes",
  ),
  gcp: network("gcp", 600, "Google Cloud's VPC firewall", "cloud.google.com compute/docs/troubleshooting (2025-08-19)"),
  "gcp-nat": network("gcp-nat", 1200, "Google Cloud NAT by default", "secondary pages only (2026-02-17)", "guess"),
  srx: network("srx", 1800, "Juniper SRX by default", "juniper.net, flow-based sessions"),
  firewall: network(
    "firewall",
    3600,
    "Cisco, Palo Alto and Fortinet firewalls by default",
    "Cisco FTD timeouts page; Palo Alto session timeouts; Fortinet article 194357",
  ),
  rfc5382: network(
    "rfc5382",
    7440,
    "a NAT that keeps RFC 5382's minimum, OpenWrt among them",
    "openwrt sysctl-nf-conntrack.conf; RFC 5382 REQ-5 from memory",
  ),
  none: network("none", null, "nothing in between", "the user's word: no network in between forgets", "sourced"),
};

/** The network in use when nobody names one. */
export const defaultNetwork: Network = networks.anywhere;

/** Least idle limit that leaves room for a probe: the margin alone is 10 s. */
export const shortestIdleLimit = 20;
/** The largest interval that OpenSSH takes (int). */
export const longestIdleLimit = 2147483647;

/** The network of a limit that somebody gives in seconds (`--network 300`). */
export function networkOfLimit(limit: Seconds): Network {
  return { name: String(limit), limit, who: "this network", evidence: "sourced", source: "given by the user" };
}

/** What `--network` or the config's `network` names: a profile or whole seconds; null: neither. */
export function parseNetwork(text: string): Network | null {
  const named = networkNames.find((name) => name === text);
  if (named !== undefined) return networks[named];
  const limit = /^[0-9]{1,10}$/.test(text) ? Number(text) : Number.NaN;
  return limit >= shortestIdleLimit && limit <= longestIdleLimit ? networkOfLimit(seconds(limit)) : null;
}

/**
 * The latest first probe that a network's idle limit allows: the limit less 10 s or 10 %, whichever is more, in whole seconds.
 * The margin covers a probe that is lost once and clocks that differ. 240 -> 216, 300 -> 270, 350 -> 315.
 */
export function usableInterval(limit: Seconds): Seconds {
  return seconds(Math.max(1, Math.floor(limit - Math.max(10, limit / 10))));
}
