import { benchmark, between, exactly, tcpKeepAlive } from "./benchmark.ts";
import { cis2021, cis2022 } from "./cis.ts";
import type { Benchmark, ComplianceName } from "./policy.ts";
import { stigRhel7, stigRhel8To10, stigSles, stigUbuntu } from "./stig.ts";

const devSec: Benchmark = benchmark(
  "dev-sec",
  "dev-sec SSH baseline",
  [
    {
      platform: "any",
      benchmark: "dev-sec ssh-baseline",
      version: "2.8.1",
      date: null,
      interval: "sshd-36",
      countMax: "sshd-37",
      tcpKeepAlive: "sshd-35",
    },
  ],
  [
    {
      requirement: between(300, 300),
      because: "probes inside the encrypted connection cannot be forged",
      source: "ssh-baseline controls/sshd_spec.rb sshd-36",
    },
    {
      requirement: exactly(3),
      because: "three unanswered probes must end the session",
      source: "ssh-baseline controls/sshd_spec.rb sshd-37",
    },
    {
      requirement: tcpKeepAlive("no"),
      because: "the kernel's probes are not encrypted and can be forged",
      source: "ssh-baseline controls/sshd_spec.rb sshd-35",
    },
  ],
  [
    {
      setting: "interval",
      since: null,
      until: null,
      words: "exactly 300 s is longer than some networks remember an idle connection (Azure by default: 240 s)",
      source: "policy.md section 3",
    },
  ],
);

/** The compliance presets by name. `recommended`, the preset of every side that they leave alone, is in recommended.ts. */
export const benchmarks: Readonly<Record<ComplianceName, Benchmark>> = {
  "cis-2022": cis2022,
  "cis-2021": cis2021,
  "stig-rhel8-10": stigRhel8To10,
  "stig-ubuntu": stigUbuntu,
  "stig-sles": stigSles,
  "stig-rhel7": stigRhel7,
  "dev-sec": devSec,
};
