import { chmodSync, linkSync, lstatSync, readdirSync, readFileSync, readlinkSync, statSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { isRoot, run, sandbox, shell } from "./program.ts";

const tenMinutes = "Host *\n  ServerAliveInterval 600\n";
const mended = "Host *\n  ServerAliveInterval 60\n";
const sshd = "#ClientAliveInterval 0\nUsePAM yes\nMatch User bob\n  X11Forwarding no\n";

const read = (path: string): string => readFileSync(path, "latin1");
const modeOf = (path: string): number => statSync(path).mode & 0o7777;

describe("--fix", () => {
  it("writes what it says, and nothing the second time", () => {
    const cwd = sandbox({ ssh_config: tenMinutes });
    const first = run(["--fix", "ssh_config"], { cwd });
    expect(first.status).toBe(0);
    expect(first.stdout).toContain("fixed ssh_config:2:3");
    expect(read(`${cwd}/ssh_config`)).toBe(mended);
    const written = statSync(`${cwd}/ssh_config`);
    const second = run(["--fix", "ssh_config"], { cwd });
    expect(second.status).toBe(0);
    expect(second.stdout).not.toContain("fixed ");
    expect(statSync(`${cwd}/ssh_config`)).toMatchObject({ mtimeMs: written.mtimeMs, ino: written.ino });
  });

  it("leaves no other file behind", () => {
    const cwd = sandbox({ ssh_config: tenMinutes });
    run(["--fix", "ssh_config"], { cwd });
    expect(readdirSync(cwd)).toEqual(["ssh_config"]);
  });

  it("is judged by what remains", () => {
    const cwd = sandbox({ ssh_config: "Host web1\n  ServerAliveInterval soon\nHost *\n  ServerAliveInterval 60\n" });
    expect(run(["--fix", "ssh_config"], { cwd })).toMatchObject({ status: 1 });
  });

  it("writes unsafe fixes only where it is told to", () => {
    const cwd = sandbox({ ssh_config: "Host *\n  ClientAliveInterval 60\n" });
    expect(run(["--fix", "ssh_config"], { cwd })).toMatchObject({ status: 1 });
    expect(read(`${cwd}/ssh_config`)).toContain("ClientAliveInterval");
    expect(run(["--fix", "--unsafe-fixes", "ssh_config"], { cwd })).toMatchObject({ status: 0 });
    expect(read(`${cwd}/ssh_config`)).toBe(mended);
  });

  it.each([0o600, 0o640, 0o644, 0o755, 0o400])("keeps the mode %o", (mode) => {
    const cwd = sandbox({ ssh_config: { text: tenMinutes, mode } });
    expect(run(["--fix", "ssh_config"], { cwd })).toMatchObject({ status: 0, stderr: "" });
    expect(modeOf(`${cwd}/ssh_config`)).toBe(mode);
    expect(read(`${cwd}/ssh_config`)).toBe(mended);
  });

  it("keeps a symbolic link and changes what it leads to", () => {
    const cwd = sandbox({ "files/ssh_config": tenMinutes, ssh_config: { link: "files/ssh_config" } });
    expect(run(["--fix", "ssh_config"], { cwd })).toMatchObject({ status: 0 });
    expect(lstatSync(`${cwd}/ssh_config`).isSymbolicLink()).toBe(true);
    expect(readlinkSync(`${cwd}/ssh_config`)).toBe("files/ssh_config");
    expect(read(`${cwd}/files/ssh_config`)).toBe(mended);
  });

  it("refuses a file with several hard links, and says so", () => {
    const cwd = sandbox({ ssh_config: tenMinutes });
    linkSync(`${cwd}/ssh_config`, `${cwd}/same`);
    const result = run(["--fix", "ssh_config"], { cwd });
    expect(result.status).toBe(2);
    expect(result.stderr).toMatch(/ssh_config: not written: .*link/);
    expect(read(`${cwd}/same`)).toBe(tenMinutes);
  });

  it.runIf(isRoot)("refuses a file in a directory that may not be written, and loses nothing", () => {
    const cwd = sandbox({ ssh_config: tenMinutes });
    chmodSync(cwd, 0o755);
    const result = run(["--fix", "ssh_config"], { cwd, asNobody: true });
    expect(result.status).toBe(2);
    expect(result.stderr).toMatch(/ssh_config: not written: /);
    expect(read(`${cwd}/ssh_config`)).toBe(tenMinutes);
    expect(readdirSync(cwd)).toEqual(["ssh_config"]);
  });

  it("writes only files that were named", () => {
    const included = ".ssh/config.d/all";
    const tree = { ".git/HEAD": "", ".ssh/config": "Include config.d/*\n", [included]: tenMinutes };
    const [one, both] = [sandbox(tree), sandbox(tree)];
    run(["--fix", ".ssh/config"], { cwd: one });
    expect(read(`${one}/${included}`)).toBe(tenMinutes);
    run(["--fix", ".ssh/config", included], { cwd: both });
    expect(read(`${both}/${included}`)).toBe(mended);
  });

  it("without a path touches the user's own file", () => {
    const HOME = sandbox({ ".ssh/config": { text: tenMinutes, mode: 0o600 } });
    expect(run(["--fix"], { env: { HOME } })).toMatchObject({ status: 0 });
    expect(read(`${HOME}/.ssh/config`)).toBe(mended);
    expect(modeOf(`${HOME}/.ssh/config`)).toBe(0o600);
  });

  it("rewrites no template", () => {
    const template = "Host {{ .name }}\n  ServerAliveInterval 600\n";
    const cwd = sandbox({ "dot_ssh/config.tmpl": template });
    const { stdout } = run(["--fix", "."], { cwd });
    expect(stdout).toContain("template");
    expect(read(`${cwd}/dot_ssh/config.tmpl`)).toBe(template);
  });

  it.each([
    ["CRLF", "Host *\r\n  ServerAliveInterval 600\r\n", "Host *\r\n  ServerAliveInterval 60\r\n"],
    ["no final newline", "Host *\n  ServerAliveInterval 600", "Host *\n  ServerAliveInterval 60"],
    [
      "bytes that are no UTF-8",
      "# \xe9\xff\nHost *\n  ServerAliveInterval 600\n",
      "# \xe9\xff\nHost *\n  ServerAliveInterval 60\n",
    ],
    ["a NUL", "# a\0b\nHost *\n  ServerAliveInterval 600\n", "# a\0b\nHost *\n  ServerAliveInterval 60\n"],
    ["a trailing comment", "Host *\n  ServerAliveInterval 600  # why\n", "Host *\n  ServerAliveInterval 60  # why\n"],
    ["quotes", 'Host *\n  ServerAliveInterval "600"\n', 'Host *\n  ServerAliveInterval "60"\n'],
    ["tabs and =", "host=*\n\tserveraliveinterval\t=\t600\n", "host=*\n\tserveraliveinterval\t=\t60\n"],
  ])("keeps %s", (_what, before, after) => {
    const cwd = sandbox({ ssh_config: before });
    run(["--fix", "ssh_config"], { cwd });
    expect(read(`${cwd}/ssh_config`)).toBe(after);
  });
});

describe("as Ansible's validate", () => {
  it.each([
    ["a good file", "ClientAliveInterval 60\n", 0],
    ["a file that sshd refuses", "ClientAliveInterval 60x\n", 1],
  ])("%s under any name", (_what, text, status) => {
    const cwd = sandbox({ ".ansible_tmp1700000000": text });
    expect(run(["--side", "server", ".ansible_tmp1700000000"], { cwd })).toMatchObject({ status });
  });
});

describe("--diff", () => {
  it("prints what git apply takes, writes nothing, and exits 1", () => {
    const cwd = sandbox({ "a/ssh_config": tenMinutes, "b/sshd_config": sshd });
    const result = run(["--diff", "."], { cwd });
    expect(result.status).toBe(1);
    expect(read(`${cwd}/a/ssh_config`)).toBe(tenMinutes);
    const applied = shell("git init -q . && kl --diff . | git apply; ", cwd);
    expect(applied.stderr).toBe("");
    expect(read(`${cwd}/a/ssh_config`)).toBe(mended);
    expect(read(`${cwd}/b/sshd_config`)).toBe(sshd.replace("0\n", "0\nClientAliveInterval 60\n"));
    expect(run(["--diff", "."], { cwd })).toMatchObject({ status: 0, stdout: "" });
  });

  it("is what --fix writes, byte for byte", () => {
    const odd = "# \xe9 \0\r\nHost *\r\n\tServerAliveInterval 600";
    const cwd = sandbox({ "one/ssh_config": odd, "two/ssh_config": odd });
    shell("git init -q . && cd one && kl --diff ssh_config | git apply", cwd);
    run(["--fix", "two/ssh_config"], { cwd });
    expect(read(`${cwd}/one/ssh_config`)).toBe(read(`${cwd}/two/ssh_config`));
    expect(read(`${cwd}/two/ssh_config`)).toBe(odd.replace("600", "60"));
  });

  it("counts on standard error what it leaves", () => {
    const cwd = sandbox({ ssh_config: "Host *\n  ClientAliveInterval 60\n" });
    const result = run(["--diff", "ssh_config"], { cwd });
    expect(result).toMatchObject({ status: 0, stdout: "" });
    expect(result.stderr).toMatch(/1 finding .*--unsafe-fixes/);
  });

  it("under its other name", () => {
    const cwd = sandbox({ ssh_config: tenMinutes });
    expect(run(["--dry-run", "ssh_config"], { cwd })).toEqual(run(["--diff", "ssh_config"], { cwd }));
  });
});

describe("standard input", () => {
  it("is linted under the name that it is given", () => {
    const result = run(["--stdin-filename", "roles/ssh/files/sshd_config", "-"], {
      input: "ClientAliveInterval 60x\n",
    });
    expect(result.status).toBe(1);
    expect(result.stdout).toContain("roles/ssh/files/sshd_config:1:1 error");
  });

  it("without a name tells its side by its keywords", () => {
    expect(run(["-"], { input: tenMinutes })).toMatchObject({ status: 1 });
    expect(run(["-"], { input: "hello\n" })).toMatchObject({ status: 2 });
  });

  it("with --fix: the bytes on standard output, the report on standard error", () => {
    const odd = "# \xe9 \0\r\nHost *\r\n\tServerAliveInterval 600";
    const result = run(["--fix", "--side", "client", "-"], { input: odd });
    expect(result.status).toBe(0);
    expect(result.stdout).toBe(odd.replace("600", "60"));
    expect(result.stderr).toContain("fixed ");
  });

  // It writes the file of that name, or fails because the file is another.
  it.each([
    ["the same", tenMinutes],
    ["another", "# mine\n"],
  ])("with --fix and a name: the file of that name stays, be it %s", (_what, text) => {
    const cwd = sandbox({ ssh_config: text });
    const result = run(["--fix", "--stdin-filename", "ssh_config", "-"], { cwd, input: tenMinutes });
    expect(result).toMatchObject({ status: 0, stdout: mended });
    expect(read(`${cwd}/ssh_config`)).toBe(text);
  });

  it("with --fix and nothing to mend comes back as it was", () => {
    expect(run(["--fix", "--side", "client", "-"], { input: mended })).toMatchObject({ status: 0, stdout: mended });
  });

  it("with --fix and something that cannot be mended comes back as it was", () => {
    const broken = "Host *\n  ServerAliveInterval soon\n";
    expect(run(["--fix", "--side", "client", "-"], { input: broken })).toMatchObject({ status: 1, stdout: broken });
  });

  it("with --diff: a patch for the name", () => {
    const result = run(["--diff", "--stdin-filename", "ssh_config", "-"], { input: tenMinutes });
    expect(result.status).toBe(1);
    expect(result.stdout).toContain("--- a/ssh_config\n+++ b/ssh_config\n");
  });

  it("that is closed is empty", () => {
    const { status, stderr } = shell("kl --side client - <&-", sandbox());
    expect([0, 1, 2]).toContain(status);
    expect(stderr).not.toMatch(/internal error|^\s+at /m);
  });
});
