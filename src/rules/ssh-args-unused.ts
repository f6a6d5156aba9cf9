import { remarkRule } from "./remark-rule.ts";

export const sshArgsUnused = remarkRule({
  id: "ssh-args-unused",
  about: "ssh-args-unused",
  severity: "warning",
  fix: null,
  since: "0.1.0",
  messages: {
    "transport-is-paramiko": () =>
      "This has no effect: Ansible connects with paramiko here, which takes only a ProxyCommand from ssh's options. It asks every 5 s by itself and never gives a dead host up. Leave the transport out, and ssh connects.",
    "not-read-here": ({ key }) =>
      `This has no effect: ansible.cfg has ${key} in the section [ssh_connection] alone, and under no other name. Move the line there.`,
    "value-ends-at-blank": ({ variable, option }) =>
      `This has no effect: without quotes the value of ${variable} ends at the blank, so that ssh gets a lone -o, and ${option} becomes a variable that nobody reads. Put quotes around the whole value.`,
  },
  docs: {
    summary: "Keepalive options in Ansible's files that never reach ssh.",
    why: "Only the connection plugin ssh looks at ssh_args and its likes. With paramiko the options are passed over without a word. In an inventory in INI form, a value on a host's line ends at the first blank that is not quoted: `ansible_ssh_common_args=-o ServerAliveInterval=60` sets that variable to `-o` and a variable ServerAliveInterval to 60.",
    remedy:
      "Connect with ssh (Ansible's default), and write `ansible_ssh_common_args='-o ServerAliveInterval=60'` on the lines of hosts. Below `[group:vars]` no quotes are needed.",
    exceptions: "None.",
    evidence: [
      "ansible-core 2.14.18, plugins/connection/paramiko_ssh.py: _parse_proxy_command, set_keepalive(5); ansible-inventory --host and ansible-config dump, run",
    ],
  },
  examples: [
    {
      name: "paramiko",
      files: {
        "ansible.cfg":
          "[defaults]\ntransport = paramiko\n[ssh_connection]\nssh_common_args = -o ServerAliveInterval=60\n",
      },
      expect: ["4:transport-is-paramiko"],
    },
    {
      name: "another section, and the variable's name",
      files: {
        "ansible.cfg":
          "[defaults]\nssh_args = -o ServerAliveInterval=60\n[ssh_connection]\nansible_ssh_common_args = -o ServerAliveInterval=60\n",
      },
      expect: ["2:not-read-here", "4:not-read-here"],
    },
    {
      name: "no quotes on the line of a host",
      files: { hosts: "[web]\nw1 ansible_ssh_common_args=-o ServerAliveInterval=60\n" },
      expect: ["2:value-ends-at-blank"],
    },
    {
      name: "quotes",
      files: { hosts: "[web]\nw1 ansible_ssh_common_args='-o ServerAliveInterval=60'\n" },
      expect: [],
    },
  ],
  say: (remark) => {
    if (remark.because === "paramiko") return { kind: "transport-is-paramiko", data: {} };
    if (remark.because === "place") return { kind: "not-read-here", data: { key: remark.key } };
    return { kind: "value-ends-at-blank", data: { variable: remark.variable, option: remark.option } };
  },
});
