import { describe, expect, it } from "vitest";
import { run, sandbox } from "./program.ts";

const cfg = "[ssh_connection]\nssh_common_args = -o ServerAliveInterval=30\n";

describe("what is in effect in files of other systems", () => {
  it("is said with its place, and when a dead peer is noticed", () => {
    const { stdout } = run(["ansible.cfg"], { cwd: sandbox({ "ansible.cfg": cfg }) });
    expect(stdout.replace(/\s+/g, " ")).toContain(
      "In effect: ansible.cfg, any host: ServerAliveInterval 30 (line 2); ServerAliveCountMax 3 and TCPKeepAlive yes unless an ssh_config says otherwise; a dead server is noticed after 120 s",
    );
  });

  it("is only perhaps what stands behind something unknown", () => {
    const unknown = cfg.replace("= -o", "= {{ more }} -o");
    const { stdout } = run(["ansible.cfg"], { cwd: sandbox({ "ansible.cfg": unknown }) });
    expect(stdout).toContain("ServerAliveInterval 30 (perhaps, line 2)");
  });

  it("is said in PuTTY's words, without a count", () => {
    const cwd = sandbox({ ".putty/sessions/web": "HostName=h\nProtocol=ssh\nTCPKeepalives=0\n" });
    const { stdout } = run([".putty/sessions/web"], { cwd });
    expect(stdout.replace(/\s+/g, " ")).toContain(
      "web: TCPKeepalives no (line 3); PingInterval(Secs) 0 by default; a dead server is never noticed",
    );
  });

  it("is not said of connections that the file says nothing about", () => {
    const { stdout } = run(["a.sh"], { cwd: sandbox({ "a.sh": "ssh web\n" }) });
    expect(stdout).not.toContain("In effect");
  });

  it("is said of the kernel, with the file that wins", () => {
    const cwd = sandbox({
      "etc/sysctl.d/10-a.conf": "net.ipv4.tcp_keepalive_time = 600\nnet.ipv4.tcp_retries2 = 8\n",
      "etc/sysctl.d/99-b.conf": "# last\nnet.ipv4.tcp_keepalive_time = 60\nnet.ipv4.tcp_keepalive_intvl = 10\n",
    });
    const paths = ["etc/sysctl.d/10-a.conf", "etc/sysctl.d/99-b.conf"];
    expect(run(paths, { cwd }).stdout.replace(/\s+/g, " ")).toContain(
      "In effect: the kernel: net.ipv4.tcp_keepalive_time 60 (etc/sysctl.d/99-b.conf:2), net.ipv4.tcp_retries2 8 (etc/sysctl.d/10-a.conf:2) and net.ipv4.tcp_keepalive_intvl 10 (etc/sysctl.d/99-b.conf:3); its TCP keepalive gives a dead peer up after 150 s",
    );
    const { kernels } = JSON.parse(run(["-f", "json", ...paths], { cwd }).stdout);
    expect(kernels).toMatchObject([
      { keepaliveGivesUp: 150, settings: { "net.ipv4.tcp_keepalive_time": { value: 60, from: { line: 2 } } } },
    ]);
  });

  it("ends where nobody reads on", () => {
    const hosts = Array.from(
      { length: 15 },
      (_, index) => `h${index} ansible_ssh_common_args="-o ServerAliveInterval=30"\n`,
    );
    const { stdout } = run(["hosts"], { cwd: sandbox({ hosts: hosts.join("") }) });
    expect(stdout).toContain("h11: ");
    expect(stdout).not.toContain("h12: ");
    expect(stdout).toContain("and 3 more; -f json has them all");
  });

  it("is in json and ndjson, and there only with such files", () => {
    const cwd = sandbox({ "ansible.cfg": cfg, config: "Host *\n  ServerAliveInterval 60\n" });
    const [one] = JSON.parse(run(["-f", "json", "ansible.cfg"], { cwd }).stdout).connections;
    expect(one).toMatchObject({ path: "ansible.cfg", system: "ansible-cfg", side: "client", targets: ["*"] });
    expect(one.settings.ServerAliveInterval).toMatchObject({ value: 30, certainty: "certain", from: { line: 2 } });
    expect(one.timeline.deadPeer.idle).toEqual({ earliest: 119, latest: 120, by: "ssh" });
    const lines = run(["-f", "ndjson", "ansible.cfg"], { cwd }).stdout.trim().split("\n");
    expect(lines.map((line) => JSON.parse(line).type)).toEqual(["run", "file", "connection", "summary"]);
    expect(JSON.parse(run(["-f", "json", "config"], { cwd }).stdout)).not.toHaveProperty("connections");
  });
});
