import { type ConfigFiles, DIRECTORY } from "./place.ts";

const lines = (...all: readonly string[]): string => all.map((line) => `${line}\n`).join("");

/** Fifty machines of the kind that people keep in one list. */
const fleet = Array.from({ length: 30 }, (_, at) =>
  lines(
    `Host node${at} node${at}.lab`,
    ...(at % 2 === 0 ? [`  HostName 10.0.${at}.1`] : []),
    ...(at % 3 === 0 ? [`\tServerAliveInterval ${at * 5}`] : []),
    ...(at % 4 === 1 ? ['    serveralivecountmax = "7"'] : []),
    ...(at % 5 === 2 ? ["  TCPKeepAlive no"] : []),
    ...(at % 7 === 3 ? ["  BatchMode yes"] : []),
    ...(at % 6 === 4 ? ["  ServerAliveInterval none"] : []),
  ),
).join("");

const special = lines(
  "# A bit of everything",
  "IgnoreUnknown UseKeychain,AddKeysTo*",
  "ServerAliveCountMax=5",
  "Host bastion",
  "  HostName bastion.example.com",
  "  User ops",
  "  UseKeychain yes",
  "  ServerAliveInterval 1m",
  'Host "quoted" single-*',
  '  "ServerAliveInterval" "45"',
  "Host db-? !db-3 db-3",
  "  ProxyJump bastion",
  "  ServerAliveInterval 25",
  "Host db-1 db-2 db-3 db-44",
  "  KeepAlive no",
  "Host Upper",
  "  ServerAliveInterval 12",
  "Match host upper",
  "  ServerAliveInterval 13",
  "Match originalhost bastion user ops",
  "  TCPKeepAlive no",
  "Match host bastion.example.com",
  "  ServerAliveCountMax 9",
  "Match !user ops host db-*",
  "  TCPKeepAlive yes",
  `Include ${DIRECTORY}/inc/*.conf missing ~/over.conf`,
  "Host lonely",
  '"TCPKeepAlive no',
  "  ServerAliveInterval = 0",
  "Host=spaced\tout",
  "  ServerAliveInterval\t\t90",
  "Match final host real",
  "  ServerAliveCountMax 8",
  "Host aliased",
  "  HostName real",
  "  ProtocolKeepAlives 77",
);

const tail = lines("Host *.lab !node1.lab", "  ServerAliveInterval 200", "Host *", "  ServerAliveInterval 33");

/** A config with more than forty hosts that are all read differently. */
export const manyHosts: ConfigFiles = {
  main: special + fleet + tail,
  others: {
    "inc/a.conf": lines("Host included", "  ServerAliveInterval 8", "Match final", "  TCPKeepAlive no"),
    "inc/b.conf": lines("Host included also-included", "  ServerAliveCountMax 2"),
    "home/over.conf": "Host from-home\r\n  ServerAliveInterval 21\r\n",
    "home/.ssh/missing": lines("Host not-missing", "  ServerAliveInterval 22"),
  },
};

/** An sshd_config with Match blocks of every criterion that all versions know. */
export const manyConnections: ConfigFiles = {
  main: lines(
    `Include ${DIRECTORY}/inc/*.conf`,
    "Port 22",
    "ClientAliveInterval 5m # global",
    "TCPKeepAlive no",
    "Match user bob,!root",
    "  ClientAliveInterval 10",
    "Match address 10.0.0.0/8,!10.1.2.3",
    "  ClientAliveCountMax 0",
    "Match host *.example.com user alice",
    "  ClientAliveInterval 0",
    "Match localport 2222",
    "  ClientAliveCountMax 6",
    "Match localaddress ::1",
    "  ClientAliveInterval 44",
    "Match group root",
    "  ClientAliveInterval 55",
    "Match all",
    "  ClientAliveCountMax 4",
  ),
  others: { "inc/a.conf": lines("Match user bob", "  ClientAliveCountMax 2") },
};
