import type { Side } from "../base/side.ts";

/** What `sshd -T` or `ssh -G` printed: effective values, one keyword a line, every keyword there is. */
export interface EffectiveDump {
  readonly side: Side;
  /** The host name that `ssh -G` was asked about; null for a server's, and where it is no plain name. */
  readonly host: string | null;
  /** What was printed. */
  readonly printed: string;
  /** As long as what was printed, with the lines that concern keepalive alone: the rest is in no form that a config may have. */
  readonly config: string;
}

/** How both programs begin (sshd.c, servconf.c dump_config; ssh.c, readconf.c dump_client_config); 10.6 prints sshd's keywords in mixed case. */
const BEGINNING =
  /^(?:port \d{1,5}\r?\n){1,256}addressfamily \S{1,16}\r?\n|^(?:host [^\n]{1,1025}\n)?user [^\n]{0,1025}\nhostname [^\n]{1,1025}\nport \d{1,5}\r?\n/i;

/** A person's file has comments, blank lines, indented ones, or few lines. */
const NO_DUMP = ["\n ", "\n\t", "\n#", "\n\n", "\n\r\n"];
const LEAST_LINES = 40;

/** True for what `sshd -T` or `ssh -G` printed, whoever named it how. */
export function isEffectiveDump(text: string): boolean {
  if (NO_DUMP.some((sign) => text.includes(sign)) || !BEGINNING.test(text)) return false;
  return text.split("\n", LEAST_LINES + 1).length > LEAST_LINES && sideOf(text) !== null;
}

function sideOf(text: string): Side | null {
  if (!/^tcpkeepalive /im.test(text)) return null;
  const server = /^clientaliveinterval -?\d/im.test(text);
  const client = /^serveraliveinterval -?\d/im.test(text);
  return server === client ? null : server ? "server" : "client";
}

/** What decides the fate of a connection; the values of the others may be written in forms that no config takes. */
const KEPT: Readonly<Record<Side, RegExp>> = {
  server: /^(?:clientalive(?:interval|countmax)|tcpkeepalive) /i,
  client:
    /^(?:serveralive(?:interval|countmax)|tcpkeepalive|proxycommand|proxyjump|controlmaster|controlpath|controlpersist) /i,
};

/** Reads a dump; null where the text has not all that a dump has. */
export function readEffectiveDump(text: string): EffectiveDump | null {
  const side = sideOf(text);
  if (side === null) return null;
  const host = side === "client" ? hostLine(text) : null;
  const lines = text.split("\n").map((line) => {
    if (host !== null && line.trimEnd() === host.line) return `host${host.name.padStart(line.length - "host".length)}`;
    return KEPT[side].test(line) ? asConfig(line) : " ".repeat(line.length);
  });
  return { side, host: host?.name ?? null, printed: text, config: lines.join("\n") };
}

/** 10.6 prints `true` and `false` where its sshd reads `yes` and `no` alone (measured). */
const asConfig = (line: string): string =>
  line.replace(
    /^(tcpkeepalive )(true|false)/i,
    (_whole, keyword: string, value: string) =>
      `${keyword}${(value.toLowerCase() === "true" ? "yes" : "no").padEnd(value.length)}`,
  );

/** `host` as it was typed; before that was printed, what it stands for. */
function hostLine(text: string): { readonly line: string; readonly name: string } | null {
  const found = /^(?:host|hostname) ([A-Za-z0-9._:%-]{1,1024})$/im.exec(text);
  return found === null ? null : { line: found[0], name: found[1] ?? "" };
}
