import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { sandbox } from "./cli/program.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const read = (name: string): unknown => parse(readFileSync(join(root, name), "utf8"));

describe("the pre-commit manifest", () => {
  const [hook] = read(".pre-commit-hooks.yaml") as Record<string, unknown>[];
  // Python's verbose mode: blanks mean nothing.
  const pattern = new RegExp(String(hook?.files).replace("(?x)", "").replace(/\s+/g, ""));

  it("judges the repository as a whole", () => {
    expect(hook).toMatchObject({ pass_filenames: false, language: "node", types: ["file"] });
    expect(hook?.entry).toBe("keepalive-lint . --no-error-on-unmatched-pattern");
  });

  it.each([
    ".ssh/config",
    "ssh/config",
    "ssh/.ssh/config.d/work",
    "home/private_dot_ssh/private_config.tmpl",
    "dot_ssh/config",
    "ssh.symlink/config",
    "ssh.cfg",
    "sshconfig",
    "etc/ssh/ssh_config",
    "roles/ssh/templates/sshd_config.j2",
    "templates/default/opensshd.conf.erb",
    "airootfs/etc/ssh/sshd_config.d/10-archiso.conf",
    "templates/sshd_config.d/10-keepalive.conf.j2",
    ".keepalive-lint.yaml",
    "ci/.keepalive-lint.json",
    "keepalive-lint-suppressions.json",
  ])("runs when %s changes", (path) => {
    expect(pattern.test(path)).toBe(true);
  });

  it.each(["README.md", "src/main.ts", "i3/config", ".aws/config", "docs/ssh.md"])("not when %s does", (path) => {
    expect(pattern.test(path)).toBe(false);
  });
});

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly shell?: string;
}

describe("the GitHub Action", () => {
  const action = read("action.yml") as { inputs: Record<string, unknown>; runs: { using: string; steps: Step[] } };
  const { steps } = action.runs;

  it("pins what it uses by commit, and runs no text of its inputs", () => {
    expect(action.runs.using).toBe("composite");
    for (const { uses, run, shell } of steps) {
      if (uses !== undefined) expect(uses).toMatch(/@[0-9a-f]{40}$/);
      if (run === undefined) continue;
      expect(shell).toBe("bash");
      expect(run).not.toContain("$" + "{{");
    }
  });

  const work = { place: "" };
  beforeAll(() => {
    work.place = execFileSync("mktemp", ["-d"], { encoding: "utf8" }).trim();
    execFileSync("npm", ["pack", "--silent", "--ignore-scripts", "--pack-destination", work.place], { cwd: root });
    return () => execFileSync("rm", ["-rf", work.place]);
  }, 60_000);

  it.each([
    ["60", 0],
    ["900", 1],
  ])("lints, with interval %s: %d", { timeout: 60_000 }, (interval, status) => {
    const cwd = sandbox({ "a b/.ssh/config": `Host *\n  ServerAliveInterval ${interval}\n` });
    const tarball = execFileSync("sh", ["-c", `ls ${work.place}/*.tgz`], { encoding: "utf8" }).trim();
    const output = join(cwd, "output");
    const env = {
      PATH: process.env.PATH ?? "",
      HOME: cwd,
      RUNNER_TEMP: work.place,
      GITHUB_ACTION_PATH: root,
      GITHUB_OUTPUT: output,
      PACKAGE: tarball,
      PATHS: "a b\n",
      ARGS: "--format\ncompact\n",
      DIRECTORY: cwd,
      UPLOAD: "false",
    };
    const runs = steps.flatMap(({ run }) => run ?? []);
    expect(runs).toHaveLength(2);
    const statuses = runs.map((script) =>
      spawnSync("bash", ["-e", "-o", "pipefail", "-c", script], { cwd, env, encoding: "utf8" }),
    );
    expect(
      statuses.map((one) => one.status),
      statuses.map(({ stderr }) => stderr).join(),
    ).toEqual([0, status]);
    expect(readFileSync(output, "utf8")).toBe(`status=${status}\n`);
    if (status === 1) expect(statuses[1]?.stdout).toContain("a b/.ssh/config:2:3: warning");
    expect(existsSync(join(work.place, "keepalive-lint/node_modules/.bin/keepalive-lint"))).toBe(true);
  });
});
