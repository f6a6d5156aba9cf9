import { type Seconds, seconds } from "../base/units.ts";
import type { Evidence } from "./kernels.ts";

/** One documented idle limit of something that forwards, balances or filters TCP. */
export interface Middlebox {
  readonly what: string;
  /** Default idle limit in seconds; null: none. */
  readonly limit: Seconds | null;
  /** What it can be set to, in words; null: fixed or not known. */
  readonly settable: string | null;
  readonly evidence: Evidence;
  readonly source: string;
}

const box = (
  what: string,
  limit: number | null,
  settable: string | null,
  evidence: Evidence,
  source: string,
): Middlebox => ({ what, limit: limit === null ? null : seconds(limit), settable, evidence, source });

/** What the profiles rest on, in rising order of the limit: policy.md section 3. Secondary sources and memory count as guesses. */
export const middleboxes: readonly Middlebox[] = [
  box("Azure Load Balancer", 240, "240..6000 s", "sourced", "learn.microsoft.com load-balancer-tcp-idle-timeout"),
  box("Azure NAT Gateway", 240, "240..7200 s", "sourced", "MicrosoftDocs/azure-docs nat-gateway-resource.md"),
  box("home routers", 300, null, "guess", "single observations"),
  box("OCI load balancer, backend", 300, null, "sourced", "OCI docs, connectionreuse"),
  box("AWS Global Accelerator", 340, null, "guess", "secondary page"),
  box("AWS NAT gateway", 350, null, "guess", "secondary page; metric IdleTimeoutCount at repost.aws"),
  box("AWS network load balancer", 350, "60..6000 s", "sourced", "docs.aws.amazon.com network/update-idle-timeout"),
  box("AWS Network Firewall", 350, "60..6000 s", "sourced", "AWS API_FlowTimeouts"),
  box("EC2 connection tracking, Nitro v6 on", 350, "60..432000 s", "sourced", "AWS networking blog, TCP on EC2"),
  box("OCI network load balancer", 360, "yes", "sourced", "OCI docs, configure-idle-timeout"),
  box("nginx stream proxy", 600, "proxy_timeout", "sourced", "nginx 1.22.1 ngx_stream_proxy_module.c"),
  box("Google Cloud VPC firewall", 600, null, "sourced", "cloud.google.com compute/docs/troubleshooting"),
  box("Google Cloud NAT", 1200, "yes", "guess", "secondary page (2026-02-17)"),
  box("Juniper SRX", 1800, null, "sourced", "juniper.net, flow-based sessions"),
  box("Cisco ASA, FTD", 3600, "300 s..1193 h", "sourced", "docs.defenseorchestrator.com timeouts page"),
  box("Palo Alto", 3600, "1..15999999 s", "sourced", "docs.paloaltonetworks.com session timeouts"),
  box("FortiGate", 3600, "300..2764800 s", "sourced", "Fortinet article 194357"),
  box("Google IAP tunnel", 3600, null, "guess", "memory"),
  box("OpenWrt", 7440, "sysctl", "sourced", "openwrt sysctl-nf-conntrack.conf"),
  box("OpenBSD pf, pfSense", 86400, "yes", "sourced", "PFTM_TCP_ESTABLISHED_VAL; pfSense filter.inc"),
  box("Linux conntrack", 432000, "sysctl", "measured", "nf_conntrack_tcp_timeout_established"),
  box(
    "EC2 connection tracking, before Nitro v6",
    432000,
    "60..432000 s",
    "sourced",
    "API_ConnectionTrackingSpecification",
  ),
  box("HAProxy TCP", null, "yes", "sourced", "HAProxy 2.6 manual: unset is infinite, with a warning"),
];
