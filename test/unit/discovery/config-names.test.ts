import { describe, expect, it } from "vitest";
import { isFragmentPath, sideByPlace } from "../../../src/discovery/config-names.ts";

describe("sideByPlace", () => {
  it.each([
    ".ssh/config",
    "ssh/config",
    "ssh_config",
    "ssh/.ssh/config",
    "private_dot_ssh/config",
    "private_dot_ssh/create_private_config",
    "private_dot_ssh/readonly_config",
    "exact_private_dot_ssh/config",
    "home/.ssh/config",
    "private_dot_ssh/config.tmpl",
    "ssh.cfg",
    "inventory/ssh.cfg.j2",
    "sshconfig",
    "dot_ssh/config",
    "dot-ssh/config",
    "work_dot_ssh/config",
    "private_dot_ssh/private_config.tmpl",
    "home/private_dot_ssh/config.tmpl",
    "etc/ssh/ssh_config",
    "templates/ssh_config.erb",
    "ssh.symlink/config",
    "etc/ssh/ssh_config.d/50-keepalive.conf",
    ".ssh/config.d/work",
    ".ssh/conf.d/host.example.com",
    "ssh/configs/home.conf",
    "private_dot_ssh/private_config.d/private_work.tmpl",
    "templates/default/openssh.conf.erb",
  ])("client: %s", (path) => {
    expect(sideByPlace(path)).toBe("client");
    expect(sideByPlace(`/home/me/dotfiles/${path}`)).toBe("client");
  });

  it.each([
    "sshd_config",
    "etc/ssh/sshd_config",
    "files/sshd_config",
    "templates/sshd_config.j2",
    "templates/sshd_config.erb",
    "templates/default/sshd_config.erb",
    "templates/sshd_config.epp",
    "roles/ssh/templates/sshd_config.j2",
    "rootfs/etc/ssh/sshd_config",
    "airootfs/etc/ssh/sshd_config.d/10-archiso.conf",
    "etc/ssh/sshd_config.d/99-hardening.conf",
    "templates/sshd_config.d/10-keepalive.conf.j2",
    "files/sshd_config.debian",
    "templates/opensshd.conf.j2",
    "files/sshd_config_ubuntu",
    "files/hardened-sshd_config.conf",
    // ssh would never read it there, but its name is all that a search can go by.
    ".ssh/sshd_config",
  ])("server: %s", (path) => {
    expect(sideByPlace(path)).toBe("server");
  });

  it.each([
    // Other programs' files of the same name.
    "config",
    "ghostty/config",
    "git/config",
    "i3/config",
    "sway/config",
    ".aws/config",
    "kube/config",
    "newsboat/config",
    "privoxy/config",
    "sshx/config",
    "my.ssh/config",
    "squid/squid.conf",
    "kitty/ssh.conf",
    "fail2ban/filter.d/sshd.conf",
    "supervisor/conf.d/openssh.conf",
    ".config/user-tmpfiles.d/ssh.conf",
    "nginx/conf.d/ssh",
    "syntax/sshconfig.vim",
    "snippets/sshconfig.snip",
    "ssh_config.d/README",
    "sshd_config.d/keep.txt",
    ".ssh/config.d/README.md",
    ".ssh/config.d/.gitkeep",
    ".ssh/id_ed25519",
    ".ssh/known_hosts",
    // What makes configs or speaks about them.
    "sshd_config.sh",
    "sshd_config.bash",
    "sshd_config.sed",
    "salt/sshd_config.sls",
    "manifests/sshd_config.pp",
    "spec/sshd_config_spec.rb",
    "sshd_config.rb",
    "sshd_config.md",
    "sshd_config.5",
    "ssh_config.5",
    "sshd_config.sh.tmpl",
    "modules/ssh.nix",
    // Not text, or chezmoi's scripts and links.
    "private_dot_ssh/encrypted_private_config.age",
    "private_dot_ssh/encrypted_config.asc",
    "private_dot_ssh/modify_private_config",
    "private_dot_ssh/symlink_config",
    "etc/encrypted_sshd_config",
    "etc/modify_sshd_config",
    // Leftovers, which no sshd reads.
    "etc/ssh/sshd_config.bak",
    "etc/ssh/sshd_config~",
    "etc/ssh/sshd_config.rpmnew",
    "etc/ssh/sshd_config.dpkg-old",
    "etc/ssh/.sshd_config.keepalive-lint.lock",
    "etc/ssh/.sshd_config.swp",
    "etc/ssh/._sshd_config",
  ])("none: %s", (path) => {
    expect(sideByPlace(path)).toBeNull();
  });
});

it.each([
  ["/home/me/.ssh/config.d/work", true],
  ["/home/me/.ssh/config.d/team/a", true],
  ["ssh/conf.d/a.conf", true],
  ["private_dot_ssh/private_config.d/work", true],
  ["/etc/ssh/sshd_config.d/10-a.conf", true],
  ["snippets.d/a", true],
  ["/home/me/.ssh/config", false],
  ["roles.d/web/.ssh/config", false],
  ["config.d", false],
  ["sshd_config", false],
])("isFragmentPath(%s) is %s", (path, expected) => {
  expect(isFragmentPath(path)).toBe(expected);
});
