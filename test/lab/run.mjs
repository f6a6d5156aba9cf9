// `npm run lab`: real OpenSSH against the model, in namespaces of its own. Everything that the lab starts lives in one process
// namespace and one mount namespace: when it ends, however it ends, the kernel takes all of it away.
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const tools = ["unshare", "nsenter", "chroot", "mount", "ip", "ss"];

function notRunBecause() {
  if (process.platform !== "linux") return "it needs Linux";
  if (process.getuid?.() !== 0) return "it needs root, to make network namespaces";
  const missing = tools.filter((tool) => spawnSync("sh", ["-c", `command -v ${tool}`]).status !== 0);
  if (missing.length > 0) return `it needs ${missing.join(", ")} (Debian: util-linux, coreutils, mount, iproute2)`;
  const made = spawnSync("unshare", ["--mount", "--pid", "--net", "--fork", "true"], { encoding: "utf8" });
  return made.status === 0 ? null : `no namespaces can be made here: ${made.stderr.trim()}`;
}

const because = notRunBecause();
if (because !== null) {
  console.log(`lab: not run: ${because}`);
} else {
  const inside = ["--mount", "--pid", "--fork", "--kill-child", "--mount-proc", "--"];
  const vitest = [fileURLToPath(new URL("../../node_modules/vitest/vitest.mjs", import.meta.url))];
  const args = [...inside, process.execPath, ...vitest, "run", "--config", "vitest.lab.config.ts"];
  // Mounts on it end with the mount namespace; the empty directory itself is ours to remove.
  const directory = mkdtempSync(join(tmpdir(), "keepalive-lint-lab-"));
  const env = { ...process.env, KEEPALIVE_LINT_LAB_DIRECTORY: directory };
  const child = spawn("unshare", [...args, ...process.argv.slice(2)], { cwd: root, stdio: "inherit", env });
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => child.kill("SIGTERM"));
  child.on("close", (code) => {
    rmSync(directory, { recursive: true });
    process.exitCode = code ?? 1;
  });
}
