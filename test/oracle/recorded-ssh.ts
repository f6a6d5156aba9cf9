import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import type { NeighbourConnection, Reading } from "../../src/neighbours/neighbour.ts";
import { parseVersion, type Version } from "../../src/openssh/versions.ts";
import type { OpenSsh } from "./openssh.ts";

/** A program that stands where another one looks for ssh, and keeps the words it got. It connects nowhere. */
export interface RecordedSsh {
  readonly directory: string;
  /** Called `ssh`, so it is found by name where its directory leads PATH. */
  readonly program: string;
  readonly env: Readonly<Record<string, string>>;
  /** The words of each call since the last time it was asked, in no order of calls. */
  readonly take: () => string[][];
}

export function recordedSsh(): RecordedSsh {
  const directory = mkdtempSync(join(tmpdir(), "keepalive-lint-words-"));
  afterAll(() => rmSync(directory, { recursive: true, force: true }));
  const calls = join(directory, "calls");
  const program = join(directory, "bin", "ssh");
  mkdirSync(calls);
  mkdirSync(join(directory, "bin"));
  // The name without a dot says that the words are complete.
  const script = `printf '%s\\0' "$@" > ${calls}/.$$ && mv ${calls}/.$$ ${calls}/$$`;
  writeFileSync(program, `#!/bin/sh\n${script}\n`);
  chmodSync(program, 0o755);
  const take = (): string[][] =>
    readdirSync(calls)
      .filter((name) => !name.startsWith("."))
      .map((name) => {
        const text = readFileSync(join(calls, name), "latin1");
        rmSync(join(calls, name));
        return text.split("\0").slice(0, -1);
      });
  const env = { PATH: `${join(directory, "bin")}:/usr/sbin:/usr/bin:/sbin:/bin`, HOME: directory, LC_ALL: "C.UTF-8" };
  return { directory, program, env, take };
}

const yesNo: Readonly<Record<string, string>> = { true: "yes", false: "no" };

/** What `ssh -G` printed or refused: host, interval, count and TCPKeepAlive, or "refused". */
export function settingsIn(out: string): { readonly host: string; readonly settings: string } {
  const field = (name: string): string => new RegExp(`^${name} (.*)$`, "m").exec(out)?.[1] ?? "";
  if (out === "" || out.startsWith("refused")) return { host: "", settings: "refused" };
  const tcp = field("tcpkeepalive");
  const settings = `${field("serveraliveinterval")} ${field("serveralivecountmax")} ${yesNo[tcp] ?? tcp}`;
  return { host: field("host"), settings };
}

/** What the real ssh makes of words that arrived. */
export function askedSsh(words: readonly string[], { ssh }: OpenSsh): ReturnType<typeof settingsIn> {
  const { status, stdout } = spawnSync(ssh, ["-G", "-F", "none", ...words], {
    encoding: "latin1",
    stdio: ["ignore", "pipe", "ignore"],
  });
  return settingsIn(status === 0 ? stdout : "");
}

export function versionOf(one: OpenSsh): Version {
  const version = parseVersion(one.vendor === "debian" ? `${one.version}+debian` : one.version);
  if (version === null) throw new Error(one.version);
  return version;
}

/** The same words for a connection as it was read. */
export function settingsOf({ settings }: NeighbourConnection): string {
  const { interval, countMax, tcpKeepAlive } = settings;
  return `${interval.value} ${countMax.value} ${tcpKeepAlive.value}`;
}

/** What a reader says of a file with one call in it. */
export function ourSettings({ connections, remarks }: Reading): string {
  if (remarks.some(({ kind }) => kind === "refused-option")) return "refused";
  const [connection] = connections;
  return connection === undefined ? "not called" : settingsOf(connection);
}

/** The same where the reader is certain of it; null: it makes no claim. */
export function ourCertainSettings(reading: Reading): string | null {
  const [connection] = reading.connections;
  const isOpen =
    connection !== undefined &&
    (connection.possible.length > 0 ||
      Object.values(connection.settings).some(({ certainty }) => certainty === "possible"));
  return isOpen ? null : ourSettings(reading);
}
