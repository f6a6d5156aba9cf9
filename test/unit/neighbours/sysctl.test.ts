import { describe, expect, it } from "vitest";
import { systemOf } from "../../../src/discovery/system.ts";
import { apply } from "../../../src/edit/edit.ts";
import { kernelOverrides, readSysctl, sysctlSettings } from "../../../src/neighbours/sysctl.ts";
import { sysctlMachines } from "../../../src/neighbours/sysctl-machine.ts";
import { sysctlRemarks } from "../../../src/neighbours/sysctl-remarks.ts";
import type { Source } from "../../../src/syntax/source.ts";
import { lintTree } from "../../host.ts";
import { kernelCases } from "./sysctl-cases.ts";

const source = (text: string, path = "/etc/sysctl.conf"): Source => ({ path, text });
const overrides = (...sources: readonly Source[]) => kernelOverrides(sysctlSettings(sources));

describe("what the kernel is left with", () => {
  it.each(kernelCases)("%j", (text, [time, intvl, probes, retries]) => {
    const settings = sysctlSettings([source(text)]);
    const value = (key: Parameters<typeof settings.get>[0], none: number) => settings.get(key)?.value ?? none;
    expect([
      value("tcp_keepalive_time", 7200),
      value("tcp_keepalive_intvl", 75),
      value("tcp_keepalive_probes", 9),
      value("tcp_retries2", 15),
    ]).toEqual([time, intvl, probes, retries]);
  });

  it("is in the timeline's terms", () => {
    expect(overrides(source("net.ipv4.tcp_keepalive_time=60\nnet.ipv4.tcp_retries2=8\n"))).toEqual({
      tcpKeepaliveTime: 60,
      tcpRetries2: 8,
    });
  });
});

describe("the files of a machine", () => {
  const time = (value: number, path: string) => source(`net.ipv4.tcp_keepalive_time = ${value}\n`, path);
  const left = (...sources: readonly Source[]) =>
    sysctlMachines(sources).map(({ root, sources: inOrder }) => [root, overrides(...inOrder).tcpKeepaliveTime]);

  it("count by name, wherever they lie", () => {
    expect(left(time(1, "/etc/sysctl.d/60-b.conf"), time(2, "/run/sysctl.d/70-c.conf"))).toEqual([["", 2]]);
    expect(left(time(9, "/etc/sysctl.d/9.conf"), time(10, "/etc/sysctl.d/10.conf"))).toEqual([["", 9]]);
    expect(left(time(1, "/etc/sysctl.d/a.conf"), time(2, "/etc/sysctl.d/B.conf"))).toEqual([["", 1]]);
  });
  it("hide those of the same name further down", () => {
    expect(left(time(1, "/usr/lib/sysctl.d/z.conf"), source("# none\n", "/etc/sysctl.d/z.conf"))).toEqual([
      ["", undefined],
    ]);
  });
  it("end with sysctl.conf", () => {
    expect(left(time(1, "/etc/sysctl.conf"), time(2, "/etc/sysctl.d/99-x.conf"))).toEqual([["", 1]]);
  });
  it("are not those of another machine", () => {
    expect(left(time(1, "/r/web/etc/sysctl.d/a.conf"), time(2, "/r/db/etc/sysctl.d/a.conf"))).toEqual([
      ["/r/web", 1],
      ["/r/db", 2],
    ]);
  });
  it("are nothing beside what sysctl -a printed", () => {
    const dump = source("kernel.ostype = Linux\nnet.ipv4.tcp_keepalive_time = 5\n", "/etc/all.txt");
    expect(left(dump, time(1, "/etc/sysctl.conf"))).toEqual([
      ["/etc", 5],
      ["", 1],
    ]);
  });

  it.each([
    ["/etc/sysctl.conf", true],
    ["/etc/sysctl.d/99-a.conf", true],
    ["/r/roles/x/files/sysctl.d/a.conf", true],
    ["/etc/sysctl.d/README", false],
    ["/etc/sysctl.d/a.conf.bak", false],
    ["/etc/ssh/sshd_config.d/a.conf", false],
  ])("%s: %s", (path, expected) => expect(systemOf(path, "") === "sysctl").toBe(expected));

  it.each([
    ["net.ipv4.tcp_keepalive_time=60\n", true],
    ["# x\n-vm/swappiness = 1\n", true],
    ["Host *\n  ServerAliveInterval 60\n", false],
    ["# only words\n", false],
    ["HostName=net.ipv4.x\n", false],
    ["a:\n  net.ipv4.tcp_keepalive_time: 60\n", false],
  ])("%j: %s", (text, expected) => expect(systemOf("/r/x", text) === "sysctl").toBe(expected));
});

describe("remarks", () => {
  const K = "net.ipv4.tcp_keepalive_time";
  const short = {
    "kernel-refuses-value": "refused",
    "kernel-misreads-value": "misread",
    "sysctl-line-ignored": "ignored",
    "sysctl-overridden": "overridden",
    "broken-tcp-keepalive": "broken",
  };
  const found = (text: string) =>
    sysctlRemarks([source(text)]).map(({ mend, ...trap }) => [
      short[trap.kind] + ("hint" in trap ? `:${trap.hint}` : ""),
      mend === null
        ? null
        : apply(
            text,
            mend.replacements.map(({ at, text: to }) => ({
              path: "",
              offset: at.start,
              length: at.end - at.start,
              text: to,
            })),
          ),
      mend?.safety,
    ]);

  it.each([
    ["a unit", `${K} = 60s\n`, "refused:unit", `${K} = 60\n`, "safe"],
    ["minutes", `${K}=10m\r\n`, "refused:unit", `${K}=600\r\n`, "safe"],
    ["quotes", `${K} = "60"\n`, "refused:quotes", `${K} = 60\n`, "safe"],
    ["a comment", `  ${K} = 60# idle\n`, "refused:comment", `  # idle\n  ${K} = 60\n`, "safe"],
    ["a comment behind a blank", `x=1\n${K} = 60  # idle\n`, "misread:comment", `x=1\n# idle\n${K} = 60\n`, "safe"],
    ["a unit behind a blank", `${K} = 10 min\n`, "misread:unit", `${K} = 600\n`, "unsafe"],
    ["seconds behind a blank", `${K} = 10 seconds\n`, "misread:unit", `${K} = 10\n`, "safe"],
    ["misread:octal", `${K} = 0300\n`, "misread:octal", `${K} = 300\n`, "unsafe"],
    ["not even octal", `${K} = 0080\n`, "refused:octal", `${K} = 80\n`, "unsafe"],
    ["a sign", `${K} = +60`, "refused:sign", `${K} = 60`, "safe"],
    ["too many", "net.ipv4.tcp_keepalive_probes = 256\n", "refused:range", null, undefined],
    ["a word", `${K} = long\n`, "refused:number", null, undefined],
    ["a fraction", `${K} = 6.5\n`, "refused:number", null, undefined],
    ["nothing", `${K} =\n`, "refused:number", null, undefined],
    ["no probes", "net.ipv4.tcp_keepalive_probes = 0\n", "broken:no-probes", null, undefined],
    ["no time", `${K} = 0\n`, "broken:no-time", null, undefined],
    ["IPv6", "net.ipv6.tcp_keepalive_time = 60\n", "ignored:no-such-key", `${K} = 60\n`, "safe"],
    [
      "a slip",
      "net.ipv4.tcp_keepalive_interval=9\n",
      "ignored:no-such-key",
      "net.ipv4.tcp_keepalive_intvl=9\n",
      "safe",
    ],
    ["a command", `sysctl -w ${K}=60\n`, "ignored:no-such-key", `${K}=60\n`, "safe"],
    ["no =", `${K} 60\n`, "ignored:no-assignment", `${K} = 60\n`, "safe"],
    ["a colon", `${K}: 60\n`, "ignored:no-assignment", `${K} = 60\n`, "safe"],
  ])("%s", (_name, text, kind, fixed, safety) => {
    expect(found(text)).toEqual([[kind, fixed, safety]]);
    if (fixed !== null) expect(found(fixed)).toEqual([]);
  });

  it.each([
    ["plain", `${K} = 300\nnet.ipv4.tcp_keepalive_probes=5\nnet.ipv4.tcp_retries2 = 0\n`],
    ["hexadecimal", `${K} = 0x3c\n`],
    ["commented out", `# ${K} = 60s\n ; ${K} 60\n`],
    ["what a template fills in", `${K} = {{ idle }}\n${K} = $IDLE\n`],
    ["the same again", `${K} = 60\n${K} = 60\n`],
    ["a glob under a name", `net.ipv4.tcp_keepalive_* = 60\n${K} = 90\n`],
    ["an exception", `-${K}\n`],
    ["other keys", "net.ipv4.tcp_rmem = 4096 87380 # x\nnet.ipv6.tcp_x = 1s\nkernel.x = 010\n"],
    ["other TCP", "net.ipv4.tcp_retries1 = 3s\nnet.ipv4.tcp_fin_timeout = 010\nnet.ipv4.tcp_mem_x\n"],
  ])("none on %s", (_name, text) => expect(found(text)).toEqual([]));

  it("says which line counts", () => {
    const early = source(`${K} = 60\n`, "/etc/sysctl.d/10-a.conf");
    const late = source(`x=1\n${K} = 90\n`, "/etc/sysctl.d/20-b.conf");
    expect(sysctlRemarks([early, late])).toMatchObject([
      { source: early, kind: "sysctl-overridden", by: { source: late, span: { start: 4 } } },
    ]);
  });

  it("never throws on any bytes", () => {
    const bytes = Array.from({ length: 256 }, (_, byte) => String.fromCharCode(byte)).join("");
    for (const text of [bytes, `${K}=${bytes}`, `${bytes}${K}=1`, `net.ipv4.tcp_[${bytes}]=1`, "[".repeat(9999)])
      expect(() => sysctlRemarks([source(text)])).not.toThrow();
  });
});

describe("a sysctl file as an option", () => {
  const read = (text: string) => {
    const result = readSysctl(text);
    return result.ok ? result.value.overrides : result.error;
  };

  it.each([
    ["Linux", "# ours\n net.ipv4.tcp_keepalive_time = 300 \nnet.ipv4.ip_forward=1\n", { tcpKeepaliveTime: 300 }],
    ["a value whose failure is ignored", "-net.ipv4.tcp_keepalive_intvl = 20\n", { tcpKeepaliveInterval: 20 }],
    ["nothing about TCP", "vm.swappiness = 10\nkernel.hostname = a=b\n", {}],
    [
      "macOS, milliseconds",
      "net.inet.tcp.keepidle: 7200000\nnet.inet.tcp.keepcnt: 8\n",
      { tcpKeepaliveTime: 7200, tcpKeepaliveProbes: 8 },
    ],
  ])("%s", (_name, text, expected) => expect(read(text)).toEqual(expected));

  it.each([
    ["a word", "\nnet.ipv4.tcp_retries2 = many\n", 2],
    ["nothing", "net.ipv4.tcp_keepalive_time =\n", 1],
    ["too much", "net.ipv4.tcp_keepalive_probes = 999\n", 1],
    ["no probes", "net.ipv4.tcp_keepalive_probes = 0\n", 1],
    ["two systems", "net.ipv4.tcp_retries2 = 8\nnet.inet.tcp.keepcnt: 8\n", 1],
  ])("%s is refused with its line", (_name, text, line) => expect(read(text)).toMatchObject({ line }));
});

describe("TCP keepalive that the kernel sends before networks forget", () => {
  const tuned =
    "net.ipv4.tcp_keepalive_time = 60\nnet.ipv4.tcp_keepalive_intvl = 10\nnet.ipv4.tcp_keepalive_probes = 6\n";
  const beside = (config: string, sysctl: string) => {
    const { report } = lintTree(
      { "/repo/.git/HEAD": "", "/repo/etc/ssh/ssh_config": config, "/repo/etc/sysctl.conf": sysctl },
      { paths: ["/repo/etc/ssh/ssh_config", "/repo/etc/sysctl.conf"] },
    );
    return report.findings.map(({ rule, kind, severity }) => `${severity} ${rule} ${kind}`);
  };

  it("is said to do what ssh does not", () => {
    const off = "Host *\n  User me\n";
    expect(beside(off, tuned)).toEqual(["info keepalive-off client-kernel-only"]);
    expect(beside(off, tuned.replace("60", "600"))).toEqual(["warning keepalive-off client-off"]);
    expect(beside("Host *\n  TCPKeepAlive no\n  ServerAliveInterval 0\n", tuned)).toEqual([
      "warning dead-peer-never client-waits-for-ever",
    ]);
  });

  it("makes a long interval harmless to the network", () => {
    const long = "Host *\n  ServerAliveInterval 600\n";
    expect(beside(long, tuned)).toEqual([]);
    expect(beside(long, tuned.replace("60", "600"))).toEqual(["warning interval-too-long network-forgets"]);
    expect(beside("Host *\n  ServerAliveInterval 600\n  TCPKeepAlive no\n", tuned)).toEqual([
      "warning interval-too-long network-forgets",
    ]);
  });
});
