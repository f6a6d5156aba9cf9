import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { debianSources } from "./apt-source.ts";
import { atLeast, availableServers, availableVersions, clientValues, type OpenSsh, serverValues } from "./openssh.ts";
import { createGate, mapLimit, run } from "./run.ts";

const folder = mkdtempSync(join(tmpdir(), "keepalive-lint-selftest-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let written = 0;

function config(...lines: readonly string[]): string {
  written += 1;
  const file = join(folder, `${written}.conf`);
  writeFileSync(file, `${lines.join("\n")}\n`);
  return file;
}

const refused = { accepted: false };

function client(one: OpenSsh, lines: readonly string[], host = "h") {
  return clientValues(one, { file: config(...lines), host });
}

function server(one: OpenSsh, lines: readonly string[], connection?: string) {
  const file = config(...lines);
  return serverValues(one, connection === undefined ? { file } : { file, connection });
}

describe.each(await availableVersions())("ssh of OpenSSH $version", (one) => {
  it("has the defaults of the manual", async () => {
    expect(await client(one, [])).toMatchObject({ interval: 0, countMax: 3, tcpKeepAlive: "yes", hostname: "h" });
  });

  it("lets `none` leave the slot open", async () => {
    const lines = ["Host h", "ServerAliveInterval none", "Host *", "ServerAliveInterval 30"];
    expect(await client(one, lines)).toMatchObject({ interval: 30 });
  });

  it("adds up the parts of a time", async () => {
    expect(await client(one, ["ServerAliveInterval 1m30s"])).toMatchObject({ interval: 90 });
  });

  it("takes a sign before a time up to 9.7", async () => {
    const expected = atLeast(one, "9.8") ? refused : { interval: 5 };
    expect(await client(one, ["ServerAliveInterval +5"])).toMatchObject(expected);
  });

  it("takes a fraction from 10.3, as nothing", async () => {
    const expected = atLeast(one, "10.3") ? { interval: 0 } : refused;
    expect(await client(one, ["ServerAliveInterval 0.5"])).toMatchObject(expected);
  });

  it("takes a trailing comment from 8.5", async () => {
    const expected = atLeast(one, "8.5") ? { interval: 15 } : refused;
    expect(await client(one, ["ServerAliveInterval 15 # note"])).toMatchObject(expected);
  });

  it("matches Host with case and Match host without", async () => {
    expect(await client(one, ["Host Web", "ServerAliveInterval 7"], "web")).toMatchObject({ interval: 0 });
    expect(await client(one, ["Match host Web", "ServerAliveInterval 7"], "web")).toMatchObject({ interval: 7 });
  });

  it("lets Match final fill gaps only", async () => {
    const lines = ["Match final", "ServerAliveInterval 9", "Host *", "ServerAliveInterval 2"];
    expect(await client(one, lines)).toMatchObject({ interval: 2 });
  });

  it("matches Match host against HostName", async () => {
    const lines = (criterion: string) => ["HostName real", `Match ${criterion} h`, "ServerAliveInterval 15"];
    expect(await client(one, lines("host"))).toMatchObject({ interval: 0, hostname: "real" });
    expect(await client(one, lines("originalhost"))).toMatchObject({ interval: 15, hostname: "real" });
  });

  it("takes `Match host h all`", async () => {
    expect(await client(one, ["Match host h all", "ServerAliveInterval 4"])).toMatchObject({ interval: 4 });
  });

  it("reads yes and true alike, and no, and `all` from 10.6", async () => {
    expect(await client(one, ["TCPKeepAlive yes"])).toMatchObject({ tcpKeepAlive: "yes" });
    expect(await client(one, ["TCPKeepAlive true"])).toMatchObject({ tcpKeepAlive: "yes" });
    expect(await client(one, ["TCPKeepAlive no"])).toMatchObject({ tcpKeepAlive: "no" });
    const all = atLeast(one, "10.6") ? { tcpKeepAlive: "all" } : refused;
    expect(await client(one, ["TCPKeepAlive all"])).toMatchObject(all);
  });

  it("hands over user, options and home", async () => {
    writeFileSync(join(folder, "included"), "ServerAliveCountMax 8\n", { mode: 0o600 });
    const file = config("Include ~/included", "Match user bob", "ServerAliveInterval 6");
    const question = { file, host: "h", user: "bob", home: folder };
    expect(await clientValues(one, question)).toMatchObject({ interval: 6, countMax: 8, user: "bob" });
    const options = ["ServerAliveInterval=11"];
    expect(await clientValues(one, { ...question, options })).toMatchObject({ interval: 11 });
  });

  it("has BatchMode's 300 with Debian's patches only", async () => {
    const interval = one.vendor === "debian" ? 300 : 0;
    expect(await client(one, ["BatchMode yes"])).toMatchObject({ interval });
  });

  it("runs without this process's environment", async () => {
    process.env.ORACLE_SELFTEST = "leaked";
    const lines = ['Match exec "env | grep -q ORACLE_SELFTEST"', "ServerAliveInterval 3"];
    expect(await client(one, lines)).toMatchObject({ interval: 0 });
    expect(await client(one, ['Match exec "env | grep -q PATH"', ...lines.slice(1)])).toMatchObject({ interval: 3 });
  });

  it("says why it refuses", async () => {
    const answer = await client(one, ["ServerAliveInterval 5x"]);
    expect(answer).toMatchObject({ accepted: false, stderr: expect.stringMatching(/line 1: invalid time value/) });
  });
});

describe.each(await availableServers())("sshd of OpenSSH $version", (one) => {
  it("has the defaults of the manual", async () => {
    expect(await server(one, [])).toEqual({ accepted: true, interval: 0, countMax: 3, tcpKeepAlive: "yes" });
  });

  it("refuses ClientAliveInterval none", async () => {
    expect(await server(one, ["ClientAliveInterval none"])).toMatchObject(refused);
  });

  it("takes a trailing comment", async () => {
    expect(await server(one, ["ClientAliveInterval 15 # note"])).toMatchObject({ interval: 15 });
  });

  it("takes TCPKeepAlive true and all from 10.6", async () => {
    const later = atLeast(one, "10.6");
    expect(await server(one, ["TCPKeepAlive true"])).toMatchObject(later ? { tcpKeepAlive: "yes" } : refused);
    expect(await server(one, ["TCPKeepAlive all"])).toMatchObject(later ? { tcpKeepAlive: "all" } : refused);
  });

  it("takes TCPKeepAlive in Match all, in no other Match", async () => {
    expect(await server(one, ["Match all", "TCPKeepAlive no"])).toMatchObject({ tcpKeepAlive: "no" });
    expect(await server(one, ["Match user bob", "TCPKeepAlive no"])).toMatchObject(refused);
  });

  it("applies Match blocks to the connection asked about", async () => {
    const lines = ["ClientAliveInterval 30", "Match user bob", "ClientAliveInterval 5", "ClientAliveCountMax 2"];
    const from = (user: string) => `user=${user},host=h,addr=192.0.2.1,laddr=192.0.2.2,lport=22`;
    expect(await server(one, lines)).toMatchObject({ interval: 30, countMax: 3 });
    expect(await server(one, lines, from("bob"))).toMatchObject({ interval: 5, countMax: 2 });
    expect(await server(one, lines, from("eve"))).toMatchObject({ interval: 30, countMax: 3 });
  });

  it("does not pass a wrong question off as a refusal", async () => {
    await expect(server(one, [], "colour=red")).rejects.toThrow("oracle failed");
  });
});

describe("debianSources", () => {
  const stanza = "Types: deb deb-src\nURIs: mirror+file:list\nSuites: bookworm bookworm-updates\nComponents: main\n";
  const key = "Signed-By:\n -----BEGIN\n .\n abc\n";

  it("changes the suite of a deb822 stanza and keeps its key", () => {
    const text = `# comment\n${stanza}${key}`;
    const [source, ...rest] = debianSources([{ name: "a.sources", text }], "bookworm", "trixie");
    const kept = "uris: mirror+file:list\nsuites: trixie\ncomponents: main\nsigned-by: -----BEGIN\n .\n abc\n";
    expect(source).toEqual({ name: "oracle.sources", text: `types: deb\n${kept}` });
    expect(rest).toEqual([]);
  });

  it("passes over security, foreign and disabled stanzas", () => {
    const foreign = [
      stanza.replace("bookworm bookworm-updates", "bookworm-security"),
      stanza.replace("main", "stable"),
      `${stanza}Enabled: no\n`,
    ];
    const files = [{ name: "a.sources", text: foreign.join("\n") }];
    expect(debianSources(files, "bookworm", "trixie")).toEqual([]);
  });

  it("changes the suite of a classic line", () => {
    const text = [
      "# deb file:/a bookworm main",
      "deb-src file:/a bookworm main",
      "deb [signed-by=/k arch=amd64] file:/a bookworm main contrib # c",
      "deb file:/a bookworm-security main",
    ].join("\n");
    const expected = [{ name: "oracle.list", text: "deb [signed-by=/k arch=amd64] file:/a sid main\n" }];
    expect(debianSources([{ name: "sources.list", text }], "bookworm", "sid")).toEqual(expected);
  });
});

describe("running", () => {
  it("keeps order and bound", async () => {
    let under = 0;
    let most = 0;
    const doubled = await mapLimit([1, 2, 3, 4, 5, 6], 2, async (item) => {
      under += 1;
      most = Math.max(most, under);
      await new Promise((resolve) => setTimeout(resolve, 5));
      under -= 1;
      return item * 2;
    });
    expect(doubled).toEqual([2, 4, 6, 8, 10, 12]);
    expect(most).toBe(2);
  });

  it("opens the gate again after a failure", async () => {
    const gate = createGate(1);
    await expect(gate(() => Promise.reject(new Error("no")))).rejects.toThrow("no");
    expect(await gate(() => Promise.resolve(1))).toBe(1);
  });

  it("does not take a killed program for an answer", async () => {
    await expect(run("sleep", ["5"], { PATH: "/usr/bin:/bin" }, 50)).rejects.toThrow("SIGKILL");
  });

  it("hands no other variable on", async () => {
    const { stdout } = await run("env", [], { PATH: "/usr/bin:/bin" });
    expect(stdout).toBe("PATH=/usr/bin:/bin\n");
  });
});
