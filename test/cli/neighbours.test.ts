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
