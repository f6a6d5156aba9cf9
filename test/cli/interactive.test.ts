import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { available, runs } from "./faults.ts";
import { run, sandbox, shell } from "./program.ts";

const two = `Host slow
  ServerAliveInterval 900

Host *
  ServerAliveInterval 600
`;

const hasTerminal = available("--interactive on a terminal (script, util-linux)", () =>
  runs("script", "-qec", "true", "/dev/null"),
);

/** What a person types at a terminal; every line ends in Return. */
function typed(lines: readonly string[], options: string, cwd: string) {
  const input = lines.map((line) => `${line}\\n`).join("");
  const command = `\\"$NODE\\" \\"$BIN\\" --no-color ${options}`;
  return shell(`printf '${input}' | script -qec "${command}" /dev/null`, cwd);
}

const read = (cwd: string): string => readFileSync(`${cwd}/ssh_config`, "latin1");

describe.runIf(hasTerminal)("--interactive", () => {
  it("shows each fix with its reason, asks, and writes what was answered with y", () => {
    const cwd = sandbox({ ssh_config: two });
    const { stdout } = typed(["n", "y"], "--interactive ssh_config", cwd);
    expect(stdout).toContain("interval-too-long");
    expect(stdout).toMatch(/@@ ssh_config:1 @@/);
    expect(stdout).toMatch(/-\s+ServerAliveInterval 900\r?\n\+\s+ServerAliveInterval 60/);
    expect(stdout.match(/Apply this fix/g)).toHaveLength(2);
    expect(read(cwd)).toBe(two.replace("600", "60"));
  });

  it.each([
    ["a takes this and all safe ones behind it", ["a"], two.replace("900", "60").replace("600", "60")],
    ["q leaves this and all behind it", ["q"], two],
    ["what was taken before q stays taken", ["y", "q"], two.replace("900", "60")],
    ["another word is asked again", ["maybe", "y", "q"], two.replace("900", "60")],
    ["e explains and asks again", ["e", "y", "q"], two.replace("900", "60")],
    ["the end of the input is q", [], two],
  ])("%s", (_what, lines, after) => {
    const cwd = sandbox({ ssh_config: two });
    typed(lines, "--interactive ssh_config", cwd);
    expect(read(cwd)).toBe(after);
  });

  it("asks about a fix that needs an eye also after a", () => {
    const cwd = sandbox({ ssh_config: "Host *\n  ClientAliveInterval 60\n" });
    const { stdout } = typed(["n"], "--interactive ssh_config", cwd);
    expect(stdout).toContain("needs your eye");
    expect(read(cwd)).toBe("Host *\n  ClientAliveInterval 60\n");
  });

  it("asks about files of other systems too, and shows no password of theirs", () => {
    const site = "[Sessions\\bob@web]\r\nPassword=A35C4E5D\r\nPingIntervalSecs=45\r\n";
    const after = (answer: string) => {
      const cwd = sandbox({ "WinSCP.ini": site });
      const { stdout } = typed([answer], "--interactive WinSCP.ini", cwd);
      expect(stdout).toContain("ping-without-type");
      expect(stdout).not.toContain("A35C4E5D");
      return readFileSync(`${cwd}/WinSCP.ini`, "latin1");
    };
    expect(after("n")).toBe(site);
    expect(after("y")).toBe(`${site}PingType=1\r\n`);
  });

  it("shows no control character of the file to the terminal", () => {
    const cwd = sandbox({ ssh_config: "# \x1b]0;owned\x07\nHost *\n  ServerAliveInterval 600\n" });
    const { stdout } = typed(["q"], "--interactive ssh_config", cwd);
    expect(stdout).not.toContain("\x1b]0;");
  });
});

describe("--interactive without a terminal", () => {
  it("is a usage error that says what to do", () => {
    const cwd = sandbox({ ssh_config: two });
    const { status, stderr } = run(["--interactive", "ssh_config"], { cwd });
    expect(status).toBe(2);
    expect(stderr).toMatch(/--interactive asks at a terminal, and there is none/);
    expect(read(cwd)).toBe(two);
  });

  it("nor with --diff", () => {
    const cwd = sandbox({ ssh_config: two });
    expect(run(["--interactive", "--diff", "ssh_config"], { cwd })).toMatchObject({ status: 2 });
  });
});

const hasOpenSsh = available(
  "--verify-with-openssh (ssh and sshd)",
  () => runs("ssh", "-V") && runs("sh", "-c", "command -v /usr/sbin/sshd"),
);

describe.runIf(hasOpenSsh)("--verify-with-openssh", () => {
  it.each([
    ["client", "ssh_config", two, two.replace("900", "60").replace("600", "60")],
    [
      "server",
      "sshd_config",
      "UsePAM yes\nClientAliveInterval 3600\nMatch User bob\n  X11Forwarding no\n",
      "UsePAM yes\nClientAliveInterval 60\nMatch User bob\n  X11Forwarding no\n",
    ],
  ])("agrees about a %s and writes", (side, name, before, after) => {
    const cwd = sandbox({ [name]: before });
    const result = run(["--fix", "--openssh", "auto", "--verify-with-openssh", "--side", side, name], { cwd });
    expect(result).toMatchObject({ status: 0, stderr: "" });
    expect(readFileSync(`${cwd}/${name}`, "latin1")).toBe(after);
  });

  it("follows Includes in copies of its own", () => {
    const cwd = sandbox({
      ".git/HEAD": "",
      ".ssh/config": "Include extra\nHost *\n  ServerAliveInterval 600\n",
      ".ssh/extra": "Host web\n  ServerAliveInterval 900\n",
    });
    const result = run(["--fix", "--openssh", "auto", "--verify-with-openssh", ".ssh/config", ".ssh/extra"], { cwd });
    expect(result).toMatchObject({ status: 0, stderr: "" });
    expect(readFileSync(`${cwd}/.ssh/extra`, "latin1")).toContain("ServerAliveInterval 60\n");
  });

  it("refuses where asking would run a command, and runs none", () => {
    const cwd = sandbox({});
    const text = `Match exec "touch ${cwd}/ran"\n  User x\nHost *\n  ServerAliveInterval 600\n`;
    shell(`cat > ssh_config <<'END'\n${text}END`, cwd);
    const result = run(["--fix", "--verify-with-openssh", "ssh_config"], { cwd });
    expect(result.status).toBe(2);
    expect(result.stderr).toMatch(
      /ssh_config: not written: --verify-with-openssh would run the commands of Match exec/,
    );
    expect(read(cwd)).toBe(text);
    expect(shell("test ! -e ran", cwd).status).toBe(0);
  });

  it("has nothing to say about a file that was refused before", () => {
    const cwd = sandbox({ ssh_config: "Host *\n  ServerAliveInterval 600\n  Bogus 1\n" });
    const result = run(["--fix", "--openssh", "auto", "--verify-with-openssh", "ssh_config"], { cwd });
    expect(result).toMatchObject({ status: 1, stderr: "" });
    expect(read(cwd)).toContain("ServerAliveInterval 60\n");
  });
});
