import { remarkRule } from "./remark-rule.ts";

export const controlPersistLost = remarkRule({
  id: "control-persist-lost",
  about: "control-persist-lost",
  severity: "warning",
  fix: null,
  since: "0.1.0",
  messages: {
    "defaults-replaced": ({ where }) =>
      `${where} stands in place of Ansible's own \`-C -o ControlMaster=auto -o ControlPersist=60s\`: every task now logs in anew. Put the options into ssh_common_args, which adds to it, or repeat these here.`,
  },
  docs: {
    summary: "Ansible's ssh_args are set and lose the connection sharing that the default has.",
    why: "Ansible's default for ssh_args is `-C -o ControlMaster=auto -o ControlPersist=60s`. Setting it replaces it as a whole: with a keepalive option written there, connections are no longer shared and kept, so that every task logs in again.",
    remedy:
      "Put keepalive options into ssh_common_args (or ansible_ssh_common_args), or repeat the default before them.",
    exceptions: "Connection sharing is switched off on purpose: `-o ControlMaster=no` says so.",
    evidence: [
      "ansible-core 2.14.18, plugins/connection/ssh.py, ssh_args: default; measured with a program in place of ssh",
    ],
  },
  examples: [
    {
      name: "a keepalive and nothing else",
      files: { "ansible.cfg": "[ssh_connection]\nssh_args = -o ServerAliveInterval=30\n" },
      expect: ["2:defaults-replaced"],
    },
    {
      name: "with the default before it",
      files: {
        "ansible.cfg":
          "[ssh_connection]\nssh_args = -C -o ControlMaster=auto -o ControlPersist=60s -o ServerAliveInterval=30\n",
      },
      expect: [],
    },
  ],
  say: ({ where, isKeepalive }) => ({
    kind: "defaults-replaced",
    data: { where },
    severity: isKeepalive ? "warning" : "info",
  }),
});
