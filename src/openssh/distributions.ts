import { once } from "../base/once.ts";
import type { Vendor } from "./keywords.ts";
import type { Version } from "./versions.ts";

/** The OpenSSH that a distribution release ships; only what is known, with where it is known from. */
export interface Distribution {
  readonly id: string;
  readonly name: string;
  readonly version: Version;
  readonly basis: Basis;
  /** The package revisions, or what `ssh -V` says there. */
  readonly evidence: string;
}

type Row = readonly [
  id: string,
  name: string,
  release: number,
  vendor: Vendor,
  basis: Basis,
  evidence: string,
  portable?: number,
];

/**
 * How it is known. "run": that package was unpacked and run. "listings": the revision stands in several unrelated public
 * package listings, image manifests or advisories. "reports": `ssh -V` in a few public reports. Only the first was tried.
 */
export type Basis = "run" | "listings" | "reports";

/**
 * Ubuntu carries Debian's keepalive patch: believed, not seen. Apple changes OpenSSH with minor releases and Red Hat did
 * twice, so those rows hold for what their evidence names.
 */
const rows = (): readonly Row[] => [
  ["debian-10", "Debian 10", 709, "debian", "listings", "1:7.9p1-10+deb10u1 to u4"],
  ["debian-11", "Debian 11", 804, "debian", "run", "1:8.4p1-5+deb11u3"],
  ["debian-12", "Debian 12", 902, "debian", "run", "1:9.2p1-2+deb12u10"],
  ["debian-13", "Debian 13", 1000, "debian", "run", "OpenSSH_10.0p2 Debian-7+deb13u4", 2],
  ["ubuntu-18.04", "Ubuntu 18.04", 706, "debian", "listings", "1:7.6p1-4ubuntu0.1 to 0.7"],
  ["ubuntu-20.04", "Ubuntu 20.04", 802, "debian", "listings", "1:8.2p1-4ubuntu0.1 to 0.13"],
  ["ubuntu-22.04", "Ubuntu 22.04", 809, "debian", "listings", "1:8.9p1-3ubuntu0.4 to 0.15"],
  ["ubuntu-24.04", "Ubuntu 24.04", 906, "debian", "listings", "1:9.6p1-3ubuntu13 to 13.19"],
  ["ubuntu-25.04", "Ubuntu 25.04", 909, "debian", "listings", "1:9.9p1-3ubuntu3 and 3.1"],
  ["ubuntu-25.10", "Ubuntu 25.10", 1000, "debian", "listings", "1:10.0p1-5ubuntu5 to 5.5; its p-level as Debian's", 2],
  ["ubuntu-26.04", "Ubuntu 26.04", 1002, "debian", "listings", "1:10.2p1-2ubuntu3.2 to 3.6"],
  ["rhel-8", "RHEL 8, from 8.1", 800, "redhat", "listings", "8.0p1-3.el8, 8.0p1-4.el8_1 to 8.0p1-17.el8; 8.0 had 7.8"],
  ["rhel-9", "RHEL 9, up to 9.7", 807, "redhat", "listings", "8.7p1-8.el9, 8.7p1-45.el9_6.4, 8.7p1-49.el9_7"],
  ["rhel-9.8", "RHEL 9.8", 909, "redhat", "listings", "9.9p1-7.el9_8, 9.9p1-12.el9_8"],
  ["rhel-10", "RHEL 10", 909, "redhat", "listings", "9.9p1-11.el10, 9.9p1-14.el10_1, 9.9p1-23.el10_2"],
  ["fedora-42", "Fedora 42", 909, "redhat", "listings", "9.9p1-14.fc42, FEDORA-2026-d08c298940"],
  [
    "macos-15",
    "macOS 15.6 and 15.7",
    909,
    "apple",
    "reports",
    "OpenSSH_9.9p2, LibreSSL 3.3.6 on 15.6, 15.7.5, 15.7.7",
    2,
  ],
  ["macos-26", "macOS 26", 1000, "apple", "reports", "OpenSSH_10.0p2, LibreSSL 3.3.6 on Darwin 25.0 and 25.2", 2],
];

export const distributions: () => readonly Distribution[] = once(() =>
  rows().map(([id, name, release, vendor, basis, evidence, portable = 1]) => ({
    id,
    name,
    version: { release, portable, vendor },
    basis,
    evidence,
  })),
);

export const distributionById = (id: string): Distribution | undefined => distributions().find((row) => row.id === id);

/** The distribution that an os-release(5) text names; RHEL's rebuilds go by their major version. Undefined where not known. */
export function distributionOf(osRelease: string): Distribution | undefined {
  const field = (name: string): string => {
    const line = osRelease.split("\n").find((text) => text.startsWith(`${name}=`)) ?? "";
    return line.slice(name.length + 1).replace(/^["']|["']$/g, "");
  };
  const id = field("ID");
  const version = field("VERSION_ID");
  const rebuilds = ["rhel", "rocky", "almalinux", "centos", "ol"];
  if (rebuilds.includes(id)) return redHatOf(version);
  return distributionById(`${id}-${version}`);
}

/** 8.0 came with OpenSSH 7.8, whose patches are not known; 9.8 went from 8.7 to 9.9. */
function redHatOf(version: string): Distribution | undefined {
  const [major = "", minor = ""] = version.split(".");
  if (version === "8.0") return undefined;
  return distributionById(major === "9" && Number(minor) >= 8 ? "rhel-9.8" : `rhel-${major}`);
}
