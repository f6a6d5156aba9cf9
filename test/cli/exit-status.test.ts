import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { bin, type Entry, environment, isRoot, run, sandbox, utf8 } from "./program.ts";

/** What a bad run may print: one line each, with its place, and no stack. */
const noStack = /^\s+at |internal error|node:internal/m;

const clean = "Host *\n  ServerAliveInterval 60\n";
const warning = "Host *\n  ServerAliveInterval 900\n";
const info = "Host *\n  ServerAliveInterval 5\n  ServerAliveCountMax 20\n";
const refused = "Host *\n  ServerAliveInterval soon\n";

interface Status {
  readonly name: string;
  readonly tree: Readonly<Record<string, Entry>>;
  readonly args: readonly string[];
  readonly status: number;
  /** Part of what is said, and where. */
  readonly stdout?: string | RegExp;
  readonly stderr?: string | RegExp;
}

const inRepository = { ".git/HEAD": "" };

const cases: readonly Status[] = [
  { name: "a clean file", tree: { ssh_config: clean }, args: ["ssh_config"], status: 0, stdout: "Nothing wrong" },
  { name: "`lint` in front", tree: { ssh_config: clean }, args: ["lint", "ssh_config"], status: 0 },
  { name: "a warning", tree: { ssh_config: warning }, args: ["ssh_config"], status: 1, stdout: "interval-too-long" },
  { name: "an error", tree: { ssh_config: refused }, args: ["ssh_config"], status: 1, stdout: "invalid-value" },
  { name: "notes only", tree: { ssh_config: info }, args: ["ssh_config"], status: 0, stdout: "interval-too-short" },
  { name: "notes with --strict", tree: { ssh_config: info }, args: ["--strict", "ssh_config"], status: 1 },
  { name: "a warning with --exit-zero", tree: { ssh_config: warning }, args: ["--exit-zero", "ssh_config"], status: 0 },
  { name: "a warning that is hidden", tree: { ssh_config: warning }, args: ["-q", "ssh_config"], status: 1 },
  { name: "one warning of one", tree: { ssh_config: warning }, args: ["--max-warnings", "1", "ssh_config"], status: 0 },
  {
    name: "one warning of none",
    tree: { ssh_config: warning },
    args: ["--max-warnings", "0", "ssh_config"],
    status: 1,
  },
  {
    name: "an error is no warning",
    tree: { ssh_config: refused },
    args: ["--max-warnings", "9", "ssh_config"],
    status: 1,
  },
  {
    name: "a rule switched off",
    tree: { ssh_config: warning },
    args: ["--ignore", "interval-too-long", "ssh_config"],
    status: 0,
  },
  {
    name: "a rule made a note",
    tree: { ssh_config: warning },
    args: ["--rule", "interval-too-long=info", "ssh_config"],
    status: 0,
  },
  {
    name: "a missing file",
    tree: {},
    args: ["nowhere/ssh_config"],
    status: 2,
    stderr: /nowhere\/ssh_config: .*does not exist/,
  },
  {
    name: "a missing file beside a good one",
    tree: { ssh_config: clean },
    args: ["ssh_config", "gone"],
    status: 2,
    stderr: /gone: /,
  },
  {
    name: "an empty directory",
    tree: { "docs/README": "" },
    args: ["docs"],
    status: 2,
    stderr: /docs: no ssh_config or sshd_config/,
  },
  {
    name: "a directory with configs",
    tree: { "a/ssh/config": clean, "b/sshd_config": "ClientAliveInterval 60\n" },
    args: ["."],
    status: 0,
  },
  { name: "a glob that no shell expanded", tree: { "a/ssh_config": warning }, args: ["*/ssh_config"], status: 1 },
  { name: "a glob without a match", tree: {}, args: ["*/ssh_config"], status: 2, stderr: "ssh_config" },
  {
    name: "a dangling link",
    tree: { ssh_config: { link: "gone" } },
    args: ["ssh_config"],
    status: 2,
    stderr: "symbolic link",
  },
  {
    name: "a file that tells no side",
    tree: { notes: "hello\n" },
    args: ["notes"],
    status: 2,
    stderr: /notes: .*--side/,
  },
  { name: "the same with --side", tree: { notes: clean }, args: ["--side", "client", "notes"], status: 0 },
  {
    name: "an unterminated quote",
    tree: { ssh_config: 'Host a\n  ServerAliveInterval "60\n' },
    args: ["ssh_config"],
    status: 1,
    stdout: /ssh_config:2:3 error/,
  },
  {
    name: "an Include cycle",
    tree: {
      ...inRepository,
      ".ssh/config": "Include loop\nHost *\n  ServerAliveInterval 60\n",
      ".ssh/loop": "Include config\n",
    },
    args: [".ssh/config"],
    status: 1,
    stdout: /Include|nested/,
  },
  { name: "an unknown flag", tree: {}, args: ["--fixx"], status: 2, stderr: /--fixx.*\n?.*--fix/ },
  {
    name: "an unknown format",
    tree: { ssh_config: clean },
    args: ["-f", "pdf", "ssh_config"],
    status: 2,
    stderr: /pdf/,
  },
  {
    name: "an unknown policy",
    tree: { ssh_config: clean },
    args: ["--policy", "cis-2202", "ssh_config"],
    status: 2,
    stderr: "cis-2022",
  },
  {
    name: "an unknown network",
    tree: { ssh_config: clean },
    args: ["--network", "azur", "ssh_config"],
    status: 2,
    stderr: "azure",
  },
  {
    name: "an unknown version",
    tree: { ssh_config: clean },
    args: ["--openssh", "3.9", "ssh_config"],
    status: 2,
    stderr: "3.9",
  },
  {
    name: "an unknown rule",
    tree: { ssh_config: clean },
    args: ["--ignore", "interval-to-long", "ssh_config"],
    status: 2,
    stderr: "interval-too-long",
  },
  {
    name: "a level that is none",
    tree: { ssh_config: clean },
    args: ["--rule", "shadowed=loud", "ssh_config"],
    status: 2,
    stderr: "warning",
  },
  {
    name: "--fix with --diff",
    tree: { ssh_config: clean },
    args: ["--fix", "--diff", "ssh_config"],
    status: 2,
    stderr: "--diff",
  },
  {
    name: "a number that is none",
    tree: { ssh_config: clean },
    args: ["--max-warnings", "-1", "ssh_config"],
    status: 2,
  },
  { name: "explain", tree: {}, args: ["explain"], status: 0, stdout: "keepalive-off" },
  { name: "explain of a rule", tree: {}, args: ["explain", "count-zero"], status: 0, stdout: "8.2" },
  {
    name: "explain of a log line",
    tree: {},
    args: ["explain", "Nov 21 03:14:07 h sshd[1]: Timeout, client not responding from user bob 192.0.2.7 port 1"],
    status: 0,
    stdout: "ClientAliveInterval and ClientAliveCountMax in sshd_config",
  },
  {
    name: "explain of a log line in words of its own",
    tree: {},
    args: ["explain", "client_loop:", "send", "disconnect:", "Broken", "pipe"],
    status: 0,
    stdout: "log-broken-pipe",
  },
  { name: "explain of an answer", tree: {}, args: ["explain", "idle-logout"], status: 0, stdout: "TMOUT" },
  { name: "explain of words", tree: {}, args: ["explain", "idle", "logout"], status: 0, stdout: "TMOUT" },
  { name: "explain of nothing known", tree: {}, args: ["explain", "flux"], status: 2, stderr: "explain takes a rule" },
  { name: "explain of no log", tree: {}, args: ["explain", "-"], status: 2, stderr: "none of 0 lines" },
  { name: "explain of no rule", tree: {}, args: ["explain", "count-zeros"], status: 2, stderr: "count-zero" },
  { name: "--version", tree: {}, args: ["--version"], status: 0, stdout: /^\d+\.\d+\.\d+\n$/ },
  { name: "--help", tree: {}, args: ["--help"], status: 0, stdout: "--fix" },
  { name: "help of a command", tree: {}, args: ["effective", "--help"], status: 0, stdout: "--system-config" },
  { name: "--list-policies", tree: {}, args: ["--list-policies"], status: 0, stdout: "stig-rhel8-10" },
];

describe("exit status", () => {
  it.each(cases)("$name: $status", ({ tree, args, status, stdout, stderr }) => {
    const result = run(args, { cwd: sandbox(tree) });
    expect(result, result.stderr).toMatchObject({ status });
    expect(result.stderr).not.toMatch(noStack);
    if (stdout !== undefined) expect(utf8(result.stdout)).toMatch(stdout);
    if (stderr !== undefined) expect(utf8(result.stderr)).toMatch(stderr);
    // What went wrong is said on standard error, and only there.
    if (status === 2) expect(result.stderr).not.toBe("");
  });

  it("a FIFO: 2, at once", () => {
    const cwd = sandbox();
    execFileSync("mkfifo", [`${cwd}/ssh_config`]);
    const result = run(["ssh_config"], { cwd });
    expect(result).toMatchObject({ status: 2, stdout: "" });
    expect(result.stderr).toMatch(/ssh_config: .*not a regular file/);
  });

  it.each([
    ["an ELF program", "\x7fELF\x02\x01\x01\0\0\0\x03\0>\0\n\x0f\x87\xbd\xf7\n\x0f\x84\x86\0\n"],
    ["NULs", "\0\x01\x02\n\0\n"],
    ["UTF-16", "\xff\xfeH\0o\0s\0t\0 \0*\0\n\0"],
  ])("%s instead of a config: one message, nothing written", (_what, text) => {
    const cwd = sandbox({ ssh_config: text });
    const result = run(["--fix", "-f", "compact", "ssh_config"], { cwd });
    expect(result.status).toBeGreaterThan(0);
    expect(readFileSync(`${cwd}/ssh_config`, "latin1")).toBe(text);
    expect((result.stdout + result.stderr).trimEnd().split("\n")).toHaveLength(1);
  });

  it("a device: 2, at once", () => {
    expect(run(["--side", "client", "/dev/zero"])).toMatchObject({ status: 2 });
  });

  it("findings in one file and trouble in another: 2, and both are told", () => {
    const result = run(["ssh_config", "gone"], { cwd: sandbox({ ssh_config: warning }) });
    expect(result.status).toBe(2);
    expect(result.stdout).toContain("interval-too-long");
    expect(result.stderr).toContain("gone");
  });

  const unreadable = isRoot ? { asNobody: true } : {};

  it("an unreadable file: 2", () => {
    const cwd = sandbox({ ssh_config: { text: clean, mode: 0 } });
    const result = run(["ssh_config"], { cwd, ...unreadable });
    expect(result.status).toBe(2);
    expect(result.stderr).toMatch(/ssh_config: .*(?:permission|denied|may not)/i);
  });

  it("an unreadable Include: 2, with its place", () => {
    const config = "Include inc\nHost *\n  ServerAliveInterval 60\n";
    const cwd = sandbox({ ...inRepository, ".ssh/config": config, ".ssh/inc": { text: clean, mode: 0 } });
    const result = run([".ssh/config"], { cwd, ...unreadable });
    expect(result.status).toBe(2);
    expect(result.stderr).toMatch(/\.ssh\/config:1:\d+: /);
  });

  it("an unreadable directory: 2", () => {
    const cwd = sandbox({ "a/ssh_config": clean, "b/ssh_config": clean });
    execFileSync("chmod", ["0", `${cwd}/b`]);
    const result = run(["."], { cwd, ...unreadable });
    execFileSync("chmod", ["755", `${cwd}/b`]);
    expect(result.status).toBe(2);
    expect(result.stderr).toMatch(/\bb: /);
  });
});

describe("without a path", () => {
  it("reads the user's own configuration, under its short name", () => {
    const HOME = sandbox({ ".ssh/config": { text: clean, mode: 0o600 } });
    const result = run([], { env: { HOME } });
    expect(result.status).toBe(0);
    expect(result.stdout).toContain("read ~/.ssh/config");
  });

  it("a home without .ssh is no error", () => {
    const cwd = sandbox({ "home/.profile": "" });
    const result = run([], { cwd });
    expect(result.status, result.stdout + result.stderr).not.toBe(2);
    expect(result.stderr).toMatch(/note: ~?.*\.ssh\/config does not exist/);
  });

  it.each(["true", "1", "woodpecker"])("with CI=%s searches the working directory", (CI) => {
    const cwd = sandbox({ "dot_ssh/config": warning, "home/.ssh/config": clean });
    const result = run([], { cwd, env: { CI } });
    expect(result.status).toBe(1);
    expect(result.stdout).toContain("dot_ssh/config:2:3 warning interval-too-long");
  });

  it("with CI=false reads the user's own configuration", () => {
    const cwd = sandbox({ "dot_ssh/config": warning, "home/.ssh/config": { text: clean, mode: 0o600 } });
    expect(run([], { cwd, env: { CI: "false" } })).toMatchObject({ status: 0 });
  });

  it("with CI and nothing to find is no silent success", () => {
    const result = run([], { cwd: sandbox({ "README.md": "" }), env: { CI: "true" } });
    expect(result.status).toBe(2);
    expect(result.stderr).toMatch(/no ssh_config or sshd_config/);
  });
});

describe("project config", () => {
  interface Wrong {
    readonly file: string;
    readonly text: string;
    readonly says: RegExp;
  }
  const wrong: readonly Wrong[] = [
    {
      file: ".keepalive-lint.yaml",
      text: "policy: recommended\nclinet:\n  interval: { max: 5 }\n",
      says: /\.keepalive-lint\.yaml:2:1: .*clinet.*client/,
    },
    {
      file: ".keepalive-lint.json",
      text: '{\n  "polcy": "recommended"\n}\n',
      says: /\.keepalive-lint\.json:2:3: .*polcy.*policy/,
    },
    {
      file: ".keepalive-lint.toml",
      text: 'policy = "recommended"\nnetwrok = "aws"\n',
      says: /\.keepalive-lint\.toml:2:1: .*netwrok.*network/,
    },
    {
      file: ".keepalive-lint.yaml",
      text: "policy: cis-2202\n",
      says: /\.keepalive-lint\.yaml:1:9: .*cis-2202.*cis-2022/,
    },
    {
      file: ".keepalive-lint.yaml",
      text: "rules:\n  shadwed: off\n",
      says: /\.keepalive-lint\.yaml:2:3: .*shadwed.*shadowed/,
    },
    { file: ".keepalive-lint.json", text: '{ "policy": ', says: /\.keepalive-lint\.json:1:\d+: / },
  ];

  it.each(wrong)("$file with $text: 2, with its place and what was meant", ({ file, text, says }) => {
    const cwd = sandbox({ ...inRepository, ssh_config: warning, [file]: text });
    const result = run(["--fix", "ssh_config"], { cwd });
    expect(result.status).toBe(2);
    expect(result.stderr).toMatch(says);
    expect(result.stderr).not.toMatch(noStack);
    expect(result.stderr.trimEnd().split("\n")).toHaveLength(1);
    // Nothing is judged, and nothing written, by a config that nobody meant.
    expect(run(["--no-config", "ssh_config"], { cwd })).toMatchObject({ status: 1 });
  });

  it("holds for the files below it", () => {
    const cwd = sandbox({
      ...inRepository,
      "a/ssh_config": warning,
      ".keepalive-lint.json": '{"network": "firewall"}',
    });
    expect(run(["a/ssh_config"], { cwd })).toMatchObject({ status: 0 });
    expect(run(["--no-config", "a/ssh_config"], { cwd })).toMatchObject({ status: 1 });
  });

  it("of a package.json counts, and one without is passed over", () => {
    const config = '{"keepalive-lint": {"network": "firewall"}}';
    const cwd = sandbox({ ...inRepository, "a/ssh_config": warning, "a/package.json": "{}", "package.json": config });
    expect(run(["a/ssh_config"], { cwd })).toMatchObject({ status: 0 });
  });

  it("that is named must be there", () => {
    const result = run(["-c", "gone.json", "ssh_config"], { cwd: sandbox({ ssh_config: clean }) });
    expect(result).toMatchObject({ status: 2 });
    expect(result.stderr).toMatch(/gone\.json: .*does not exist/);
  });

  it("is written by init, once", () => {
    const cwd = sandbox();
    expect(run(["init"], { cwd })).toMatchObject({ status: 0 });
    const again = run(["init"], { cwd });
    expect(again.status).toBe(2);
    expect(again.stderr).toContain(".keepalive-lint.yaml");
  });

  it.each([".keepalive-lint.json", ".keepalive-lint.toml"])("init writes nothing beside %s", (name) => {
    const cwd = sandbox({ [name]: "" });
    expect(run(["init"], { cwd })).toMatchObject({ status: 2, stdout: "" });
  });

  it("that init wrote changes nothing", () => {
    const cwd = sandbox({ ...inRepository, ssh_config: warning });
    const before = run(["ssh_config"], { cwd });
    run(["init"], { cwd });
    expect(run(["ssh_config"], { cwd })).toEqual(before);
  });
});

it("a directory that somebody has removed: 2, and what to do", () => {
  const inside = join(sandbox({ "gone/x": "" }), "gone");
  const script = 'cd "$1" && rm -r "$1" && exec "$2" "$3" "$1/ssh_config"';
  const { status, stderr } = spawnSync("sh", ["-c", script, "sh", inside, process.execPath, bin], {
    env: environment(inside),
    encoding: "latin1",
  });
  expect(status).toBe(2);
  expect(stderr).toContain("keepalive-lint: the current directory does not exist any more");
  expect(stderr).not.toMatch(noStack);
});
