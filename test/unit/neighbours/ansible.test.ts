import { describe, expect, it } from "vitest";
import { systemOf } from "../../../src/discovery/system.ts";
import { lintTree } from "../../host.ts";
import { fixed, found } from "./helpers.ts";

/** What each finding is about: "rule: targets". */
function targets(name: string, text: string): string[] {
  const path = `/repo/${name}`;
  const { report } = lintTree({ "/repo/.git/HEAD": "", [path]: text }, { paths: [path] });
  return report.findings.map((finding) => `${finding.rule}: ${finding.targets.join(" ")}`);
}

describe("ansible.cfg", () => {
  const section = (lines: string): string => `[ssh_connection]\n${lines}\n`;

  it.each([
    [
      "blank lines and comments inside a value",
      "ssh_args = -C -o ControlPersist=60s\n\n # no\n  -o ServerAliveInterval=900",
      "5:6",
    ],
    ["quotes inside the quotes", 'ssh_common_args = "-o A=1" -o "ServerAliveInterval=900"', null],
    ["a key that is indented", "  ssh_common_args: -o ServerAliveInterval=900", "2:23"],
    ["keys that are all indented", "  retries = 3\n  ssh_common_args = -o ServerAliveInterval=900", "3:24"],
    ["capital letters", "SSH_COMMON_ARGS = -o ServerAliveInterval=900", "2:22"],
    ["a semicolon that begins no comment", "ssh_common_args = -o ServerAliveInterval=900;x", null],
    ["a variable of a template", "ssh_common_args = -o User={{ user }} -o ServerAliveInterval=900", "2:41"],
    ["a number of a template", "ssh_common_args = -o ServerAliveInterval=<%= seconds %>", null],
  ])("%s", (_name, lines, at) => {
    const rules = found("ansible.cfg", section(lines)).filter((one) => one.endsWith("interval-too-long"));
    expect(rules).toEqual(at === null ? [] : [`${at} interval-too-long`]);
  });

  it("hands nothing to ssh where paramiko connects", () => {
    const text = `[defaults]\ntransport = paramiko\n${section("ssh_args = -o ServerAliveInterval=900\nretries = 3")}`;
    expect(found("ansible.cfg", text)).toEqual(["4:15 ssh-args-unused"]);
    expect(found("ansible.cfg", text.replace("paramiko", "smart"))).toEqual([
      "4:12 control-persist-lost",
      "4:15 interval-too-long",
    ]);
    expect(found("ansible.cfg", text.replace("ServerAliveInterval=900", "User=x"))).toEqual([]);
  });
});

describe("an inventory", () => {
  const inventory = `[web]
w1 ansible_ssh_extra_args='-o ServerAliveInterval=30' # w0 ansible_ssh_extra_args='-o ServerAliveInterval=1'
w[2:3]
[local]
localhost ansible_connection=local
[web:vars]
ansible_ssh_common_args='-o ServerAliveInterval=900' # a comment to Python
[site:children]
web
[all:vars]
ansible_ssh_common_args=-o ServerAliveInterval=901
`;

  it("gives hosts what their groups have, the deepest first", () => {
    expect(targets("hosts", inventory)).toEqual(["interval-too-long: w1 w[2:3]", "repeated-option: w1"].reverse());
    expect(fixed("hosts", inventory)).toBe(inventory.replace("=900", "=60"));
  });

  it("is about the group where the file has no host of it", () => {
    expect(targets("hosts", "[db:vars]\nansible_ssh_common_args=-o ServerAliveInterval=900\n")).toEqual([
      "interval-too-long: db",
    ]);
    expect(targets("hosts", "[all:vars]\nansible_ssh_common_args=-o ServerAliveInterval=900\n")).toEqual([
      "interval-too-long: *",
    ]);
  });

  it("tears values without quotes on the line of a host, and only there", () => {
    expect(found("hosts", "[web]\nw1 ansible_ssh_common_args=-o ServerAliveInterval=900\n")).toEqual([
      "2:31 ssh-args-unused",
    ]);
    expect(found("hosts", "[web]\nw1 ansible_ssh_common_args=-oServerAliveInterval=900\n")).toEqual([
      "2:30 interval-too-long",
    ]);
    expect(found("hosts", "[web]\nw1 ansible_ssh_common_args='-o ServerAliveInterval=900'# c='\n")).toEqual([
      "2:32 interval-too-long",
    ]);
  });

  it("may be YAML without a name that says so", () => {
    const text = `# production
all:
  vars:
    ansible_ssh_common_args: "-o ServerAliveInterval=900"
  children:
    web:
      hosts:
        w1:
        w2: { ansible_ssh_extra_args: -o ServerAliveInterval=30 }
`;
    expect(systemOf("/r/inventory/hosts", text)).toBe("ansible-inventory");
    expect(targets("inventory/hosts", text)).toEqual(["interval-too-long: w1 w2", "repeated-option: w2"]);
    expect(targets("hosts.yml", text)).toEqual(["interval-too-long: w1 w2", "repeated-option: w2"]);
    expect(fixed("inventory/hosts", text)).toBe(text.replace("=900", "=60"));
  });

  it("ends where groups lie in many groups that lie in many groups", () => {
    const layers = Array.from(
      { length: 60 },
      (_, at) => `[a${at}:children]\na${at + 1}\nb${at + 1}\n[b${at}:children]\na${at + 1}\nb${at + 1}\n`,
    );
    const text = `${layers.join("")}[a60]\nh\n[b0:vars]\nansible_ssh_common_args=-o ServerAliveInterval=900\n`;
    expect(targets("hosts", text)).toEqual(["interval-too-long: h b60"]);
  });

  it("ends where groups are inside one another", () => {
    const text =
      "[a:children]\nb\n[b:children]\na\n[a:vars]\nansible_ssh_common_args=-o ServerAliveInterval=900\n[b]\nh\n";
    expect(targets("hosts", text)).toEqual(["interval-too-long: h"]);
  });
});

describe("variables in YAML", () => {
  const value = "ansible_ssh_common_args: >-\n  -o ConnectTimeout=20\n  -o ServerAliveInterval=900\n";

  it.each([
    ["group_vars/web.yml", "web"],
    ["group_vars/all/ssh.yml", "*"],
    ["inventory/group_vars/all", "*"],
    ["inventory/host_vars/w1", "w1"],
  ])("%s is about %s", (name, target) => {
    expect(systemOf(`/r/${name}`, value)).toBe("yaml");
    expect(targets(name, value)).toEqual([`interval-too-long: ${target}`]);
    expect(fixed(name, value)).toBe(value.replace("=900", "=60"));
  });

  it("belong to the play that they stand in", () => {
    const text = `- hosts: web
  vars: { ansible_ssh_args: -C -o ControlPersist=60s -o ServerAliveInterval=900 }
- hosts: db
  vars:
    ansible_ssh_args: -C -o ControlPersist=60s -o ServerAliveInterval=901
    ansible_ssh_extra_args: |
      -o ServerAliveInterval=902
`;
    expect(targets("site.yml", text)).toEqual([
      "interval-too-long: web",
      "interval-too-long: db",
      "repeated-option: db",
    ]);
    expect(fixed("site.yml", text)).toBe(text.replace("=900", "=60").replace("=901", "=60"));
  });
});
