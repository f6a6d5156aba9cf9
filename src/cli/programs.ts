import { type SpawnSyncOptionsWithStringEncoding, spawnSync } from "node:child_process";
import { parseSshVersion, type Version } from "../openssh/versions.ts";

/** What a program said; its streams are bytes (latin1). */
export interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** How a program is run: for so many milliseconds at most, in this environment, with these streams. */
export type HowToRun = Required<Pick<SpawnSyncOptionsWithStringEncoding, "timeout" | "env">> & {
  readonly stdio?: SpawnSyncOptionsWithStringEncoding["stdio"];
};

/** Runs a program of the system, without a shell and without standard input; null where it cannot be run. */
export function runProgram(program: string, args: readonly string[], { stdio, ...how }: HowToRun): Ran | null {
  const { error, status, stdout, stderr } = spawnSync(program, args, {
    ...how,
    stdio: stdio ?? ["ignore", "pipe", "pipe"],
    encoding: "latin1",
  });
  return error === undefined ? { status, stdout, stderr } : null;
}

/** The version that `ssh -V` of this machine names; null where there is no ssh or it says something else. */
export function sshVersion(): Version | null {
  const { NODE_EXTRA_CA_CERTS: _, ...env } = process.env;
  const ran = runProgram("ssh", ["-V"], { timeout: 5000, env });
  return parseSshVersion(`${ran?.stderr ?? ""}${ran?.stdout ?? ""}`);
}
