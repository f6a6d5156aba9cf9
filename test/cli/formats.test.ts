import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { fileURLToPath } from "node:url";
import { describe, expect, it, onTestFinished } from "vitest";
import { junitErrors, schemaErrors } from "../formats.ts";
import { run, sandbox, shell, utf8 } from "./program.ts";

const tenMinutes = "Host *\n  ServerAliveInterval 600\n";
const tree = {
  ".git/HEAD": "",
  "a/sshd_config": "UsePAM yes\nClientAliveCountMax 0\nClientAliveInterval 300\n",
  "b/ssh_config": "Host web1\n  ServerAliveInterval 900\nHost *\n  ServerAliveInterval 60\n",
  "c/ssh_config": "Host *\n  ServerAliveInterval 60\n",
};
const formats = ["text", "compact", "json", "ndjson", "sarif", "github", "gitlab", "junit", "rdjson", "html"] as const;

describe("where reports go", () => {
  it("one run, many reports", () => {
    const cwd = sandbox(tree);
    const { status, stdout } = run(["-f", "text", "-f", "sarif=out.sarif", "-f", "junit=out.xml", "."], { cwd });
    expect(status).toBe(1);
    expect(stdout).toBe(run(["."], { cwd }).stdout);
    expect(JSON.parse(readFileSync(`${cwd}/out.sarif`, "utf8")).runs[0].results).toHaveLength(2);
    expect(readFileSync(`${cwd}/out.xml`, "utf8")).toMatch(/^<\?xml/);
  });

  it("every format is the same in a file and on standard output", () => {
    const cwd = sandbox(tree);
    for (const format of formats) {
      const { status, stdout } = run(["-f", format, "."], { cwd });
      expect(run(["-f", `${format}=out`, "."], { cwd })).toEqual({ status, stdout: "", stderr: "" });
      expect(readFileSync(`${cwd}/out`, "latin1"), format).toBe(stdout);
      expect(run(["-f", format, "-o", "out2", "."], { cwd }).stdout).toBe("");
      expect(readFileSync(`${cwd}/out2`, "latin1"), format).toBe(stdout);
    }
  });

  it("-o takes the report that names no file", () => {
    const cwd = sandbox(tree);
    expect(run(["-f", "compact", "-f", "json=x.json", "-o", "out", "."], { cwd }).stdout).toBe("");
    expect(readFileSync(`${cwd}/out`, "utf8")).toMatch(/^a\/sshd_config:2:1: /);
  });

  it.each([
    [["-f", "yaml"], '"yaml" is unknown here; there are text, compact, json, ndjson, sarif'],
    [["-f", "yaml=x"], '"yaml" is unknown here'],
    [["-f", "json="], "json= names no file"],
    [["-f", "json", "-f", "text"], "two reports cannot both go to standard output"],
    [["-f", "json=x", "-f", "text=x"], "two reports cannot both go to x"],
    [["-f", "json=x", "-o", "y"], "nothing is left to go there"],
    [["-f", "json=no/such/x"], "no/such/x cannot be written (ENOENT)"],
  ])("%j is one error and status 2", (args, words) => {
    const { status, stdout, stderr } = run([...args, "."], { cwd: sandbox(tree) });
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toContain(words);
    expect(stderr.trimEnd().split("\n")).toHaveLength(1);
  });

  it("KEEPALIVE_LINT_FORMAT says which where -f does not", () => {
    const cwd = sandbox(tree);
    const env = { KEEPALIVE_LINT_FORMAT: "compact" };
    expect(run(["."], { cwd, env }).stdout).toBe(run(["-f", "compact", "."], { cwd }).stdout);
    expect(run(["-f", "json", "."], { cwd, env }).stdout).toBe(run(["-f", "json", "."], { cwd }).stdout);
  });

  it.each(formats)("a reader that goes away is no error: %s", (format) => {
    const hosts = Array.from({ length: 900 }, (_, n) => `Host h${n}\n  ServerAliveInterval 9${n % 9}00\n`).join("");
    const { stderr } = shell(`kl -f ${format} ssh_config | head -c 100 >/dev/null`, sandbox({ ssh_config: hosts }));
    expect(stderr).toBe("");
  });
});

it("a name of two megabytes does not fill a report", () => {
  const name = "\xff\x1b[31m::error::##[x]".repeat(100_000);
  const cwd = sandbox({ ssh_config: `Host ${name}\n  ServerAliveInterval 900\nHost *\n  ServerAliveInterval 60\n` });
  for (const format of formats) {
    const { status, stdout } = run(["-f", format, "ssh_config"], { cwd });
    expect(status).toBe(1);
    // In json the target is data, whole.
    if (!format.endsWith("json") || format === "rdjson") expect(stdout.length, format).toBeLessThan(200_000);
  }
});

describe("under GitHub Actions", () => {
  const env = { GITHUB_ACTIONS: "true" };

  it("annotations come by themselves, behind the text, the worst first", () => {
    const zero = "Host *\n  ServerAliveInterval 60\n  ServerAliveCountMax 0\n";
    const cwd = sandbox({ ".git/HEAD": "", "a/ssh_config": tenMinutes, "b/ssh_config": zero });
    const { stdout } = run(["."], { cwd, env });
    const annotations = run(["-f", "github", "."], { cwd }).stdout;
    expect(stdout).toBe(run(["."], { cwd }).stdout + annotations);
    expect(annotations).toMatch(
      /^::error file=b\/ssh_config,line=3,endLine=3,col=3,endColumn=24,title=count-zero::.*\n::warning file=a\/ssh_config,line=2,/,
    );
  });

  it("but not where a format or a diff was asked for", () => {
    const cwd = sandbox(tree);
    for (const args of [["-f", "text"], ["-f", "sarif=x"], ["--diff"]])
      expect(run([...args, "."], { cwd, env }).stdout).not.toMatch(/^::/m);
  });

  it("file names and columns are as GitHub decodes them", () => {
    const cwd = sandbox({ "a,b:c%0A/ssh_config": "Host \xc3\xa9\xf0\x9f\x98\x80\nServerAliveInterval 900\n" });
    expect(run(["-f", "github", "."], { cwd }).stdout).toContain(
      "file=a%2Cb%3Ac%250A/ssh_config,line=2,endLine=2,col=1,",
    );
  });
});

describe("reports for other programs", () => {
  const cases: Record<string, [readonly string[], number]> = {
    findings: [["."], 1],
    clean: [["c"], 0],
    "nothing to read": [["gone"], 2],
    "findings and something unreadable": [["a", "gone"], 2],
  };

  it.each(Object.entries(cases))("fit their schemas: %s", async (_what, [paths, expected]) => {
    const cwd = sandbox(tree);
    const wanted = ["gitlab=gl.json", "rdjson=rd.json", "junit=j.xml", "sarif=s.sarif"].flatMap((one) => ["-f", one]);
    const { status, stdout } = run([...wanted, ...paths], { cwd });
    expect({ status, stdout }).toEqual({ status: expected, stdout: "" });
    const read = (name: string): string => readFileSync(`${cwd}/${name}`, "utf8");
    expect(schemaErrors("gitlab", read("gl.json"))).toEqual([]);
    expect(schemaErrors("rdjson", read("rd.json"))).toEqual([]);
    expect(await junitErrors(read("j.xml"))).toEqual([]);
    // What could not be read must not look clean to a program that looks at nothing but the report.
    const troubled = expected === 2;
    expect(JSON.parse(read("s.sarif")).runs[0].invocations[0].executionSuccessful).toBe(!troubled);
    expect(read("j.xml").includes("<error ")).toBe(troubled);
    expect(read("gl.json").includes('"blocker"')).toBe(troubled);
    expect(read("rd.json").includes("gone")).toBe(troubled);
  });

  it("the schemas refuse what they should", async () => {
    expect(schemaErrors("gitlab", '[{"description":"x"}]')).not.toEqual([]);
    expect(
      schemaErrors("rdjson", '{"diagnostics":[{"message":"x","location":{"path":"x"},"severity":"BAD"}]}'),
    ).not.toEqual([]);
    expect(await junitErrors("<testsuites/>")).not.toEqual([]);
    expect(await junitErrors("<testsuites tests='1'")).not.toEqual([]);
  });

  it("a symbolic link is named by the file behind it, for GitHub shows nothing at links", () => {
    const cwd = sandbox({ ".git/HEAD": "", "real/ssh_config": tenMinutes, ssh_config: { link: "real/ssh_config" } });
    const { stdout } = run(["-f", "sarif", "ssh_config"], { cwd });
    const [{ locations }] = JSON.parse(stdout).runs[0].results;
    expect(locations[0].physicalLocation.artifactLocation.uri).toBe("real/ssh_config");
    expect(run(["-f", "compact", "ssh_config"], { cwd }).stdout).toMatch(/^ssh_config:/);
  });

  it("columns: bytes in rdjson, UTF-16 in SARIF", () => {
    const cwd = sandbox({
      ssh_config:
        'Host "\xf0\x9f\x98\x80\xc3\xa9" a\n"ServerAliveInterval" 900\n# \xc3\xa9\nMatch host "\xf0\x9f\x98\x80" final x\n',
    });
    const rdjson = JSON.parse(utf8(run(["-f", "rdjson", "ssh_config"], { cwd }).stdout));
    const sarif = JSON.parse(utf8(run(["-f", "sarif", "ssh_config"], { cwd }).stdout));
    const ends = rdjson.diagnostics.map(
      ({ location: { range } }: { location: { range: { end: unknown } } }) => range.end,
    );
    const regions = sarif.runs[0].results.map(
      ({ locations }: { locations: { physicalLocation: { region: unknown } }[] }) =>
        locations[0]?.physicalLocation.region,
    );
    expect(ends).toContainEqual({ line: 4, column: 26 });
    expect(regions).toContainEqual(expect.objectContaining({ endLine: 4, endColumn: 24 }));
  });

  it("the library's reports and the program's rules agree in SARIF", () => {
    const { stdout } = run(["-f", "sarif", "."], { cwd: sandbox(tree) });
    const { tool, results } = JSON.parse(stdout).runs[0];
    for (const { ruleId, ruleIndex } of results) expect(tool.driver.rules[ruleIndex].id).toBe(ruleId);
    for (const { help } of tool.driver.rules) expect(help.markdown).toMatch(/^# [a-z-]+\n/);
  });
});

describe("Microsoft's SARIF multitool with GitHub's ingestion rules", () => {
  const multitool = fileURLToPath(
    new URL("../../node_modules/@microsoft/sarif-multitool-linux/Sarif.Multitool", import.meta.url),
  );
  const isHere = process.platform === "linux" && process.arch === "x64" && existsSync(multitool);
  if (!isHere) console.log("SARIF multitool: not run, its binary for this system is not installed");

  /** Its lines of the given level. Its exit status says nothing: it is 0 also with errors. */
  function complaints(sarif: string): { readonly errors: string[]; readonly warnings: string[] } {
    chmodSync(multitool, 0o755);
    const directory = mkdtempSync(`${tmpdir()}/keepalive-sarif-`);
    onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
    writeFileSync(`${directory}/out.sarif`, sarif, "latin1");
    const { stdout } = spawnSync(
      multitool,
      ["validate", `${directory}/out.sarif`, "--rule-kind", "Sarif;Ghas", "--level", "Error;Warning;Note"],
      { encoding: "utf8", timeout: 60_000, env: { ...process.env, DOTNET_SYSTEM_GLOBALIZATION_INVARIANT: "1" } },
    );
    expect(stdout).toContain("Analy");
    const of = (level: string) => stdout.split("\n").filter((line) => line.includes(`): ${level} `));
    return { errors: of("error"), warnings: of("warning") };
  }

  it.skipIf(!isHere)("finds an error where there is one", () => {
    const sarif = '{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"x"}},"results":[{"message":{"text":"x"}}]}]}';
    expect(complaints(sarif).errors.join("\n")).toMatch(/GH1013[\s\S]*GH1015/);
  });

  const golden = fileURLToPath(new URL("../../fixtures/golden", import.meta.url));
  it.skipIf(!isHere).each([
    ["everything in fixtures/golden", [golden], 1],
    ["nothing wrong", [`${golden}/clean`], 0],
    ["nothing read", ["gone"], 2],
  ])("finds no error: %s", (_what, paths, expected) => {
    const { status, stdout } = run(["-f", "sarif", ...paths], { cwd: sandbox(tree) });
    expect(status).toBe(expected);
    const { errors, warnings } = complaints(stdout);
    expect(errors).toEqual([]);
    // The one thing it misses is the address of a web page about the tool.
    expect(warnings.filter((line) => !line.includes("SARIF2005"))).toEqual([]);
  });
});
