import { describe, expect, it } from "vitest";
import { readSysctl } from "../../../src/neighbours/sysctl.ts";
import { kernelWithSysctl } from "../../../src/run/tuned-kernel.ts";
import { kernels } from "../../../src/timeline/kernels.ts";

const overrides = (text: string) => {
  const read = readSysctl(text);
  return read.ok ? read.value.overrides : read.error;
};

describe("a sysctl file", () => {
  it.each([
    [
      "sysctl.conf",
      "# ours\n net.ipv4.tcp_keepalive_time = 300 \n; old\nnet.ipv4.ip_forward=1\n",
      { tcpKeepaliveTime: 300 },
    ],
    ["no blanks", "net.ipv4.tcp_keepalive_probes=5\n", { tcpKeepaliveProbes: 5 }],
    ["slashes", "net/ipv4/tcp_retries2 = 8\n", { tcpRetries2: 8 }],
    ["a value whose failure is ignored", "-net.ipv4.tcp_keepalive_intvl = 20\n", { tcpKeepaliveInterval: 20 }],
    ["the last line", "net.ipv4.tcp_retries2 = 8\nnet.ipv4.tcp_retries2 = 5\n", { tcpRetries2: 5 }],
    ["CRLF", "net.ipv4.tcp_retries2 = 8\r\n", { tcpRetries2: 8 }],
    ["commented out", "#net.ipv4.tcp_retries2 = 8\n", {}],
    ["nothing about TCP", "vm.swappiness = 10\nkernel.hostname = a=b\n", {}],
    [
      "macOS, milliseconds",
      "net.inet.tcp.keepidle: 7200000\nnet.inet.tcp.keepcnt: 8\n",
      { tcpKeepaliveTime: 7200, tcpKeepaliveProbes: 8 },
    ],
  ])("%s", (_name, text, expected) => {
    expect(overrides(text)).toEqual(expected);
  });

  it.each([
    ["a word", "\nnet.ipv4.tcp_retries2 = many\n", 2],
    ["nothing", "net.ipv4.tcp_keepalive_time =\n", 1],
    ["too much", "net.ipv4.tcp_keepalive_probes = 999\n", 1],
    ["two systems", "net.ipv4.tcp_retries2 = 8\nnet.inet.tcp.keepcnt: 8\n", 2],
  ])("%s is refused with its line", (_name, text, line) => {
    expect(readSysctl(text)).toMatchObject({ ok: false, error: { line } });
  });

  it("speaks of Linux, whatever system was assumed", () => {
    const kernel = kernelWithSysctl("net.ipv4.tcp_retries2 = 8\n", kernels.macos);
    expect(kernel).toMatchObject({ ok: true, value: { name: "linux", keepalive: { time: 7200 } } });
  });

  it("of a BSD needs to know which", () => {
    expect(kernelWithSysctl("net.inet.tcp.keepcnt: 4\n", kernels.linux).ok).toBe(false);
    expect(kernelWithSysctl("net.inet.tcp.keepcnt: 4\n", kernels.freebsd)).toMatchObject({
      value: { name: "freebsd", keepalive: { probes: 4 } },
    });
  });
});
