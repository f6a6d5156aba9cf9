import { describe, expect, it } from "vitest";
import { run, sandbox, utf8 } from "./program.ts";

interface Hop {
  readonly target: string;
  readonly proxied: boolean;
  readonly settings: Readonly<Record<string, { readonly value: number | string }>>;
}

interface Result {
  readonly timeline: {
    readonly deadPeer: Record<string, { readonly latest?: number; readonly otherSideGivesUp?: number }>;
  };
  readonly axis: { readonly kernel: { readonly earliest: number; readonly latest: number } | null };
  readonly proxy?: { readonly kind: string };
  readonly hops?: readonly Hop[];
  readonly trouble?: string;
  readonly sharing?: unknown;
  readonly batchMode?: { readonly line: number };
  readonly serverSide?: { readonly target: string; readonly together: { readonly first: string } };
}

const tree = (config: string, more: Readonly<Record<string, string>> = {}) => ({
  cwd: sandbox({ c: config, ...more }),
});

function effective(config: string, args: readonly string[], more: Readonly<Record<string, string>> = {}) {
  const outcome = run(["effective", "--format", "json", "--openssh", "10.0", "-F", "c", ...args], tree(config, more));
  const [result] = outcome.status === 2 ? [] : (JSON.parse(utf8(outcome.stdout)) as { results: Result[] }).results;
  return { ...outcome, result };
}

const way = (config: string, host: string, ...args: string[]) =>
  effective(config, [...args, host]).result?.hops?.map(({ target, settings }) => [
    target,
    settings.ServerAliveInterval?.value,
  ]);

describe("the way to a target", () => {
  it.each([
    ["a jump host", "Host a\n ProxyJump b\nHost b\n ServerAliveInterval 7\n", [["b", 7]]],
    [
      "a list, in the order of travel",
      "Host a\n ProxyJump x,y\nHost x\n ServerAliveInterval 7\n",
      [
        ["x", 7],
        ["y", 0],
      ],
    ],
    ["user and port", "Host a\n ProxyJump bob@b:2222\nMatch user bob\n ServerAliveInterval 9\n", [["b", 9]]],
    [
      "a jump host behind another",
      "Host a\n ProxyJump b\nHost b\n ProxyJump d\n ServerAliveInterval 7\n",
      [
        ["d", 0],
        ["b", 7],
      ],
    ],
    [
      "the list goes before the jump host's own",
      "Host a\n ProxyJump x,b\nHost b\n ProxyJump d\n",
      [
        ["x", 0],
        ["b", 0],
      ],
    ],
    ["an old ProxyCommand", "Host a\n ProxyCommand ssh -q -W %h:%p b\nHost b\n ServerAliveInterval 7\n", [["b", 7]]],
    ["netcat on the jump host", "Host a\n ProxyCommand ssh b nc %h %p\nHost b\n ServerAliveInterval 7\n", [["b", 7]]],
    ["another command", "Host a\n ProxyCommand connect -S proxy:1080 %h %p\n", []],
    ["a command that a shell would change", "Host a\n ProxyCommand ssh -W %h:%p $(gw)\n", []],
  ])("%s", (_name, config, expected) => {
    expect(way(config, "a")).toEqual(expected);
  });

  it("none: ssh connects by itself", () => {
    const { result } = effective("Host a\n ProxyJump none\nHost *\n ProxyJump b\n", ["a"]);
    expect(result).not.toHaveProperty("proxy");
    expect(result).not.toHaveProperty("hops");
  });

  it("options of the command line are not handed on", () => {
    expect(way("Host a\n ProxyJump b\n", "a", "-o", "ServerAliveInterval=5")).toEqual([["b", 0]]);
  });

  it.each([
    ["itself", "Host *\n ProxyJump b\n", "a"],
    ["each other", "Host a\n ProxyJump b\nHost b\n ProxyJump a\n", "a"],
  ])("a loop through %s ends, and is told", (_name, config, host) => {
    expect(effective(config, [host]).result?.trouble).toContain("again and again");
  });

  it("the kernel has no say behind a proxy, and has one on the first hop", () => {
    const { result } = effective("Host a\n ProxyJump b\n ServerAliveInterval 60\n", ["a"]);
    expect(result?.axis.kernel).toBeNull();
    expect(result?.hops?.[0]?.proxied).toBe(false);
  });

  it("text shows every hop with its own settings", () => {
    const config = "Host a\n ProxyJump b\n ServerAliveInterval 60\nHost b\n ServerAliveInterval 20\n";
    const { stdout } = run(["effective", "--openssh", "10.0", "-F", "c", "a"], tree(config));
    expect(utf8(stdout)).toMatch(/^b {2}on the way.*\n {2}ServerAliveInterval +20 +c:5 +Host b$/m);
    expect(utf8(stdout)).toMatch(/the ssh to b may end it sooner, after 80 s/);
  });
});

describe("what else belongs to a connection", () => {
  it("sharing and its persistence", () => {
    const config = "Host a\n ControlMaster auto\n ControlPath ~/.ssh/%C\n ControlPersist 10m\n";
    expect(effective(config, ["a"]).result?.sharing).toEqual({ master: "auto", persist: 600 });
  });

  it("ConnectTimeout and ChannelTimeout", () => {
    const { result } = effective("Host a\n ConnectTimeout 5\n ChannelTimeout session=20m *=1h\n", ["a"]);
    expect(result).toMatchObject({ connectTimeout: 5, channelTimeouts: "session=20m *=1h" });
  });

  it("BatchMode on Debian", () => {
    const { result } = effective("Host a\n BatchMode yes\n", ["--openssh", "debian-12", "a"]);
    expect(result?.batchMode).toMatchObject({ line: 2 });
    expect(result?.timeline.deadPeer.idle?.latest).toBe(1200);
  });
});

describe("both sides together", () => {
  const sshd = "ClientAliveInterval 60\nMatch User bob\n  ClientAliveInterval 15\n";
  const client = "Host a\n ServerAliveInterval 30\n";

  it.each([
    ["anybody", [], "client"],
    ["bob", ["-C", "user=bob"], "server"],
  ])("%s", (_name, connection, first) => {
    const { result, status } = effective(client, ["--server-config", "s", ...connection, "a"], { s: sshd });
    expect(status).toBe(0);
    expect(result?.serverSide?.together.first).toBe(first);
  });

  it("the server's release is its own", () => {
    const words = ["--server-config", "s", "-C", "user=bob", "--server-openssh", "debian-12", "a"];
    expect(effective(client, words, { s: sshd }).result?.serverSide?.together.first).toBe("either");
  });

  it("a sleeping client: when the server gives up", () => {
    const { result } = effective(client, ["--server-config", "s", "a"], { s: sshd });
    expect(result?.timeline.deadPeer.suspended?.otherSideGivesUp).toBe(240);
  });

  it.each([
    ["two connections", ["--server-config", "s", "-C", "user=a", "-C", "user=b", "a"]],
    ["a missing file", ["--server-config", "gone", "a"]],
    ["-C without a server's file", ["-C", "user=a", "a"]],
    ["a release without a file", ["--server-openssh", "9.2", "a"]],
  ])("%s: 2, in one line", (_name, args) => {
    const { status, stderr } = effective(client, args, { s: sshd });
    expect(status).toBe(2);
    expect(utf8(stderr)).toMatch(/^keepalive-lint: .+\n$/);
  });
});

describe("--sysctl", () => {
  const idleOf = (sysctl: string) =>
    effective("Host a\n", ["--sysctl", "k", "a"], { k: sysctl }).result?.timeline.deadPeer.idle?.latest;

  it("changes when the kernel gives up", () => {
    expect(idleOf("net.ipv4.tcp_keepalive_time = 300\nnet.ipv4.tcp_keepalive_probes = 4\n")).toBe(600);
    expect(idleOf("vm.swappiness = 10\n")).toBe(7875);
  });

  it("a wrong value: 2, with its line", () => {
    const { status, stderr } = effective("Host a\n", ["--sysctl", "k", "a"], { k: "\nnet.ipv4.tcp_retries2 = x\n" });
    expect(status).toBe(2);
    expect(utf8(stderr)).toMatch(/k:2: /);
  });

  it("holds for a lint, too", () => {
    const place = tree("Host *\n  ServerAliveInterval 0\n", { k: "net.ipv4.tcp_keepalive_time = 300\n" });
    const { stdout } = run(["--sysctl", "k", "--side", "client", "c"], place);
    expect(utf8(stdout)).toMatch(/975 s/);
  });
});
