import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { bin, sandbox } from "./cli/program.ts";

const playbook = fileURLToPath(new URL("../docs/ansible/collect.yml", import.meta.url));
const dump = readFileSync(new URL("../fixtures/dumps/sshd-T-8.4.txt", import.meta.url), "latin1");

const hasAnsible = spawnSync("ansible-playbook", ["--version"]).status === 0;
if (!hasAnsible) console.warn("the Ansible example was not run: there is no ansible-playbook");

/** Three hosts that are all this machine, each with files of its own. */
const inventory = (cwd: string): string =>
  JSON.stringify({
    all: {
      vars: { ansible_connection: "local", keepalive_as_root: false, keepalive_fleet: `${cwd}/fleet` },
      hosts: {
        localhost: { keepalive_sshd_config: `${cwd}/none`, keepalive_sshd_command: "true" },
        ...Object.fromEntries(
          ["web1", "web2"].map((name) => [
            name,
            { keepalive_sshd_config: `${cwd}/etc/ssh/sshd_config`, keepalive_sshd_command: `cat ${cwd}/${name}.txt` },
          ]),
        ),
      },
    },
  });

it.skipIf(!hasAnsible)("the Ansible example collects, lints and reports", { timeout: 180_000 }, () => {
  const cwd = sandbox({
    "collect.yml": readFileSync(playbook, "utf8"),
    "etc/ssh/sshd_config": "ClientAliveInterval 600\nMatch User bob\n  ClientAliveInterval 900\n",
    "web1.txt": dump.replace(/^clientaliveinterval .*$/m, "clientaliveinterval 600"),
    "web2.txt": dump.replace(/^clientaliveinterval .*$/m, "clientaliveinterval 600"),
  });
  writeFileSync(join(cwd, "inventory.yml"), inventory(cwd));
  const { NODE_EXTRA_CA_CERTS: _, ...env } = process.env;
  const { status, stdout, stderr } = spawnSync(
    "ansible-playbook",
    ["-i", "inventory.yml", "-e", `{"keepalive_lint": "${process.execPath} ${bin}"}`, "collect.yml"],
    {
      cwd,
      encoding: "utf8",
      env: { ...env, HOME: cwd, ANSIBLE_NOCOLOR: "1", ANSIBLE_LOCAL_TEMP: `${cwd}/tmp`, LC_ALL: "C.UTF-8" },
    },
  );
  expect(status, stdout + stderr).toBe(0);
  expect(stdout).toContain("2 hosts: info interval-too-long");
  expect(stdout).toContain("on web1 and web2");
  expect(existsSync(`${cwd}/fleet/web1/ssh-V.txt`)).toBe(true);
  const lines = readFileSync(`${cwd}/fleet.ndjson`, "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(
    lines.filter(({ type, host }) => type === "finding" && host === "web2").map(({ targets }) => targets),
  ).toContainEqual(["Match User bob"]);
});
