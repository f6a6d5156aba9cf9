import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createGate, type Gate } from "../oracle/run.ts";
import { type Machine, makePath, type Path, removePath, type Sysctls } from "./namespaces.ts";
import { end, type Running, start } from "./processes.ts";
import type { Root } from "./roots.ts";

/** What is written into ssh_config and sshd_config, by keyword. */
export type Keywords = Readonly<Record<string, string | number>>;

/** A path with sshd on every machine but the first, and a directory for files. */
export interface Place {
  readonly root: Root;
  readonly path: Path;
  readonly servers: readonly Running[];
  /** As the programs see it. */
  readonly directory: string;
  readonly write: (name: string, text: string) => void;
  /** Starts a program on the first machine; it ends with the place. */
  readonly start: (words: readonly string[]) => Running;
}

let places = 0;

/** What costs the machine something goes through here, so that the timing of those who only wait is not disturbed. */
export const crowd: Gate = createGate(3);

/** Builds a place, uses it and takes it away again, whatever happens. */
export async function withPlace<T>(
  root: Root,
  kernels: readonly Sysctls[],
  servers: readonly Keywords[],
  use: (place: Place) => Promise<T>,
): Promise<T> {
  const id = places++;
  const path = await crowd(() => makePath(id, kernels));
  const directory = `/lab/${id}`;
  mkdirSync(join(root.path, directory));
  const write = (name: string, text: string): void =>
    writeFileSync(join(root.path, directory, name), text, { mode: 0o600 });
  const running: Running[] = [];
  const keep = (one: Running): Running => {
    running.push(one);
    return one;
  };
  try {
    const daemons = servers.map((keywords, index) => {
      write(`sshd${index}`, serverConfig(keywords));
      return keep(startServer(root, path.machines[index + 1], `${directory}/sshd${index}`));
    });
    await crowd(async () => {
      for (const daemon of daemons) await daemon.said(/Server listening/, 30_000);
    });
    const [first] = path.machines;
    if (first === undefined) throw new Error("a path without machines");
    return await use({
      root,
      path,
      servers: daemons,
      directory,
      write,
      start: (words) => keep(start(root, first, words)),
    });
  } finally {
    for (const one of running) end(one);
    await removePath(path, id);
  }
}

function startServer(root: Root, machine: Machine | undefined, config: string): Running {
  if (machine === undefined) throw new Error("a server without a machine");
  return start(root, machine, ["/usr/sbin/sshd", "-D", "-e", "-f", config]);
}

const lines = (keywords: Keywords): string =>
  Object.entries(keywords)
    .map(([keyword, value]) => `${keyword} ${value}\n`)
    .join("");

/** First value wins: what a case says comes before what all cases share. */
const serverConfig = (keywords: Keywords): string =>
  lines({
    ...keywords,
    HostKey: "/lab/host",
    AuthorizedKeysFile: "/lab/authorized_keys",
    StrictModes: "no",
    UsePAM: "no",
    UseDNS: "no",
    PidFile: "none",
    LogLevel: "VERBOSE",
  });

/** The common part of every client's file; hosts of their own come before it. */
export const clientConfig = (hosts: Readonly<Record<string, Keywords>>): string =>
  Object.entries(hosts)
    .map(([host, keywords]) => `Host ${host}\n${lines(keywords)}`)
    .join("") +
  `Host *\n${lines({
    User: "lab",
    IdentityFile: "/lab/user",
    IdentitiesOnly: "yes",
    StrictHostKeyChecking: "no",
    UserKnownHostsFile: "/dev/null",
    GlobalKnownHostsFile: "/dev/null",
    LogLevel: "INFO",
  })}`;
