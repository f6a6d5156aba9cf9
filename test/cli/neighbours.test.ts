import { existsSync, readFileSync, statSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { lintFormats } from "../../src/cli/formats.ts";
import { run, sandbox } from "./program.ts";

const line = "ssh -o ServerAliveInterval=900 h\n";

describe("a file of another system", () => {
  it.each(lintFormats)("is in the report as %s", (format) => {
    const cwd = sandbox({ "a.sh": line });
    const { status, stdout } = run(["-f", format, "a.sh"], { cwd });
    expect(status).toBe(1);
    expect(stdout).toContain("interval-too-long");
  });

  it("is said to be one in json", () => {
    const { stdout } = run(["-f", "json", "a.sh"], { cwd: sandbox({ "a.sh": line }) });
    expect(JSON.parse(stdout).files).toEqual([{ path: "a.sh", side: "client", system: "shell" }]);
  });

  it("is no ssh_config where it has sections, whatever its name", () => {
    const cwd = sandbox({ "sup.conf": "; supervisor\n[program:tunnel]\ncommand=autossh web\nuser=u\n" });
    const { status, stderr } = run(["sup.conf"], { cwd });
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: "keepalive-lint: sup.conf: is an INI file, no configuration of ssh\n",
    });
  });

  it("says that a variable may hold what nothing else sets", () => {
    const { stdout } = run(["a.sh"], {
      cwd: sandbox({ "a.sh": "ssh -o ServerAliveInterval=$K -o ServerAliveCountMax=3 h\n" }),
    });
    expect(stdout.replaceAll(/\s+/g, " ")).toContain(
      "ServerAliveInterval 0 (default unless a variable or an ssh_config sets it)",
    );
  });

  it("says what each command line gets, from where, and when a dead server is noticed", () => {
    const cwd = sandbox({
      "a.sh":
        "ssh -o ServerAliveInterval=30 h\nautossh -M 0 -o ServerAliveCountMax=2 web\nssh x\nssh -o ServerAliveInterval=x h\n",
      ".ssh/config": "Host web\n  ServerAliveInterval 20\n",
    });
    const alone = run(["a.sh"], { cwd }).stdout.replaceAll(/\s+/g, " ");
    expect(alone).toContain(
      "a.sh:1 ssh h: ServerAliveInterval 30 (line 1), ServerAliveCountMax 3 (default unless an ssh_config sets it); then a dead server is noticed after 120 s",
    );
    expect(alone).toContain("1 other command line without keepalive of their own");
    const both = run(["a.sh", ".ssh/config"], { cwd }).stdout.replaceAll(/\s+/g, " ");
    expect(both).toContain(
      "a.sh:2 autossh web: ServerAliveInterval 20 (.ssh/config:2), ServerAliveCountMax 2 (line 2); a dead server is noticed after 60 s",
    );
    expect(both).toContain("a.sh:3 ssh x: ServerAliveInterval 0 (default)");
    expect(both).toContain("a.sh:4 ssh h: ssh refuses this command line");
  });

  it("says the same in json", () => {
    const cwd = sandbox({ "a.sh": "true\nssh -F none -o ServerAliveInterval=30 h &\n" });
    const { connections } = JSON.parse(run(["-f", "json", "a.sh"], { cwd }).stdout);
    expect(connections).toMatchObject([
      {
        path: "a.sh",
        line: 2,
        column: 1,
        endLine: 2,
        endColumn: 40,
        program: "ssh",
        target: "h",
        accepted: true,
        settings: {
          ServerAliveInterval: {
            value: 30,
            from: { path: "a.sh", line: 2, column: 16, block: "" },
            certainty: "certain",
          },
          ServerAliveCountMax: { value: 3, from: null, certainty: "certain" },
        },
        possible: [],
        timeline: { deadPeer: { idle: { earliest: 119, latest: 120, by: "ssh" } } },
      },
    ]);
    const unknown = JSON.parse(
      run(["-f", "json", "-"], { cwd, input: "#!/bin/sh\nssh -o ServerAliveInterval=30 h\n" }).stdout,
    );
    expect(unknown.connections[0].possible).toEqual([
      {
        when: [{ path: "-", line: 2, criterion: "the ssh_config of whoever runs this", holds: true }],
        settings: null,
        timeline: null,
      },
    ]);
  });

  it("without findings is a clean report", () => {
    const { status, stdout } = run(["a.sh"], { cwd: sandbox({ "a.sh": "true\n" }) });
    expect(status).toBe(0);
    expect(stdout).toContain("Nothing wrong");
  });

  it("is mended in place, once, with its mode", () => {
    const cwd = sandbox({ "a.sh": { text: line, mode: 0o750 } });
    expect(run(["--fix", "a.sh"], { cwd }).status).toBe(0);
    expect(readFileSync(`${cwd}/a.sh`, "latin1")).toBe(line.replace("900", "60"));
    expect(statSync(`${cwd}/a.sh`).mode & 0o777).toBe(0o750);
    expect(run(["--diff", "a.sh"], { cwd })).toMatchObject({ status: 0, stdout: "" });
  });

  it("comes from standard input as what --as says", () => {
    const { stdout } = run(["--as", "shell", "--fix", "-"], { cwd: sandbox(), input: line });
    expect(stdout).toBe(line.replace("900", "60"));
  });

  it("is never executed", () => {
    const cwd = sandbox({
      "a.sh": `#!/bin/sh\ntouch ran\n$(touch ran)\n${line}`,
      "a.service": "[Service]\nExecStart=/usr/bin/touch ran\n",
      Makefile: "X := $(shell touch ran)\nall:\n\ttouch ran\n",
      Vagrantfile: "`touch ran`\n",
    });
    run(["--fix", "--unsafe-fixes", "a.sh", "a.service", "Makefile", "Vagrantfile"], { cwd });
    expect(existsSync(`${cwd}/ran`)).toBe(false);
  });

  it("may not be two things at once, or what nobody knows", () => {
    const cwd = sandbox({ "a.sh": line });
    expect(run(["--as", "shell", "--side", "client", "a.sh"], { cwd }).status).toBe(2);
    expect(run(["--as", "perl", "a.sh"], { cwd }).status).toBe(2);
  });
});
