import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { isRoot, run, sandbox, utf8 } from "./program.ts";

const script = "ssh -o ServerAliveInterval=900 h\n";
const config = "Host *\n  ServerAliveInterval 60\n";
const listed = (cwd: string, ...args: string[]): string[] =>
  utf8(run(["--list-files", ...args, "."], { cwd }).stdout)
    .split("\n")
    .filter(Boolean);

describe("--neighbours", () => {
  const tree = {
    ".ssh/config": config,
    "bin/tunnel.sh": script,
    "bin/other.sh": "ssh h\n",
    "units/a.service": "[Service]\nExecStart=/usr/bin/autossh -M 0 -N h\n",
    "etc/sysctl.d/60-net.conf": "net.ipv4.tcp_keepalive_time = 600\n",
    "README.md": script,
  };

  it("finds what carries settings of ours, and nothing else", () => {
    const cwd = sandbox(tree);
    expect(listed(cwd)).toEqual([".ssh/config"]);
    expect(listed(cwd, "--neighbours")).toEqual([
      ".ssh/config",
      "bin/tunnel.sh",
      "etc/sysctl.d/60-net.conf",
      "units/a.service",
    ]);
  });

  it("says in json whose files they are", () => {
    const { stdout } = run(["--list-files", "--neighbours", "-f", "json", "bin"], { cwd: sandbox(tree) });
    expect(JSON.parse(stdout)).toEqual([{ path: "bin/tunnel.sh", side: "client", system: "shell" }]);
  });

  it("lints and mends them", () => {
    const cwd = sandbox(tree);
    expect(run(["."], { cwd }).status).toBe(0);
    const { status, stdout } = run(["--neighbours", "-f", "compact", "."], { cwd });
    expect(status).toBe(1);
    expect(stdout).toContain("bin/tunnel.sh:1:8: warning interval-too-long");
    expect(run(["--neighbours", "--fix", "."], { cwd }).status).toBe(0);
    expect(readFileSync(`${cwd}/bin/tunnel.sh`, "latin1")).toBe(script.replace("900", "60"));
    expect(readFileSync(`${cwd}/README.md`, "latin1")).toBe(script);
  });

  it("is a key of the project config, and the command line is over it", () => {
    const cwd = sandbox({ ...tree, ".keepalive-lint.yaml": "neighbours: true\n" });
    expect(listed(cwd)).toHaveLength(4);
    expect(listed(cwd, "--no-neighbours")).toEqual([".ssh/config"]);
    expect(JSON.parse(run(["--print-config", "."], { cwd }).stdout)).toMatchObject({ neighbours: true });
    const off = sandbox({ ...tree, ".keepalive-lint.yaml": "neighbours: false\n" });
    expect(listed(off, "--neighbours")).toHaveLength(4);
  });

  it("passes over what git ignores, is excluded, generated or behind a link to the outside", () => {
    const cwd = sandbox({
      ".gitignore": "/out/\n",
      "out/a.sh": script,
      "vendor/a.sh": script,
      "node_modules/x/a.sh": script,
      ".vagrant/a.sh": script,
      "a.sh": script,
    });
    const outside = sandbox({ "b.sh": script });
    mkdirSync(join(cwd, ".git"));
    symlinkSync(join(outside, "b.sh"), join(cwd, "b.sh"));
    symlinkSync("a.sh", join(cwd, "c.sh"));
    expect(listed(cwd, "--neighbours", "--exclude", "vendor")).toEqual(["a.sh"]);
    expect(listed(cwd, "--neighbours", "--no-respect-gitignore")).toEqual(["a.sh", "out/a.sh", "vendor/a.sh"]);
  });

  it("finds what git tracks although it is ignored", () => {
    const cwd = sandbox({ ".gitignore": "*\n", "a.sh": script, "b.sh": script });
    const env = { PATH: process.env.PATH ?? "", HOME: cwd, GIT_CONFIG_NOSYSTEM: "1" };
    for (const words of [
      ["init", "-q"],
      ["add", "-f", "a.sh"],
    ])
      expect(spawnSync("git", words, { cwd, env }).status).toBe(0);
    expect(listed(cwd, "--neighbours")).toEqual(["a.sh"]);
  });

  it("keeps to the side that is asked for", () => {
    const cwd = sandbox(tree);
    expect(listed(cwd, "--neighbours", "--side", "client")).toHaveLength(4);
    expect(run(["--list-files", "--neighbours", "--side", "server", "."], { cwd }).status).toBe(2);
  });

  it("says what was looked for where nothing was found", () => {
    const { status, stderr } = run(["--neighbours", "."], { cwd: sandbox({ "a.sh": "ssh h\n" }) });
    expect(status).toBe(2);
    expect(stderr).toContain("nothing with a keepalive setting and no ssh_config or sshd_config was found in .");
  });

  it("is not stopped by a file that nobody can read or parse", () => {
    const deep = `${"$(".repeat(20_000)}ssh -o ServerAliveInterval=9 h${")".repeat(20_000)}\n`;
    const cwd = sandbox({
      ...tree,
      "broken.yml": `a: [\n  - run: ${script}\t}`,
      "broken.sh": `if then fi (( ${script}`,
      "binary.sh": `${"\0\x01\x02".repeat(100)}${script}`,
      "deep.sh": deep,
    });
    const { status, stderr, stdout } = run(["--neighbours", "-f", "compact", "."], { cwd });
    expect(stdout).toContain("bin/tunnel.sh:1:8");
    expect(status).toBe(1);
    expect(stderr).toContain("deep.sh is nested too deeply to be read: not linted");
    // The same file, named, is an error.
    expect(run(["deep.sh"], { cwd }).status).toBe(2);
  });

  it.skipIf(isRoot)("notes a file that may not be read", () => {
    const cwd = sandbox({ ...tree, "locked.sh": script });
    chmodSync(`${cwd}/locked.sh`, 0);
    const { status, stderr } = run(["--neighbours", "."], { cwd });
    expect(status).toBe(1);
    expect(stderr).toContain("locked.sh");
  });

  it("runs nothing", () => {
    const cwd = sandbox({
      "a.sh": `touch ran\n$(touch ran)\n${script}`,
      Makefile: `X := $(shell touch ran)\nall:\n\tssh -o ServerAliveInterval=900 $(X)\n`,
    });
    run(["--neighbours", "--fix", "."], { cwd });
    expect(listed(cwd, "--neighbours")).toEqual(["Makefile", "a.sh"]);
    expect(run(["--list-files", "."], { cwd: sandbox({ ran: "" }) }).status).toBe(2);
    expect(() => readFileSync(`${cwd}/ran`)).toThrow();
  });
});
