import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { run, sandbox } from "./program.ts";

const rulesOf = (stdout: string): string[] =>
  (JSON.parse(stdout) as { findings: { rule: string; line: number }[] }).findings.map(
    ({ rule, line }) => `${line} ${rule}`,
  );
const lint = (text: string, ...args: string[]): string[] =>
  rulesOf(run(["-f", "json", ...args, "sshd_config"], { cwd: sandbox({ sshd_config: text }) }).stdout);

const long = "ClientAliveInterval 900\n";

describe("comments", () => {
  it.each([
    ["the next line", `# keepalive-lint-disable-next-line interval-too-long -- slow\n${long}`],
    ["several rules", `# keepalive-lint-disable-next-line interval-too-long, dead-peer-too-slow\n${long}`],
    ["all rules", `#keepalive-lint-disable-next-line\n${long}`],
    ["behind the line", "ClientAliveInterval 900 # keepalive-lint-disable-line interval-too-long -- why\n"],
    ["around", `# keepalive-lint-disable interval-too-long\n${long}# keepalive-lint-enable interval-too-long\n`],
    ["to the end", `# keepalive-lint-disable interval-too-long\n\n\n${long}`],
    ["the file, from below", `${long}# keepalive-lint-disable-file interval-too-long -- all of it\n`],
    ["CRLF", `# keepalive-lint-disable-next-line interval-too-long\r\n${long}`],
  ])("silence %s", (_name, text) => {
    expect(lint(text).filter((found) => found.endsWith("interval-too-long"))).toEqual([]);
    expect(lint(text, "--no-inline-config").some((found) => found.endsWith("interval-too-long"))).toBe(true);
  });

  it.each([
    ["another line", `# keepalive-lint-disable-next-line interval-too-long\n\n${long}`],
    ["another rule", `# keepalive-lint-disable-next-line count-zero\n${long}`],
    ["after its end", `# keepalive-lint-disable interval-too-long\n# keepalive-lint-enable\n${long}`],
    ["no comment", `Banner keepalive-lint-disable-file\n${long}`],
    ["another word", `# keepalive-lint-disabled-file\n${long}`],
    ["a longer word", `# keepalive-lint-disable-next-line-please\n${long}`],
  ])("do not silence %s", (_name, text) => {
    expect(lint(text).some((found) => found.endsWith(" interval-too-long"))).toBe(true);
  });

  it("of no use are findings, whatever rules were chosen", () => {
    const text = `# keepalive-lint-disable-next-line interval-too-long\n${long}# keepalive-lint-disable-next-line count-zero\nClientAliveCountMax 3\n`;
    expect(lint(text)).toEqual(["3 unused-suppression"]);
    expect(lint(text, "--select", "unused-suppression")).toEqual(["3 unused-suppression"]);
    expect(lint(text, "--select", "count-zero")).toEqual([]);
    expect(lint(text, "--ignore", "unused-suppression")).toEqual([]);
    expect(lint(text, "--no-inline-config")).toEqual(["2 interval-too-long"]);
  });

  it("are taken out by --fix, never so that they silence more", () => {
    const text = [
      "# keepalive-lint-disable-next-line count-zero, interval-too-long, shadowed -- lab",
      "ClientAliveInterval 900",
      "  # keepalive-lint-disable-next-line count-zero, shadowed -- lab",
      "ClientAliveCountMax 3 # keepalive-lint-disable-line count-zero",
      "",
    ].join("\n");
    const cwd = sandbox({ sshd_config: text });
    expect(run(["--fix", "sshd_config"], { cwd }).status).toBe(0);
    expect(readFileSync(join(cwd, "sshd_config"), "utf8")).toBe(
      "# keepalive-lint-disable-next-line interval-too-long -- lab\nClientAliveInterval 900\nClientAliveCountMax 3\n",
    );
  });

  it("of a file that two roots include are of use where one of them needs it", () => {
    const part = "# keepalive-lint-disable-next-line interval-too-long\nServerAliveInterval 900\n";
    const cwd = sandbox({
      ".git/HEAD": "",
      "a/.ssh/config": "Include part\n",
      "a/.ssh/part": part,
      "b/.ssh/config": "ServerAliveInterval 60\nInclude part\n",
      "b/.ssh/part": { link: "../../a/.ssh/part" },
    });
    const { stdout } = run(["-f", "json", "--ignore", "shadowed", "."], { cwd });
    expect(rulesOf(stdout)).toEqual([]);
  });

  it("silence what is missing where the line would go, and a misspelled rule is said", () => {
    const file = "# keepalive-lint-disable-file keepalive-off -- a bastion\nHost *\n  User me\n";
    const client = (text: string): string[] =>
      rulesOf(run(["-f", "json", "ssh_config"], { cwd: sandbox({ ssh_config: text }) }).stdout);
    expect(client(file)).toEqual([]);
    expect(client(file.replace("keepalive-off", "keepalive-of"))).toEqual(["1 unused-suppression", "4 keepalive-off"]);
  });
});

describe("the suppressions file", () => {
  const name = "keepalive-lint-suppressions.json";
  const tree = { "etc/ssh/sshd_config": long, "ssh/config": "Host *\n  ServerAliveInterval 900\n" };

  it("accepts what is there, and nothing new", () => {
    const cwd = sandbox(tree);
    expect(run(["--suppress-all", "."], { cwd }).status).toBe(0);
    expect(JSON.parse(readFileSync(join(cwd, name), "utf8"))).toEqual({
      "etc/ssh/sshd_config": { "interval-too-long": { count: 1 } },
      "ssh/config": { "interval-too-long": { count: 1 } },
    });
    expect(run(["."], { cwd }).status).toBe(0);
    writeFileSync(join(cwd, "ssh/config"), "\n\nHost *\n  ServerAliveInterval 901\n");
    expect(run(["."], { cwd }).status).toBe(0);
    writeFileSync(join(cwd, "ssh/config"), "Host a\n  ServerAliveInterval 900\nHost *\n  ServerAliveInterval 901\n");
    const { status, stdout } = run(["-f", "json", "."], { cwd });
    expect(rulesOf(stdout)).toEqual(["2 interval-too-long", "4 interval-too-long"]);
    expect(status).toBe(1);
  });

  it("ends with 2 when it accepts what does not occur, until it is pruned", () => {
    const cwd = sandbox(tree);
    run(["--suppress-rule", "interval-too-long", "."], { cwd });
    writeFileSync(join(cwd, "ssh/config"), "Host *\n  ServerAliveInterval 60\n");
    expect(run(["."], { cwd })).toMatchObject({ status: 2, stderr: expect.stringContaining("--prune-suppressions") });
    expect(run(["--pass-on-unpruned-suppressions", "."], { cwd }).status).toBe(0);
    expect(run(["etc/ssh/sshd_config"], { cwd }).status).toBe(0);
    expect(run(["--prune-suppressions", "."], { cwd }).status).toBe(0);
    expect(Object.keys(JSON.parse(readFileSync(join(cwd, name), "utf8")))).toEqual(["etc/ssh/sshd_config"]);
    expect(run(["."], { cwd }).status).toBe(0);
  });

  it("may lie elsewhere, and must then be there", () => {
    const cwd = sandbox({ ...tree, "ci/.keep": "" });
    expect(run(["--suppressions-location", "ci/known.json", "."], { cwd }).status).toBe(2);
    expect(run(["--suppressions-location", "ci/known.json", "--suppress-all", "."], { cwd }).status).toBe(0);
    expect(existsSync(join(cwd, name))).toBe(false);
    expect(run(["--suppressions-location", "ci/known.json", "."], { cwd }).status).toBe(0);
  });

  it.each([
    [["--suppress-all", "--suppress-rule", "count-zero", "."]],
    [["--suppress-all", "--prune-suppressions", "."]],
    [["--suppress-rule", "count-nought", "."]],
    [["--suppress-all", "--diff", "."]],
    [["--suppress-all", "-"]],
  ])("%j is no usage", (args) => {
    const cwd = sandbox(tree);
    expect(run(args, { cwd, input: "Host *\n" }).status).toBe(2);
    expect(existsSync(join(cwd, name))).toBe(false);
  });

  it.each(["", "[]", '{"ssh/config": {"count-zero": 1}}', '{"ssh/config": {"count-zero": {"count": -1}}}'])(
    "%j is none",
    (text) => {
      expect(run(["."], { cwd: sandbox({ ...tree, [name]: text }) }).status).toBe(2);
    },
  );
});
