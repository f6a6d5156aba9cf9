import { spawnSync } from "node:child_process";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bin } from "../cli/program.ts";
import { setup as build } from "../cli/setup.ts";
import { type Answer, connectionOf, opensshOf, realClient, realServer } from "./answers.ts";
import { type ServerTarget, serverTargets } from "./generate.ts";
import { manyConnections, manyHosts } from "./many-hosts.ts";
import { availableServers, availableVersions, type OpenSsh } from "./openssh.ts";
import { type Placed, place, remove } from "./place.ts";

interface PrintedSetting {
  readonly value: number | string;
}

interface PrintedResult {
  readonly target: string;
  readonly accepted: boolean;
  readonly settings: Readonly<Record<string, PrintedSetting>> | null;
  readonly possible: readonly unknown[];
}

/** Runs the program as people do; the results that it prints. */
function effective(placed: Placed, ...args: readonly string[]): readonly PrintedResult[] {
  const { PATH = "/usr/bin:/bin" } = process.env;
  const all = [bin, "effective", "--no-config", "--format", "json", "-F", placed.file, ...args];
  const { stdout, stderr, status } = spawnSync(process.execPath, all, {
    cwd: placed.directory,
    env: { PATH, HOME: placed.home },
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`effective ended with ${status}: ${stderr}`);
  return JSON.parse(stdout).results;
}

function answerOf({ accepted, settings }: PrintedResult): unknown {
  if (!accepted || settings === null) return "refused";
  const value = (name: string): number | string | undefined =>
    (settings[`Server${name}`] ?? settings[`Client${name}`])?.value;
  return {
    interval: value("AliveInterval"),
    countMax: value("AliveCountMax"),
    tcpKeepAlive: settings.TCPKeepAlive?.value,
  };
}

/** The ssh that `--openssh auto` asks; null where there is none. */
function installed(): OpenSsh | null {
  const { error, stderr } = spawnSync("ssh", ["-V"], { encoding: "utf8" });
  const version = /OpenSSH_(\d+\.\d+)/.exec(stderr ?? "")?.[1];
  if (error !== undefined || version === undefined) return null;
  return { version, vendor: /Debian|Ubuntu/.test(stderr) ? "debian" : "upstream", ssh: "ssh", sshd: null };
}

async function expectHosts(placed: Placed, one: OpenSsh, openssh: string): Promise<void> {
  const results = effective(placed, "--all", "--openssh", openssh);
  const real = new Map<string, Answer | undefined>();
  for (const { target } of results) real.set(target, (await realClient(placed, one, { host: target }))?.answer);
  expect(new Map(results.map((result) => [result.target, answerOf(result)]))).toEqual(real);
  expect(results.length).toBeGreaterThanOrEqual(40);
  expect(results.flatMap(({ possible }) => possible)).toEqual([]);
}

let hosts: Placed;
let connections: Placed;

beforeAll(() => {
  build();
  hosts = place(manyHosts);
  connections = place(manyConnections);
});
afterAll(() => {
  remove(hosts);
  remove(connections);
});

const clients = await availableVersions();
const servers = await availableServers();
const here = installed();
if (here === null) console.warn("oracle: no ssh is installed here, `--openssh auto` is not compared");

describe("effective --all as a process", () => {
  it.skipIf(here === null)("gives every host what the installed ssh gives it", async () => {
    if (here !== null) await expectHosts(hosts, here, "auto");
  });

  it.each(clients)("gives every host what ssh $version gives it", async (one) => {
    await expectHosts(hosts, one, opensshOf(one));
  });
});

describe("effective -C as a process", () => {
  const specification = (target: ServerTarget): string =>
    `${connectionOf(target)}${target.groups.length > 0 ? `,group=${target.groups.join(":")}` : ""}`;

  it.each(servers)("gives connections what sshd $version gives them", async (one) => {
    const targets = serverTargets.filter((target) => target !== null);
    const asked = targets.flatMap((target) => ["-C", specification(target)]);
    const results = effective(connections, "--side", "server", "--openssh", opensshOf(one), ...asked);
    const real = await Promise.all(targets.map((target) => realServer(connections, one, target)));
    expect(results.map(answerOf)).toEqual(real.map((answer) => answer?.answer));
  });
});
