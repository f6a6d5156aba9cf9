import { expect, it } from "vitest";
import { logLines } from "../../src/answers/log-line-shapes.ts";
import { isRoot, run } from "./program.ts";

it("shows what the program itself says of a rule's examples", () => {
  const { status, stdout } = run(["explain", "interval-too-long"]);
  expect(status).toBe(0);
  expect(stdout).toContain("warning interval-too-long");
  expect(stdout).toContain("--fix will write");
  for (const heading of ["What happens to you, and why", "What to do", "When to leave it", "Examples", "Evidence"])
    expect(stdout).toContain(`## ${heading}\n`);
});

it("explains a log, the most frequent lines first, each kind once", () => {
  const input = [
    "Nov 21 03:14:07 web1 sshd[1]: Accepted publickey for bob",
    "Nov 21 03:14:07 web1 sshd[1]: Read error from remote host 192.0.2.7 port 1: Connection timed out",
    "Nov 21 03:14:08 web1 sshd[2]: Timeout, client not responding from user bob 192.0.2.7 port 1",
    "Nov 21 03:14:09 web1 sshd[3]: Timeout, client not responding from user eve\x1b[31m 192.0.2.8 port 2",
    "x".repeat(300_000),
  ].join("\n");
  const { status, stdout, stderr } = run(["explain", "-"], { input });
  expect([status, stderr]).toEqual([0, ""]);
  expect(stdout.match(/^(?:Once|\d+ times), first: .*$/gm)).toEqual([
    "2 times, first: Nov 21 03:14:08 web1 sshd[2]: Timeout, client not responding from user bob 192.0.2.7 port 1",
    "Once, first: Nov 21 03:14:07 web1 sshd[1]: Read error from remote host 192.0.2.7 port 1: Connection timed out",
  ]);
});

it("reads a log of any length", () => {
  const noise = "Nov 21 03:14:07 web1 sshd[1]: Accepted publickey for bob from 192.0.2.7\n".repeat(100_000);
  const { status, stdout } = run(["explain", "-"], { input: `${noise}Timeout, server web1 not responding.` });
  expect(status).toBe(0);
  expect(stdout).toContain("Once, first: Timeout, server web1");
});

it("lets no byte of a log reach the terminal as a command", () => {
  const input = "\x1b]0;owned\x07\u0000Timeout, server \x1b[2J not responding \r::error::x\n";
  const { stdout } = run(["explain", "-"], {
    input: `${input}Timeout, server a not responding. \x1b[2J\x9b`,
    env: { GITHUB_ACTIONS: "true" },
  });
  expect(stdout).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f]/);
  expect(stdout).not.toMatch(/^::/m);
});

it("says which words it knows near those that it does not", () => {
  const { status, stderr, stdout } = run(["explain", "count-zer"]);
  expect([status, stdout]).toEqual([2, ""]);
  expect(stderr).toContain('did you mean "count-zero"?');
  expect(stderr).toContain(`${logLines.length} kinds`);
});

it("prefers a search that knows all words to a log line that is some of them", () => {
  expect(run(["explain", "git push broken pipe"]).stdout).toContain("git-push-dies-after-hook");
  expect(run(["explain", "broken pipe"]).stdout).toContain("`log-reset-or-broken-pipe`");
});

it.runIf(isRoot)("needs no right to read anything", () => {
  expect(run(["explain", "count-zero"], { asNobody: true }).status).toBe(0);
});
