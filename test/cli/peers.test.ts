import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { run, sandbox } from "./program.ts";

/** What other tools that rewrite these files get wrong, one case each: the file before, and what --fix has to make of it. */
const server: readonly (readonly [string, string, string])[] = [
  [
    "the last of two lines is changed, which is dead (Ansible's lineinfile, s01)",
    "ClientAliveInterval 3600\nClientAliveInterval 3000\n",
    "ClientAliveInterval 60\nClientAliveInterval 3000\n",
  ],
  [
    "the line inside Match is changed in place of the global one (lineinfile, s02)",
    "ClientAliveInterval 3600\nMatch User bob\n    ClientAliveInterval 30\n",
    "ClientAliveInterval 60\nMatch User bob\n    ClientAliveInterval 30\n",
  ],
  [
    "the lines of Match blocks are deleted (ComplianceAsCode, s02, s17, s19)",
    "ClientAliveInterval 3600\nMatch User bob\n    ClientAliveInterval 30\nMatch Address 10.0.0.0/8,!10.2.3.4\n    ClientAliveInterval 45\n",
    "ClientAliveInterval 60\nMatch User bob\n    ClientAliveInterval 30\nMatch Address 10.0.0.0/8,!10.2.3.4\n    ClientAliveInterval 45\n",
  ],
  [
    "a line is appended, where it lands in the last Match block (many scripts, s12)",
    "UsePAM yes\nMatch User bob\n    X11Forwarding no\n",
    "UsePAM yes\nClientAliveInterval 60\nMatch User bob\n    X11Forwarding no\n",
  ],
  [
    "`=` is not seen, and a second line comes (ComplianceAsCode, s06)",
    "ClientAliveInterval=3600\n",
    "ClientAliveInterval=60\n",
  ],
  [
    "another case is not seen, and a line without effect comes (lineinfile, s21)",
    "clientaliveinterval\t3600\nUsePAM yes\n",
    "clientaliveinterval\t60\nUsePAM yes\n",
  ],
  [
    "a trailing comment is lost (lineinfile, Augeas, s07)",
    "ClientAliveInterval 3600 # idle\n",
    "ClientAliveInterval 60 # idle\n",
  ],
  [
    "one line ends otherwise than all others (lineinfile, ComplianceAsCode, Augeas, s08)",
    "UsePAM yes\r\nClientAliveInterval 3600\r\nClientAliveCountMax 3\r\n",
    "UsePAM yes\r\nClientAliveInterval 60\r\nClientAliveCountMax 3\r\n",
  ],
  ["an indented first line is not understood (Augeas)", "  ClientAliveInterval 3600\n", "  ClientAliveInterval 60\n"],
  [
    "a file with Match all is not understood (Augeas, s17)",
    "ClientAliveInterval 3600\nMatch all\n    X11Forwarding no\n",
    "ClientAliveInterval 60\nMatch all\n    X11Forwarding no\n",
  ],
  [
    "a global line cannot be added where a Match block stands (Augeas)",
    "#ClientAliveInterval 0\nMatch User bob\n    X11Forwarding no\n",
    "#ClientAliveInterval 0\nClientAliveInterval 60\nMatch User bob\n    X11Forwarding no\n",
  ],
  [
    "bytes that are no UTF-8 stop the tool or are lost (InSpec, Linux auditors, s15)",
    "# caf\xe9\nClientAliveInterval 3600\n",
    "# caf\xe9\nClientAliveInterval 60\n",
  ],
];

const client: readonly (readonly [string, string, string])[] = [
  [
    "the blank before a trailing comment goes, and ssh refuses the line (npm ssh-config, c07)",
    "Host *\n  ServerAliveInterval 600 # why\n  ServerAliveCountMax 4 #x\n",
    "Host *\n  ServerAliveInterval 60 # why\n  ServerAliveCountMax 4 #x\n",
  ],
  [
    "comments move, `=`, blank lines and indentation change (prettier plugin, c06, c08)",
    "Host=*\r\n\t  ServerAliveInterval = 600\r\n\r\n\r\n\tIdentityFile=~/.ssh/id # mine\r\n",
    "Host=*\r\n\t  ServerAliveInterval = 60\r\n\r\n\r\n\tIdentityFile=~/.ssh/id # mine\r\n",
  ],
  [
    "tabs become spaces (kevinburke/ssh_config)",
    "Host *\n\t\tServerAliveInterval\t600\n\tUser\tx\n",
    "Host *\n\t\tServerAliveInterval\t60\n\tUser\tx\n",
  ],
  [
    "`=` inside an argument is lost (npm ssh-config)",
    "Match host a user b\n  ProxyCommand nc -X = %h %p\nHost *\n  ServerAliveInterval 600\n",
    "Match host a user b\n  ProxyCommand nc -X = %h %p\nHost *\n  ServerAliveInterval 60\n",
  ],
  [
    "a keyword in another case is taken for a second one (npm ssh-config, c11)",
    "Host *\n  SERVERALIVEINTERVAL 600\n  ServerAliveInterval 99\n",
    "Host *\n  SERVERALIVEINTERVAL 60\n  ServerAliveInterval 99\n",
  ],
  [
    "quotes become a part of the value (Augeas, c04)",
    'Host *\n  ServerAliveInterval "600"\n',
    'Host *\n  ServerAliveInterval "60"\n',
  ],
  [
    "the file's last line gets an end that it did not have (several)",
    "Host *\n  ServerAliveInterval 600",
    "Host *\n  ServerAliveInterval 60",
  ],
];

function fixed(name: string, side: string, before: string): string {
  const cwd = sandbox({ [name]: before });
  run(["--fix", "--side", side, name], { cwd });
  const once = readFileSync(`${cwd}/${name}`, "latin1");
  run(["--fix", "--side", side, name], { cwd });
  expect(readFileSync(`${cwd}/${name}`, "latin1")).toBe(once);
  return once;
}

describe("what other rewriters get wrong on the server's side", () => {
  it.each(server)("%s", (_what, before, after) => {
    expect(fixed("sshd_config", "server", before)).toBe(after);
  });
});

describe("what other rewriters get wrong on the client's side", () => {
  it.each(client)("%s", (_what, before, after) => {
    expect(fixed("ssh_config", "client", before)).toBe(after);
  });
});
