import { describe, expect, it } from "vitest";
import type { System } from "../../../src/base/system.ts";
import { systemOf } from "../../../src/discovery/system.ts";
import { lintTree } from "../../host.ts";
import { fixed, found } from "./helpers.ts";

describe("systemOf", () => {
  it.each<[string, string, System | null]>([
    ["/r/deploy.sh", "", "shell"],
    ["/r/bin/tunnel", "#!/usr/bin/env bash\n", "shell"],
    ["/r/.zshrc", "", "shell"],
    ["/r/tunnel.service", "", "systemd"],
    ["/etc/systemd/system/a.service.d/override.conf", "", "systemd"],
    ["/r/tunnel", "[Unit]\nDescription=x\n", "systemd"],
    ["/etc/cron.d/backup", "", "crontab"],
    ["/r/my.cron", "", "crontab"],
    ["/r/jobs", "*/5 * * * * true\n", "crontab"],
    ["/r/Dockerfile", "", "dockerfile"],
    ["/r/web.Dockerfile", "", "dockerfile"],
    ["/r/Makefile", "", "makefile"],
    ["/etc/fstab", "", "fstab"],
    ["/r/.github/workflows/ci.yml", "", "yaml"],
    ["/r/ansible.cfg", "", "ansible-cfg"],
    ["/r/inventory/hosts", "", "ansible-inventory"],
    ["/r/prod", "[web]\nw1 ansible_host=10.0.0.1\n", "ansible-inventory"],
    ["/r/Vagrantfile", "", "vagrant"],
    ["/r/a.pkr.hcl", "", "packer"],
    ["/r/main.tf", "", "terraform"],
    ["/r/home.nix", "", "nix"],
    ["/home/me/.ssh/config", "#!/bin/sh\n", null],
    ["/etc/ssh/sshd_config", "", null],
    ["/r/my_ssh_config", "Host *\n", null],
    ["/r/notes", "Host *\n  User me\n", null],
  ])("%s %j: %s", (path, text, system) => {
    expect(systemOf(path, text)).toBe(system);
  });
});

it("--as overrides the name, --side too", () => {
  const text = "ssh -o ServerAliveInterval=900 h\n";
  expect(found("notes.txt", text, {}, { system: "shell" })).toEqual(["1:8 interval-too-long"]);
  const outcome = lintTree(
    { "/repo/a.sh": "Host *\n  ServerAliveInterval 900\n" },
    { paths: ["/repo/a.sh"], side: "client" },
  );
  expect(outcome.report.findings.map(({ rule }) => rule)).toEqual(["interval-too-long"]);
});

const unit = `[Unit]
Description=ssh -o ServerAliveInterval=999
[Service]
Environment=AUTOSSH_GATETIME=0 "OPTS=-o ServerAliveInterval=900"
; ExecStart=/usr/bin/ssh -o ServerAliveInterval=999 h
ExecStart=-/usr/bin/autossh -M 0 -N \\
  -o "ServerAliveInterval 901" \\
# between
  %i@relay
ExecStartPre=/bin/sh -c 'ssh -oServerAliveInterval=902 h true'
ExecStop=/usr/bin/ssh $OPTS h ; /usr/bin/ssh -o\\x20ServerAliveInterval=999 h
[X-Other]
ExecStart=/usr/bin/ssh -o ServerAliveInterval=999 h
`;

describe("systemd units", () => {
  it("are read as systemd reads them", () => {
    expect(found("a.service", unit)).toEqual([
      "4:41 interval-too-long",
      "7:7 interval-too-long",
      "10:32 interval-too-long",
    ]);
  });

  it("are mended inside words", () => {
    expect(fixed("a.service", unit)).toBe(unit.replace("=900", "=60").replace(" 901", " 60").replace("=902", "=60"));
  });

  it("that do not start autossh again give up early", () => {
    const start = "ExecStart=/usr/bin/autossh -M 0 -o ServerAliveInterval=30 -N r\n";
    expect(found("a.service", `[Service]\n${start}`)).toEqual(["2:11 autossh-gives-up"]);
    expect(found("a.service", `[Service]\nRestart=always\n${start}`)).toEqual([]);
    expect(found("a.service", `[Service]\nEnvironment=AUTOSSH_GATETIME=0\n${start}`)).toEqual([]);
    expect(found("a.service", `[Service]\n${start.replace("-M 0", "-f -M 0")}`)).toEqual([]);
  });
});

describe("crontabs", () => {
  it("give a shell what stands before an unescaped %", () => {
    const text = `AUTOSSH_GATETIME=0
@reboot autossh -M 0 -o ServerAliveInterval=900 r
*/5 * * * * rsync -e "ssh -o ServerAliveInterval=901" a b:\\%x % ssh -o ServerAliveInterval=999 h
# 1 1 1 1 1 ssh -o ServerAliveInterval=999 h
`;
    expect(found("a.cron", text)).toEqual(["2:25 interval-too-long", "3:30 interval-too-long"]);
  });

  it("of the system name a user first", () => {
    expect(found("etc/cron.d/a", "1 1 * * * ssh ssh -o ServerAliveInterval=900 h\n")).toEqual([
      "1:22 interval-too-long",
    ]);
  });
});

describe("Dockerfiles", () => {
  it("have two forms of commands, comments between lines, and here-documents", () => {
    const text = `FROM x
ENV GIT_SSH_COMMAND="ssh -o ServerAliveInterval=900"
RUN --mount=type=ssh apt-get install -y autossh \\
 # ssh -o ServerAliveInterval=999 h
 && ssh -o ServerAliveInterval=901 h
CMD ["autossh", "-M", "0", "-o", "ServerAliveInterval=902", "relay"]
RUN <<EOF
ssh -o ServerAliveInterval=903 h
EOF
LABEL run="ssh -o ServerAliveInterval=999 h"
`;
    const lines = ["2:29", "5:12", "6:35", "8:8"];
    expect(found("Dockerfile", text)).toEqual(lines.map((at) => `${at} interval-too-long`));
    expect(fixed("Dockerfile", text)).toBe(text.replace(/=90[0-3]/g, "=60"));
  });
});

describe("makefiles", () => {
  it("put in their variables, then a shell gets the line", () => {
    const text = `SSH_OPTS = -o ServerAliveInterval=900 # -o ServerAliveInterval=999
export GIT_SSH_COMMAND := ssh -o ServerAliveInterval=901
X ?= 999
deploy: # ssh -o ServerAliveInterval=999
	@rsync -e "ssh $(SSH_OPTS)" a b:
	ssh -o ServerAliveInterval=$(X) h; echo $$HOME
	-ssh -o ServerAliveInterval=902 \\
	  h
`;
    const lines = ["1:15", "2:34", "7:10"];
    expect(found("Makefile", text)).toEqual(lines.map((at) => `${at} interval-too-long`));
  });
});

describe("YAML", () => {
  const workflow = `env:
  GIT_SSH_COMMAND: "ssh -o ServerAliveInterval=900"
jobs:
  x:
    name: ssh -o ServerAliveInterval=999 h
    steps:
      - run: |
          cat <<EOF >> ~/.ssh/config
          Host *
            ServerAliveInterval 901
          EOF
          ssh -o ServerAliveInterval=902 \${{ secrets.HOST }} x
      - run: >-
          ssh -o ServerAliveInterval=903
          -o ServerAliveCountMax=3 h
      - run: 'ssh -o "ServerAliveInterval 904" h'
      - run: "ssh -o \\"ServerAliveInterval 905\\" h"
`;
  it("holds scripts", () => {
    expect(found("ci.yml", workflow)).toEqual(
      ["2:28", "10:13", "12:18", "14:18", "16:23", "17:24"].map((at) => `${at} interval-too-long`),
    );
  });

  it("is not rewritten", () => {
    expect(fixed("ci.yml", workflow, true)).toBe(workflow);
  });

  it("holds commands as lists, and environments", () => {
    const compose = `services:
  a:
    command: ["autossh", "-M", "0", "-o", "ServerAliveInterval=900", "r"]
    environment:
      - GIT_SSH_COMMAND=ssh -o ServerAliveInterval=901
  b:
    entrypoint:
      - autossh
      - -o
      - ServerAliveInterval=902
`;
    expect(found("compose.yml", compose)).toEqual(["3:44", "5:32", "10:9"].map((at) => `${at} interval-too-long`));
  });

  it("may be broken, many documents, or no YAML at all", () => {
    for (const text of [
      "a: [",
      "---\n...\n---\n: :\n",
      "\t\t- x",
      "a: &a [*a, *a]\n",
      "run: |\n",
      "{{ x }}: {{ y }}\n",
      "\0\0",
    ]) {
      expect(() => found("x.yml", text)).not.toThrow();
    }
  });
});

describe("configurations that scripts write", () => {
  it("are read with their places", () => {
    const text = `#!/bin/bash
cat >> ~/.ssh/config <<EOF
Host *
  ServerAliveInterval 900
  User $USER
EOF
echo "Host a" >> "$HOME/.ssh/config2"
echo -e "Host a\\n  ServerAliveInterval 901\\n  ServerAliveCountMax 3" >> "$HOME/.ssh/config"
printf 'ClientAliveInterval %s\\nClientAliveCountMax 0\\n' 60 | sudo tee -a /etc/ssh/sshd_config.d/99-x.conf >/dev/null
sudo sh -c 'echo "ServerAliveIntervall 60" >> /etc/ssh/ssh_config'
{ echo "Host *"; echo "  ServerAliveInterval 902"; } >> ~/.ssh/config.d/x
tee -a /etc/ssh/ssh_config.d/10.conf <<-'EOF'
	Host *
	ServerAliveInterval 903
	EOF
`;
    expect(found("a.sh", text)).toEqual([
      "4:3 interval-too-long",
      "8:20 interval-too-long",
      "9:33 count-zero",
      "10:19 misspelled-keyword",
      "11:26 interval-too-long",
      "14:2 interval-too-long",
    ]);
    expect(fixed("a.sh", text, true)).toBe(text);
  });

  it("are nothing where they go elsewhere, or are not known", () => {
    for (const text of [
      "cat <<EOF\nHost *\n  ServerAliveInterval 900\nEOF\n",
      "cat > notes <<EOF\nHost *\n  ServerAliveInterval 900\nEOF\n",
      "cat >> ~/.ssh/config <<EOF\nHost *\n  ServerAliveInterval $I\n  ServerAliveCountMax 3\nEOF\n",
      "cat >> ~/.ssh/config <<EOF\n$LINES\nServerAliveCountMax 3\nEOF\n",
      'echo "$CONFIG" >> ~/.ssh/config\n',
      "cat other >> ~/.ssh/config\n",
      "#!/bin/sh\necho 'Host *\\n  ServerAliveInterval 900' >> ~/.ssh/config\n",
      "echo Host web >> ~/.ssh/config\n",
    ]) {
      expect(found("a.sh", text)).toEqual([]);
    }
  });

  it("are written over", () => {
    expect(found("a.sh", "echo Host web > ~/.ssh/config\n")).toEqual(["1:15 config-overwritten?"]);
    expect(found("a.sh", "echo Host web > ~/.ssh/config.d/web\n")).toEqual([]);
  });
});

describe("Ansible", () => {
  it("puts ssh_args first and strips comments with ;", () => {
    const text = `[defaults]
ssh_args = -o ServerAliveInterval=999
[ssh_connection]
ssh_args = -C -o ControlPersist=60s
  -o ServerAliveInterval=900 ; -o ServerAliveInterval=999
# ssh_args = -o ServerAliveInterval=999
ssh_common_args = "-o ServerAliveInterval=30"
`;
    expect(found("ansible.cfg", text)).toEqual([
      "2:15 ssh-args-unused",
      "5:6 interval-too-long",
      "7:23 repeated-option",
    ]);
    expect(fixed("ansible.cfg", text)).toBe(text.replace("=900", "=60"));
  });

  it("loses ControlPersist", () => {
    const line = (value: string): string => `[ssh_connection]\nssh_args = ${value}\n`;
    expect(found("ansible.cfg", line("-o ServerAliveInterval=30"))).toEqual(["2:12 control-persist-lost"]);
    expect(found("ansible.cfg", line("-o ControlMaster=no -o ServerAliveInterval=30"))).toEqual([]);
    expect(found("ansible.cfg", line("-F ssh.cfg -o ServerAliveInterval=30"))).toEqual([]);
    expect(found("ansible.cfg", "[ssh_connection]\nssh_common_args = -o ServerAliveInterval=30\n")).toEqual([]);
  });

  it("has variables in inventories and YAML", () => {
    const text = `[web]
w1 ansible_ssh_common_args='-o ServerAliveInterval=900' # -o ServerAliveInterval=999
[db:vars]
ansible_ssh_extra_args="-o ServerAliveInterval=901"
[all:children]
db
`;
    expect(found("hosts", text)).toEqual(["2:32 interval-too-long", "4:28 interval-too-long"]);
    expect(fixed("hosts", text)).toBe(text.replace("=900", "=60").replace("=901", "=60"));
    const yaml = "ansible_ssh_common_args: '-o ServerAliveInterval=902 -o ProxyCommand=\"ssh -W %h:%p j\"'\n";
    expect(found("all.yml", yaml)).toEqual(["1:30 interval-too-long"]);
    expect(fixed("all.yml", yaml)).toBe(yaml.replace("902", "60"));
    expect(found("all.yml", "ansible_ssh_common_args: '-o ServerAliveInterval={{ x }}'\n")).toEqual([]);
  });
});

describe("fstab", () => {
  it("has sshfs's options separated by commas", () => {
    const text =
      "u@h:/x /mnt fuse.sshfs reconnect,ServerAliveInterval=900 0 0\nsshfs#u@h:/y /m fuse reconnect 0 0\n/dev/sda1 / ext4 defaults 0 1\n";
    expect(found("fstab", text)).toEqual(["1:34 interval-too-long", "2:22 sshfs-reconnect-blind?"]);
    expect(fixed("fstab", text, true)).toBe(
      text.replace("900", "60").replace("fuse reconnect", "fuse reconnect,ServerAliveInterval=60"),
    );
  });
});

describe("tools with an ssh of their own", () => {
  it.each([
    [
      "Vagrantfile",
      "# config.ssh.keep_alive = false\n  config.ssh.keep_alive = false\n",
      ["2:3 provisioner-keepalive"],
    ],
    ["Vagrantfile", "  config.ssh.keep_alive = true\n", []],
    [
      "Vagrantfile",
      "  config.ssh.extra_args = [\"-o\", \"ServerAliveInterval=900\", '-o', 'ServerAliveInterval=30',]\n",
      ["1:35 interval-too-long", "1:68 repeated-option"],
    ],
    ["Vagrantfile", '  config.ssh.extra_args = "-oServerAliveInterval=901"\n', ["1:30 interval-too-long"]],
    ["Vagrantfile", '  # config.ssh.extra_args = ["-oServerAliveInterval=901"]\n', []],
    ["Vagrantfile", '  config.ssh.extra_args = ["-o", "ServerAliveInterval=#{x}"]\n', []],
    [
      "a.pkr.hcl",
      'source "a" "b" {\n  # ssh_keep_alive_interval = "0"\n  ssh_keep_alive_interval = "-1s"\n}\n',
      ["3:3 provisioner-keepalive"],
    ],
    ["a.pkr.hcl", 'x = <<EOF\nssh_keep_alive_interval = "-1s"\nEOF\n', []],
    ["packer.json", '{"builders":[{"ssh_keep_alive_interval": "30"}]}', ["1:15 provisioner-keepalive"]],
    ["packer.json", '{"builders":[{"ssh_keep_alive_interval": "30s"}]}', []],
    [
      "m.tf",
      'resource "x" "y" {\n  connection {\n    keepalive = 30\n  }\n  keepalive = 3\n}\n',
      ["3:5 provisioner-keepalive"],
    ],
    [
      "h.nix",
      "{ programs.ssh = { serverAliveInterval = 900; # serverAliveInterval = 1;\n }; }\n",
      ["1:20 interval-too-long"],
    ],
    [
      "h.nix",
      "{ programs.ssh.extraConfig = ''\n  Host x\n    ServerAliveInterval 901\n''; }\n",
      ["3:5 interval-too-long"],
    ],
  ])("%s %j", (name, text, expected) => {
    expect(found(name, text)).toEqual(expected);
    expect(fixed(name, text, true)).toBe(text);
  });
});

describe("hostile input", () => {
  const names = [
    "a.sh",
    "a.service",
    "a.cron",
    "Dockerfile",
    "Makefile",
    "fstab",
    "a.yml",
    "ansible.cfg",
    "hosts",
    "Vagrantfile",
    "a.pkr.hcl",
    "m.tf",
    "h.nix",
  ];
  const texts = [
    "",
    "\0".repeat(7),
    "\xff\xfe\x80ssh -o ServerAliveInterval=900 \x9b[31m\n",
    "ssh -o 'ServerAliveInterval=900\n",
    'ssh -o "$(ssh -o `ssh -o ServerAliveInterval=900\n',
    "ssh -o\n",
    "ssh -o ''\n",
    "autossh -M\n",
    "cat >> ~/.ssh/config <<EOF\nServerAliveInterval 900",
    `${"(".repeat(5000)}\n`,
    `${"$(".repeat(3000)}ssh\n`,
    `sh -c "${"sh -c '".repeat(300)}"\n`,
    `ssh ${"-o ServerAliveInterval=900 ".repeat(2000)}h\n`,
    "A=$A\nA=$A$A\nssh $A h\n",
    `${"a: {".repeat(3000)}\n`,
    "constructor __proto__ toString\n",
    "constructor -o ServerAliveInterval=900 h\n",
    "rsync -e\nmosh --ssh=\nsshfs -o\nscp -S\n",
    'ExecStart=\n[Service]\nExecStart=\nExecStart="\nEnvironment="\n',
    "@reboot\n* * * * *\n* * * * * %\n",
    'RUN\nRUN <<EOF\nCMD [\nCMD ["\\u00"]\nENV\n',
    "A = $(A)\nB = $(A)$(B)\n\tssh $(A) $(B\n",
    "[ssh_connection]\n  ssh_args\nssh_args\nssh_args=\n =\n",
    "\u00e9\r\nssh -o ServerAliveInterval=900 h\r\n",
  ];

  it.each(names)("%s never breaks a run", (name) => {
    for (const text of texts) {
      expect(() => lintTree({ [`/repo/${name}`]: text }, { paths: [`/repo/${name}`], fix: "plan" })).not.toThrow();
      expect(() => fixed(name, text, true)).not.toThrow();
    }
  });
});
