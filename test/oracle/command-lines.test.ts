import { execFileSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, expect, it } from "vitest";
import { shell } from "../../src/neighbours/shell.ts";
import { parseVersion } from "../../src/openssh/versions.ts";
import { availableVersions, type OpenSsh } from "./openssh.ts";
import { oracleRuns, propertyTimeout } from "./run.ts";

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

const yesNo: Readonly<Record<string, string>> = { true: "yes", false: "no" };

/** Interval, count and TCPKeepAlive, "refused", or "not called". */
function realAnswer(line: string): string {
  rmSync(join(directory, "out"), { force: true });
  try {
    execFileSync("/bin/bash", ["-c", line], {
      env: { PATH: `${directory}:/usr/bin:/bin`, HOME: "/nonexistent" },
      stdio: "ignore",
    });
  } catch {
    // What the line's last command returns says nothing about ssh.
  }
  let out: string;
  try {
    out = readFileSync(join(directory, "out"), "latin1");
  } catch {
    return "not called";
  }
  const field = (name: string): string => new RegExp(`^${name} (.*)$`, "m").exec(out)?.[1] ?? "";
  if (out.startsWith("refused") || out === "") return "refused";
  return `${field("serveraliveinterval")} ${field("serveralivecountmax")} ${yesNo[field("tcpkeepalive")] ?? field("tcpkeepalive")}`;
}

function ourAnswer(line: string, one: OpenSsh): string {
  const version = parseVersion(one.vendor === "debian" ? `${one.version}+debian` : one.version);
  if (version === null) throw new Error(one.version);
  const source = { path: "a.sh", text: `${line}\n` };
  const reading = shell.read({ source, version, clientConfig: null, configAt: () => null });
  if (reading.remarks.some(({ kind }) => kind === "refused-option")) return "refused";
  const [connection] = reading.connections;
  if (connection === undefined) return "not called";
  const { interval, countMax, tcpKeepAlive } = connection.settings;
  return `${interval.value} ${countMax.value} ${tcpKeepAlive.value}`;
}

const value = fc.constantFrom("0", "5", "60", "900", "1m", "15m", "2h", "010", "+5", "1x", "-1", "", "60 ", "9e1");
const keyword = fc.constantFrom(
  "ServerAliveInterval",
  "serveraliveinterval",
  "ServerAliveCountMax",
  "SERVERALIVECOUNTMAX",
);
const setting = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.tuple(keyword, fc.constantFrom("=", " ", " = ", "= "), value).map((parts) => parts.join("")),
  },
  fc.constantFrom(
    "TCPKeepAlive=no",
    "TCPKeepAlive yes",
    "BatchMode=yes",
    "LogLevel=ERROR",
    "User=bob",
    "ServerAliveInterval",
  ),
);

const single = (text: string): string => `'${text}'`;
const double = (text: string): string => `"${text}"`;
const escaped = (text: string): string => (text === "" ? "''" : text.replace(/[ =]/g, "\\$&"));
const halved = (text: string): string => `${escaped(text.slice(0, 5))}"${text.slice(5)}"`;
const quoting = fc.constantFrom(single, double, escaped, halved);

const option = fc.oneof(
  {
    weight: 5,
    arbitrary: fc
      .tuple(fc.constantFrom("-o ", "-o", "-No ", "-NTfo", "-4o "), setting, quoting)
      .map(([letters, text, quote]) => letters + quote(text)),
  },
  fc.constantFrom(
    "-N",
    "-p 22",
    "-p22",
    "-v",
    "-L 1:h:2",
    "-i key",
    "-l bob",
    "-4",
    "-tt",
    "-e none",
    "-ServerAliveInterval=60",
    "-ServerAliveCountMax=2",
    "-c aes128-ctr",
  ),
);

const line = fc
  .record({
    before: fc.array(option, { maxLength: 4 }),
    host: fc.constantFrom("web", "bob@web", "ssh://web:22", "'web'", "-- web", "-J jump web"),
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
          expect(`${text}: ${ourAnswer(text, one)}`).toBe(`${text}: ${realAnswer(text)}`);
        }),
        { numRuns },
      );
    }
  },
  propertyTimeout(numRuns * 4),
);
