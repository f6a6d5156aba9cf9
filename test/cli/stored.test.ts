import { readFileSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { run, sandbox } from "./program.ts";

const utf16 = (text: string): Buffer => Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, "utf16le")]);
const read = (path: string): string => readFileSync(path, "latin1");

const site =
  "[Sessions\\bob@web]\r\nHostName=web\r\nPassword=A35C4E5DSECRET\r\nPingIntervalSecs=45\r\nNote=topsecret\r\nTunnelPasswordPlain=hunter2SECRET\r\n";
const secrets = /SECRET|topsecret|hunter2/;

describe("WinSCP.ini", () => {
  it.each(["text", "compact", "json", "sarif", "github", "gitlab", "junit", "rdjson", "html"])(
    "gives no password away in %s",
    (format) => {
      const cwd = sandbox({ "WinSCP.ini": site });
      for (const more of [[], ["--fix"], ["--fix", "--unsafe-fixes"], ["--diff", "--unsafe-fixes"], ["--strict"]]) {
        writeFileSync(`${cwd}/WinSCP.ini`, site);
        const { stdout, stderr } = run(["--format", format, ...more, "WinSCP.ini"], { cwd });
        expect(stdout + stderr).not.toMatch(secrets);
      }
    },
  );

  it("is changed only where that was asked for, and a diff of it is never shown", () => {
    const cwd = sandbox({ "WinSCP.ini": site });
    expect(run(["--fix", "WinSCP.ini"], { cwd })).toMatchObject({ status: 1 });
    expect(read(`${cwd}/WinSCP.ini`)).toBe(site);
    const diff = run(["--diff", "--unsafe-fixes", "WinSCP.ini"], { cwd });
    expect(diff).toMatchObject({ status: 1, stdout: "" });
    expect(diff.stderr).toMatch(/no diff of .*WinSCP\.ini is shown: passwords may stand in it/);
    expect(read(`${cwd}/WinSCP.ini`)).toBe(site);
    expect(run(["--fix", "--unsafe-fixes", "WinSCP.ini"], { cwd })).toMatchObject({ status: 0 });
    expect(read(`${cwd}/WinSCP.ini`)).toBe(`${site}PingType=1\r\n`);
  });
});

describe("a PuTTY session", () => {
  const session = "HostName=web\nProxyPassword=\nPingInterval=0\nPingIntervalSecs=0\nTCPKeepalives=0\n";

  it("is mended as a person would, and the diff shows it", () => {
    const cwd = sandbox({ ".putty/sessions/my%20host": session });
    expect(run([".putty/sessions/my%20host"], { cwd }).stdout).toContain("When my host or the network dies");
    const diff = run(["--diff", ".putty/sessions/my%20host"], { cwd });
    expect(diff.stdout).toContain("-PingIntervalSecs=0\n+PingIntervalSecs=60\n");
    const { stdout, status } = run(["--fix", ".putty/sessions/my%20host"], { cwd });
    expect(status).toBe(0);
    expect(stdout).toContain("PingIntervalSecs=60");
    expect(read(`${cwd}/.putty/sessions/my%20host`)).toBe(session.replace("Secs=0", "Secs=60"));
  });

  it("with a proxy's password is not shown in a diff", () => {
    const secret = session.replace("Password=", "Password=hunter2");
    const cwd = sandbox({ ".putty/sessions/web": secret });
    const { stdout, stderr } = run(["--diff", ".putty/sessions/web"], { cwd });
    expect(stdout).toBe("");
    expect(stderr).toMatch(/a password stands in it/);
    expect(run([".putty/sessions/web"], { cwd }).stdout).not.toMatch(/hunter2/);
  });

  it("puts no control characters of its name on a terminal", () => {
    const cwd = sandbox({ ".putty/sessions/a%1B%5B2J": session });
    for (const format of ["text", "compact", "json"]) {
      const { stdout } = run(["--color=always", "--format", format, ".putty/sessions/a%1B%5B2J"], { cwd });
      expect(stdout).not.toContain("\x1b[2J");
    }
  });
});

describe("a registry export in UTF-16", () => {
  it("keeps its mark, its line ends and its order", () => {
    const text = (secs: string) =>
      utf16(
        `Windows Registry Editor Version 5.00\r\n\r\n[HKEY_CURRENT_USER\\Software\\SimonTatham\\PuTTY\\Sessions\\b\u00fcro]\r\n"HostName"="web"\r\n"PingIntervalSecs"=dword:${secs}\r\n"UserName"="\u4e2d"\r\n`,
      );
    const cwd = sandbox({});
    writeFileSync(`${cwd}/all.reg`, text("00000000"));
    expect(run(["all.reg"], { cwd }).stdout).toContain("When b\xc3\xbcro or the network dies");
    expect(run(["--fix", "--unsafe-fixes", "all.reg"], { cwd })).toMatchObject({ status: 0 });
    expect(readFileSync(`${cwd}/all.reg`).equals(text("0000003c"))).toBe(true);
  });
});

describe("sysctl files", () => {
  const idle = (cwd: string, ...paths: readonly string[]) =>
    /only after (\d+) s, by the kernel/.exec(
      run(["--format", "compact", "etc/ssh/ssh_config", ...paths], { cwd }).stdout,
    )?.[1];
  const time = (value: number) => `net.ipv4.tcp_keepalive_time = ${value}\n`;

  it("tell when the kernel gives up the connections of ssh files in the same run", () => {
    const cwd = sandbox({
      "etc/ssh/ssh_config": "Host web\n  User bob\n",
      "etc/sysctl.d/10-a.conf": `${time(300)}net.ipv4.tcp_keepalive_intvl = 15\nnet.ipv4.tcp_keepalive_probes = 5\n`,
      "etc/sysctl.d/20-b.conf": time(600),
      "etc/sysctl.conf": "# nothing\n",
      "other/etc/sysctl.d/a.conf": time(77),
    });
    expect(idle(cwd)).toBe("7875");
    expect(idle(cwd, "etc/sysctl.d/10-a.conf")).toBe("375");
    expect(idle(cwd, "etc/sysctl.d/20-b.conf", "etc/sysctl.conf", "etc/sysctl.d/10-a.conf")).toBe("675");
    // The other tree is another machine's.
    expect(idle(cwd, "etc/sysctl.d/10-a.conf", "other/etc/sysctl.d/a.conf")).toBe("375");
  });

  it("are mended in place", () => {
    const cwd = sandbox({ "sysctl.conf": "vm.swappiness=1\r\nnet.ipv4.tcp_keepalive_time = 5m\r\n" });
    const { status, stdout } = run(["sysctl.conf"], { cwd });
    expect(status).toBe(1);
    expect(stdout).toContain("The kernel refuses this value, so net.ipv4.tcp_keepalive_time stays what it");
    expect(JSON.parse(run(["-f", "json", "sysctl.conf"], { cwd }).stdout)).toMatchObject({
      findings: [{ rule: "kernel-refuses-value", line: 2, targets: [], fix: { safety: "safe" } }],
    });
    expect(run(["--fix", "sysctl.conf"], { cwd })).toMatchObject({ status: 0 });
    expect(read(`${cwd}/sysctl.conf`)).toBe("vm.swappiness=1\r\nnet.ipv4.tcp_keepalive_time = 300\r\n");
  });

  it("may come from standard input as what sysctl -a printed", () => {
    const dump = "kernel.ostype = Linux\nnet.ipv4.tcp_keepalive_probes = 0\n";
    expect(run(["--as", "sysctl", "-"], { cwd: sandbox({}), input: dump })).toMatchObject({ status: 1 });
  });
});
