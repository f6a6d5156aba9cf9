import { closeSync, openSync, readdirSync, readFileSync, writeSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { ended, entry, expectOldOrNew, leftovers, newText, oldText, own, sleep, start } from "./faults.ts";
import { run, sandbox } from "./program.ts";

const ROUNDS = Number(process.env.KEEPALIVE_LINT_RACES ?? 12);
const timeout = 60_000 + ROUNDS * 5000;

/** What is in the directory, the file and everything that was saved beside it, as one text. */
const everything = (cwd: string): string =>
  readdirSync(cwd)
    .filter((name) => name.includes("ssh_config"))
    .map((name) => readFileSync(`${cwd}/${name}`, "latin1"))
    .join("\n");

/** Another program that writes into the file in place, once, at any moment while the run lasts. */
async function appendSometime(file: string, line: string, hesitation: number): Promise<void> {
  await sleep(Math.random() * 250);
  const fd = openSync(file, "a");
  await sleep(hesitation);
  writeSync(fd, line);
  closeSync(fd);
}

describe("a run against another program that writes in place", () => {
  it.each([0, 30])(
    "never loses what that one wrote, %i ms after it opened the file",
    async (hesitation) => {
      for (let round = 0; round < ROUNDS; round++) {
        const cwd = sandbox({ ssh_config: entry });
        const line = `# written by hand ${round}\n`;
        const child = start(["--fix", "ssh_config"], cwd);
        const [status] = await Promise.all([ended(child), appendSometime(`${cwd}/ssh_config`, line, hesitation)]);
        const now = readFileSync(`${cwd}/ssh_config`, "latin1");
        const kept = everything(cwd);
        expect(kept).toContain(line);
        expect([oldText, newText, oldText + line, newText + line]).toContain(now);
        // What had to be saved beside the file is said.
        if (!now.includes(line)) expect(status).toBe(2);
      }
    },
    timeout,
  );
});

describe("runs against each other", () => {
  it(
    "leave one whole file, fixed once, and nothing beside it",
    async () => {
      for (let round = 0; round < Math.ceil(ROUNDS / 3); round++) {
        const cwd = sandbox({ ssh_config: entry });
        own(`${cwd}/ssh_config`);
        const statuses = await Promise.all(Array.from({ length: 4 }, () => ended(start(["--fix", "ssh_config"], cwd))));
        expect(statuses).toContain(0);
        expect(statuses.filter((status) => status !== 0 && status !== 2)).toEqual([]);
        expect(expectOldOrNew(`${cwd}/ssh_config`)).toBe("new");
        expect(leftovers(cwd)).toEqual([]);
      }
    },
    timeout,
  );

  it("a file that another program has open for writing is left to it", () => {
    const cwd = sandbox({ ssh_config: entry });
    const fd = openSync(`${cwd}/ssh_config`, "r+");
    try {
      const { status, stderr } = run(["--fix", "ssh_config"], { cwd });
      expect(status).toBe(2);
      expect(stderr).toMatch(/ssh_config: not written: is being written by another program at this moment/);
      expect(readFileSync(`${cwd}/ssh_config`, "latin1")).toBe(oldText);
    } finally {
      closeSync(fd);
    }
    expect(run(["--fix", "ssh_config"], { cwd })).toMatchObject({ status: 0 });
  });
});
