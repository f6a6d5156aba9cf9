import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { kernelCases } from "../unit/neighbours/sysctl-cases.ts";

/** A network namespace has its own values of the keys in question, so nothing of this machine changes. */
function inNamespace(script: string, ...values: readonly string[]) {
  const { status, stdout, stderr } = spawnSync("unshare", ["-n", "sh", "-c", script, "sh", ...values], {
    encoding: "utf8",
  });
  return { status, stdout: stdout ?? "", stderr: stderr ?? "" };
}

const names = ["tcp_keepalive_time", "tcp_keepalive_intvl", "tcp_keepalive_probes", "tcp_retries2"];
const show = `cd /proc/sys/net/ipv4 && cat ${names.join(" ")}`;
const fresh = inNamespace(`command -v sysctl >/dev/null && ${show}`);
const canAsk = fresh.stdout === "7200\n75\n9\n15\n";
if (!canAsk) console.info("sysctl: not asked, since this user may make no network namespace, or procps is absent");

const directory = mkdtempSync(join(tmpdir(), "sysctl-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

describe.skipIf(!canAsk)("sysctl -p in a network namespace", () => {
  it.each(kernelCases)("%j", (text, expected) => {
    const file = join(directory, "sysctl.conf");
    writeFileSync(file, Buffer.from(text, "latin1"));
    const { stdout } = inNamespace(`sysctl -p "$1" >/dev/null 2>&1; ${show}`, file);
    expect(stdout.trim().split("\n").map(Number)).toEqual(expected);
  });
});

/** Directories laid over the machine's own, in a mount namespace that ends with the process. */
const systemRun = `
mount --make-rprivate / &&
mount -t tmpfs none /etc/sysctl.d && mount -t tmpfs none /run && mkdir /run/sysctl.d &&
mount -t tmpfs none /usr/lib/sysctl.d && mount --bind "$1" /etc/sysctl.conf || exit 9
eval "$2"
sysctl --system >/dev/null 2>&1
cat /proc/sys/net/ipv4/tcp_keepalive_time`;

function inSystem(files: Readonly<Record<string, string>>): {
  readonly status: number | null;
  readonly stdout: string;
} {
  const main = join(directory, "main.conf");
  writeFileSync(main, files["/etc/sysctl.conf"] ?? "");
  const write = Object.entries(files)
    .filter(([path]) => path !== "/etc/sysctl.conf")
    .map(([path, text]) => `printf '%s' '${text}' >${path}`)
    .join("\n");
  const { status, stdout } = spawnSync("unshare", ["-nm", "sh", "-c", systemRun, "sh", main, write], {
    encoding: "utf8",
  });
  return { status, stdout: stdout ?? "" };
}

const canMount = canAsk && inSystem({}).stdout === "7200\n";

describe.skipIf(!canMount)("sysctl --system in a mount namespace", () => {
  const time = (value: number) => `net.ipv4.tcp_keepalive_time=${value}\n`;
  it.each([
    ["by name", { "/etc/sysctl.d/60-b.conf": time(1), "/run/sysctl.d/70-c.conf": time(2) }, 2],
    ["as bytes", { "/etc/sysctl.d/9.conf": time(9), "/etc/sysctl.d/10.conf": time(10) }, 9],
    ["upper case first", { "/etc/sysctl.d/a.conf": time(1), "/etc/sysctl.d/B.conf": time(2) }, 1],
    ["hidden", { "/usr/lib/sysctl.d/z.conf": time(1), "/etc/sysctl.d/z.conf": "# none\n" }, 7200],
    ["sysctl.conf last", { "/etc/sysctl.conf": time(1), "/etc/sysctl.d/99-x.conf": time(2) }, 1],
  ])("%s", (_name, files, expected) => {
    expect(inSystem(files).stdout).toBe(`${expected}\n`);
  });
});
