import { spawn, spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { bin, environment, isRoot, type Run, run, sandbox, shell } from "./program.ts";

const plain = "Host *\n  ServerAliveInterval 60\n";

/** The one command that we give a log ourselves, under GITHUB_ACTIONS; no property of it can end it early. */
const ourAnnotation = /^::(?:error|warning|notice) (?:[a-zA-Z]+=[^:,]*,?)+::/;

/** What no terminal and no CI log may get: control bytes, C1, bidi marks, workflow commands. */
function expectHarmless({ stdout, stderr }: Run): void {
  for (const text of [stdout, stderr]) {
    const decoded = Buffer.from(text, "latin1").toString("utf8");
    expect(decoded).not.toMatch(/[\0-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u2028\u2029]/);
    for (const line of decoded.split("\n")) expect(line.replace(ourAnnotation, "")).not.toMatch(/^\s*::|##\[/);
  }
}

const evil = [
  "\x1b[31mred",
  "a\nb",
  "::error::x",
  "##[stop-commands]",
  "\u202egnp",
  "\u2066x",
  "\x9b31m",
  "a\u2028b",
  "-rf",
  "--fix",
  "$(id)",
  "`id`",
  "%0A::error",
];
const bytes = (text: string): string => Buffer.from(text, "utf8").toString("latin1");

describe("names from outside", () => {
  const asName = (name: string): string => Buffer.from(name, "utf8").toString();

  it.each(evil.map((name) => [JSON.stringify(name), name]))("%s: a directory and a file in it", (_shown, name) => {
    const cwd = sandbox();
    mkdirSync(join(cwd, asName(name), ".ssh"), { recursive: true });
    writeFileSync(join(cwd, asName(name), ".ssh", "config"), "Host *\n  ServerAliveInterval 900\n");
    for (const args of [["."], ["-f", "compact", "."], ["-f", "json", "."], ["--list-files", "."], ["--diff", "."]]) {
      const result = run(args, { cwd, env: { GITHUB_ACTIONS: "true" } });
      expect(result.status, args.join(" ")).toBe(args[0] === "--list-files" ? 0 : 1);
      if (args[0] !== "--diff") expectHarmless(result);
    }
  });

  it.each(evil.map((text) => [JSON.stringify(text), text]))(
    "%s: rules, comments and a project config",
    (_shown, text) => {
      const cwd = sandbox({
        ssh_config: `# keepalive-lint-disable-file ${bytes(text).replaceAll("\n", " ")}\n${plain}`,
        ".keepalive-lint.json": bytes(JSON.stringify({ [text]: text })),
      });
      expectHarmless(run(["--no-config", "ssh_config"], { cwd, env: { GITHUB_ACTIONS: "true" } }));
      const wrong = run(["ssh_config"], { cwd, env: { GITHUB_ACTIONS: "true" } });
      expect(wrong.status).toBe(2);
      expectHarmless(wrong);
      expect(wrong.stderr.trimEnd().split("\n")).toHaveLength(1);
    },
  );
});

describe("what never ends", () => {
  it.each([
    ["a line of 10 MB", `Host *\n  User ${"x".repeat(10_000_000)}\n`, 1],
    ["a number of 10 MB", `Host *\n  ServerAliveInterval ${"9".repeat(10_000_000)}\n`, 1],
    ["a million Include lines", "Include a/b/c\n".repeat(1_000_000), 0],
    ["50,000 different Include lines", Array.from({ length: 50_000 }, (_, i) => `Include f${i}\n`).join(""), 0],
    ["an Include of itself", "Include ssh_config\n", 1],
    ["a deep Include pattern", `Include ${"*/".repeat(2000)}x\n`, 0],
    ["20,000 comments of no use", "# keepalive-lint-disable-next-line count-zero\n".repeat(20_000), 1],
    ["a comment of 10 MB", `# keepalive-lint-disable ${"x,".repeat(5_000_000)}\n${plain}`, 1],
  ])("%s", { timeout: 60_000 }, (_name, text, status) => {
    const cwd = sandbox({ ssh_config: text });
    mkdirSync(join(cwd, ".git"));
    const result = spawnSync(process.execPath, [bin, "--severity", "error", "ssh_config"], {
      cwd,
      encoding: "latin1",
      env: environment(cwd),
      timeout: 50_000,
      maxBuffer: 1e9,
    });
    expect({ status: result.status, stderr: result.stderr }).toEqual({ status, stderr: "" });
    expect(result.stdout.length).toBeLessThan(100_000);
  });

  it("loops of links, deep directories, devices and FIFOs in a searched tree", { timeout: 30_000 }, () => {
    const cwd = sandbox({ ".ssh/config": plain });
    symlinkSync(".", join(cwd, "loop"));
    symlinkSync("b", join(cwd, "a"));
    symlinkSync("a", join(cwd, "b"));
    mkdirSync(join(cwd, "x"));
    symlinkSync("../loop/.ssh/config", join(cwd, "x", "ssh_config"));
    mkdirSync(join(cwd, "etc", "ssh"), { recursive: true });
    symlinkSync("ssh_config", join(cwd, "etc", "ssh", "ssh_config"));
    symlinkSync("/dev/zero", join(cwd, "etc", "ssh", "sshd_config"));
    spawnSync("mkfifo", [join(cwd, "sshd_config")]);
    expect(run(["--list-files", "."], { cwd })).toMatchObject({ status: 0, stdout: ".ssh/config\n", stderr: "" });
    const deep = join(cwd, ...Array.from({ length: 70 }, () => "d"));
    mkdirSync(deep, { recursive: true });
    writeFileSync(join(deep, "ssh_config"), plain);
    expect(run(["."], { cwd })).toMatchObject({
      status: 2,
      stderr: expect.stringContaining("name a smaller directory"),
    });
  });
});

describe("a pipeline that closes early", () => {
  const text = Array.from({ length: 5000 }, (_, i) => `Host h${i}\n  ServerAliveInterval 900\n`).join("");

  it.each([
    ["."],
    ["-f json ."],
    ["-f compact ."],
    ["--diff ."],
    ["--list-files ."],
    ["explain"],
    ["completion zsh"],
    ["--help"],
  ])("%s", (args) => {
    const cwd = sandbox({ ssh_config: text });
    const { stdout, stderr } = shell(`kl ${args} | head -n 1; true`, cwd);
    expect(stdout.split("\n").length).toBeLessThanOrEqual(2);
    expect(stderr).not.toMatch(/EPIPE|at |internal error/);
  });

  it("nobody reads at all", async () => {
    const cwd = sandbox({ ssh_config: text });
    const child = spawn(process.execPath, [bin, "-f", "json", "."], {
      cwd,
      env: environment(cwd),
      stdio: ["ignore", "pipe", "pipe"],
    });
    child.stdout.destroy();
    child.stderr.destroy();
    expect(await new Promise((resolve) => child.on("exit", resolve))).toBe(1);
  });
});

describe("a read-only container", () => {
  it.runIf(isRoot)("lints, explains and completes as ever, and says what it cannot write", () => {
    const cwd = sandbox({ ssh_config: "Host *\n  ServerAliveInterval 900\n", "home/.keep": "" });
    chmodSync(join(cwd, "home"), 0o555);
    chmodSync(cwd, 0o555);
    const as = (...args: string[]): Run => run(args, { cwd, asNobody: true });
    expect(as(".")).toMatchObject({ status: 1, stderr: "" });
    expect(as("-f", "json", ".").status).toBe(1);
    expect(as("--list-files", ".").status).toBe(0);
    expect(as("--diff", ".").status).toBe(1);
    expect(as("completion", "bash").status).toBe(0);
    expect(as("--version").status).toBe(0);
    expect(as().status).not.toBe(2);
    for (const args of [["--fix", "."], ["--suppress-all", "."], ["-o", "report", "."], ["init"]]) {
      const result = as(...args);
      expect(result.status, args.join(" ")).toBe(2);
      expect(result.stderr).toMatch(/^keepalive-lint: [^\n]*\n/);
      expect(result.stderr).not.toContain("internal error");
    }
  });

  it.runIf(isRoot && spawnSync("unshare", ["-m", "true"]).status === 0)("of a real read-only file system, too", () => {
    const cwd = sandbox({ ssh_config: "Host *\n  ServerAliveInterval 900\n" });
    const line = `mount --bind "$PWD" "$PWD" && mount -o remount,ro,bind "$PWD" && cd "$PWD" && exec "$NODE" "$BIN"`;
    const inside = (...args: string[]) =>
      spawnSync("unshare", ["-m", "sh", "-c", `${line} "$@"`, "sh", ...args], {
        cwd,
        encoding: "utf8",
        env: environment(cwd, { NODE: process.execPath, BIN: bin }),
      });
    expect(inside(".")).toMatchObject({ status: 1, stderr: "" });
    expect(inside("--fix", ".")).toMatchObject({ status: 2, stderr: expect.stringContaining("not written") });
    expect(inside("--suppress-all", ".").status).toBe(2);
  });
});
