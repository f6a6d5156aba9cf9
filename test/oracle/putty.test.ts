import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { lintTree } from "../host.ts";
import { puttyCases } from "../unit/neighbours/putty-cases.ts";

const programs = ["plink", "puttygen", "/usr/sbin/sshd", "ssh-keygen"];
const isThere = (program: string): boolean => spawnSync("sh", ["-c", `command -v ${program}`]).status === 0;
const absent = programs.filter((program) => !isThere(program));
const isRoot = process.getuid?.() === 0;
const canAsk = absent.length === 0 && isRoot;
if (!canAsk)
  console.info(`putty: not asked: ${isRoot ? `${absent.join(", ")} absent` : "a server is started as root only"}`);

/** Login takes about a second on a busy machine; two pings of two seconds fit behind it. */
const SESSION_SECONDS = 7;

const place = mkdtempSync(join(tmpdir(), "plink-"));
const key = join(place, "key.ppk");

interface Server {
  readonly port: number;
  readonly process: ChildProcess;
  readonly log: () => string;
}

let fingerprint = "";

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === "object" && address !== null ? address.port : 0;
}

async function startServer(): Promise<Server> {
  const port = await freePort();
  const config = join(place, `sshd_config.${port}`);
  writeFileSync(
    config,
    [
      `Port ${port}`,
      "ListenAddress 127.0.0.1",
      `HostKey ${join(place, "host")}`,
      `AuthorizedKeysFile ${join(place, "key.pub")}`,
      "StrictModes no",
      "PermitRootLogin yes",
      "UsePAM no",
      "PidFile none",
      // Each SSH_MSG_IGNORE is a line of its own on this level.
      "LogLevel DEBUG3",
      "",
    ].join("\n"),
  );
  let log = "";
  const server = spawn("/usr/sbin/sshd", ["-D", "-e", "-f", config], { stdio: ["ignore", "ignore", "pipe"] });
  server.stderr.on("data", (chunk: Buffer) => {
    log += chunk.toString("latin1");
  });
  for (let tries = 0; tries < 100 && !log.includes("Server listening"); tries++) await pause(50);
  return { port, process: server, log: () => log };
}

interface Seen {
  readonly pings: number;
  readonly asksForKeepalive: boolean;
  readonly stderr: string;
  /** Of the remote command; null where plink ended by a signal. */
  readonly code: number | null;
}

const header = (port: number): string =>
  [
    `HostName=127.0.0.1`,
    `PortNumber=${port}`,
    "Protocol=ssh",
    `UserName=${userInfo().username}`,
    `PublicKeyFile=${key}`,
    "",
  ].join("\n");

/** What a server sees of a session that plink keeps open for some seconds. */
async function sessionOf(text: (header: string) => string, defaults = ""): Promise<Seen> {
  const server = await startServer();
  const sessions = mkdtempSync(join(place, "sessions-"));
  writeFileSync(join(sessions, "web"), Buffer.from(text(header(server.port)), "latin1"));
  if (defaults !== "") writeFileSync(join(sessions, "Default%20Settings"), defaults);
  const args = ["-batch", "-hostkey", fingerprint, "-load", "web", `sleep ${SESSION_SECONDS}`];
  const plink = spawn("plink", args, {
    env: { ...process.env, PUTTYSESSIONS: sessions },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let stderr = "";
  plink.stderr.on("data", (chunk: Buffer) => {
    stderr += chunk.toString("latin1");
  });
  const ended = new Promise<number | null>((resolve) => plink.on("close", resolve));
  await pause(3000);
  const sockets = spawnSync("ss", ["-Htnpo", `dport = :${server.port}`], { encoding: "utf8" }).stdout ?? "";
  const code = await ended;
  server.process.kill();
  return {
    pings: server.log().match(/SSH2_MSG_IGNORE/g)?.length ?? 0,
    asksForKeepalive: sockets.includes("timer:(keepalive"),
    stderr,
    code,
  };
}

describe.skipIf(!canAsk)("plink", () => {
  beforeAll(() => {
    mkdirSync("/run/sshd", { recursive: true });
    execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", join(place, "host")]);
    writeFileSync(join(place, "none"), "");
    execFileSync("puttygen", ["-q", "-t", "ed25519", "-o", key, "--new-passphrase", join(place, "none")]);
    execFileSync("puttygen", [key, "-O", "public-openssh", "-o", join(place, "key.pub")]);
    fingerprint =
      execFileSync("ssh-keygen", ["-lf", join(place, "host.pub")], { encoding: "utf8" }).split(" ")[1] ?? "";
    chmodSync(place, 0o755);
  });
  afterAll(() => rmSync(place, { recursive: true, force: true }));

  it.concurrent.each(puttyCases)("reads %j", async (lines, { interval, tcpKeepAlive, crashes }) => {
    const { pings, asksForKeepalive, stderr, code } = await sessionOf((header) => header + lines);
    expect(/Assertion/.test(stderr)).toBe(crashes);
    if (crashes) return;
    expect(code).toBe(0);
    expect(pings > 0).toBe(interval > 0 && interval < SESSION_SECONDS);
    if (interval > 0) expect(pings).toBeLessThanOrEqual(Math.ceil((SESSION_SECONDS + 2) / interval));
    expect(asksForKeepalive).toBe(tcpKeepAlive);
  });

  const policy = '{ "client": { "interval": { "min": 1, "apply": 2, "max": 3 } } }';

  it.concurrent("takes nothing from Default Settings into a named session", async () => {
    const seen = await sessionOf((header) => header, "PingInterval=0\nPingIntervalSecs=1\n");
    expect(seen).toMatchObject({ pings: 0, code: 0 });
  });

  it.concurrent("sends what a fix promises", async () => {
    const seen = await sessionOf((header) => {
      const path = "/repo/.putty/sessions/web";
      const before = `${header}PingInterval=0\nPingIntervalSecs=0\nTCPKeepalives=0\n`;
      const { changes, report } = lintTree(
        { "/repo/.git/HEAD": "", "/repo/.keepalive-lint.json": policy, [path]: before },
        { paths: [path], fix: "apply" },
      );
      expect(report.fixed?.length).toBe(1);
      const after = changes[0]?.after ?? "";
      expect(after).toBe(before.replace("PingIntervalSecs=0", "PingIntervalSecs=2"));
      return after;
    });
    expect(seen.pings).toBeGreaterThan(0);
  });
});
