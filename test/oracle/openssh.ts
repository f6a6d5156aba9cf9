import { generateKeyPairSync } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { obtain } from "./obtain.ts";
import { createGate, mapLimit, type Outcome, run } from "./run.ts";

/** One OpenSSH to ask; `vendor` says whether it carries Debian's patches. */
export interface OpenSsh {
  readonly version: string;
  readonly vendor: "debian" | "upstream";
  readonly ssh: string;
  readonly sshd: string | null;
}

export type TcpKeepAlive = "yes" | "no" | "all";

export interface Refused {
  readonly accepted: false;
  readonly stderr: string;
}

export interface ServerValues {
  readonly accepted: true;
  readonly interval: number;
  readonly countMax: number;
  readonly tcpKeepAlive: TcpKeepAlive;
}

export interface ClientValues extends ServerValues {
  readonly hostname: string;
  readonly user: string;
}

export interface ClientQuestion {
  readonly file: string;
  readonly host: string;
  readonly user?: string;
  /** Each becomes one `-o`. */
  readonly options?: readonly string[];
  /** $HOME, where relative and `~` Includes of the file are looked up. */
  readonly home?: string;
}

export interface ServerQuestion {
  readonly file: string;
  /** The `-C` specification; without it only the global part and `Match all` count. */
  readonly connection?: string;
}

const wanted = [
  { version: "8.4", suites: ["bullseye"] },
  { version: "9.2", suites: ["bookworm"] },
  { version: "10.0", suites: ["trixie"] },
  { version: "10.6", suites: ["forky", "sid"] },
] as const;

const gate = createGate(4);
const scratchVariable = "KEEPALIVE_LINT_ORACLE_SCRATCH";
const path = "/usr/bin:/bin";

let versions: Promise<readonly OpenSsh[]> | undefined;

/** The versions to be had here, oldest first; rejects when there is none, as a test without a judge proves nothing. */
export function availableVersions(): Promise<readonly OpenSsh[]> {
  versions ??= Promise.resolve(recorded() ?? discover());
  return versions;
}

/** Those of availableVersions() that have a server; rejects when there is none. */
export async function availableServers(): Promise<readonly OpenSsh[]> {
  const servers = (await availableVersions()).filter((one) => one.sshd !== null);
  if (servers.length === 0) throw new Error("no sshd to be had on this machine: server facts cannot be tested");
  return servers;
}

/** Whether a version such as "9.2" is `floor` or later. */
export function atLeast(one: OpenSsh, floor: string): boolean {
  return compareVersions(one.version, floor) >= 0;
}

/** What `ssh -G` makes of a file. It RUNS the file's `Match exec` commands: ask only about files the test wrote. */
export async function clientValues(one: OpenSsh, question: ClientQuestion): Promise<ClientValues | Refused> {
  const print = await clientPrint(one, question);
  if ("accepted" in print) return print;
  return { ...keepalive(print, "server"), hostname: field(print, "hostname"), user: field(print, "user") };
}

/** Everything that `ssh -G` prints, by keyword in lower case; a keyword that comes more than once has its last value. */
export async function clientPrint(one: OpenSsh, question: ClientQuestion): Promise<Print | Refused> {
  const { file, host, user, options = [], home = "/nonexistent" } = question;
  const named = user === undefined ? [] : ["-l", user];
  const given = options.flatMap((option) => ["-o", option]);
  const args = ["-G", "-T", "-F", resolve(file), ...given, ...named, "--", host];
  const outcome = await gate(() => run(one.ssh, args, { PATH: path, HOME: home }));
  return outcome.code === 0 ? printed(outcome.stdout) : refusal(outcome);
}

/** What `sshd -T` makes of a file. */
export async function serverValues(one: OpenSsh, question: ServerQuestion): Promise<ServerValues | Refused> {
  const print = await serverPrint(one, question);
  return "accepted" in print ? print : keepalive(print, "client");
}

/** Everything that `sshd -T` prints, as clientPrint() gives it. */
export async function serverPrint(one: OpenSsh, question: ServerQuestion): Promise<Print | Refused> {
  if (one.sshd === null) throw new Error(`OpenSSH ${one.version} has no server here: choose from availableServers()`);
  const { file, connection } = question;
  const asked = connection === undefined ? [] : ["-C", connection];
  const args = ["-T", "-f", resolve(file), "-h", join(scratch(), "host-key"), ...asked];
  const command = one.sshd;
  const outcome = await gate(() => run(command, args, serverEnvironment()));
  return outcome.code === 0 ? printed(outcome.stdout) : refusal(outcome);
}

function serverEnvironment(): Record<string, string> {
  const database = { NSS_WRAPPER_PASSWD: join(scratch(), "passwd"), NSS_WRAPPER_GROUP: join(scratch(), "group") };
  return { PATH: path, HOME: "/nonexistent", ...database };
}

// Complaints about the surroundings must never be taken for a verdict on the file.
const surroundings = [
  /^sshd: no hostkeys available/m,
  /^Privilege separation user/m,
  /^Missing privilege separation directory/m,
  /^Invalid test mode specification/m,
  /^No user exists for uid/m,
  /^usage:/m,
];

function refusal({ code, stderr }: Outcome): Refused {
  const verdict = (code === 255 || code === 1) && !surroundings.some((complaint) => complaint.test(stderr));
  if (!verdict) throw new Error(`oracle failed (${code}): ${stderr}`);
  return { accepted: false, stderr };
}

export type Print = ReadonlyMap<string, string>;

function printed(stdout: string): Print {
  return new Map(
    stdout.split("\n").map((line): [string, string] => {
      const blank = line.indexOf(" ");
      return [line.slice(0, blank).toLowerCase(), line.slice(blank + 1)];
    }),
  );
}

function field(print: Print, key: string): string {
  const value = print.get(key);
  if (value === undefined) throw new Error(`oracle printed no ${key}`);
  return value;
}

function keepalive(print: Print, probed: "server" | "client"): ServerValues {
  return {
    accepted: true,
    interval: integer(field(print, `${probed}aliveinterval`)),
    countMax: integer(field(print, `${probed}alivecountmax`)),
    tcpKeepAlive: flag(field(print, "tcpkeepalive").toLowerCase()),
  };
}

function integer(text: string): number {
  if (!/^-?\d+$/.test(text)) throw new Error(`oracle printed no number: ${text}`);
  return Number(text);
}

const flags: Readonly<Record<string, TcpKeepAlive>> = {
  yes: "yes",
  true: "yes",
  transport: "yes",
  no: "no",
  false: "no",
  all: "all",
};

function flag(text: string): TcpKeepAlive {
  const value = flags[text];
  if (value === undefined) throw new Error(`oracle printed an unknown TCPKeepAlive: ${text}`);
  return value;
}

function recorded(): readonly OpenSsh[] | undefined {
  const home = process.env[scratchVariable];
  return home === undefined ? undefined : JSON.parse(readFileSync(join(home, "versions.json"), "utf8"));
}

async function discover(): Promise<readonly OpenSsh[]> {
  const had = (await mapLimit(wanted, 2, fetchVersion)).filter((one) => one !== null);
  const complete = wanted.every(({ version }) => had.some((one) => one.version === version));
  const installed = complete ? null : await probe("ssh", "sshd").catch(() => null);
  if (installed && !had.some((one) => one.version === installed.version)) had.push(installed);
  if (had.length === 0) throw new Error("no OpenSSH to be had on this machine: the oracle cannot judge");
  had.sort((a, b) => compareVersions(a.version, b.version));
  writeFileSync(join(scratch(), "versions.json"), JSON.stringify(had));
  process.env[scratchVariable] = scratch();
  return had;
}

async function fetchVersion({ version, suites }: (typeof wanted)[number]): Promise<OpenSsh | null> {
  const reasons: string[] = [];
  for (const suite of suites) {
    const one = await fetchSuite(suite).catch((error: unknown) => String(error));
    if (typeof one !== "string") return announced(one, version, suite);
    reasons.push(`${suite}: ${one}`);
  }
  console.warn(
    `oracle: OpenSSH ${version} cannot be had, the installed one (if any) stands in (${reasons.join("; ")})`,
  );
  return null;
}

function announced(one: OpenSsh, version: string, suite: string): OpenSsh {
  if (one.version !== version) console.warn(`oracle: instead of OpenSSH ${version}, ${suite} has ${one.version}`);
  return one;
}

async function fetchSuite(suite: string): Promise<OpenSsh | string> {
  const got = await obtain(suite);
  return got.kind === "unavailable" ? got.reason : probe(got.ssh, got.sshd);
}

// A trial on an empty file: later failures can then only be about the file asked.
async function probe(ssh: string, sshd: string): Promise<OpenSsh> {
  const banner = (await run(ssh, ["-V"], { PATH: path })).stderr;
  const vendor = /Debian|Ubuntu/.test(banner) ? "debian" : "upstream";
  const client: OpenSsh = { version: release(banner), vendor, ssh, sshd: null };
  const values = await clientValues(client, { file: join(scratch(), "empty"), host: "h" });
  if (!values.accepted) throw new Error(`ssh does not work: ${values.stderr}`);
  return { ...client, sshd: await workingServer(client, sshd) };
}

async function workingServer(client: OpenSsh, name: string): Promise<string | null> {
  const sshd = name.includes("/") ? name : `/usr/sbin/${name}`;
  try {
    const { version } = client;
    const own = release((await run(sshd, ["-V"], { PATH: path })).stderr);
    if (own !== version) throw new Error(`it is of version ${own}`);
    const values = await serverValues({ ...client, sshd }, { file: join(scratch(), "empty") });
    if (!values.accepted) throw new Error(values.stderr);
    return sshd;
  } catch (error) {
    console.warn(
      `oracle: the sshd of OpenSSH ${client.version} is left out (${String(error).replace(/\s+/g, " ").trim()})`,
    );
    return null;
  }
}

function release(banner: string): string {
  const version = /OpenSSH_(\d+\.\d+)/.exec(banner)?.[1];
  if (version === undefined) throw new Error(`no OpenSSH version in: ${banner}`);
  return version;
}

function compareVersions(a: string, b: string): number {
  const [majorA = 0, minorA = 0] = a.split(".").map(Number);
  const [majorB = 0, minorB = 0] = b.split(".").map(Number);
  return majorA - majorB || minorA - minorB;
}

let scratchFolder: string | undefined;

// Shared with vitest's workers through the environment, removed by the process that made it.
function scratch(): string {
  scratchFolder ??= process.env[scratchVariable] ?? createScratch();
  return scratchFolder;
}

function createScratch(): string {
  const folder = mkdtempSync(join(tmpdir(), "keepalive-lint-oracle-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  writeFileSync(join(folder, "host-key"), privateKey.export({ type: "sec1", format: "pem" }), { mode: 0o600 });
  writeFileSync(join(folder, "empty"), "");
  writeFileSync(join(folder, "passwd"), withServerAccount("/etc/passwd", "sshd:x:65533:65534::/run/sshd:/bin/false"));
  writeFileSync(join(folder, "group"), readFileSync("/etc/group"));
  // sshd run by root stops without its empty directory, even for -T.
  if (process.getuid?.() === 0) mkdirSync("/run/sshd", { recursive: true, mode: 0o755 });
  return folder;
}

function withServerAccount(file: string, account: string): string {
  const text = readFileSync(file, "utf8");
  return /^sshd:/m.test(text) ? text : `${text.trimEnd()}\n${account}\n`;
}
