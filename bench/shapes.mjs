// Configs of a given size, each stressing something that must stay linear where OpenSSH is.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const numbers = (count) => Array.from({ length: count }, (_, index) => index);
const octets = (n) => `10.${(n >> 16) & 255}.${(n >> 8) & 255}.${n & 255}`;
const forAll = "Host *\n    ServerAliveInterval 60\n";
const body = (n) => `    HostName ${octets(n)}\n    User user${n % 7}\n    ServerAliveInterval ${30 + (n % 60)}\n\n`;
const lines = (count, line) => numbers(count).map(line).join("");

/** Name to [side, text for a size]. */
export const files = {
  "hosts, each its own interval": [
    "client",
    (count) =>
      lines(
        count,
        (n) =>
          `Host host${n}\n    HostName ${octets(n)}\n    User user${n % 7}\n    ServerAliveInterval ${30 + (n % 60)}\n\n`,
      ) + forAll,
  ],
  "hosts, nothing set": [
    "client",
    (count) => lines(count, (n) => `Host host${n}\n    HostName ${octets(n)}\n    User user${n % 7}\n    Port 22\n\n`),
  ],
  "hosts, one of them wrong": [
    "client",
    (count) =>
      lines(
        count,
        (n) =>
          `Host host${n}\n    HostName ${octets(n)}\n    User user${n % 7}\n    Port ${n === 7 ? "22\n    ServerAliveInterval 600" : "22"}\n\n`,
      ) + forAll,
  ],
  "hosts, each interval too long": [
    "client",
    (count) => lines(count, (n) => `Host host${n}\n    ServerAliveInterval ${300 + (n % 100)}\n`) + forAll,
  ],
  "suffix wildcards with exceptions": [
    "client",
    (count) =>
      lines(count, (n) => `Host *.d${n}.example !x.d${n}.example\n    ServerAliveInterval ${30 + (n % 60)}\n`) + forAll,
  ],
  "prefix wildcards": [
    "client",
    (count) => lines(count, (n) => `Host rack${n}-*\n    ServerAliveInterval ${30 + (n % 60)}\n`) + forAll,
  ],
  "wildcards that share both ends": [
    "client",
    (count) =>
      lines(count, (n) => `Host web-*-${n}x-*.example.com\n    ServerAliveInterval ${30 + (n % 60)}\n`) + forAll,
  ],
  "wildcards at both ends": [
    "client",
    (count) => lines(count, (n) => `Host *rack${n}x*\n    ServerAliveInterval ${30 + (n % 60)}\n`) + forAll,
  ],
  "wildcards without a default": [
    "client",
    (count) => lines(count, (n) => `Host web${n}-*.example.com\n    ServerAliveInterval ${30 + (n % 60)}\n`),
  ],
  "wildcards with more lines": [
    "client",
    (count) => lines(count, (n) => `Host web${n}-*.dc${n % 9}.example.com\n${body(n)}`) + forAll,
  ],
  "one wildcard in ten hosts": [
    "client",
    (count) => lines(count, (n) => `Host ${n % 10 === 0 ? `*.site${n}.example.com` : `host${n}`}\n${body(n)}`) + forAll,
  ],
  "many wildcards a pattern": ["client", (count) => lines(count, (n) => `Host *a*${n}*b*\n${body(n)}`) + forAll],
  "a name, its domain and an address": [
    "client",
    (count) => lines(count, (n) => `Host web${n} web${n}.* ${octets(n)}\n${body(n)}`) + forAll,
  ],
  "ten patterns a line": [
    "client",
    (count) =>
      lines(
        Math.ceil(count / 5),
        (n) =>
          `Host *.z${n}.example.com ${numbers(9)
            .map((k) => `!h${k}.z${n}.example.com`)
            .join(" ")}\n${body(n)}`,
      ) + forAll,
  ],
  "equals signs and quotes": [
    "client",
    (count) =>
      lines(
        count,
        (n) =>
          `Host "host${n}"\n    HostName=${octets(n)}\n    User = "user${n % 7}"\n    ServerAliveInterval=${30 + (n % 60)}\n`,
      ) + forAll,
  ],
  "values in quotes": [
    "client",
    (count) =>
      lines(count, (n) => `Host host${n}\n    HostName "host${n}.lan"\n    ServerAliveInterval "30"\n`) + forAll,
  ],
  "comments behind words": [
    "client",
    (count) =>
      lines(count, (n) => `Host host${n} # number ${n}\n    HostName ${octets(n)} # here\n    User u\n`) + forAll,
  ],
  "times with a unit": [
    "client",
    (count) => lines(count, (n) => `Host host${n}\n    ServerAliveInterval ${1 + (n % 3)}m\n`) + forAll,
  ],
  "one host named twice": [
    "client",
    (count) => `Host host77\n${body(1)}${lines(count, (n) => `Host host${n}\n${body(n)}`)}${forAll}`,
  ],
  "lists of Match host": [
    "client",
    (count) => lines(count, (n) => `Match host h${n},h${n}.example.com,*.z${n}.example.com\n${body(n)}`) + forAll,
  ],
  "twenty names a line": [
    "client",
    (count) =>
      lines(
        Math.ceil(count / 20),
        (n) =>
          `Host ${numbers(20)
            .map((k) => `h${n}-${k}`)
            .join(" ")}\n    User u\n    ServerAliveInterval ${30 + (n % 60)}\n`,
      ),
  ],
  "one long Host line": [
    "client",
    (count) =>
      `Host ${numbers(count)
        .map((n) => `h${n}`)
        .join(" ")}\n    ServerAliveInterval 30\n${forAll}`,
  ],
  "one long list of exceptions": [
    "client",
    (count) =>
      `Host * ${numbers(count)
        .map((n) => `!h${n}`)
        .join(" ")}\n    ServerAliveInterval 30\n${forAll}`,
  ],
  "backtracking wildcards": [
    "client",
    (count) =>
      `Host *a*a*a*b\n    ServerAliveInterval 30\n${lines(count, (n) => `Host ${"a".repeat(20)}${n}\n    User u\n`)}${forAll}`,
  ],
  "Match host blocks": [
    "client",
    (count) => lines(count, (n) => `Match host h${n}\n    ServerAliveInterval ${30 + (n % 60)}\n`) + forAll,
  ],
  "Match originalhost and user": [
    "client",
    (count) =>
      lines(count, (n) => `Match originalhost h${n} user u${n % 9}\n    ServerAliveInterval ${30 + (n % 60)}\n`) +
      forAll,
  ],
  "Match exec blocks": [
    "client",
    (count) => lines(count, (n) => `Match exec "test ${n}"\n    ServerAliveInterval ${30 + (n % 60)}\n`) + forAll,
  ],
  "Match with many criteria": [
    "client",
    (count) =>
      lines(
        count,
        (n) =>
          `Match host h${n} originalhost h${n} user u${n} localuser root final\n    ServerAliveInterval ${30 + (n % 60)}\n`,
      ) + forAll,
  ],
  "Match user wildcards": [
    "client",
    (count) => lines(count, (n) => `Match user *u${n}x*\n    ServerAliveInterval ${30 + (n % 60)}\n`) + forAll,
  ],
  "Match host wildcards": [
    "client",
    (count) =>
      lines(count, (n) => `Match host *.d${n}.example.com\n    ServerAliveInterval ${30 + (n % 60)}\n`) + forAll,
  ],
  "Match all again and again": [
    "client",
    (count) => lines(count, (n) => `Match all\n    ServerAliveInterval ${30 + (n % 60)}\n`),
  ],
  "hosts and one Match": [
    "client",
    (count) =>
      lines(count, (n) => `Host host${n}\n    HostName ${octets(n)}\n    ServerAliveInterval ${30 + (n % 60)}\n`) +
      `Match host *.internal user root\n    ServerAliveInterval 20\n${forAll}`,
  ],
  "one value again and again": [
    "client",
    (count) => `Host a\n${lines(count, (n) => `    ServerAliveInterval ${30 + (n % 60)}\n`)}${forAll}`,
  ],
  "unknown keywords": ["client", (count) => lines(count, (n) => `Unknown${n} yes\n`) + forAll],
  "ignored unknown keywords": [
    "client",
    (count) => `IgnoreUnknown Unknown*\n${lines(count, (n) => `Host h${n}\n  Unknown${n} yes\n`)}${forAll}`,
  ],
  "one long line": ["client", (count) => `Host a\n    SendEnv ${"A".repeat(count * 10)}\n${forAll}`],
  comments: ["client", (count) => lines(count, (n) => `# line ${n}\n`) + forAll],
  "an Include that is not here": [
    "client",
    (count) => `Include config.d/*\n${lines(count, (n) => `Host host${n}\n${body(n)}`)}${forAll}`,
  ],
  "hosts and one Match tagged": [
    "client",
    (count) =>
      `${lines(count, (n) => `Host host${n}\n${body(n)}`)}Match tagged work\n    ServerAliveInterval 45\n${forAll}`,
  ],
  "Match with three criteria": [
    "client",
    (count) =>
      lines(
        count,
        (n) =>
          `Match host h${n} originalhost h${n} !host x${n}\n    ServerAliveInterval ${30 + (n % 60)}\n    User u\n`,
      ) + forAll,
  ],
  "one wildcard again and again": [
    "client",
    (count) =>
      lines(count, (n) => (n % 10 ? `Host host${n}\n${body(n)}` : `Host *.zone${n % 100}.lan\n${body(n)}`)) + forAll,
  ],
  "exceptions to all": ["client", (count) => lines(count, (n) => `Host * !host${n}\n    User user${n}\n`) + forAll],
  "exceptions to a domain": [
    "client",
    (count) => lines(count, (n) => `Host *.lan !host${n}.lan\n    ServerAliveCountMax ${3 + (n % 3)}\n`) + forAll,
  ],
  "Match host with exceptions": [
    "client",
    (count) => lines(count / 2, (n) => `Match host *,!host${n}\n    User user${n}\nHost host${n}\n${body(n)}`) + forAll,
  ],
  "a proxy for each host": [
    "client",
    (count) => lines(count, (n) => `Host host${n}\n    ProxyCommand nc -x proxy:1080 %h %p\n${body(n)}`) + forAll,
  ],
  "an unknown keyword in each block": [
    "client",
    (count) => lines(count, (n) => `Host host${n}\n    Unknown yes\n`) + forAll,
  ],
  "hosts and Match user": [
    "client",
    (count) =>
      lines(count / 2, (n) => `Host host${n}\n    User user${n}\n`) +
      lines(count / 2, (n) => `Match user user${n}\n    ServerAliveInterval ${30 + (n % 60)}\n`) +
      forAll,
  ],
  "Match user and hosts": [
    "client",
    (count) =>
      lines(count / 10, (n) => `Match user user${n}\n    ServerAliveCountMax 4\n`) +
      lines(count, (n) => `Host host${n}\n${body(n)}`) +
      forAll,
  ],
  "Match exec and hosts": [
    "client",
    (count) =>
      lines(count / 10, (n) => `Match exec "test ${n}"\n    User user\n`) +
      lines(count, (n) => `Host host${n}\n${body(n)}`) +
      forAll,
  ],
  "hosts and Match tagged": [
    "client",
    (count) =>
      lines(count / 2, (n) => `Host host${n}\n    Tag tag${n}\n`) +
      lines(count / 2, (n) => `Match tagged tag${n}\n    ServerAliveInterval ${30 + (n % 60)}\n`) +
      forAll,
  ],
  "one Match user before hosts": [
    "client",
    (count) =>
      `Match user root\n    ServerAliveCountMax 5\n${lines(count, (n) => `Host host${n}\n${body(n)}`)}${forAll}`,
  ],
  "Match of any host and exec": [
    "client",
    (count) =>
      lines(count / 10, (n) => `Match host * exec "test ${n}"\n    ServerAliveCountMax ${3 + (n % 9)}\n`) +
      lines(count, (n) => `Host host${n}\n${body(n)}`) +
      forAll,
  ],
  "Match of all but one host, and user": [
    "client",
    (count) =>
      `Match !host gate user root\n    ServerAliveCountMax 5\n${lines(count, (n) => `Host host${n}\n${body(n)}`)}${forAll}`,
  ],
  "Match of all but one host each": [
    "client",
    (count) => lines(count, (n) => `Match !host host${n}\n    ServerAliveCountMax ${3 + (n % 3)}\n`) + forAll,
  ],
  "Match of all but one host each, and a user": [
    "client",
    (count) =>
      lines(count / 2, (n) => `Match !host host${n} user user${n % 5}\n    ServerAliveCountMax ${3 + (n % 3)}\n`) +
      lines(count / 2, (n) => `Host host${n}\n${body(n)}`) +
      forAll,
  ],
  "Match host of a domain with exceptions": [
    "client",
    (count) => lines(count, (n) => `Match host *.com,!*.d${n}.com\n    ServerAliveCountMax ${3 + (n % 3)}\n`) + forAll,
  ],
  "users by host, and Match user": [
    "client",
    (count) =>
      lines(count / 2, (n) => `Match host host${n}\n    User user${n}\n`) +
      lines(count / 2, (n) => `Match user user${n}\n    ServerAliveInterval ${30 + (n % 60)}\n`) +
      forAll,
  ],
  "ten forwards a host": [
    "client",
    (count) =>
      lines(
        count / 10,
        (n) =>
          `Host host${n}\n${lines(10, (k) => `    LocalForward ${10_000 + k} localhost:${20_000 + k}\n`)}${body(n)}`,
      ) + forAll,
  ],
  "Match User with exceptions": [
    "server",
    (count) =>
      `ClientAliveInterval 60\n${lines(count, (n) => `Match User *,!user${n}\n    ClientAliveCountMax ${3 + (n % 3)}\n`)}`,
  ],
  "Match User with exceptions, and networks": [
    "server",
    (count) =>
      `ClientAliveInterval 60\n${lines(count, (n) => `Match User *,!user${n} Address ${octets(n * 4)}/30\n    ClientAliveCountMax ${3 + (n % 3)}\n`)}`,
  ],
  "Match with an exception in each criterion": [
    "server",
    (count) =>
      `ClientAliveInterval 60\n${lines(count, (n) => `Match User *,!user${n} Host *,!host${n} Address *,!${octets(n)}\n    ClientAliveCountMax ${3 + (n % 3)}\n`)}`,
  ],
  "lists of Match User": [
    "server",
    (count) =>
      `ClientAliveInterval 60\n${lines(
        count / 20,
        (n) =>
          `Match User ${numbers(20)
            .map((m) => `user${n}x${m}`)
            .join(",")}\n    ClientAliveInterval ${30 + (n % 60)}\n`,
      )}`,
  ],
  "Match User blocks": [
    "server",
    (count) =>
      `ClientAliveInterval 60\n${lines(count, (n) => `Match User user${n}\n    ClientAliveInterval ${30 + (n % 60)}\n    X11Forwarding no\n`)}`,
  ],
  "Match User and Address blocks": [
    "server",
    (count) =>
      `ClientAliveInterval 60\n${lines(count, (n) => `Match User user${n} Address ${octets(n * 4)}/30\n    ClientAliveInterval ${30 + (n % 60)}\n`)}`,
  ],
  "Match Address blocks": [
    "server",
    (count) =>
      `ClientAliveInterval 60\n${lines(count, (n) => `Match Address ${octets(n)}\n    ClientAliveInterval ${30 + (n % 60)}\n`)}`,
  ],
  "Match Address wildcards": [
    "server",
    (count) =>
      `ClientAliveInterval 60\n${lines(count, (n) => `Match Address 10.${(n >> 8) & 255}.${n & 255}${n >> 16}.*,2001:db8:${n.toString(16)}:*\n    ClientAliveInterval ${30 + (n % 60)}\n`)}`,
  ],
  "Match with users, groups and a port": [
    "server",
    (count) =>
      `ClientAliveInterval 60\n${lines(count, (n) => `Match User u${n},v${n} Group g${n} LocalPort 22\n    ClientAliveInterval ${30 + (n % 60)}\n`)}`,
  ],
  "Match Host wildcards": [
    "server",
    (count) =>
      `ClientAliveInterval 60\n${lines(count, (n) => `Match Host web${n}-*.example.com\n    ClientAliveInterval ${30 + (n % 60)}\n`)}`,
  ],
  "Match LocalPort blocks": [
    "server",
    (count) =>
      `ClientAliveInterval 60\n${lines(count, (n) => `Match LocalPort ${1 + (n % 65000)}\n    ClientAliveInterval ${30 + (n % 60)}\n`)}`,
  ],
  "Match Group wildcards": [
    "server",
    (count) =>
      `ClientAliveInterval 60\n${lines(count, (n) => `Match Group team${n}-*\n    ClientAliveInterval ${30 + (n % 60)}\n`)}`,
  ],
};

/** Name to a maker of a tree: gives the words of a command line. */
export const trees = {
  "included files, side by side": (directory, count) => {
    mkdirSync(join(directory, "conf.d"), { recursive: true });
    for (const n of numbers(count))
      writeFileSync(join(directory, "conf.d", `${n}.conf`), `Host h${n}\n    ServerAliveInterval ${30 + (n % 60)}\n`);
    writeFileSync(join(directory, "ssh_config"), `Include conf.d/*.conf\n${forAll}`);
    return ["--side", "client", join(directory, "ssh_config")];
  },
  "included files with ten hosts each": (directory, count) => {
    mkdirSync(join(directory, "conf.d"), { recursive: true });
    for (const n of numbers(Math.ceil(count / 4)))
      writeFileSync(
        join(directory, "conf.d", `${n}.conf`),
        lines(10, (k) => `Host h${n}x${k}\n    ServerAliveInterval ${30 + (n % 60)}\n`),
      );
    writeFileSync(join(directory, "ssh_config"), `Include ${directory}/conf.d/*.conf\n${forAll}`);
    return ["--side", "client", join(directory, "ssh_config")];
  },
  "a file that each host includes": (directory, count) => {
    mkdirSync(directory, { recursive: true });
    writeFileSync(join(directory, "common"), "User u\nServerAliveInterval 45\n");
    const host = (n) => `Host host${n}\n    HostName ${octets(n)}\n    Include common\n`;
    writeFileSync(join(directory, "ssh_config"), lines(count, host) + forAll);
    return ["--side", "client", join(directory, "ssh_config")];
  },
  "one file, included again and again": (directory, count) => {
    mkdirSync(directory, { recursive: true });
    writeFileSync(join(directory, "more.conf"), "Host x\n    User u\n");
    writeFileSync(join(directory, "ssh_config"), lines(count, () => "Include more.conf\n") + forAll);
    return ["--side", "client", join(directory, "ssh_config")];
  },
  "files that include the next one": (directory, count) => {
    mkdirSync(directory, { recursive: true });
    const chains = Math.ceil(count / 15);
    for (const chain of numbers(chains))
      for (const n of numbers(15))
        writeFileSync(
          join(directory, `${chain}-${n}.conf`),
          `Host c${chain}n${n}\n    ServerAliveInterval 60\n${n < 14 ? `Match all\nInclude ${chain}-${n + 1}.conf\n` : ""}`,
        );
    writeFileSync(join(directory, "ssh_config"), lines(chains, (chain) => `Include ${chain}-0.conf\n`) + forAll);
    return ["--side", "client", join(directory, "ssh_config")];
  },
  "files in a tree": (directory, count) => {
    for (const n of numbers(count)) {
      const home = join(directory, `home${n}`, ".ssh");
      mkdirSync(home, { recursive: true });
      writeFileSync(join(home, "config"), `Host h${n}\n    ServerAliveInterval ${30 + (n % 60)}\n${forAll}`);
    }
    return [directory];
  },
};
