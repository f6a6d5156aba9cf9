import * as matching from "../../src/census/matching.ts";
import * as account from "../../src/cli/account.ts";
import * as carryAttributes from "../../src/cli/carry-attributes.ts";
import * as ignoreReader from "../../src/cli/ignore-reader.ts";
import { type HostBundles, nodeHost } from "../../src/cli/node-host.ts";
import * as programs from "../../src/cli/programs.ts";
import * as tuning from "../../src/cli/tuning.ts";
import * as neighbourFiles from "../../src/discovery/neighbour-files.ts";
import * as witness from "../../src/fix/witness.ts";
import * as writer from "../../src/io/node-writer.ts";
import type { Host } from "../../src/run/host.ts";
import * as judge from "../../src/run/judge-in-full.ts";
import * as neighbours from "../../src/run/neighbours.ts";
import type { Placed } from "./place.ts";

const bundles: HostBundles = {
  judge: () => judge,
  matching: () => matching,
  witness: () => witness,
  account: () => account,
  writer: () => writer,
  neighbours: () => neighbours,
  "neighbour-files": () => neighbourFiles,
  "ignore-reader": () => ignoreReader,
  "carry-attributes": () => carryAttributes,
  programs: () => programs,
  tuning: () => tuning,
};

/** This machine with another home, as the oracle runs OpenSSH in it. */
export function hostAt({ directory, home }: Placed): Host {
  const host = nodeHost(bundles);
  const variables = new Map([
    ["HOME", home],
    ["PATH", "/usr/bin:/bin"],
  ]);
  const environment = (name: string): string | undefined => variables.get(name);
  return { ...host, cwd: directory, machine: { ...host.machine, home, environment } };
}
