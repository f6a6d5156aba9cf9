import type { Version } from "./versions.ts";

/** The OpenSSH that a distribution release ships; only what is known, with where it is known from. */
export interface Distribution {
  readonly id: string;
  readonly name: string;
  readonly version: Version;
}

const entry = (id: string, name: string, release: number, vendor: Version["vendor"], portable = 1): Distribution => ({
  id,
  name,
  version: { release, portable, vendor },
});

/**
 * Debian: its archive's package index, and the installed packages of 11, 12, 13 were run.
 * Ubuntu and RHEL: their published package versions, not run here; Ubuntu carries Debian's keepalive patch.
 */
export const distributions: readonly Distribution[] = [
  entry("debian-11", "Debian 11", 804, "debian"),
  entry("debian-12", "Debian 12", 902, "debian"),
  entry("debian-13", "Debian 13", 1000, "debian", 2),
  entry("ubuntu-20.04", "Ubuntu 20.04", 802, "debian"),
  entry("ubuntu-22.04", "Ubuntu 22.04", 809, "debian"),
  entry("ubuntu-24.04", "Ubuntu 24.04", 906, "debian"),
  entry("rhel-8", "RHEL 8", 800, "redhat"),
  entry("rhel-9", "RHEL 9", 807, "redhat"),
];

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
  if (rebuilds.includes(id)) return distributionById(`rhel-${version.split(".")[0]}`);
  return distributionById(`${id}-${version}`);
}
