import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { run, sandbox, utf8 } from "./program.ts";

const plain = "Host *\n  ServerAliveInterval 60\n";
const listed = (cwd: string, ...args: string[]): string[] =>
  utf8(run(["--list-files", ...args, "."], { cwd }).stdout)
    .split("\n")
    .filter(Boolean);

const git = (cwd: string, ...args: string[]): void => {
  const { status, stderr } = spawnSync("git", ["-c", "user.name=t", "-c", "user.email=t@example.com", ...args], {
    cwd,
    encoding: "utf8",
    env: { PATH: process.env.PATH ?? "", HOME: cwd, GIT_CONFIG_NOSYSTEM: "1" },
  });
  if (status !== 0) throw new Error(stderr);
};

describe("what git ignores", () => {
  it("is passed over, nested and negated as in gitignore(5)", () => {
    const cwd = sandbox({
      ".gitignore": "/old/\n*.secret/\n",
      "old/.ssh/config": plain,
      "my.secret/.ssh/config": plain,
      "a/.gitignore": "ssh_config\n!keep/ssh_config\n",
      "a/ssh_config": plain,
      "a/keep/ssh_config": plain,
      "a/deep/er/ssh_config": plain,
      "b/ssh_config": plain,
    });
    mkdirSync(join(cwd, ".git"));
    expect(listed(cwd)).toEqual(["a/keep/ssh_config", "b/ssh_config"]);
    expect(listed(cwd, "--no-respect-gitignore")).toHaveLength(6);
  });

  it("is linted when it is named", () => {
    const cwd = sandbox({ ".gitignore": "*\n", ".ssh/config": plain });
    mkdirSync(join(cwd, ".git"));
    expect(run([".ssh/config"], { cwd }).status).toBe(0);
    expect(run(["."], { cwd }).status).toBe(2);
  });

  it("counts from git's root on, .git/info/exclude with it", () => {
    const cwd = sandbox({
      ".git/info/exclude": "/x/y/\n",
      ".gitignore": "/x/z/\n",
      "x/y/ssh_config": plain,
      "x/z/ssh_config": plain,
      "x/ssh_config": plain,
    });
    expect(utf8(run(["--list-files", "x"], { cwd }).stdout)).toBe("x/ssh_config\n");
    expect(utf8(run(["--list-files", "."], { cwd: join(cwd, "x") }).stdout)).toBe("ssh_config\n");
  });

  it.each(["2", "3", "4"])("is found where git tracks it (index version %s)", (version) => {
    const cwd = sandbox({
      ".gitignore": "*\n",
      ".ssh/config": plain,
      ".ssh/config.d/work": plain,
      "x/ssh_config": plain,
    });
    git(cwd, "init", "-q");
    git(cwd, "config", "index.version", version);
    git(cwd, "add", "-f", ".ssh");
    git(cwd, "update-index", "--index-version", version);
    expect(listed(cwd)).toEqual([".ssh/config", ".ssh/config.d/work"]);
    expect(listed(cwd, "--exclude", "config.d/")).toEqual([".ssh/config"]);
  });
});

describe("what is excluded", () => {
  const tree = { "old/ssh_config": plain, "new/ssh_config": plain };

  it("by the command line, from the working directory on", () => {
    expect(listed(sandbox(tree), "--exclude", "old/")).toEqual(["new/ssh_config"]);
    expect(listed(sandbox(tree), "--exclude", "old,new")).toEqual([]);
  });

  it("by the project config, from its directory on", () => {
    const cwd = sandbox({ ...tree, ".keepalive-lint.json": '{"exclude": ["/old"]}' });
    expect(listed(cwd)).toEqual(["new/ssh_config"]);
    expect(utf8(run(["--list-files", cwd]).stdout)).toBe(`${cwd}/new/ssh_config\n`);
  });

  it("is linted when it is named, but with --force-exclude", () => {
    const cwd = sandbox({ ...tree, "old/ssh_config": "Host *\n  ServerAliveInterval 900\n" });
    expect(run(["--exclude", "old", "old/ssh_config"], { cwd }).status).toBe(1);
    expect(run(["--exclude", "old", "--force-exclude", "old/ssh_config"], { cwd }).status).toBe(0);
  });
});

describe("files that stand in the right place and are no configs", () => {
  const other = {
    ".ssh/config": "\0GITCRYPT\0\x01\x02\x03\x04",
    "roles/ssh/files/sshd_config": "$ANSIBLE_VAULT;1.1;AES256\n6638\n",
    "dot_ssh/config": "-----BEGIN AGE ENCRYPTED FILE-----\nYWdl\n",
  };

  it("are noted and not linted", () => {
    const cwd = sandbox({ ...other, "etc/ssh/ssh_config": plain });
    const { status, stdout, stderr } = run(["-f", "json", "."], { cwd });
    expect(JSON.parse(stdout).files).toEqual([{ path: "etc/ssh/ssh_config", side: "client" }]);
    expect(stderr.split("\n").filter((line) => line.startsWith("note: "))).toHaveLength(3);
    expect(status).toBe(0);
  });

  it("are an error when they are named", () => {
    const cwd = sandbox(other);
    for (const name of Object.keys(other)) expect(run([name], { cwd }).status).toBe(2);
  });

  it("leave what includes them in doubt", () => {
    const cwd = sandbox({
      ".git/HEAD": "",
      "private_dot_ssh/config": "Include config.d/*\nHost *\n  ServerAliveInterval 60\n",
      "private_dot_ssh/config.d/encrypted_work.age": other["dot_ssh/config"],
    });
    const { status, stdout } = run(["-f", "json", "."], { cwd });
    expect(JSON.parse(stdout).findings.filter(({ severity }: { severity: string }) => severity !== "info")).toEqual([]);
    expect(status).toBe(0);
  });
});

it("what other programs generate is not searched for", () => {
  const cwd = sandbox({ ".colima/ssh_config": plain, ".ssh/config": plain });
  expect(listed(cwd)).toEqual([".ssh/config"]);
  expect(run([".colima/ssh_config"], { cwd }).status).toBe(0);
});

it("nothing found is an error unless it may be", () => {
  const cwd = sandbox({ "README.md": "" });
  expect(run(["."], { cwd }).status).toBe(2);
  expect(run(["--no-error-on-unmatched-pattern", "."], { cwd })).toMatchObject({ status: 0, stdout: "", stderr: "" });
});

it("--list-files names includes, and sides with --format json", () => {
  const cwd = sandbox({
    ".git/HEAD": "",
    ".ssh/config": "Include extra/hosts\n",
    ".ssh/extra/hosts": plain,
    sshd_config: "",
  });
  expect(listed(cwd)).toEqual([".ssh/config", ".ssh/extra/hosts", "sshd_config"]);
  const { stdout } = run(["--list-files", "-f", "json", "."], { cwd });
  expect(JSON.parse(stdout)).toContainEqual({ path: "sshd_config", side: "server" });
});

it("asks for the side where neither name nor content tells it", () => {
  const cwd = sandbox({ unclear: "TCPKeepAlive no\n" });
  const { status, stderr } = run(["unclear"], { cwd });
  expect(status).toBe(2);
  expect(stderr).toContain("--side client or --side server");
  expect(run(["--side", "server", "unclear"], { cwd }).status).toBe(1);
});

it("a tree of 10,000 files is searched in three times the time of reading them", { timeout: 60_000 }, () => {
  const cwd = sandbox({ ".gitignore": "*.tmp\n", ".ssh/config": plain });
  for (let directory = 0; directory < 100; directory++) {
    const path = join(cwd, `d${directory % 10}`, `e${directory}`);
    mkdirSync(path, { recursive: true });
    for (let file = 0; file < 100; file++) writeFileSync(join(path, `f${file}.conf`), "x = 1\n");
  }
  const timed = (work: () => void): number => {
    const times = [0, 1, 2, 3, 4].map(() => {
      const start = performance.now();
      work();
      return performance.now() - start;
    });
    return Math.min(...times);
  };
  const reading = timed(() => {
    spawnSync("sh", ["-c", "find . -type f -exec cat {} + > /dev/null"], { cwd });
    spawnSync(process.execPath, ["-e", "0"]);
  });
  const linting = timed(() => expect(run(["."], { cwd }).status).toBe(0));
  expect(linting / reading).toBeLessThan(3);
});
