import type { Vendor } from "./keywords.ts";
import type { Version } from "./versions.ts";

/** The OpenSSH that a distribution release ships; only what is known, with where it is known from. */
export interface Distribution {
  readonly id: string;
  readonly name: string;
  readonly version: Version;
  /** The package, or what `ssh -V` says there. */
  readonly evidence: string;
}

type Row = readonly [id: string, name: string, release: number, vendor: Vendor, evidence: string, portable?: number];

/**
 * Debian's own packages were unpacked and run (10: its changelog). The others are package names and `ssh -V` outputs that
 * several public logs agree on; they were not run. Ubuntu carries Debian's keepalive patch. Apple changes OpenSSH with minor
 * releases, Red Hat did once: those rows hold for the minor release in the evidence.
 */
const rows: readonly Row[] = [
  ["debian-10", "Debian 10", 709, "debian", "1:7.9p1-10+deb10u2"],
  ["debian-11", "Debian 11", 804, "debian", "1:8.4p1-5+deb11u3"],
  ["debian-12", "Debian 12", 902, "debian", "1:9.2p1-2+deb12u10"],
  ["debian-13", "Debian 13", 1000, "debian", "1:10.0p1-7+deb13u4", 2],
  ["ubuntu-18.04", "Ubuntu 18.04", 706, "debian", "1:7.6p1-4"],
  ["ubuntu-20.04", "Ubuntu 20.04", 802, "debian", "1:8.2p1-4ubuntu0.11"],
  ["ubuntu-22.04", "Ubuntu 22.04", 809, "debian", "1:8.9p1-3ubuntu0.14"],
  ["ubuntu-24.04", "Ubuntu 24.04", 906, "debian", "1:9.6p1-3ubuntu13.15"],
  ["ubuntu-25.04", "Ubuntu 25.04", 909, "debian", "1:9.9p1-3ubuntu3.2"],
  ["ubuntu-25.10", "Ubuntu 25.10", 1000, "debian", "1:10.0p1-5ubuntu5.4", 2],
  ["ubuntu-26.04", "Ubuntu 26.04", 1002, "debian", "OpenSSH_10.2p1 Ubuntu-2ubuntu3.6"],
  ["rhel-8", "RHEL 8", 800, "redhat", "8.0p1"],
  ["rhel-9", "RHEL 9, up to 9.6", 807, "redhat", "8.7p1-45.el9_6.4"],
  ["rhel-9.8", "RHEL 9.8", 909, "redhat", "9.9p1-12.el9_8"],
  ["rhel-10", "RHEL 10", 909, "redhat", "9.9p1-8.el10, 9.9p1-14.el10_1, 9.9p1-27.el10_2"],
  ["fedora-42", "Fedora 42", 909, "redhat", "9.9p1-14.fc42"],
  ["macos-15", "macOS 15.7", 909, "apple", "OpenSSH_9.9p2, LibreSSL 3.3.6 on 15.7.7", 2],
  ["macos-26", "macOS 26", 1000, "apple", "OpenSSH_10.0p2, LibreSSL 3.3.6 on Darwin 25.0 and 25.2", 2],
];

export const distributions: readonly Distribution[] = rows.map(
  ([id, name, release, vendor, evidence, portable = 1]) => ({
    id,
    name,
    version: { release, portable, vendor },
    evidence,
  }),
);

export const distributionById = (id: string): Distribution | undefined => distributions.find((row) => row.id === id);

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

/** Red Hat 9 went from 8.7 to 9.9 with a minor release after 9.6; which one 9.7 has is not known. */
function redHatOf(version: string): Distribution | undefined {
  const [major = "", minor = ""] = version.split(".");
  if (major !== "9" || Number(minor) <= 6) return distributionById(`rhel-${major}`);
  return Number(minor) >= 8 ? distributionById("rhel-9.8") : undefined;
}
