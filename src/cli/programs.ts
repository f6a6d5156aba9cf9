import { spawnSync } from "node:child_process";
import { NEWEST_RELEASE, type Version } from "../openssh/versions.ts";

/** The version that `ssh -V` of this machine names; null where there is no ssh or it says something else. */
export function sshVersion(): Version | null {
  const { NODE_EXTRA_CA_CERTS: _, ...env } = process.env;
  const result = spawnSync("ssh", ["-V"], {
    encoding: "latin1",
    timeout: 5000,
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  return parseSshVersion(`${result.stderr ?? ""}${result.stdout ?? ""}`);
}

/** Reads "OpenSSH_9.2p1 Debian-2+deb12u10, OpenSSL 3.0.19": a release newer than is known here behaves as the newest known. */
export function parseSshVersion(text: string): Version | null {
  const found = /OpenSSH_(?:for_Windows_)?(\d+)\.(\d+)(?:p(\d+))?([^,\n]*)/.exec(text);
  if (found === null) return null;
  const release = Math.min(NEWEST_RELEASE, Number(found[1]) * 100 + Number(found[2]));
  const suffix = found[4] ?? "";
  const vendor = /Debian|Ubuntu|Raspbian/.test(suffix) ? "debian" : "upstream";
  return { release, portable: Number(found[3] ?? 1), vendor };
}
