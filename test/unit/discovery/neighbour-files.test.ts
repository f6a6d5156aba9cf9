import { describe, expect, it } from "vitest";
import type { System } from "../../../src/base/system.ts";
import { systems } from "../../../src/base/system.ts";
import { neighbourSearch } from "../../../src/discovery/neighbour-files.ts";

const { systemAt, carries } = neighbourSearch;

describe("a name that tells", () => {
  it.each<[string, System | null]>([
    ["/r/bin/tunnel.sh", "shell"],
    ["/r/bin/executable_tunnel.sh", "shell"],
    ["/r/dot_bashrc", "shell"],
    ["/r/.zprofile", "shell"],
    ["/r/.bash_aliases", "shell"],
    ["/r/dot_xinitrc", "shell"],
    ["/r/.profile", "shell"],
    ["/r/bin/tunnel", null],
    ["/r/tunnel.sh.bak", null],
    ["/r/dot_config/systemd/user/ssh-socks@.service", "systemd"],
    ["/r/etc/systemd/system/a.service.d/b.conf", "systemd"],
    ["/r/etc/crontab", "crontab"],
    ["/r/etc/cron.d/backup", "crontab"],
    ["/r/Dockerfile.dev", "dockerfile"],
    ["/r/Makefile", "makefile"],
    ["/r/rules.mk", "makefile"],
    ["/r/etc/fstab", "fstab"],
    ["/r/.github/workflows/ci.yml", "yaml"],
    ["/r/ansible.cfg", "ansible-cfg"],
    ["/r/inventory/hosts", "ansible-inventory"],
    ["/r/Vagrantfile", "vagrant"],
    ["/r/image.pkr.hcl", "packer"],
    ["/r/main.tf", "terraform"],
    ["/r/home.nix", "nix"],
    ["/r/etc/sysctl.conf", "sysctl"],
    ["/r/etc/sysctl.d/60-x.conf", "sysctl"],
    ["/r/home/.putty/sessions/web", "putty"],
    ["/r/putty.reg", "putty-registry"],
    ["/r/WinSCP.ini", "winscp"],
    ["/r/web.xsh", "xshell"],
    ["/r/README.md", null],
    ["/r/.ssh/config", null],
    ["/r/etc/ssh/sshd_config", null],
  ])("%s: %s", (path, system) => {
    expect(systemAt(path)).toBe(system);
  });
});

const utf16 = (text: string): string => `\xff\xfe${[...text].map((letter) => `${letter}\0`).join("")}`;

/** For each system texts that say something, and texts that do not. */
const cases: Readonly<Record<System, { readonly telling: readonly string[]; readonly silent: readonly string[] }>> = {
  shell: {
    telling: [
      "ssh -o ServerAliveInterval=60 h",
      "ssh -oserveralivecountmax=3 h",
      "ssh -ServerAliveInterval=60 h",
      'printf "ClientAliveInterval 5\\n" | tee -a /etc/ssh/sshd_config',
      "autossh -M 0 h",
      "autossh \\\n  -M 0 h",
      'autossh "$@"',
      "export AUTOSSH_PORT=0",
      "sshfs \\\n  -o reconnect h: /mnt",
      "OPTS='reconnect'\nsshfs -o $OPTS h: /mnt",
      "MOSH_SERVER_NETWORK_TMOUT=60 mosh h",
      "echo 'TCPKeepAlive no' >> ~/.ssh/config",
    ],
    silent: ["", "ssh h", "apt-get install autossh sshfs", "echo alive", "sshfs h: /mnt", "systemctl start keepalived"],
  },
  fish: { telling: ["ssh -o ServerAliveInterval=9 h", "autossh -M 0 h"], silent: ["ssh h"] },
  launchd: {
    telling: ["<string>/usr/bin/autossh</string><string>h</string>", "<string>ServerAliveInterval=9</string>"],
    silent: ["<string>/usr/bin/ssh</string><string>h</string>"],
  },
  crontab: { telling: ["@reboot autossh -M 0 h"], silent: ["@reboot ssh h"] },
  systemd: { telling: ["ExecStart=/usr/bin/autossh -M 0 h"], silent: ["Description=autossh"] },
  dockerfile: { telling: ['CMD ["autossh", "-M", "0", "h"]'], silent: ["RUN apt-get install -y autossh"] },
  makefile: { telling: ["\tssh -o ServerAliveInterval=9 h"], silent: ["\tssh h"] },
  fstab: {
    telling: ["h: /m fuse.sshfs reconnect 0 0", "h: /m fuse.sshfs ServerAliveInterval=9 0 0"],
    silent: ["h: /m fuse.sshfs _netdev 0 0"],
  },
  yaml: {
    telling: ["- run: ssh -o ServerAliveInterval=9 h", "- autossh\n- -M\n", "ansible_ssh_common_args: -C"],
    silent: ["ClientAliveInterval: 300", '"TCPKeepAlive": true', "- autossh\n- sshfs\n", "ansible_ssh_user: x"],
  },
  "ansible-cfg": { telling: ["[ssh_connection]\nssh_args = -C"], silent: ["[defaults]\nforks = 5"] },
  "ansible-inventory": { telling: ["h ansible_ssh_args=-C"], silent: ["h ansible_ssh_user=x", "127.0.0.1 localhost"] },
  vagrant: { telling: ["config.ssh.keep_alive = false"], silent: ["config.vm.box = 'x'"] },
  packer: { telling: ['ssh_keep_alive_interval = "-1s"'], silent: ['ssh_username = "x"'] },
  terraform: { telling: ["connection {\n keepalive = 5\n}"], silent: ["connection {}"] },
  nix: { telling: ["serverAliveInterval = 9;"], silent: ["programs.ssh.enable = true;"] },
  sysctl: { telling: ["net.ipv4.tcp_keepalive_time = 9", "net/ipv4/tcp_retries2=3"], silent: ["vm.swappiness = 1"] },
  putty: { telling: ["HostName=h\nPingInterval=1"], silent: ["HostName=h"] },
  "putty-registry": { telling: [utf16('[X]\r\n"PingInterval"=dword:1')], silent: [utf16('[X]\r\n"a"=dword:1')] },
  winscp: { telling: ["[Sessions\\h]\r\nPingType=1"], silent: ["[Sessions\\h]\r\nHostName=h"] },
  xshell: {
    telling: [utf16("[CONNECTION:KEEPALIVE]\r\nSendKeepAlive=1\r\n")],
    silent: ["import os\nKeepAlive = 1\n"],
  },
};

describe("what a file carries", () => {
  it.each(systems)("%s", (system) => {
    const { telling, silent } = cases[system];
    expect(telling.filter((text) => !carries(system, text))).toEqual([]);
    expect(silent.filter((text) => carries(system, text))).toEqual([]);
  });

  it("is told in a time that grows with the file alone", () => {
    const text = "autossh sshfs ,, ".repeat(200_000);
    const start = performance.now();
    for (const system of systems) carries(system, text);
    expect(performance.now() - start).toBeLessThan(5_000);
  });
});
