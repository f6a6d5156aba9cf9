import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { answers } from "../src/answers/answers.ts";
import { logLines } from "../src/answers/log-line-shapes.ts";
import { answerReference, lineReference } from "../src/answers/reference.ts";
import { shapesOf } from "../src/cli/command-shape.ts";
import { readProjectConfig } from "../src/cli/config-reader.ts";
import { exampleOutput } from "../src/cli/example-output.ts";
import { lintFormats } from "../src/cli/formats.ts";
import { manPage } from "../src/cli/man-page.ts";
import { commandTree } from "../src/cli/options.ts";
import { configSchema } from "../src/policy/json-schema.ts";
import { ruleReference } from "../src/rules/reference.ts";
import { registry } from "../src/rules/registry.ts";
import { ruleIds } from "../src/rules/rule-ids.ts";
import { judgeNeighbours, policyWithSysctl } from "../src/run/neighbours.ts";

// Files of the package that are made from the program's own tables; `npm run gen` writes them.
const root = fileURLToPath(new URL("..", import.meta.url));
const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };

it("the schema of project configs is fresh", async () => {
  const text = `${JSON.stringify(configSchema(ruleIds), null, 2)}\n`;
  await expect(text).toMatchFileSnapshot(join(root, "schema", "keepalive-lint.schema.json"));
});

describe("the reference", () => {
  const readers = {
    loadNeighbours: () => judgeNeighbours,
    loadSysctl: () => policyWithSysctl,
    loadConfigReader: () => readProjectConfig,
  };

  it.each(registry.map((rule) => [rule.id, rule] as const))("shows what %s finds, and nothing else", (id, rule) => {
    for (const example of rule.examples) {
      const shown = exampleOutput(rule, example, readers);
      expect({ name: example.name, shown: shown.includes(` ${id}\n`) }).toEqual({
        name: example.name,
        shown: example.expect.length > 0,
      });
    }
  });

  const rules = join(root, "docs", "rules");

  it.each(registry.map((rule) => [rule.id, rule] as const))("of the rule %s is fresh", async (id, rule) => {
    await expect(ruleReference(rule, (one, example) => exampleOutput(one, example, readers))).toMatchFileSnapshot(
      join(rules, `${id}.md`),
    );
  });

  it("lists all rules, and there is no other", async () => {
    const lines = registry.map(({ id, docs }) => `- [${id}](${id}.md): ${docs.summary}`);
    await expect(`# Rules\n\n${lines.join("\n")}\n`).toMatchFileSnapshot(join(rules, "README.md"));
    expect(readdirSync(rules).sort()).toEqual([...ruleIds.map((id) => `${id}.md`), "README.md"].sort());
  });

  /** One page of many: every heading a level deeper. */
  const page = (title: string, words: string, parts: readonly string[]): string =>
    `# ${title}\n\n${words}\n\n${parts.map((part) => part.replace(/^#/gm, "##")).join("\n")}`;

  it("of the answers is fresh", async () => {
    const words = "What people ask and claim about keepalive. `keepalive-lint explain WORDS` searches here, too.";
    const text = page("Answers", words, answers.map(answerReference));
    await expect(text).toMatchFileSnapshot(join(root, "docs", "answers.md"));
  });

  it("of the log lines is fresh", async () => {
    const words =
      "What ssh and sshd write when a connection ends or never begins. `keepalive-lint explain 'LINE'` recognises them with whatever stands around; `journalctl | keepalive-lint explain -` reads a whole log. HOST, ADDR, PORT and the like stand for what changes.";
    const text = page("Log lines", words, logLines.map(lineReference));
    await expect(text).toMatchFileSnapshot(join(root, "docs", "log-lines.md"));
  });
});

describe("the manual page", () => {
  const page = join(root, "man", "keepalive-lint.1");

  it("is fresh", async () => {
    await expect(manPage(shapesOf(commandTree(), lintFormats), version)).toMatchFileSnapshot(page);
  });

  const has = (program: string): boolean => spawnSync("sh", ["-c", `command -v ${program}`]).status === 0;

  it.runIf(has("mandoc"))("pleases mandoc", () => {
    const { stdout, stderr } = spawnSync("mandoc", ["-Tlint", "-Wwarning", page], { encoding: "utf8" });
    expect(`${stdout}${stderr}`).toBe("");
  });

  it.runIf(has("man"))("pleases man", () => {
    const { stdout, stderr, status } = spawnSync("man", ["--warnings", "-E", "UTF-8", "-l", page], {
      encoding: "utf8",
      env: { PATH: process.env.PATH ?? "", LC_ALL: "C.UTF-8", MANWIDTH: "80" },
    });
    expect(stderr).toBe("");
    expect(status).toBe(0);
    expect(stdout).toContain("--max-warnings n");
  });
});

describe("the notices", () => {
  /** What the build put into its bundles; tsup.config.ts writes it down. */
  function bundled(): string[] {
    const folder = join(root, ".cache", "bundled");
    const lists = readdirSync(folder).map((name) => JSON.parse(readFileSync(join(folder, name), "utf8")) as string[]);
    return [...new Set(lists.flat())].sort();
  }

  function notice(name: string): string {
    const directory = join(root, "node_modules", name);
    const { version: own } = JSON.parse(readFileSync(join(directory, "package.json"), "utf8")) as { version: string };
    const file = readdirSync(directory).find((entry) => /^licen[cs]e/i.test(entry));
    if (file === undefined) throw new Error(`${name} has no licence file`);
    return `-------- ${name} ${own}\n\n${readFileSync(join(directory, file), "utf8").trim()}\n`;
  }

  it("are those of all packages in the bundles", async () => {
    const names = bundled();
    expect(names).toEqual(expect.arrayContaining(["commander", "ignore", "ssh-config", "yaml"]));
    const text = `keepalive-lint bundles these packages. Their licences:\n\n${names.map(notice).join("\n")}`;
    await expect(text).toMatchFileSnapshot(join(root, "THIRD-PARTY-NOTICES"));
  });
});

describe("the package", () => {
  it("installs from its tarball without dependencies, and runs", { timeout: 120_000 }, () => {
    const place = mkdtempSync(join(tmpdir(), "keepalive-package-"));
    try {
      const { NODE_EXTRA_CA_CERTS: _, ...env } = process.env;
      const quiet = { encoding: "utf8", env: { ...env, npm_config_cache: join(place, "cache") } } as const;
      const packed = execFileSync("npm", ["pack", "--silent", "--ignore-scripts", "--pack-destination", place], {
        ...quiet,
        cwd: root,
      });
      const tarball = join(place, packed.trim().split("\n").at(-1) ?? "");
      execFileSync(
        "npm",
        ["install", "--silent", "--offline", "--no-audit", "--no-fund", "--prefix", place, tarball],
        quiet,
      );
      expect(readdirSync(join(place, "node_modules")).filter((name) => !name.startsWith("."))).toEqual([
        "keepalive-lint",
      ]);
      const command = join(place, "node_modules", ".bin", "keepalive-lint");
      const run = (...args: string[]) => spawnSync(command, args, { ...quiet, cwd: place, input: "Host *\n" });
      expect(run("--version").stdout.trim()).toBe(version);
      expect(run("--side", "client", "-").status).toBe(1);
      expect(run("completion", "bash").status).toBe(0);
      const installed = join(place, "node_modules", "keepalive-lint");
      for (const name of [
        "schema/keepalive-lint.schema.json",
        "man/keepalive-lint.1",
        "THIRD-PARTY-NOTICES",
        "LICENSE",
      ])
        expect(existsSync(join(installed, name)), name).toBe(true);
      const library = spawnSync(
        process.execPath,
        ["--input-type=module", "-e", 'import { rules } from "keepalive-lint"; console.log(rules.length)'],
        { ...quiet, cwd: place },
      );
      expect(Number(library.stdout)).toBe(ruleIds.length);
    } finally {
      rmSync(place, { recursive: true, force: true });
    }
  });

  it("pleases publint", { timeout: 120_000 }, () => {
    const { stdout, stderr, status } = spawnSync("npx", ["--no-install", "publint", "--strict", "--pack", "npm"], {
      cwd: root,
      encoding: "utf8",
    });
    expect(status, stdout + stderr).toBe(0);
  });

  it("pleases arethetypeswrong", { timeout: 120_000 }, () => {
    const { stdout, stderr, status } = spawnSync(
      "npx",
      ["--no-install", "attw", "--pack", ".", "--profile", "esm-only", "--no-emoji"],
      { cwd: root, encoding: "utf8" },
    );
    expect(status, stdout + stderr).toBe(0);
  });
});
