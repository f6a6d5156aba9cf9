import { spawnSync } from "node:child_process";
import { parseSshVersion, type Version } from "../openssh/versions.ts";

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
