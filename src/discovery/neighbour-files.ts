import type { System } from "../base/system.ts";
import { nameOf } from "../io/byte-paths.ts";
import type { BytePath } from "../io/files.ts";
import { systemByName } from "./system.ts";

/** Which files of other systems a searched directory yields. */
export interface NeighbourSearch {
  /** By the path alone; null: not one that is looked into. */
  readonly systemAt: (path: BytePath) => System | null;
  /** Whether a file has a word that a reader of its system could have something to say about; no parser is needed to tell. */
  readonly carries: (system: System, text: string) => boolean;
}

/** Settings on command lines and in configurations that a script writes, not names of variables that a program fills in. */
const settings = /(?:(?:server|client)alive\w*|tcpkeepalive|protocolkeepalives)(?!\w|["']?[ \t]*:)/;

/** What autossh and mosh add. */
const programs =
  /\bautossh\b["',]*\s[\s"'\\,-]*(?:-[A-Za-z]|\$)|AUTOSSH_(?:PORT|GATETIME|POLL|FIRST_POLL)\b|MOSH_SERVER_NETWORK_TMOUT/;

const ansibleVariables = /\bansible_ssh_(?:common_|extra_)?args\b/;

const anyOf = (...all: readonly RegExp[]): RegExp => new RegExp(all.map(({ source }) => source).join("|"), "i");

const onCommandLines = anyOf(settings, programs);

const telling: Readonly<Record<System, RegExp>> = {
  shell: onCommandLines,
  fish: onCommandLines,
  launchd: anyOf(onCommandLines, /autossh\s*<\/string>/),
  crontab: onCommandLines,
  systemd: onCommandLines,
  dockerfile: onCommandLines,
  makefile: onCommandLines,
  fstab: onCommandLines,
  yaml: anyOf(settings, programs, ansibleVariables),
  "ansible-cfg": /^[ \t]*ssh_(?:common_|extra_)?args\b/im,
  "ansible-inventory": ansibleVariables,
  vagrant: /\bkeep_alive\b/,
  packer: /\bssh_(?:keep_alive_interval|read_write_timeout)\b/,
  terraform: /\b(?:keep_?alive|server_?alive)\w*\s*=/i,
  nix: /(?:server|client)alive|tcpkeepalive/i,
  sysctl: /\btcp_(?:keepalive_(?:time|intvl|probes)|retries2)\b/,
  putty: /^(?:PingInterval|TCPKeepalives)/im,
  "putty-registry": /"(?:PingInterval|TCPKeepalives)/i,
  winscp: /^(?:Ftp)?Ping(?:Type|Interval)/im,
  xshell: /\[CONNECTION[\]:][\s\S]*^(?:Send|TCP)?KeepAlive/im,
};

export const neighbourSearch: NeighbourSearch = {
  // An .xsh may be a xonsh script, which only its content tells.
  systemAt: (path) => systemByName(path) ?? (/\.xsh$/i.test(nameOf(path)) ? "xshell" : null),
  // UTF-16 has a zero byte beside each letter.
  carries: (system, text) => {
    const plain = text.includes("\0") ? text.replaceAll("\0", "") : text;
    return (
      telling[system].test(plain) ||
      (mayReconnect.has(system) && /\bsshfs\b/.test(plain) && /\breconnect\b/.test(plain))
    );
  },
};

/** Whose command lines may start sshfs. */
const mayReconnect: ReadonlySet<System> = new Set([
  "shell",
  "crontab",
  "systemd",
  "dockerfile",
  "makefile",
  "fstab",
  "yaml",
]);
