import { describe, expect, it } from "vitest";
import type { System } from "../../../src/base/system.ts";
import { systemOf } from "../../../src/discovery/system.ts";
import { positionAt } from "../../../src/syntax/source.ts";
import { isNever } from "../../../src/timeline/timeline.ts";
import { type Asked, lintTree } from "../../host.ts";
import { puttyCases } from "./putty-cases.ts";

const lintOne = (path: string, text: string, asked: Asked = {}) =>
  lintTree({ "/repo/.git/HEAD": "", [path]: text }, { paths: [path], ...asked });

/** "line:rule" of each finding. */
const findings = (path: string, text: string, asked: Asked = {}) =>
  lintOne(path, text, asked).report.findings.map(
    ({ place, rule }) => `${positionAt(place.source, place.start).line}:${rule}`,
  );
const fixed = (path: string, text: string, unsafe = false) =>
  lintOne(path, text, { fix: "apply", unsafe }).changes[0]?.after ?? text;

const utf16 = (text: string) => `\xff\xfe${text.replace(/./gs, (one) => `${one}\0`)}`;
const utf16be = (text: string) => `\xfe\xff${text.replace(/./gs, (one) => `\0${one}`)}`;

describe("whose file it is", () => {
  it.each<[string, string, System | null]>([
    ["/h/.putty/sessions/web", "", "putty"],
    ["/h/.config/putty/sessions/my%20host", "", "putty"],
    ["/h/web.session", "HostName=web\nPingIntervalSecs=0\n", "putty"],
    ["/h/all.reg", utf16("Windows Registry Editor Version 5.00\r\n"), "putty-registry"],
    ["/h/all.txt", "REGEDIT4\r\n", "putty-registry"],
    ["/h/WinSCP.ini", "", "winscp"],
    ["/h/x.ini", "[Configuration\\Interface]\r\n[Sessions\\a]\r\n", "winscp"],
    ["/h/a.xsh", utf16("[CONNECTION]\r\n"), "xshell"],
    ["/h/a.xsh", "[CONNECTION:KEEPALIVE]\r\n", "xshell"],
    // xonsh's scripts end like that, too.
    ["/h/a.xsh", "ls -l\n", null],
    ["/h/.ssh/config", "HostName=web\nPingIntervalSecs=0\n", null],
    ["/h/x.ini", "[main]\nPingInterval=1\n", null],
  ])("%s %j: %s", (path, text, expected) => expect(systemOf(path, text)).toBe(expected));
});

const path = "/repo/.putty/sessions/web";

describe("PuTTY on Unix", () => {
  it.each(puttyCases)("reads %j", (text, { interval, tcpKeepAlive, crashes }) => {
    const { report } = lintOne(path, `HostName=web\n${text}`);
    const [summary] = report.judged ?? [];
    const kinds = report.findings.map(({ rule }) => rule);
    expect(kinds.includes("interval-crashes-putty")).toBe(crashes);
    if (crashes) return;
    expect(summary?.timeline?.firstProbe?.latest ?? 0).toBe(interval);
    const idle = summary?.timeline?.deadPeer.idle;
    if (interval === 0) expect(idle !== undefined && isNever(idle)).toBe(!tcpKeepAlive);
  });

  it("never gives up by itself", () => {
    const { report } = lintOne(path, "HostName=web\nPingInterval=1\n");
    expect(report.judged?.[0]?.timeline).toMatchObject({
      firstProbe: { earliest: 0, latest: 60 },
      deadPeer: { idle: { latest: 1105, by: "tcp-retransmission" }, frozen: { never: true } },
      loginWait: null,
    });
  });

  it.each([
    ["nothing stored", "HostName=web\nProtocol=ssh\n", ["2:dead-peer-never"]],
    ["no host, the defaults", "Protocol=ssh\nPingInterval=0\nPingIntervalSecs=0\nTCPKeepalives=0\n", []],
    ["no host, nothing but colours", "Colour0=131,148,150\nFontName=server:fixed\n", []],
    ["no host, and an interval", "HostName=\nPingInterval=60\n", ["2:interval-too-long"]],
    ["no host, and a mistake", 'PingIntervalSecs="60"\n', ["1:stored-value-ignored"]],
    ["the kernel asks", "HostName=web\nPingInterval=0\nPingIntervalSecs=0\nTCPKeepalives=1\n", ["3:keepalive-off"]],
    ["minutes taken for seconds", "HostName=web\nPingInterval=60\nPingIntervalSecs=0\n", ["2:interval-too-long"]],
    ["one minute", "HostName=web\nPingInterval=1\nPingIntervalSecs=0\nTCPKeepalives=0\n", []],
    ["telnet", "HostName=web\nProtocol=telnet\nPingInterval=0\n", []],
    ["serial", "Protocol=serial\n", []],
    ["an unknown protocol is SSH", "Protocol=x\nPingInterval=60\n", ["2:interval-too-long"]],
    ["an empty file", "", []],
    ["a zero byte", "HostName=web\0\nPingInterval=60\n", []],
    ["another letter case", "HostName=web\npingintervalsecs=60\n", ["2:stored-value-ignored"]],
    ["a leading blank", "HostName=web\n PingIntervalSecs=60\n", ["2:stored-value-ignored"]],
    ["two lines", "PingIntervalSecs=60\nPingIntervalSecs=30\n", ["2:stored-value-ignored"]],
    ["the same twice", "PingIntervalSecs=60\nPingIntervalSecs=60\n", []],
    ["a unit", "PingIntervalSecs=1m\n", ["1:stored-value-ignored"]],
    ["seconds with their unit", "PingIntervalSecs=60s\n", []],
    ["a template", "PingIntervalSecs={{ secs }}\n", []],
  ])("%s", (_name, text, expected) => expect(findings(path, text)).toEqual(expected));

  it.each([
    [
      "where it stands",
      "HostName=web\nPingInterval=0\nPingIntervalSecs=0\n",
      "HostName=web\nPingInterval=0\nPingIntervalSecs=60\n",
    ],
    [
      "CRLF and bytes",
      "X=\xe4\xff\r\nPingIntervalSecs=0\r\nHostName=h\r\n",
      "X=\xe4\xff\r\nPingIntervalSecs=60\r\nHostName=h\r\n",
    ],
    ["only the minutes", "PingInterval=60\nPingIntervalSecs=0\n", "PingInterval=1\nPingIntervalSecs=0\n"],
    ["both", "PingInterval=60\nPingIntervalSecs=7\n", "PingInterval=1\nPingIntervalSecs=0\n"],
    [
      "what was missing",
      "HostName=web\nTCPKeepalives=0\nX=1\n",
      "HostName=web\nTCPKeepalives=0\nPingIntervalSecs=60\nX=1\n",
    ],
    ["at the end", "HostName=web\nX=1", "HostName=web\nX=1\nPingIntervalSecs=60"],
    ["another letter case", "HostName=web\npingintervalsecs=60\n", "HostName=web\nPingIntervalSecs=60\n"],
  ])("fixed: %s", (_name, text, expected) => {
    expect(fixed(path, text)).toBe(expected);
    expect(fixed(path, expected)).toBe(expected);
    expect(findings(path, expected)).toEqual([]);
  });

  it.each([
    ["its keepalive keys, since they hold for host names that are typed", "PingInterval=0\nPingIntervalSecs=0\n", 1],
    ["nothing where it has none of them", "Colour0=131,148,150\n", 0],
  ])("Default Settings are judged by %s", (_name, text, count) => {
    expect(findings("/repo/.putty/sessions/Default%20Settings", text)).toHaveLength(count);
  });

  it("shows a name's controls as themselves to nobody", () => {
    const { report } = lintOne("/repo/.putty/sessions/a%1B%5B2J", "HostName=web\n");
    expect(report.findings[0]?.targets).toEqual(["a\x1b[2J"]);
  });
});

const key = (name: string) => `[HKEY_CURRENT_USER\\Software\\SimonTatham\\PuTTY\\Sessions\\${name}]`;
const session = (name: string, ...values: readonly string[]) =>
  `Windows Registry Editor Version 5.00\r\n\r\n${key(name)}\r\n"HostName"="web"\r\n${values.map((one) => `${one}\r\n`).join("")}`;

describe.each([
  ["UTF-16LE", utf16],
  ["UTF-16BE", utf16be],
  ["ANSI", (text: string) => text],
  ["UTF-8 with a mark", (text: string) => `\xef\xbb\xbf${text}`],
])("a registry export in %s", (_name, encoded) => {
  const reg = "/repo/all.reg";

  it.each([
    [
      "off",
      ['"PingInterval"=dword:00000000', '"PingIntervalSecs"=dword:00000000', '"TCPKeepalives"=dword:00000000'],
      ["7:dead-peer-never"],
    ],
    ["a minute", ['"PingInterval"=dword:00000001', '"PingIntervalSecs"=dword:00000000'], []],
    ["sixty seconds in hexadecimal", ['"PingIntervalSecs"=dword:0000003C'], []],
    ["any letter case", ['"pingintervalsecs"=dword:0000003c'], []],
    ["the last of two", ['"PingIntervalSecs"=dword:00000000', '"PingIntervalSecs"=dword:0000003c'], []],
    ["sixty minutes", ['"PingInterval"=dword:0000003c'], ["5:interval-too-long"]],
    ["a string", ['"PingIntervalSecs"="60"'], ["5:stored-value-ignored"]],
    ["a type that is not read here", ['"PingIntervalSecs"=hex(4):3c,00,00,00'], []],
    ["below zero", ['"PingIntervalSecs"=dword:ffffffff'], ["5:interval-crashes-putty"]],
    ["telnet", ['"Protocol"="telnet"', '"PingInterval"=dword:00000000'], []],
  ])("%s", (_case, values, expected) => {
    expect(findings(reg, encoded(session("edge%20box", ...values)))).toEqual(expected);
  });

  it("is changed with --unsafe-fixes alone, and only in the number", () => {
    const before = session("a", '"PingInterval"=dword:00000000', '"PingIntervalSecs"=dword:00000000', '"X"="\\\\y"');
    const after = before.replace('Secs"=dword:00000000', 'Secs"=dword:0000003c');
    expect(fixed(reg, encoded(before))).toBe(encoded(before));
    expect(fixed(reg, encoded(before), true)).toBe(encoded(after));
    expect(fixed(reg, encoded(after), true)).toBe(encoded(after));
  });

  it("gets what is missing at the end of its own section", () => {
    const before = `${session("a")}\r\n${key("b")}\r\n"HostName"="b"\r\n"PingIntervalSecs"=dword:0000001e`;
    const after = before.replace('"HostName"="web"\r\n', '"HostName"="web"\r\n"PingIntervalSecs"=dword:0000003c\r\n');
    expect(fixed(reg, encoded(before), true)).toBe(encoded(after));
  });
});

describe("a registry export", () => {
  it.each([
    ["other keys", 'REGEDIT4\r\n\r\n[HKEY_CURRENT_USER\\Software\\Other]\r\n"PingInterval"=dword:00000000\r\n'],
    ["deleted sessions", `REGEDIT4\r\n\r\n[-${key("a").slice(1)}\r\n`],
    ["a part of a session", `REGEDIT4\r\n\r\n${key("a")}\r\n"TerminalType"="xterm"\r\n`],
    ["keepalives and nothing else", `REGEDIT4\r\n\r\n${key("a")}\r\n"PingIntervalSecs"=dword:0000003c\r\n`],
    ["half a pair of bytes", "\xff\xfe[\0"],
  ])("is left alone: %s", (_name, text) => expect(findings("/repo/a.reg", text)).toEqual([]));
});

describe("WinSCP.ini", () => {
  const ini = "/repo/WinSCP.ini";
  const site = (...lines: readonly string[]) =>
    `[Sessions\\bob@web]\r\nHostName=web\r\n${lines.map((one) => `${one}\r\n`).join("")}`;

  it.each([
    ["nothing stored", [], ["2:dead-peer-never"]],
    ["switched on", ["PingType=1"], []],
    ["dummy commands", ["PingType=2", "PingIntervalSecs=10"], []],
    ["an interval alone", ["PingIntervalSecs=60"], ["3:ping-without-type"]],
    ["the obsolete key", ["PingType=1", "PingIntervalSec=400"], ["4:interval-too-long"]],
    ["too long", ["PingType=1", "PingInterval=10"], ["4:interval-too-long"]],
    ["0 is half a minute", ["PingType=1", "PingIntervalSecs=0"], []],
    ["FTP", ["FSProtocol=5"], []],
    ["WebDAV", ["FSProtocol=6", "PingIntervalSecs=60"], []],
    ["a kind that is not known", ["PingType=7"], []],
  ])("%s", (_name, lines, expected) => expect(findings(ini, site(...lines))).toEqual(expected));

  it("is not judged for what settings without a host lack", () => {
    expect(findings(ini, "[Sessions\\Default%20Settings]\r\nLocalDirectory=C:\r\n")).toEqual([]);
    expect(findings(ini, "[Sessions\\Default%20Settings]\r\nPingIntervalSecs=60\r\n")).toEqual(["2:ping-without-type"]);
    expect(findings(ini, "[Sessions\\Default%20Settings]\r\nPingType=1\r\nPingInterval=10\r\n")).toEqual([
      "3:interval-too-long",
    ]);
  });

  it("keeps each byte but its own", () => {
    const before = `[Configuration]\r\nX=\xe4\r\n${site("Password=A35C4E5D", "PingIntervalSecs=45")}[Sessions\\b]\r\nPingType=1\r\n`;
    expect(fixed(ini, before)).toBe(before);
    const after = before.replace("Secs=45\r\n", "Secs=45\r\nPingType=1\r\n");
    expect(fixed(ini, before, true)).toBe(after);
    expect(fixed(ini, after, true)).toBe(after);
  });

  it("puts both keys in where there are none", () => {
    expect(fixed(ini, site(), true)).toBe(site("PingType=1", "PingIntervalSecs=60"));
  });

  it("shows nothing of what else stands there", () => {
    const text = site("Password=A35C4E5D", "PingIntervalSecs=45", "Note=private", "PasswordPlain=hunter2");
    const { report, changes } = lintOne(ini, text, { fix: "plan", unsafe: true });
    expect(JSON.stringify(report)).not.toMatch(/A35C|hunter|private/);
    expect(changes).toEqual([]);
    const mended = lintOne(ini, text, { fix: "apply", unsafe: true });
    expect(JSON.stringify(mended.report)).not.toMatch(/A35C|hunter|private/);
    expect(mended.changes[0]?.hiddenBecause).toBe("passwords may stand in it");
  });
});

describe.each([
  ["UTF-16", utf16],
  ["UTF-8", (text: string) => text],
])("an Xshell session in %s", (_name, encoded) => {
  const xsh = "/repo/web.xsh";
  const text = (...lines: readonly string[]) =>
    encoded(
      `[CONNECTION]\r\nProtocol=SSH\r\nHost=web\r\n[CONNECTION:KEEPALIVE]\r\n${lines.map((one) => `${one}\r\n`).join("")}[LOGGING]\r\n`,
    );

  it.each([
    ["Xshell's defaults", [], []],
    ["on", ["KeepAliveInterval=60", "KeepAlive=1"], []],
    ["off", ["KeepAliveInterval=60", "TCPKeepAlive=0", "KeepAlive=0"], ["6:dead-peer-never"]],
    ["off, and the kernel asks", ["TCPKeepAlive=1", "KeepAlive=0"], ["6:keepalive-off"]],
    ["too long", ["KeepAliveInterval=600"], ["5:interval-too-long"]],
    ["typed", ["SendKeepAliveInterval=180", "SendKeepAlive=1"], ["6:typed-keepalive"]],
  ])("%s", (_case, lines, expected) => expect(findings(xsh, text(...lines))).toEqual(expected));

  it("is changed with --unsafe-fixes alone", () => {
    expect(fixed(xsh, text("KeepAlive=0"))).toBe(text("KeepAlive=0"));
    expect(fixed(xsh, text("KeepAlive=0"), true)).toBe(text("KeepAlive=1"));
    expect(fixed(xsh, text("KeepAliveInterval=600", "SendKeepAlive=1", "KeepAliveString=ls"), true)).toBe(
      text("KeepAliveInterval=60", "SendKeepAlive=0", "KeepAliveString=ls"),
    );
  });

  it("is left alone where it is none of SSH", () => {
    expect(
      findings(xsh, encoded("[CONNECTION]\r\nProtocol=TELNET\r\n[CONNECTION:KEEPALIVE]\r\nKeepAlive=0\r\n")),
    ).toEqual([]);
  });
});

describe("any bytes", () => {
  it.each([path, "/repo/all.reg", "/repo/WinSCP.ini", "/repo/web.xsh"])("%s", (name) => {
    const bytes = Array.from({ length: 256 }, (_, byte) => String.fromCharCode(byte)).join("");
    for (const text of [bytes, `\xff\xfe${bytes}`, `[CONNECTION]\n${bytes}`, `[Sessions\\${bytes}]\nPingType=${bytes}`])
      expect(() => lintOne(name, text, { fix: "plan" })).not.toThrow();
  });
});
