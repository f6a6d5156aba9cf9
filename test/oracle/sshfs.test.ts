import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fstab } from "../../src/neighbours/fstab.ts";
import { shell } from "../../src/neighbours/shell.ts";
import { canAsk } from "./judge.ts";
import { availableVersions, type OpenSsh } from "./openssh.ts";
import { askedSsh, ourSettings, recordedSsh, versionOf } from "./recorded-ssh.ts";
import { oracleRuns, propertyTimeout } from "./run.ts";

// sshfs starts a program that only keeps its words and ends at once, so nothing is ever mounted.

const recorded = recordedSsh();
const mountpoint = join(recorded.directory, "mnt");
mkdirSync(mountpoint);

const value = fc.constantFrom("0", "5", "60", "900", "1m", "2h", "010", "1x", "");
const own = fc
  .tuple(fc.constantFrom("ServerAliveInterval", "serveralivecountmax", "SERVERALIVEINTERVAL"), value)
  .map((parts) => parts.join("="));
const other = fc.constantFrom(
  "reconnect",
  "TCPKeepAlive=no",
  "tcpkeepalive=yes",
  "BatchMode=yes",
  "allow_other",
  "ro",
  "port=22",
  "idmap=user",
  "IdentityFile=/k\\,ey",
  "Compression=yes",
  "LogLevel=ERROR",
  "transform_symlinks",
);
const command = fc.constantFrom(
  "ssh_command=ssh",
  "ssh_command=ssh -o ServerAliveInterval=7",
  "ssh_command=ssh -oServerAliveCountMax=9 -v",
  "ssh_command=ssh -o LogLevel=ERROR\\,x",
);
const item = fc.oneof(
  { weight: 3, arbitrary: own },
  { weight: 2, arbitrary: other },
  { weight: 1, arbitrary: command },
);
const list = fc.array(item, { minLength: 1, maxLength: 4 }).map((items) => items.join(","));
const withoutBlanks = fc.array(fc.oneof(own, other), { minLength: 1, maxLength: 4 }).map((items) => items.join(","));

const words = fc.array(
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc.tuple(fc.constantFrom("-o ", "-o"), list).map(([option, text]) => `${option}'${text}'`),
    },
    fc.constantFrom("-C", "-p 22", "-F none", "-o ro", "-s"),
  ),
  { maxLength: 3 },
);

const line = fc
  .record({ before: words, remote: fc.constantFrom("web:", "bob@web:/d", "'web:/d e'"), after: words })
  .map(({ before, remote, after }) => ["sshfs", ...before, remote, mountpoint, ...after].join(" "));

function realAnswer(text: string, one: OpenSsh): string {
  spawnSync("/bin/sh", ["-c", text], { env: recorded.env, stdio: "ignore", timeout: 20_000 });
  const [arrived] = recorded.take();
  return arrived === undefined ? "not called" : askedSsh(arrived, one).settings;
}

const request = (path: string, text: string, one: OpenSsh) => ({
  source: { path, text },
  version: versionOf(one),
  clientConfig: null,
  configAt: () => null,
});

const numRuns = Math.min(oracleRuns(100), 100);

describe.skipIf(!canAsk("sshfs", ["sshfs"]))("sshfs", () => {
  const newest = async (): Promise<OpenSsh> => {
    const one = (await availableVersions()).at(-1);
    if (one === undefined) throw new Error("no ssh to ask");
    return one;
  };

  it(
    "hands ssh the options that we say",
    async () => {
      const one = await newest();
      fc.assert(
        fc.property(line, (text) => {
          const ours = ourSettings(shell.read(request("a.sh", `${text}\n`, one)));
          expect(`${text}: ${ours}`).toBe(`${text}: ${realAnswer(text, one)}`);
        }),
        { numRuns },
      );
    },
    propertyTimeout(numRuns),
  );

  // mount(8) hands the fourth field's parts to mount.fuse, and that to sshfs, behind -o.
  it(
    "hands ssh what an fstab line says",
    async () => {
      const one = await newest();
      fc.assert(
        fc.property(withoutBlanks, (options) => {
          const text = `web:/d ${mountpoint} fuse.sshfs ${options} 0 0\n`;
          const real = realAnswer(`sshfs web:/d ${mountpoint} -o '${options}'`, one);
          expect(`${text}${ourSettings(fstab.read(request("/etc/fstab", text, one)))}`).toBe(`${text}${real}`);
        }),
        { numRuns },
      );
    },
    propertyTimeout(numRuns),
  );
});
