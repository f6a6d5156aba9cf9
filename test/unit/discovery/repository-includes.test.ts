import { describe, expect, it } from "vitest";
import { repositoryIncludePaths } from "../../../src/discovery/repository-includes.ts";

const paths = (root: string, argument: string) => [...repositoryIncludePaths(`/r/${root}`, "/r", argument)];

describe("repositoryIncludePaths", () => {
  it.each([
    ["ssh/config", "~/.ssh/config.d/*", "/r/ssh/config.d/*"],
    ["ssh/config", "config.d/work", "/r/ssh/config.d/work"],
    ["ssh/config", "%d/.ssh/work", "/r/ssh/work"],
    ["ssh/config", `\${HOME}/.ssh/work`, "/r/ssh/work"],
    ["ssh/config", "/home/me/.ssh/work", "/r/ssh/work"],
    ["home/.ssh/config", "~/.orbstack/ssh/config", "/r/home/.orbstack/ssh/config"],
    ["files/sshd_config", "/etc/ssh/sshd_config.d/*.conf", "/r/files/sshd_config.d/*.conf"],
    ["files/sshd_config", "sshd_config.d/*.conf", "/r/files/sshd_config.d/*.conf"],
    ["etc/ssh/ssh_config", "ssh_config.d/*.conf", "/r/etc/ssh/ssh_config.d/*.conf"],
    ["private_dot_ssh/private_config.tmpl", "config.d/*", "/r/private_dot_ssh/config.d/*"],
    ["sshconfig", "~/.ssh/../.config/ssh/x", "/r/.config/ssh/x"],
  ])("%s: Include %s lies first of all at %s", (root, argument, first) => {
    expect(paths(root, argument)[0]).toBe(first);
  });

  it.each([
    ["sshconfig", "~/.ssh/work", ["/r/work", "/r/.ssh/work", "/r/*/.ssh/work", "/r/ssh/work"]],
    ["git/config", "~/.ssh/work", ["/r/ssh/work", "/r/*/.ssh/work"]],
    ["zsh/.ssh/config", "~/.ssh/work", ["/r/zsh/.ssh/work", "/r/*/.ssh/work"]],
    ["files/sshd_config", "/etc/ssh/a.conf", ["/r/files/a.conf", "/r/etc/ssh/a.conf", "/r/*/etc/ssh/a.conf"]],
    ["files/sshd_config", "/usr/share/a.conf", ["/r/usr/share/a.conf", "/r/*/usr/share/a.conf"]],
    ["templates/sshd_config.j2", "sshd_config.d/*.conf", ["/r/templates/sshd_config.d/*.conf.j2"]],
    [
      "private_dot_ssh/private_config.tmpl",
      "config.d/work",
      [
        "/r/private_dot_ssh/config.d/work.tmpl",
        "/r/private_dot_ssh/private_config.d/private_work",
        "/r/private_dot_ssh/exact_private_config.d/private_work.tmpl",
      ],
    ],
    ["dot_ssh/config", "~/.orbstack/ssh/config", ["/r/.orbstack/ssh/config", "/r/private_dot_orbstack/ssh/config"]],
  ])("%s: Include %s may lie at %j", (root, argument, expected) => {
    expect(paths(root, argument)).toEqual(expect.arrayContaining(expected));
  });

  it.each([
    "~other/.ssh/x",
    "~/.ssh/%r",
    `\${WORK}/x`,
    "~",
    "~/",
    "~/.",
    "/",
    "..",
    "../..",
    "~/../../etc/passwd",
    "~/.ssh/../../x",
  ])("Include %s lies nowhere", (argument) => {
    expect(paths("ssh/config", argument)).toEqual([]);
  });

  it("takes a path that leads into the repository where it lies for what stands there", () => {
    expect(paths("ssh_config", "/r/conf.d/*.conf")[0]).toBe("/r/conf.d/*.conf");
    expect(paths("ssh_config", "/r/../etc/hosts")).not.toContain("/etc/hosts");
  });

  it("never leaves the repository", () => {
    for (const argument of ["../../../../etc/passwd", "/../etc/passwd", "/etc/ssh/../../../x", "~/.ssh/../x"]) {
      for (const path of paths("ssh/config", argument)) expect(path).toMatch(/^\/r\/(?!.*\.\.)/);
    }
    expect([...repositoryIncludePaths("/elsewhere/config", "/r", "x")]).toEqual([]);
    expect([...repositoryIncludePaths("/repository/config", "/r", "x")]).toEqual([]);
  });

  it("quotes what is a pattern by accident", () => {
    expect([...repositoryIncludePaths("/a[b]*/ssh/config", "/a[b]*", "x")][0]).toBe("/a\\[b]\\*/ssh/x");
  });
});
