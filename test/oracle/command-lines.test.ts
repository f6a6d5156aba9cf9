import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, expect, it } from "vitest";
import type { Reading } from "../../src/neighbours/neighbour.ts";
import { shell } from "../../src/neighbours/shell.ts";
import { availableVersions, type OpenSsh } from "./openssh.ts";
import { ourSettings, settingsIn, versionOf } from "./recorded-ssh.ts";
import { oracleRuns, propertyTimeout } from "./run.ts";
import { host, option } from "./ssh-words.ts";

// bash takes the line apart, and ssh -G its words: both must see what the reader of command lines sees.

const directory = mkdtempSync(join(tmpdir(), "keepalive-lint-lines-"));
afterAll(() => rmSync(directory, { recursive: true }));

/** A program called ssh that tells what the real one would use. */
function fakeSsh({ ssh }: OpenSsh): void {
  const path = join(directory, "ssh");
  writeFileSync(
    path,
    `#!/bin/sh\nexec ${ssh} -G -F none "$@" > ${directory}/out 2> ${directory}/err || echo refused > ${directory}/out\n`,
  );
  chmodSync(path, 0o755);
}

/** Interval, count and TCPKeepAlive, "refused", or "not called". */
function realAnswer(line: string): string {
  rmSync(join(directory, "out"), { force: true });
  spawnSync("/bin/bash", ["-c", line], {
    env: { PATH: `${directory}:/usr/bin:/bin`, HOME: "/nonexistent" },
    stdio: "ignore",
  });
  // What the line's last command returns says nothing about ssh.
  const out = join(directory, "out");
  return existsSync(out) ? settingsIn(readFileSync(out, "latin1")).settings : "not called";
}

function ourReading(line: string, one: OpenSsh): Reading {
  const source = { path: "a.sh", text: `${line}\n` };
  return shell.read({ source, version: versionOf(one), clientConfig: null, configAt: () => null });
}

const line = fc
  .record({
    before: fc.array(option, { maxLength: 4 }),
    host,
    after: fc.array(option, { maxLength: 2 }),
    command: fc.constantFrom("", " uptime", " 'ls -o ServerAliveInterval=7'", " ls -o ServerAliveInterval=7"),
    around: fc.constantFrom(
      (text: string) => text,
      (text: string) => `# ssh -o ServerAliveInterval=1 x\n${text}`,
      (text: string) => `if true; then ${text}; fi`,
      (text: string) => `: $(${text})`,
      (text: string) => `{ ${text}; } 2>/dev/null`,
      (text: string) => `A=1 ${text} < /dev/null`,
      (text: string) => `exec ${text}`,
      (text: string) => text.replaceAll(/ (?=-o)/g, " \\\n  "),
      (text: string) => `env B=2 nice -n 3 ${text}`,
      (text: string) => `timeout -k 5 -s TERM 9 ${text}`,
      (text: string) => `setsid --wait ${text}`,
      (text: string) => `f() { local n=$1; shift; "$@"; }\nf 3 ${text}`,
      (text: string) => `f() { eval "$@"; }\nf : ; trap : EXIT; f true; ${text}`,
      (text: string) => `bash -s <<'END'\n${text}\nEND`,
      (text: string) => `sh <<'END'\n${text}\nEND`,
      (text: string) => `O="-v"\nO="$O -o ConnectTimeout=5"\n${text.replace("ssh ", "ssh $O ")}`,
      (text: string) => `O=(-v)\nO=("$\{O[@]}" -C)\n${text.replace("ssh ", `ssh "$\{O[@]}" `)}`,
      (text: string) => `echo a | xargs -n1 -I{} true {}; ${text}`,
    ),
  })
  .map(({ before, host, after, command, around }) => around(["ssh", ...before, host, ...after].join(" ") + command));

const numRuns = oracleRuns(150);

it(
  "command lines mean what bash and ssh make of them",
  async () => {
    for (const one of await availableVersions()) {
      fakeSsh(one);
      fc.assert(
        fc.property(line, (text) => {
          expect(`${text}: ${ourSettings(ourReading(text, one))}`).toBe(`${text}: ${realAnswer(text)}`);
        }),
        { numRuns },
      );
    }
  },
  propertyTimeout(numRuns * 4),
);
