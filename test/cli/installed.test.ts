import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { run, sandbox, utf8 } from "./program.ts";

/** True where a package's configuration file is as the package brought it: what somebody changed is not ours to judge. */
function isAsInstalled(path: string, dpkgPackage: string): boolean {
  if (!existsSync(path)) return false;
  const { stdout } = spawnSync("dpkg-query", ["-W", "-f=$" + "{Conffiles}", dpkgPackage], { encoding: "utf8" });
  const sum = createHash("md5").update(readFileSync(path)).digest("hex");
  return (stdout ?? "").includes(`${path} ${sum}`);
}

const systemClient = "/etc/ssh/ssh_config";
/** What openssh-server copies to /etc/ssh. */
const pristineServer = "/usr/share/openssh/sshd_config";

interface Brief {
  readonly rule: string;
  readonly severity: string;
}
const briefs = (stdout: string): string[] =>
  (JSON.parse(utf8(stdout)) as { findings: Brief[] }).findings.map(({ rule, severity }) => `${severity} ${rule}`);

const addedLines = (before: string, after: string): string[] => {
  const known = new Set(before.split("\n"));
  return after.split("\n").filter((line) => !known.has(line));
};

describe.runIf(isAsInstalled(systemClient, "openssh-client"))("Debian's ssh_config", () => {
  it("gets one warning", () => {
    const { status, stdout } = run(["-f", "json", systemClient]);
    expect(briefs(stdout)).toEqual(["warning keepalive-off"]);
    expect(status).toBe(1);
  });

  it("is mended by one line", () => {
    const text = readFileSync(systemClient, "latin1");
    const cwd = sandbox({ ssh_config: text });
    run(["--fix", "--live", "ssh_config"], { cwd });
    const mended = readFileSync(`${cwd}/ssh_config`, "latin1");
    expect(addedLines(text, mended)).toEqual(["    ServerAliveInterval 60"]);
    expect(run(["--fix", "--live", "ssh_config"], { cwd })).toMatchObject({ status: 0 });
    expect(readFileSync(`${cwd}/ssh_config`, "latin1")).toBe(mended);
  });
});

describe.runIf(existsSync(pristineServer))("Debian's sshd_config", () => {
  it("gets only notes, and one line behind its commented default", () => {
    const text = readFileSync(pristineServer, "latin1");
    const cwd = sandbox({ sshd_config: text });
    const { status, stdout } = run(["-f", "json", "--live", "sshd_config"], { cwd });
    expect(briefs(stdout)).toEqual(["info keepalive-off"]);
    expect(status).toBe(0);
    run(["--fix", "--live", "sshd_config"], { cwd });
    expect(readFileSync(`${cwd}/sshd_config`, "latin1")).toBe(
      text.replace("#ClientAliveInterval 0\n", "#ClientAliveInterval 0\nClientAliveInterval 60\n"),
    );
  });
});
