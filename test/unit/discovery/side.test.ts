import { describe, expect, it } from "vitest";
import { sideOf } from "../../../src/discovery/side.ts";

describe("by name", () => {
  it.each([
    ["/etc/ssh/sshd_config", "server"],
    ["/etc/ssh/sshd_config.bak", "server"],
    ["sshd-config.txt", "server"],
    ["~/.ssh/config", "client"],
    ["/home/me/.ssh/config_work", "client"],
    ["/home/me/.ssh/config.local", "client"],
    ["dot_ssh/config-home", "client"],
    ["my_ssh_config", "client"],
    ["ssh-config.txt", "client"],
    ["ssh.config", "client"],
  ] as const)("%s is a %s's", (path, side) => {
    expect(sideOf(path, "")).toBe(side);
  });

  it("goes before what the text says: ssh goes by the name, too", () => {
    expect(sideOf(".ssh/config", "ClientAliveInterval 60\n")).toBe("client");
    expect(sideOf(".ssh/sshd_config", "Host *\n")).toBe("server");
  });
});

describe("by keywords", () => {
  it.each([
    ["Host *\n  ServerAliveInterval 60\n", "client"],
    ["ServerAliveInterval 60", "client"],
    ["serveraliveinterval=60\r\n", "client"],
    ['"ServerAliveCountMax" 3\n', "client"],
    ["ServerAliveInternal 60\n", "client"],
    ["Match exec true\n\tProxyJump bastion\n", "client"],
    ["ClientAliveInterval 300\nClientAliveCountMax 2\n", "server"],
    ["ClientAliveMaxCount 2\n", "server"],
    ["PermitRootLogin no\nMatch User x\n", "server"],
    ["TCPKeepAlive no\nUsePAM yes\n", "server"],
    ["# ServerAliveInterval is the client's\nClientAliveInterval 60\n", "server"],
    ["Host a\nUser b\nPermitRootLogin no\n", "client"],
  ] as const)("%j is a %s's", (text, side) => {
    expect(sideOf("files/ssh/keepalive.conf", text)).toBe(side);
    expect(sideOf("-", text)).toBe(side);
  });

  it.each(["", "TCPKeepAlive yes\nPort 22\n", "#Host *\n", "Hostility 3\n", "PermitRootLogin no\nHost x\n", "\0\xff"])(
    "%j tells no side",
    (text) => {
      expect(sideOf("config", text)).toBeNull();
    },
  );
});

it("a name is wrong where all the text says so, outside of ssh's own directories", () => {
  const server = "PermitRootLogin no\nUsePAM yes\nPrintMotd no\n";
  expect(sideOf("needs_sorting/ssh_config", server)).toBe("server");
  expect(sideOf("needs_sorting/ssh_config", `${server}HostName a\n`)).toBe("client");
  expect(sideOf("etc/ssh/ssh_config", server)).toBe("client");
  expect(sideOf("dot_ssh/config", server)).toBe("client");
  expect(sideOf("files/sshd_config", "Host *\n  HostName a\n  IdentityFile b\n")).toBe("client");
});
