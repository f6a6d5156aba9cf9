import type { Remark } from "../eval/connection.ts";
import type { Source } from "../syntax/source.ts";
import { type Excerpt, isKnown, part, UNKNOWN } from "./excerpt.ts";
import type { NeighbourConnection } from "./neighbour.ts";
import type { Field } from "./shell-syntax.ts";
import { type SshArguments, type SshItem, scanArguments } from "./ssh-arguments.ts";
import { sshCallsIn } from "./ssh-calls.ts";

/** How sshfs calls ssh, and whether it tries again when ssh ends. */
export interface SshfsArguments {
  readonly ssh: SshArguments;
  readonly reconnect: Excerpt | null;
}

/** What sshfs hands to ssh as it stands, of the settings that matter here (sshfs.c ssh_opts, 3.7.3; measured). */
const passedOn = /^(?:serveraliveinterval|serveralivecountmax|tcpkeepalive|batchmode|proxycommand|proxyjump)=/i;

const COMMAND = "ssh_command=";

/** `-o a,b=c`: options of FUSE, of sshfs and of ssh together. The words of ssh_command come before all, and the last one counts (measured). */
export function sshfsArguments(fields: readonly Field[], release: number): SshfsArguments {
  const lists: { readonly text: Excerpt; readonly field: Field }[] = [];
  const operands: Field[] = [];
  let configFile: Excerpt | null = null;
  const unknownItems: SshItem[] = [];
  for (let at = 0; at < fields.length; at++) {
    const field = fields[at];
    if (field === undefined) break;
    const { text } = field;
    if (field.isElastic && text.text === UNKNOWN) {
      unknownItems.push({ kind: "unknown", because: "a variable stands among the options" });
      continue;
    }
    if (!/^-./.test(text.text)) {
      operands.push(field);
      continue;
    }
    const letter = text.text[1] ?? "";
    if (!"oFp".includes(letter)) continue;
    const inWord = text.text.length > 2;
    const value = inWord ? part(text, 2) : fields[++at]?.text;
    if (value === undefined) break;
    if (letter === "o") lists.push({ text: value, field });
    if (letter === "F") configFile = value;
  }
  return fromLists(lists, operands[0] ?? null, configFile, unknownItems, release);
}

/** One comma-separated list and the remote directory, as in fstab. */
export function fromLists(
  lists: readonly { readonly text: Excerpt; readonly field: Field }[],
  remote: Field | null,
  configFile: Excerpt | null,
  unknownItems: readonly SshItem[],
  release: number,
): SshfsArguments {
  const options = lists.flatMap(({ text, field }) => commaParts(text).map((one) => ({ text: one, field })));
  const reconnect = options.find(({ text }) => text.text === "reconnect")?.text ?? null;
  const command = options.findLast(({ text }) => text.text.startsWith(COMMAND))?.text;
  const items: SshItem[] = command === undefined ? [] : [...commandItems(part(command, COMMAND.length), release)];
  for (const { text, field } of options) {
    if (passedOn.test(text.text)) {
      if (isKnown(text.text)) items.push({ kind: "line", text, field, written: text });
      else items.push({ kind: "unknown", because: "the value of an option is a variable" });
    } else if (text.text.startsWith(UNKNOWN))
      items.push({ kind: "unknown", because: "a variable stands among the options" });
  }
  const empty = scanArguments("ssh", remote === null ? [] : [hostOnly(remote)], release);
  return { ssh: { ...empty, items: [...items, ...unknownItems], configFile }, reconnect };
}

const hostOnly = (remote: Field): Field => {
  const colon = remote.text.text.indexOf(":");
  return colon === -1 ? remote : { ...remote, text: part(remote.text, 0, colon) };
};

function commandItems(command: Excerpt, release: number): readonly SshItem[] {
  return sshCallsIn(command).flatMap(({ program, fields }) =>
    program === "sshfs" ? [] : scanArguments(program, fields, release).items,
  );
}

/** Commas separate, `\,` does not. */
export function commaParts(list: Excerpt): Excerpt[] {
  const parts: Excerpt[] = [];
  let start = 0;
  for (let at = 0; at <= list.text.length; at++) {
    if (at < list.text.length && (list.text[at] !== "," || list.text[at - 1] === "\\")) continue;
    if (at > start) parts.push(part(list, start, at));
    start = at + 1;
  }
  return parts;
}

/** `reconnect` starts ssh again when it ends, and nothing ends it. */
export function sshfsRemarks(
  { reconnect, ssh }: SshfsArguments,
  connection: NeighbourConnection,
  source: Source,
): Remark[] {
  const { interval } = connection.settings;
  const isWhole = ssh.items.every(({ kind }) => kind === "line");
  if (reconnect === null || interval.value > 0 || !isWhole) return [];
  const [start, end] = [reconnect.at(0), reconnect.at(reconnect.text.length - 1) + 1];
  const { targets } = connection;
  const { certainty } = interval;
  return [{ kind: "sshfs-reconnect-blind", source, span: { start, end }, targets, certainty, connection }];
}
