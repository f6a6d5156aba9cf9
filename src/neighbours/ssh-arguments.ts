import type { Release } from "../openssh/keywords.ts";
import { type Excerpt, isKnown, joinExcerpts, madeUp, part, UNKNOWN } from "./excerpt.ts";
import { getoptOrder } from "./getopt-order.ts";
import type { Field } from "./shell-syntax.ts";

/** What a command line hands to ssh, in the order in which ssh looks at it. */
export type SshItem =
  /** A line as in ssh_config, from `-o`, `-J`; as written it may have variables in it that do not matter here. */
  | { readonly kind: "line"; readonly text: Excerpt; readonly field: Field; readonly written: Excerpt }
  /** Words that may hold any option. */
  | { readonly kind: "unknown"; readonly because: string };

/** `-ServerAliveInterval=60`, which getopt takes for `-S`. */
export interface TornOption {
  readonly field: Field;
  readonly controlPath: Excerpt;
}

export interface SshArguments {
  readonly items: readonly SshItem[];
  /** `-F`; null: the usual files. */
  readonly configFile: Excerpt | null;
  /** As written, without user and port; null where there is none. */
  readonly host: Excerpt | null;
  readonly user: string | null;
  readonly hostField: Field | null;
  readonly torn: readonly TornOption[];
  /** `-R` with a port that may be taken: not 0, which lets the server choose. */
  readonly remoteForward: Field | null;
  /** Behind the host. */
  readonly command: readonly Field[];
  /** autossh's own. */
  readonly monitorPort: Field | null;
  readonly monitorText: string | null;
  readonly isForked: boolean;
  /** It asks or tells something and makes no connection: -G, -O, -Q, -V. */
  readonly isOther: boolean;
}

/** Letters that take a value: ssh.c, scp.c, sftp.c (getopt strings, 8.4 to 10.6), autossh.c. */
const valued: Readonly<Record<string, string>> = {
  ssh: "bceilmopBDEFIJLOQRSwW",
  autossh: "bceilmopBDEFIJLOQRSwWM",
  scp: "DFJMPSciloX",
  sftp: "cDilosSbBFJPRX",
  "ssh-copy-id": "ioptF",
};

export type SshProgram = "ssh" | "autossh" | "scp" | "sftp" | "ssh-copy-id";

export const isSshProgram = (name: string): name is SshProgram => Object.hasOwn(valued, name);

/** `-P tag` is new in 9.4; before that it was a flag without effect. */
const valuedBy = (program: SshProgram, release: Release): string =>
  (program === "ssh" || program === "autossh") && release >= 904 ? `${valued[program]}P` : (valued[program] ?? "");

/** The same while it is being made. */
type Scan = { -readonly [Key in keyof SshArguments]: Filling<SshArguments[Key]> };
type Filling<Part> = Part extends readonly (infer Item)[] ? Item[] : Part;

/** Takes the words behind a program's name apart as its getopt does. */
export function scanArguments(program: SshProgram, words: readonly Field[], release: Release): SshArguments {
  const scan: Scan = {
    items: [],
    configFile: null,
    host: null,
    user: null,
    hostField: null,
    torn: [],
    remoteForward: null,
    command: [],
    monitorPort: null,
    monitorText: null,
    isForked: false,
    isOther: false,
  };
  const letters = valuedBy(program, release);
  const fields = program === "autossh" ? getoptOrder(words, letters) : words;
  let endsOptions = false;
  for (let at = 0; at < fields.length; at++) {
    const field = fields[at];
    if (field === undefined) break;
    const { text } = field.text;
    if (text === "--" && !endsOptions) {
      endsOptions = true;
      continue;
    }
    if (text.startsWith("-") && text.length > 1 && !endsOptions) {
      at += readWord(scan, letters, field, fields[at + 1]);
      continue;
    }
    const isHost = field.isElastic && text === UNKNOWN && !endsOptions ? isOperand(scan, fields, at) : "certainly";
    if (isHost !== "certainly") scan.items.push({ kind: "unknown", because: "a variable stands among the options" });
    if (isHost === "no") continue;
    if (!takesOperand(scan, program, field)) {
      scan.command.push(...fields.slice(at));
      break;
    }
  }
  return scan;
}

const hostName =
  /host|server|target|dest|remote|node|machine|addr|bastion|gateway|login|^[a-z1-9]$|^(?:ip|vm|box)$|_ip$/i;
const optionName = /opt|arg|flag|param|cmd|command|conf|extra|key|port|tunnel|forward|verbose/i;

/**
 * Whether a variable is the host, where none was named yet: as the last word it can be nothing else; else its name says so, or
 * perhaps the word behind it, which is a command then.
 */
function isOperand(scan: Scan, fields: readonly Field[], at: number): "certainly" | "perhaps" | "no" {
  if (scan.host !== null) return "no";
  const [name, next] = [fields[at]?.variable ?? "", fields[at + 1]?.text.text];
  if (name === "@") return "no";
  if (next === undefined) return "certainly";
  if (optionName.test(name)) return "no";
  if (hostName.test(name)) return "certainly";
  return next.startsWith("-") || next.startsWith(UNKNOWN) || next.includes("@") ? "no" : "perhaps";
}

/** scp and sftp have operands of their own; ssh's first is the host and its second begins the command. */
function takesOperand(scan: Scan, program: SshProgram, field: Field): boolean {
  const remote = program === "scp" ? remotePart(field.text) : program === "sftp" ? sftpHost(field.text) : field.text;
  if (scan.host !== null) return program !== "ssh" && program !== "autossh";
  if (remote === null) return true;
  const uri = /^s(?:sh|cp|ftp):\/\//.exec(remote.text)?.[0].length ?? 0;
  const end = uri > 0 ? remote.text.slice(uri).search(/[:/]|$/) + uri : remote.text.length;
  const userEnd = remote.text.slice(0, end).lastIndexOf("@");
  scan.host = part(remote, userEnd === -1 ? uri : userEnd + 1, end);
  const user = userEnd === -1 ? null : remote.text.slice(uri, userEnd);
  if (user !== null) scan.user = user;
  scan.hostField = field;
  return true;
}

/** `host:path`, not `./a:b` (scp.c colon). */
function remotePart(text: Excerpt): Excerpt | null {
  const colon = text.text.indexOf(":");
  if (/^s(?:cp|ftp):\/\//.test(text.text)) return text;
  if (colon < 1 || text.text.slice(0, colon).includes("/")) return null;
  return part(text, 0, colon);
}

/** `host`, `host:path`: all that sftp takes is a host. */
const sftpHost = (text: Excerpt): Excerpt => remotePart(text) ?? text;

/** One word of letters; 1 where the next word is its value. */
function readWord(scan: Scan, letters: string, field: Field, next: Field | undefined): number {
  const { text } = field;
  for (let index = 1; index < text.text.length; index++) {
    const letter = text.text[index] ?? "";
    if (letter === UNKNOWN) {
      scan.items.push({ kind: "unknown", because: "a variable stands among the options" });
      return 0;
    }
    if (!letters.includes(letter)) {
      if (letter === "f") scan.isForked = true;
      if (letters.includes("O") && "GV".includes(letter)) scan.isOther = true;
      continue;
    }
    const inWord = index + 1 < text.text.length;
    const value = inWord ? part(text, index + 1) : next?.text;
    if (letter === "S" && inWord && index === 1 && /^erver\w/i.test(text.text.slice(2))) {
      scan.torn.push({ field, controlPath: part(text, 2) });
    }
    if (value !== undefined) takeValue(scan, letter, value, inWord ? field : (next ?? field));
    return inWord ? 0 : 1;
  }
  return 0;
}

function takeValue(scan: Scan, letter: string, value: Excerpt, field: Field): void {
  if (letter === "o") {
    if (isKnown(value.text)) scan.items.push({ kind: "line", text: value, field, written: value });
    else scan.items.push(partlyKnown(value, field));
  } else if (letter === "J") {
    const line = joinExcerpts([madeUp("ProxyJump "), value]);
    if (isKnown(value.text)) scan.items.push({ kind: "line", text: line, field, written: line });
    else scan.items.push({ kind: "line", text: madeUp("ProxyJump unknown"), field, written: line });
  } else if (letter === "F") scan.configFile = value;
  else if (letter === "l") scan.user = value.text;
  else if ("OQ".includes(letter)) scan.isOther = true;
  else if (letter === "R") {
    if (!/^(?:[^:/]*:)?0(?::|$)/.test(value.text)) scan.remoteForward ??= { ...field, text: value };
  } else if (letter === "M") {
    scan.monitorPort = field;
    scan.monitorText = value.text;
  }
}

const keepalive = /^\s*"?(?:server|tcpkeep|keepalive)/i;

/** An option with a variable in it: of another keyword it says nothing here. */
function partlyKnown(value: Excerpt, field: Field): SshItem {
  const keyword = /^\s*([A-Za-z]+)[\s=]/.exec(value.text)?.[1];
  const asked = `the value of ${keyword ?? "an option"} is a variable`;
  if (keyword === undefined || keepalive.test(value.text)) return { kind: "unknown", because: asked };
  if (/^proxy(?:jump|command)$/i.test(keyword))
    return { kind: "line", text: madeUp(`${keyword} unknown`), field, written: value };
  return { kind: "line", text: madeUp(""), field, written: value };
}
