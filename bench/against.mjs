// Each shape at the size of a giant: our lint of all of it against one question to OpenSSH, the cheapest of some runs each.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { files } from "./shapes.mjs";

const tool = fileURLToPath(new URL("../bin/keepalive-lint.cjs", import.meta.url));
const hosts = Number(process.env.BENCH_HOSTS ?? 50_000);
const rounds = Number(process.env.BENCH_ROUNDS ?? 3);
const wanted = process.argv.slice(2);
const directory = mkdtempSync(join(tmpdir(), "keepalive-lint-against-"));
const { NODE_EXTRA_CA_CERTS: _, ...env } = process.env;

function milliseconds(command, args) {
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < rounds; round++) {
    const before = process.hrtime.bigint();
    const { error } = spawnSync(command, args, { env, stdio: "ignore", timeout: 120_000 });
    if (error !== undefined) return Number.NaN;
    least = Math.min(least, Number(process.hrtime.bigint() - before) / 1e6);
  }
  return least;
}

const hostKey = join(directory, "host_key");
spawnSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", hostKey]);
const who = "user=user77,host=h,addr=192.0.2.1,laddr=192.0.2.2,lport=22";
const judges = {
  client: (path) => ["ssh", ["-G", "-T", "-F", path, "--", "host77"]],
  server: (path) => ["/usr/sbin/sshd", ["-T", "-f", path, "-h", hostKey, "-C", who]],
};

console.log("| shape | MB | ms | one ssh -G or sshd -T -C, ms | ratio |\n|---|---|---|---|---|");
for (const [name, [side, text]] of Object.entries(files)) {
  // OpenSSH runs what `Match exec` says.
  if (name.includes("exec") || (wanted.length > 0 && !wanted.some((word) => name.includes(word)))) continue;
  const path = join(directory, side === "client" ? "ssh_config" : "sshd_config");
  writeFileSync(path, text(hosts));
  const megabytes = (statSync(path).size / 1024 / 1024).toFixed(1);
  const own = milliseconds(process.execPath, [tool, path]);
  const theirs = milliseconds(...judges[side](path));
  console.log(`| ${name} | ${megabytes} | ${own.toFixed(0)} | ${theirs.toFixed(0)} | ${(own / theirs).toFixed(2)} |`);
}
rmSync(directory, { recursive: true });
