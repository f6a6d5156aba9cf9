import { spawnSync } from "node:child_process";
import { setTimeout as pause } from "node:timers/promises";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { shell } from "../../src/neighbours/shell.ts";
import { canAsk } from "./judge.ts";
import { availableVersions, type OpenSsh } from "./openssh.ts";
import { askedSsh, ourSettings, recordedSsh, versionOf } from "./recorded-ssh.ts";
import { oracleRuns, propertyTimeout } from "./run.ts";
import { host, option } from "./ssh-words.ts";

// autossh takes its own options out of the line and starts a program that only keeps its words.

const recorded = recordedSsh();

// Joined with other letters, -M goes on to ssh, and its port becomes the host: nobody writes that for long.
const monitor = fc.constantFrom("-M 0", "-M0", "-M 20000", "-M20000", "-M 20000:7", '-M "0"', "");
const environment = fc.constantFrom(
  "",
  "AUTOSSH_PORT=0 ",
  "AUTOSSH_PORT=21000 ",
  "AUTOSSH_GATETIME=0 AUTOSSH_POLL=60 ",
);
const letters = fc.constantFrom("-f", "-fN", "-Nf", "-q", "-T", "-fq -N", "-J jump", "-Jjump", "-B eth0");

const line = fc
  .record({
    environment,
    exported: fc.boolean(),
    before: fc.array(fc.oneof(option, letters), { maxLength: 3 }),
    monitor,
    between: fc.array(fc.oneof(option, letters), { maxLength: 3 }),
    host,
    after: fc.array(option, { maxLength: 2 }),
    command: fc.constantFrom("", "uptime", "ls -f", "ls -o ServerAliveInterval=7", "ls -- -o ServerAliveInterval=7"),
  })
  // A -L of one's own would be taken for the monitor's.
  .map(({ environment, exported, before, monitor, between, host, after, command }) => {
    const words = ["autossh", ...before, monitor, ...between, host, ...after, command].filter((word) => word !== "");
    const set = environment === "" || !exported ? environment : `export ${environment.trim()}\n`;
    return `${set}${words.join(" ")}`.replaceAll("-L 1:h:2", "-D 1080");
  });

/** The words behind autossh's back; null where it starts nothing. With -f it does so after it has ended. */
async function wordsOf(text: string): Promise<readonly string[] | null> {
  const { status } = spawnSync("/bin/sh", ["-c", text], {
    env: { ...recorded.env, AUTOSSH_PATH: recorded.program },
    stdio: "ignore",
    timeout: 20_000,
  });
  for (let tries = 0; ; tries++) {
    const [words] = recorded.take();
    if (words !== undefined) return words;
    if (status !== 0 || tries === 200) return null;
    await pause(10);
  }
}

/** The settings, and whether autossh itself sends something through the tunnel to see it alive. */
async function realAnswer(text: string, one: OpenSsh): Promise<string> {
  const words = await wordsOf(text);
  if (words === null) return "refused";
  const { settings } = askedSsh(words, one);
  return settings === "refused" || !settings.startsWith("0 ") ? settings : `${settings} ${isWatched(words)}`;
}

const isWatched = (words: readonly string[]): string => (words[0] === "-L" ? "watched" : "blind");

function ourAnswer(text: string, one: OpenSsh): string {
  const source = { path: "a.sh", text: `${text}\n` };
  const reading = shell.read({ source, version: versionOf(one), clientConfig: null, configAt: () => null });
  const settings = ourSettings(reading);
  if (!settings.startsWith("0 ")) return settings;
  return `${settings} ${reading.remarks.some(({ kind }) => kind === "autossh-blind") ? "blind" : "watched"}`;
}

const numRuns = Math.min(oracleRuns(80), 80);

describe.skipIf(!canAsk("autossh", ["autossh"]))("autossh", () => {
  it(
    "hands ssh the words that we say",
    async () => {
      const [one] = (await availableVersions()).slice(-1);
      if (one === undefined) throw new Error("no ssh to ask");
      await fc.assert(
        fc.asyncProperty(line, async (text) => {
          expect(`${text}: ${ourAnswer(text, one)}`).toBe(`${text}: ${await realAnswer(text, one)}`);
        }),
        { numRuns },
      );
    },
    propertyTimeout(numRuns),
  );
});
