import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { run, sandbox, shell, utf8 } from "./program.ts";

const tenMinutes = "Host *\n  ServerAliveInterval 600\n";
const ESC = "\x1b[";

describe("colour", () => {
  interface Colour {
    readonly args: readonly string[];
    readonly env: Readonly<Record<string, string>>;
    readonly coloured: boolean;
  }
  const cases: readonly Colour[] = [
    { args: [], env: {}, coloured: false },
    { args: ["--color"], env: {}, coloured: true },
    { args: ["--color=always"], env: {}, coloured: true },
    { args: ["--color", "always"], env: {}, coloured: true },
    { args: ["--color=never"], env: { FORCE_COLOR: "1" }, coloured: false },
    { args: ["--color=auto"], env: {}, coloured: false },
    { args: ["--no-color"], env: { FORCE_COLOR: "1" }, coloured: false },
    { args: [], env: { FORCE_COLOR: "1" }, coloured: true },
    { args: [], env: { FORCE_COLOR: "3" }, coloured: true },
    { args: [], env: { FORCE_COLOR: "0" }, coloured: false },
    { args: [], env: { CLICOLOR_FORCE: "1" }, coloured: true },
    { args: [], env: { NO_COLOR: "1", FORCE_COLOR: "1" }, coloured: false },
    { args: [], env: { NO_COLOR: "", FORCE_COLOR: "1" }, coloured: true },
    { args: ["--color"], env: { NO_COLOR: "1" }, coloured: true },
    { args: ["--color"], env: { TERM: "dumb" }, coloured: true },
    { args: ["--color", "-f", "json"], env: {}, coloured: false },
  ];

  it.each(cases)("$args with $env: $coloured", ({ args, env, coloured }) => {
    // `--color always` would take the file name for its value; the others must not.
    const cwd = sandbox({ ssh_config: tenMinutes });
    const result = run(["ssh_config", ...args], { cwd, env });
    expect(result.stdout.includes(ESC), result.stdout + result.stderr).toBe(coloured);
    expect(result.stderr).not.toContain(ESC);
  });

  it("alone takes no file name with it", () => {
    const result = run(["--color", "ssh_config"], { cwd: sandbox({ ssh_config: tenMinutes }) });
    expect(result.status).toBe(1);
    expect(result.stdout).toContain("interval-too-long");
  });

  it("is on at a terminal", () => {
    const cwd = sandbox({ ssh_config: tenMinutes });
    const { status, stdout } = shell(
      `command -v script >/dev/null || exit 77; script -qec '"$NODE" "$BIN" ssh_config' /dev/null`,
      cwd,
    );
    if (status === 77) return;
    expect(stdout).toContain(ESC);
  });

  it("changes nothing but the colour", () => {
    const cwd = sandbox({ ssh_config: tenMinutes });
    const painted = run(["ssh_config", "--color"], { cwd }).stdout.replaceAll(/\x1b\[[0-9;]*m/g, "");
    expect(painted).toBe(run(["ssh_config"], { cwd }).stdout);
  });

  it("never gets into a file unless it was asked for", () => {
    const cwd = sandbox({ ssh_config: tenMinutes });
    run(["ssh_config", "-o", "report"], { cwd, env: { FORCE_COLOR: "1" } });
    expect(readFileSync(`${cwd}/report`, "utf8")).not.toContain(ESC);
  });
});

describe("a reader that has gone", () => {
  const hosts = Array.from(
    { length: 800 },
    (_, index) => `Host h${index}\n  ServerAliveInterval 9${index % 9}00\n`,
  ).join("");

  it.each([
    ["text", "kl ssh_config | head -1"],
    ["json", "kl -f json ssh_config | head -1"],
    ["effective", "kl effective --all -F ssh_config -f json | head -1"],
    ["explain", "kl explain count-zero | head -1"],
  ])("is no error: %s", (_what, line) => {
    const { stdout, stderr } = shell(line, sandbox({ ssh_config: hosts }));
    expect(stdout.split("\n")).toHaveLength(2);
    expect(stderr).toBe("");
  });

  it("loses nothing to a slow one", () => {
    const cwd = sandbox({ ssh_config: hosts });
    const { stdout } = shell("kl -f json ssh_config | (sleep 0.3; cat)", cwd);
    expect(JSON.parse(utf8(stdout))).toMatchObject({ summary: { warning: expect.any(Number) } });
  });
});

/** What a terminal or a CI log acts on. */
const acts = /[\0-\x09\x0b-\x1f\x7f]|\xc2[\x80-\x9f]|\u202e/;

describe("text from outside", () => {
  const hostile = "evil\x1b]0;owned\x07\x1b[2J\x9b31m\xe2\x80\xae";
  const config = [
    `# ${hostile}`,
    `Host ${hostile}`,
    "  ServerAliveInterval 900",
    `  ${hostile}Keyword ${hostile}`,
    `  ServerAliveCountMax ${hostile}`,
    `Include ${hostile}`,
    `Match exec "${hostile}"`,
    "  ServerAliveInterval 15",
    "",
  ].join("\n");

  it.each([
    ["text", []],
    ["compact", ["-f", "compact"]],
    ["json", ["-f", "json"]],
    ["diff", ["--diff"]],
    ["fixed", ["--fix"]],
  ])("reaches no terminal raw: %s", (format, args) => {
    const cwd = sandbox({ ".git/HEAD": "", [`${hostile}/ssh_config`]: config, "b/ssh_config": config });
    const { stdout, stderr } = run([...args, "."], { cwd });
    expect(stderr).not.toMatch(acts);
    // A patch that did not hold the bytes of the file would not apply.
    if (format !== "diff") expect(stdout).not.toMatch(acts);
  });

  it.each([
    ["a path", [`gone\x1b[31m/ssh_config`]],
    ["an option", ["--policy", "\x1b[31m"]],
    ["a rule", ["explain", "\x1b[31m"]],
    ["a host", ["effective", "\x1b[31mhost", "-F", "/dev/null"]],
    ["a connection", ["effective", "--side", "server", "-C", "user=\x1b[31m,x"]],
  ])("of the command line neither: %s", (_what, args) => {
    const { stdout, stderr } = run(args);
    expect(stdout).not.toMatch(acts);
    expect(stderr).not.toMatch(acts);
  });

  // commander prints the word as it came.
  it("of the command line neither: an unknown option", () => {
    expect(run(["--\x1b[31m"]).stderr).not.toMatch(acts);
  });

  it.each(["GITHUB_ACTIONS", "TF_BUILD"])("is no command to a CI log: %s", (name) => {
    const text = "Host *\n::error::owned\n##vso[task.complete]\n  ServerAliveInterval 900\n";
    const cwd = sandbox({ "::warning::x/ssh_config": text, ssh_config: text });
    const { stdout, stderr } = run(["."], { cwd, env: { [name]: "true" } });
    // Our own annotations are commands; what the file says stands behind their `::`.
    const own = /^::(?:error|warning|notice) file=[^:]*::/;
    const lines = `${stdout}\n${stderr}`.split("\n").map((line) => line.replace(own, "own "));
    for (const line of lines) expect(line).not.toMatch(/^\s*::|##(?:\[|vso\[)/);
  });
});

describe("--format json", () => {
  const tree = {
    ".git/HEAD": "",
    "b/ssh_config": "Host web1 web2\n  ServerAliveInterval 900\nHost *\n  ServerAliveInterval 60\n",
    "a/sshd_config": "UsePAM yes\nClientAliveCountMax 0\nClientAliveInterval 300\n",
  };

  /** Section 2 of the contract. */
  const finding = {
    rule: expect.stringMatching(/^[a-z-]+$/),
    severity: expect.stringMatching(/^(?:error|warning|info)$/),
    certainty: expect.stringMatching(/^(?:certain|possible)$/),
    message: expect.any(String),
    data: expect.any(Object),
    path: expect.stringMatching(/^[ab]\/sshd?_config$/),
    line: expect.any(Number),
    column: expect.any(Number),
    endLine: expect.any(Number),
    endColumn: expect.any(Number),
    targets: expect.any(Array),
    related: expect.any(Array),
  };

  it("has the shape of the contract, sorted, with fixes that fit the files", () => {
    const cwd = sandbox(tree);
    const { status, stdout } = run(["-f", "json", "."], { cwd });
    expect(status).toBe(1);
    const report = JSON.parse(utf8(stdout));
    expect(report).toEqual({
      version: 1,
      tool: { name: "keepalive-lint", version: expect.stringMatching(/^\d/) },
      assuming: { openssh: expect.any(String), because: expect.any(String), os: "linux", policy: "recommended" },
      files: [
        { path: "a/sshd_config", side: "server" },
        { path: "b/ssh_config", side: "client" },
      ],
      findings: expect.any(Array),
      checks: [],
      summary: {
        error: expect.any(Number),
        warning: expect.any(Number),
        info: expect.any(Number),
        fixable: expect.any(Number),
      },
    });
    const places = report.findings.map(({ path, line, column, rule }: Record<string, unknown>) => [
      path,
      line,
      column,
      rule,
    ]);
    expect(places).toEqual([
      ["a/sshd_config", 2, 1, "count-zero"],
      ["b/ssh_config", 2, 3, "interval-too-long"],
    ]);
    for (const one of report.findings) {
      expect(one).toEqual({ ...finding, fix: one.fix });
      expect(one.fix).toEqual({
        safety: expect.stringMatching(/^(?:safe|unsafe)$/),
        title: expect.stringMatching(/./),
        edits: [{ path: one.path, offset: expect.any(Number), length: expect.any(Number), text: expect.any(String) }],
      });
    }
    const [, { fix, targets }] = report.findings;
    expect(targets).toEqual(["web1", "web2"]);
    const [{ offset, length, text }] = fix.edits;
    expect([tree["b/ssh_config"].slice(offset, offset + length), text]).toEqual(["900", "60"]);
  });

  it("with --fix tells what was mended and what remains", () => {
    const report = JSON.parse(utf8(run(["-f", "json", "--fix", "b/ssh_config"], { cwd: sandbox(tree) }).stdout));
    expect(report.fixed.map(({ rule }: { rule: string }) => rule)).toEqual(["interval-too-long"]);
    expect(report.findings).toEqual([]);
    expect(report.summary).toEqual({ error: 0, warning: 0, info: 0, fixable: 0 });
  });

  it("has checks where a benchmark is the policy", () => {
    const cwd = sandbox({ ".git/HEAD": "", sshd_config: "ClientAliveInterval 600\n" });
    const { checks } = JSON.parse(
      utf8(run(["-f", "json", "--policy", "stig-rhel8-10", "sshd_config"], { cwd }).stdout),
    );
    expect(checks.length).toBeGreaterThan(0);
    for (const check of checks) {
      expect(check).toEqual({
        control: expect.any(String),
        benchmark: expect.any(String),
        result: expect.stringMatching(/^(?:pass|fail|unknown|not-applicable)$/),
        target: "*",
        value: expect.any(Number),
        from: check.from === null ? null : { path: "sshd_config", line: 1, column: 1 },
      });
    }
  });

  it("goes to a file as it would go to standard output", () => {
    const cwd = sandbox(tree);
    const { stdout } = run(["-f", "json", "."], { cwd });
    expect(run(["-f", "json", "-o", "report.json", "."], { cwd })).toMatchObject({ status: 1, stdout: "" });
    expect(readFileSync(`${cwd}/report.json`, "latin1")).toBe(stdout);
  });

  // It is 2, but as an internal error that asks to be reported.
  it("to a file that cannot be written: 2, one line", () => {
    const { status, stderr } = run(["-o", "no/such/dir/report", "."], { cwd: sandbox(tree) });
    expect(status).toBe(2);
    expect(stderr).not.toMatch(/internal error/);
  });
});

describe("--format compact", () => {
  it("is one line a finding, as compilers print them", () => {
    const { stdout } = run(["-f", "compact", "ssh_config"], { cwd: sandbox({ ssh_config: tenMinutes }) });
    expect(stdout).toMatch(/^ssh_config:2:3: warning interval-too-long .*\n$/);
  });
});

describe("paths", () => {
  it("are relative below the working directory, absolute elsewhere", () => {
    const cwd = sandbox({ "a/ssh_config": tenMinutes, "b/x": "" });
    expect(run([`${cwd}/a/ssh_config`, "-f", "compact"], { cwd }).stdout).toMatch(/^a\/ssh_config:/);
    expect(run(["../a/ssh_config", "-f", "compact"], { cwd: `${cwd}/b` }).stdout).toMatch(`${cwd}/a/ssh_config:`);
  });

  it("may hold any bytes", () => {
    const cwd = sandbox({ "caf\xc3\xa9 \xe6\x9d\xb1/ssh_config": tenMinutes });
    // The sandbox takes names as UTF-16, so this one is UTF-8 twice over on disk: valid, and far from ASCII.
    const { status, stdout } = run([".", "-f", "json"], { cwd });
    expect(status).toBe(1);
    expect(JSON.parse(utf8(stdout)).files[0].path).toBe("caf\xc3\xa9 \xe6\x9d\xb1/ssh_config");
  });
});
