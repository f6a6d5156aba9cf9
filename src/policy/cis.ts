import { benchmark, between, exactly, notIdle, platform, probes, zeroBefore82, zeroSince82 } from "./benchmark.ts";
import type { Benchmark } from "./policy.ts";

/** One recommendation covers both keywords in the CIS benchmarks from 2022 on. */
const cis = (name: string, version: string | null, id: string | null) =>
  platform(name, `CIS ${name} Benchmark`, version, null, id, id);

/** policy.md section 2.1. */
export const cis2022: Benchmark = benchmark(
  "cis-2022",
  "CIS benchmarks from 2022 on",
  [
    cis("Debian 12", "v1.1.0", "5.1.7"),
    cis("Ubuntu 20.04", "v2.0.0", "5.1.7"),
    cis("Ubuntu 22.04", "v2.0.0", "5.1.7"),
    cis("Ubuntu 24.04", "v1.0.0", "5.1.7"),
    cis("RHEL 8", "v4.0.0", "5.1.9"),
    cis("RHEL 9", "v2.0.0", "5.1.9"),
    cis("RHEL 10", "v1.0.1", "5.1.7"),
    cis("Amazon Linux 2023", "v1.0.0", "4.2.20"),
  ],
  [
    {
      requirement: between(1, null),
      because: "sshd must probe, as often as the site's policy says",
      source: "Wazuh cis_debian12.yml:4393-4428, rhel9:5975 (example 15)",
    },
    {
      requirement: probes(1, null),
      because: "unanswered probes must end the session, as many as the site's policy says",
      source: "Wazuh cis_debian12.yml:4393-4428, rhel9:5975 (example 3)",
    },
  ],
  [
    {
      setting: "interval",
      since: null,
      until: null,
      words: "the benchmark's example 15/3 is quoted as 45 s; sshd gives up after 60 s (120 s on 9.2 to 9.4)",
      source: "policy.md section 0 facts 1 and 2",
    },
  ],
);

/** policy.md section 2.1. */
export const cis2021: Benchmark = benchmark(
  "cis-2021",
  "CIS benchmarks of the generation before 2022",
  [
    cis("RHEL 7", "v3.1.1", null),
    cis("RHEL 8", "v2.0.0", null),
    cis("CentOS 7", null, null),
    cis("CentOS 8", null, null),
    cis("Ubuntu 18.04", null, null),
    cis("Amazon Linux 2", null, null),
  ],
  [
    {
      requirement: between(1, 900),
      because: "idle sessions were meant to end after 15 minutes",
      source: "Wazuh rhel/8:8597, rhel/7:7746, ubuntu18-04:11831",
    },
    {
      requirement: exactly(0),
      because: "the first silence was meant to end the session",
      source: "Wazuh rhel/8:8597; ansible-lockdown RHEL8-CIS c94a828",
    },
  ],
  [zeroSince82, zeroBefore82, notIdle],
);
