import { spawnSync } from "node:child_process";
import { chmodSync, chownSync, linkSync, readFileSync, statSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { available, leftovers, runs } from "./faults.ts";
import { isRoot, run, sandbox, shell } from "./program.ts";

const tenMinutes = "Host *\n  ServerAliveInterval 600\n";
const mended = "Host *\n  ServerAliveInterval 60\n";

/** Node has no call for these; Python has. */
const python = (script: string, ...args: string[]): string =>
  spawnSync("python3", ["-c", script, ...args], { encoding: "latin1" }).stdout;

const READ = `
import os, sys
for name in sorted(os.listxattr(sys.argv[1])): print(name, os.getxattr(sys.argv[1], name).hex())
`;

const WRITE_ATTRIBUTE = `
import os, sys
os.setxattr(sys.argv[1], "user.origin", b"managed by \\xff hand")
`;

/** user::rw-, user:1000:r--, group::---, mask::r--, other::---. */
const WRITE_ACL = `
import os, struct, sys
none = 0xffffffff
entries = [(1, 6, none), (2, 4, 1000), (4, 0, none), (16, 4, none), (32, 0, none)]
acl = struct.pack("<I", 2) + b"".join(struct.pack("<HHI", *entry) for entry in entries)
os.setxattr(sys.argv[1], "system.posix_acl_" + sys.argv[2], acl)
`;

/** An attribute that only root may set. */
const WRITE_CAPABILITY = `
import os, sys
os.setxattr(sys.argv[1], "security.capability", bytes.fromhex("0100000200040000000000000000000000000000"))
`;

const attributesOf = (path: string): string => python(READ, path);

const canSet = available("ACLs and extended attributes (python3, and a file system that has them)", () => {
  const probe = `d=$(mktemp) && python3 -c 'import os; os.setxattr("'$d'", "user.a", b"")'; s=$?; rm -f "$d"; exit $s`;
  return runs("sh", "-c", probe);
});
const canSetCapability = available("an attribute that only root may set", () => {
  const script = `f=$(mktemp) && python3 -c "$1" "$f"; s=$?; rm -f "$f"; exit $s`;
  return runs("sh", "-c", script, "sh", WRITE_CAPABILITY);
});
const hasCp = available("attributes carried over (GNU cp)", () => runs("/bin/cp", "--version"));

describe.runIf(canSet && hasCp)("--fix keeps", () => {
  it.each([
    ["an extended attribute", (path: string) => python(WRITE_ATTRIBUTE, path)],
    ["an ACL", (path: string) => python(WRITE_ACL, path, "access")],
    ["both", (path: string) => python(WRITE_ATTRIBUTE, path) + python(WRITE_ACL, path, "access")],
  ])("%s", (_what, set) => {
    const cwd = sandbox({ ssh_config: { text: tenMinutes, mode: 0o640 } });
    const file = `${cwd}/ssh_config`;
    set(file);
    const [before, mode] = [attributesOf(file), statSync(file).mode];
    expect(before).not.toBe("");
    const result = run(["--fix", "ssh_config"], { cwd });
    expect(result).toMatchObject({ status: 0, stderr: "" });
    expect(readFileSync(file, "latin1")).toBe(mended);
    expect(attributesOf(file)).toBe(before);
    expect(statSync(file).mode).toBe(mode);
  });

  it("a file free of the ACL that its directory would give it", () => {
    const cwd = sandbox({ ssh_config: { text: tenMinutes, mode: 0o640 } });
    python(WRITE_ACL, cwd, "default");
    expect(run(["--fix", "ssh_config"], { cwd })).toMatchObject({ status: 0, stderr: "" });
    expect(attributesOf(`${cwd}/ssh_config`)).toBe("");
    expect(statSync(`${cwd}/ssh_config`).mode & 0o7777).toBe(0o640);
  });

  it.runIf(canSetCapability)("nothing that it may not keep: the file is refused with the reason and the diff", () => {
    const cwd = sandbox({ ssh_config: { text: tenMinutes, mode: 0o644 } });
    const file = `${cwd}/ssh_config`;
    // The file belongs to who runs the program, who may not set what root may.
    chownSync(file, 65534, 65534);
    python(WRITE_CAPABILITY, file);
    expect(attributesOf(file)).toContain("security.capability");
    chownSync(cwd, 65534, 65534);
    const result = run(["--fix", "ssh_config"], { cwd, asNobody: true });
    expect(result.status).toBe(2);
    expect(result.stderr).toMatch(/ssh_config: not written: has attributes that the new file may not be given/);
    expect(result.stderr).toContain("+  ServerAliveInterval 60");
    expect(readFileSync(file, "latin1")).toBe(tenMinutes);
    expect(leftovers(cwd)).toEqual([]);
  });
});

describe("--fix", () => {
  it.runIf(isRoot)("refuses another user's file, with the reason and the diff", () => {
    const cwd = sandbox({ ssh_config: { text: tenMinutes, mode: 0o666 } });
    chmodSync(cwd, 0o777);
    const result = run(["--fix", "ssh_config"], { cwd, asNobody: true });
    expect(result.status).toBe(2);
    expect(result.stderr).toMatch(/ssh_config: not written: belongs to another user/);
    expect(result.stderr).toContain("+  ServerAliveInterval 60");
    expect(readFileSync(`${cwd}/ssh_config`, "latin1")).toBe(tenMinutes);
    expect(leftovers(cwd)).toEqual([]);
  });

  it.runIf(isRoot)("keeps the group in a directory that gives files its own", () => {
    const cwd = sandbox({ "d/ssh_config": { text: tenMinutes, mode: 0o640 } });
    chownSync(`${cwd}/d`, 0, 4321);
    chmodSync(`${cwd}/d`, 0o2755);
    chownSync(`${cwd}/d/ssh_config`, 0, 1234);
    expect(run(["--fix", "d/ssh_config"], { cwd })).toMatchObject({ status: 0 });
    expect(statSync(`${cwd}/d/ssh_config`)).toMatchObject({ uid: 0, gid: 1234 });
  });

  it("goes through a chain of links, and says what a dangling one is", () => {
    const cwd = sandbox({
      "dotfiles/ssh/config": tenMinutes,
      middle: { link: "dotfiles/ssh/config" },
      ssh_config: { link: "middle" },
      dangling_ssh_config: { link: "nowhere" },
    });
    expect(run(["--fix", "ssh_config"], { cwd })).toMatchObject({ status: 0 });
    expect(readFileSync(`${cwd}/dotfiles/ssh/config`, "latin1")).toBe(mended);
    const dangling = run(["--fix", "--side", "client", "dangling_ssh_config"], { cwd });
    expect(dangling.status).toBe(2);
    expect(dangling.stderr).toContain("is a symbolic link to something that does not exist");
    expect(leftovers(cwd)).toEqual([]);
  });

  it("takes files whose names differ only in case for two", () => {
    const cwd = sandbox({ "a/ssh_config": tenMinutes, "a/SSH_CONFIG": tenMinutes });
    expect(run(["--fix", "--side", "client", "a/ssh_config", "a/SSH_CONFIG"], { cwd })).toMatchObject({ status: 0 });
    expect(readFileSync(`${cwd}/a/SSH_CONFIG`, "latin1")).toBe(mended);
  });

  it("takes a file that is named twice, once by a link, for one", () => {
    const cwd = sandbox({ ssh_config: tenMinutes, other_ssh_config: { link: "ssh_config" } });
    const result = run(["--fix", "--side", "client", "ssh_config", "other_ssh_config"], { cwd });
    expect(result).toMatchObject({ status: 0, stderr: "" });
    expect(readFileSync(`${cwd}/ssh_config`, "latin1")).toBe(mended);
  });
});

describe("several files of one root", () => {
  const tree = {
    ".ssh/config": { text: "Include extra\nHost *\n  ServerAliveInterval 600\n", mode: 0o600 },
    ".ssh/extra": { text: "Host web\n  ServerAliveInterval 600\n", mode: 0o600 },
  };

  it("are written together", () => {
    const HOME = sandbox(tree);
    expect(run(["--fix"], { cwd: HOME, env: { HOME } })).toMatchObject({ status: 0 });
    expect(readFileSync(`${HOME}/.ssh/config`, "latin1")).toContain("ServerAliveInterval 60\n");
    expect(readFileSync(`${HOME}/.ssh/extra`, "latin1")).toContain("ServerAliveInterval 60\n");
    expect(leftovers(`${HOME}/.ssh`)).toEqual([]);
  });

  it("stay as they are together where one cannot be written", () => {
    const HOME = sandbox(tree);
    linkSync(`${HOME}/.ssh/extra`, `${HOME}/.ssh/same`);
    const result = run(["--fix"], { cwd: HOME, env: { HOME } });
    expect(result.status).toBe(2);
    expect(result.stderr).toMatch(/extra: not written: has 2 names/);
    expect(result.stderr).toMatch(/config: not written, since it belongs together with .*extra/);
    expect(readFileSync(`${HOME}/.ssh/config`, "latin1")).toBe(tree[".ssh/config"].text);
    expect(readFileSync(`${HOME}/.ssh/extra`, "latin1")).toBe(tree[".ssh/extra"].text);
    expect(leftovers(`${HOME}/.ssh`)).toEqual([]);
  });

  it.runIf(
    available("files taken back after a failing rename (strace)", () =>
      runs("strace", "-qq", "-o", "/dev/null", "true"),
    ),
  )("are taken back where the second rename fails", () => {
    const HOME = sandbox(tree);
    const inject = "strace -f -qq -o /dev/null -e trace=rename -e inject=rename:error=EIO:when=2";
    const result = shell(`${inject} "$NODE" "$BIN" --fix`, HOME, { HOME });
    expect(result.status).toBe(2);
    expect(readFileSync(`${HOME}/.ssh/config`, "latin1")).toBe(tree[".ssh/config"].text);
    expect(readFileSync(`${HOME}/.ssh/extra`, "latin1")).toBe(tree[".ssh/extra"].text);
    expect(leftovers(`${HOME}/.ssh`)).toEqual([]);
  });
});

describe("--backup", () => {
  it.each([
    ["--backup", "ssh_config~"],
    ["--backup=.orig", "ssh_config.orig"],
  ])("%s keeps the old file", (option, name) => {
    const cwd = sandbox({ ssh_config: { text: tenMinutes, mode: 0o640 } });
    const result = run(["--fix", option, "ssh_config"], { cwd });
    expect(result.status).toBe(0);
    expect(result.stderr).toContain(`as it was is kept in`);
    expect(readFileSync(`${cwd}/${name}`, "latin1")).toBe(tenMinutes);
    expect(statSync(`${cwd}/${name}`).mode & 0o7777).toBe(0o640);
    expect(readFileSync(`${cwd}/ssh_config`, "latin1")).toBe(mended);
  });

  it("overwrites no older one", () => {
    const cwd = sandbox({ ssh_config: tenMinutes, "ssh_config~": "mine" });
    expect(run(["--fix", "--backup", "ssh_config"], { cwd })).toMatchObject({ status: 0 });
    expect(readFileSync(`${cwd}/ssh_config~`, "latin1")).toBe("mine");
    expect(readFileSync(`${cwd}/ssh_config~1`, "latin1")).toBe(tenMinutes);
  });

  it("takes a name that no Include reads", () => {
    const HOME = sandbox({
      ".ssh/config": { text: "Include config.d/*\n", mode: 0o600 },
      ".ssh/config.d/web": { text: tenMinutes, mode: 0o600 },
    });
    expect(run(["--fix", "--backup"], { cwd: HOME, env: { HOME } })).toMatchObject({ status: 0 });
    expect(readFileSync(`${HOME}/.ssh/config.d/.web~`, "latin1")).toBe(tenMinutes);
  });

  it.each([["--backup=a/b"], ["--backup="]])("%s is no suffix", (option) => {
    const cwd = sandbox({ ssh_config: tenMinutes });
    expect(run(["--fix", option, "ssh_config"], { cwd })).toMatchObject({ status: 2 });
  });
});

describe("--drop-in", () => {
  const main = "Include sshd_config.d/*.conf\nUsePAM yes\n";
  const tree = {
    ".git/HEAD": "",
    "etc/ssh/sshd_config": main,
    "etc/ssh/sshd_config.d/50-cloud.conf": "ClientAliveInterval 3600\n",
  };

  it("writes one small file that wins, and leaves the distribution's as they are", () => {
    const cwd = sandbox(tree);
    const diff = run(["--diff", "--drop-in", "etc/ssh/sshd_config"], { cwd });
    expect(diff.stdout).toContain("--- /dev/null\n+++ b/etc/ssh/sshd_config.d/00-keepalive.conf\n");
    const result = run(["--fix", "--drop-in", "etc/ssh/sshd_config"], { cwd });
    // The line that is dead now is said to be.
    expect(result.stdout).toMatch(/50-cloud.conf:1:1 warning shadowed/);
    const dropIn = `${cwd}/etc/ssh/sshd_config.d/00-keepalive.conf`;
    expect(readFileSync(dropIn, "latin1")).toMatch(/^ClientAliveInterval \d+\n$/);
    expect(readFileSync(`${cwd}/etc/ssh/sshd_config`, "latin1")).toBe(main);
    expect(readFileSync(`${cwd}/etc/ssh/sshd_config.d/50-cloud.conf`, "latin1")).toBe("ClientAliveInterval 3600\n");
    expect(run(["--diff", "--drop-in", "etc/ssh/sshd_config"], { cwd })).toMatchObject({ status: 0, stdout: "" });
  });

  it("says so where no directory is included", () => {
    const cwd = sandbox({ sshd_config: "ClientAliveInterval 0\n" });
    const result = run(["--fix", "--drop-in", "sshd_config"], { cwd });
    expect(result.stdout).toMatch(/the file includes no directory in which a drop-in/);
    expect(readFileSync(`${cwd}/sshd_config`, "latin1")).toBe("ClientAliveInterval 0\n");
  });
});
