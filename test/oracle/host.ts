import * as account from "../../src/cli/account.ts";
import * as configReader from "../../src/cli/config-reader.ts";
import * as effective from "../../src/cli/effective-command.ts";
import * as explain from "../../src/cli/explain-command.ts";
import * as init from "../../src/cli/init-command.ts";
import { type Bundles, nodeHost } from "../../src/cli/node-host.ts";
import * as commandLine from "../../src/cli/options.ts";
import * as programs from "../../src/cli/programs.ts";
import * as diff from "../../src/cli/unified-diff.ts";
import * as witness from "../../src/fix/witness.ts";
import * as writer from "../../src/io/node-writer.ts";
import * as colour from "../../src/report/chalk-paint.ts";
import * as rules from "../../src/rules/registry.ts";
import type { Host } from "../../src/run/host.ts";
import * as neighbours from "../../src/run/neighbours.ts";
import type { Placed } from "./place.ts";

const bundles: Bundles = {
  "command-line": () => commandLine,
  effective: () => effective,
  explain: () => explain,
  init: () => init,
  "config-reader": () => configReader,
  rules: () => rules,
  colour: () => colour,
  witness: () => witness,
  diff: () => diff,
  account: () => account,
  writer: () => writer,
  neighbours: () => neighbours,
  programs: () => programs,
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
