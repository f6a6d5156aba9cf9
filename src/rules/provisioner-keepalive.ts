import { remarkRule } from "./remark-rule.ts";

export const provisionerKeepalive = remarkRule({
  id: "provisioner-keepalive",
  about: "provisioner-keepalive",
  severity: "warning",
  fix: null,
  since: "0.1.0",
  messages: {
    "vagrant-off": () =>
      "Vagrant sends no keepalive with this: a command on the machine that prints nothing for minutes loses its connection. It is on by default, every 5 s, and only that can be chosen.",
    "packer-off": ({ text }) =>
      `A negative ssh_keep_alive_interval ("${text}") switches Packer's keepalive off: a step that prints nothing for minutes loses its connection, and the build hangs. The default is 5s.`,
    "packer-zero": () =>
      "ssh_keep_alive_interval 0 means the default of 5s to Packer, not off; only a negative duration switches it off.",
    "packer-no-duration": ({ text }) =>
      `Packer takes a duration with its unit here, as in "30s": it refuses "${text}".`,
    "terraform-no-key": ({ text }) =>
      `Terraform's connection block has no "${text}": it refuses the file. Its keepalive is fixed, every 2 s, and it gives up after 120 s.`,
  },
  docs: {
    summary: "A provisioning tool's own keepalive is off, or set in a way that the tool does not take.",
    why: "Vagrant, Packer and Terraform bring an ssh of their own that reads no ssh_config: Vagrant asks every 5 s unless keep_alive is false, Packer every 5 s unless told otherwise, Terraform every 2 s whatever anybody says.",
    remedy: "Leave the defaults.",
    exceptions: "None that we know of.",
    evidence: [
      "vagrant 35f3160, plugins/kernel_v2/config/ssh.rb and plugins/communicators/ssh/communicator.rb",
      "packer-plugin-sdk 24d43aa, communicator/config.go and sdk-internals/communicator/ssh/communicator.go",
      "terraform 087c885, internal/communicator/ssh/communicator.go; read, not run",
    ],
  },
  examples: [
    {
      name: "Vagrant without keepalive",
      files: { Vagrantfile: 'Vagrant.configure("2") do |config|\n  config.ssh.keep_alive = false\nend\n' },
      expect: ["2:vagrant-off"],
    },
    {
      name: "Packer's default",
      files: { "web.pkr.hcl": 'source "null" "web" {\n  ssh_keep_alive_interval = "5s"\n}\n' },
      expect: [],
    },
  ],
  say: ({ about, text }) => ({ kind: about, data: { text } }),
});
