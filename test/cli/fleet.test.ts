import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { run, sandbox, shell } from "./program.ts";

/** What real programs printed: Debian's 8.4 and 10.6. */
const printed = (name: string): string =>
  readFileSync(fileURLToPath(new URL(`../../fixtures/dumps/${name}.txt`, import.meta.url)), "latin1");

const server = (interval: number, count = 3): string =>
  printed("sshd-T-8.4")
    .replace(/^clientaliveinterval .*$/m, `clientaliveinterval ${interval}`)
    .replace(/^clientalivecountmax .*$/m, `clientalivecountmax ${count}`);
const client = (interval: number): string =>
  printed("ssh-G-10.6").replace(/^serveraliveinterval .*$/m, `serveraliveinterval ${interval}`);

interface Found {
  readonly rule: string;
  readonly certainty: string;
  readonly line: number;
  readonly targets: readonly string[];
  readonly fix: unknown;
  readonly host?: string;
  readonly path: string;
}

const findings = (stdout: string): Found[] => (JSON.parse(stdout) as { findings: Found[] }).findings;

describe("a dump of effective values", () => {
  it.each(["sshd-T-8.4", "sshd-T-10.6", "ssh-G-8.4", "ssh-G-10.6"])(
    "%s is recognised, and only keepalive is judged",
    (name) => {
      const cwd = sandbox({ "dump.txt": printed(name) });
      const { status, stdout, stderr } = run(["-f", "json", "dump.txt"], { cwd });
      expect(findings(stdout).map(({ rule }) => rule)).toEqual(["keepalive-off"]);
      expect(status).toBe(name.startsWith("ssh-G") ? 1 : 0);
      expect(stderr).toContain(name.startsWith("ssh-G") ? "what one host name gets" : "Match blocks");
    },
  );

  it("is judged by its values, and nothing of it is mended", () => {
    const cwd = sandbox({
      dump: server(600),
      "ssh-V": "OpenSSH_9.6p1 Ubuntu-3ubuntu13.15, OpenSSL 3.0.13 30 Jan 2024\n",
    });
    const { status, stdout } = run(["-f", "json", "--side", "server", "--effective-dump", "dump"], { cwd });
    expect(status).toBe(0);
    expect(findings(stdout)).toMatchObject([{ rule: "interval-too-long", line: 10, fix: null, certainty: "certain" }]);
    expect(JSON.parse(stdout).assuming).toMatchObject({ openssh: "9.6+debian" });
    const text = run(["dump"], { cwd }).stdout;
    expect(text).toContain("clientaliveinterval 600");
    expect(text).toContain(" 9 | maxsessions 10");
    expect(text.replace(/\s+/g, " ")).toContain("change the file that the value comes from");
  });

  it("is about the one host that ssh -G was asked about", () => {
    const cwd = sandbox({ dump: client(600) });
    expect(findings(run(["-f", "json", "dump"], { cwd }).stdout)).toMatchObject([
      { rule: "interval-too-long", targets: ["web1"] },
    ]);
    expect(run(["dump"], { cwd }).stdout).toContain("web1");
  });

  it("without a version shows both times, and what only sshd 9.2 to 9.4 get wrong as possible", () => {
    const cwd = sandbox({ dump: server(150) });
    const { status, stdout } = run(["-f", "json", "dump"], { cwd });
    expect(status).toBe(0);
    expect(findings(stdout)).toMatchObject([{ rule: "interval-too-long", certainty: "possible" }]);
    expect(run(["dump"], { cwd }).stdout.replace(/\s+/g, " ")).toContain(
      "noticed after 600 s (10 min); 1200 s (20 min) on sshd 9.2-9.4, Debian 12",
    );
    expect(run(["-f", "json", "--openssh", "9.6", "dump"], { cwd }).stdout).toContain('"findings":[]');
    const fine = sandbox({ dump: server(60) });
    expect(run(["dump"], { cwd: fine }).stdout.replace(/\s+/g, " ")).toContain(
      "after 240 s; 480 s on sshd 9.2-9.4, Debian 12.",
    );
  });

  it("comes from a pipe, too", () => {
    const cwd = sandbox({ dump: server(0).replace(/\n/g, "\r\n") });
    expect(shell("cat dump | kl -f json -", cwd).stdout).toContain("keepalive-off");
  });

  it("is no config that somebody wrote in the same order", () => {
    const cwd = sandbox({
      sshd_config: "Port 22\nAddressFamily any\nClientAliveInterval 60\nTCPKeepAlive yes\nNoSuchKeyword 1\n",
    });
    expect(run(["-f", "compact", "sshd_config"], { cwd }).stdout).toContain("broken-line");
  });

  it.each([
    [["--effective-dump", "conf"], "is nothing that sshd -T or ssh -G printed"],
    [["--effective-dump", "--fix", "dump"], "--effective-dump reads copies"],
    [["--fleet", "--diff", "."], "--fleet reads copies"],
    [["--fleet"], "--fleet takes directories"],
    [["--fleet", "dump"], "is no directory that holds one directory for each host"],
    [["--fleet", "empty"], "no directory in it holds"],
    [["--side", "client", "dump"], "is what sshd -T printed"],
    [["--statistics", "-f", "sarif", "dump"], "--statistics goes with"],
  ])("%j is refused", (args, words) => {
    const cwd = sandbox({ conf: "Host *\n", dump: server(60), "empty/x/y": "" });
    const { status, stdout, stderr } = run(args, { cwd });
    expect([status, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(words);
  });
});

describe("many machines", () => {
  const banner = "OpenSSH_9.6p1 Ubuntu-3ubuntu13.15, OpenSSL 3.0.13 30 Jan 2024\n";
  const tree = (many: number) =>
    Object.fromEntries([
      ...Array.from(
        { length: many },
        (_, at) => [`fleet/web${at}/etc/ssh/sshd_config`, "ClientAliveInterval 600\n"] as const,
      ),
      ...["a", "b", "c"].flatMap((name) => [
        [`fleet/db-${name}/sshd-T.txt`, server(900)] as const,
        [`fleet/db-${name}/ssh-V.txt`, banner] as const,
      ]),
      [
        "fleet/fine/etc/ssh/sshd_config",
        "Include /etc/ssh/sshd_config.d/*.conf\nMatch user bob\n  ClientAliveInterval 30\n",
      ],
      ["fleet/fine/etc/ssh/sshd_config.d/a.conf", "ClientAliveInterval 60\n"],
      ["fleet/fine/sshd-T.txt", server(60)],
      ["fleet/lone.txt", server(60)],
    ]);

  it("have one report, each cause once with the machines that have it", { timeout: 60_000 }, () => {
    const cwd = sandbox(tree(1200));
    const { status, stdout, stderr } = run(["--fleet", "fleet"], { cwd });
    expect(status).toBe(0);
    expect(stdout).toContain("1,200 hosts: info interval-too-long");
    expect(stdout).toContain("on web0, web1, web10, web100, web1000 and 1,195 more");
    expect(stdout).toContain("for example web0:/etc/ssh/sshd_config:1:1");
    expect(stdout).toContain("3 hosts: info interval-too-long");
    expect(stdout).toContain("2 causes on 1,203 of 1,205 hosts; 2 without a finding");
    expect(stderr).toContain("each of the 4 dumps of sshd -T");
    expect(stderr).toMatch(/no version is known of 1202 of 1205 hosts/);
  });

  it("are told apart in JSON, one object a line", () => {
    const cwd = sandbox(tree(97));
    const lines = run(["--fleet", "-f", "ndjson", "fleet"], { cwd })
      .stdout.trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(lines[0]).toMatchObject({ type: "run", version: 1, tool: { name: "keepalive-lint" } });
    expect(lines.at(-1)).toMatchObject({ type: "summary", info: 100 });
    const found = lines.filter(({ type }) => type === "finding");
    expect(found).toHaveLength(100);
    expect(found.find(({ host }) => host === "db-a")).toMatchObject({ path: "fleet/db-a/sshd-T.txt", line: 10 });
    expect(findings(run(["--fleet", "-f", "json", "fleet"], { cwd }).stdout)).toHaveLength(100);
  });

  it("are counted", () => {
    const cwd = sandbox(tree(97));
    expect(run(["--fleet", "--statistics", "fleet"], { cwd })).toMatchObject({
      status: 0,
      stdout: "100 [-] interval-too-long in 100 hosts\n",
    });
  });

  it("of hostile names and contents do no harm", () => {
    const cwd = sandbox({
      "fleet/\x1b[31mred/etc/ssh/sshd_config": "ClientAliveInterval 600\n",
      "fleet/a\nb/etc/ssh/sshd_config": "ClientAliveInterval 600\n",
      "fleet/loop": { link: "." },
      "fleet/zero/sshd-T": { link: "/dev/zero" },
    });
    const { status, stdout } = run(["--fleet", "fleet"], { cwd });
    expect(status).toBe(0);
    expect(stdout).toContain("2 hosts: info");
    expect(stdout).not.toMatch(/[\x00-\x09\x0b-\x1f]/);
  });
});

describe("--statistics", () => {
  it("counts findings in place of showing them, and exits as ever", () => {
    const cwd = sandbox({
      a: "Host *\n  ServerAliveInterval 600\n",
      b: "Host *\n  ServerAliveInterval 900\nHost x\n  ClientAliveInterval 3\n",
    });
    const { status, stdout } = run(["--side", "client", "--statistics", "a", "b"], { cwd });
    expect(status).toBe(1);
    expect(stdout).toMatch(/^2 \[.\] interval-too-long in 2 files\n|^1 \[.\] /);
    expect(JSON.parse(run(["--side", "client", "--statistics", "-f", "json", "a"], { cwd }).stdout)).toEqual([
      { rule: "interval-too-long", count: 1, fixable: 1, files: 1, hosts: 0 },
    ]);
    expect(
      run(["--side", "client", "--statistics", "-"], { cwd, input: "Host *\n  ServerAliveInterval 60\n" }),
    ).toMatchObject({ status: 0, stdout: "" });
  });
});

describe("ndjson", () => {
  it("is one object a line, of effective values, too", () => {
    const cwd = sandbox({ config: "Host a b\n  ServerAliveInterval 60\n" });
    const { status, stdout } = run(["effective", "-F", "config", "--all", "-f", "ndjson"], { cwd });
    expect(status).toBe(0);
    const lines = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(lines.map(({ type }) => type)).toEqual(["run", "result", "result"]);
    expect(lines[1]).toMatchObject({ target: "a", settings: { ServerAliveInterval: { value: 60 } } });
  });
});
