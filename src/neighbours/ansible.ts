import type { Remark } from "../eval/connection.ts";
import { changeWord } from "./command-lines.ts";
import { type Excerpt, isKnown, part, spanIn, wholeText } from "./excerpt.ts";
import { mergeReadings } from "./merge-readings.ts";
import { type Neighbour, type NeighbourConnection, nothingRead, type Reading, type ReadRequest } from "./neighbour.ts";
import { linesOf, trimmed } from "./physical-lines.ts";
import { shlexWords } from "./shlex.ts";
import { type SshArguments, scanArguments } from "./ssh-arguments.ts";
import { connectionOf } from "./ssh-connection.ts";
import type { YamlText } from "./yaml-scalars.ts";

/** ansible.cfg: what `[ssh_connection]` hands to ssh (ansible-core 2.14.18; measured with a program in place of ssh). */
export const ansibleConfig: Neighbour = { system: "ansible-cfg", title: "ansible.cfg", read: readConfig };

/** Inventories in INI form: variables of hosts and groups. */
export const ansibleInventory: Neighbour = {
  system: "ansible-inventory",
  title: "Ansible inventory",
  read: readInventory,
};

/** The three texts that Ansible puts into ssh's command line, in this order; the first one of a setting counts. */
const parts = ["ssh_args", "ssh_common_args", "ssh_extra_args"] as const;
type Part = (typeof parts)[number];
type Texts = Partial<Record<Part, Excerpt>>;

const isPart = (name: string): name is Part => parts.some((one) => one === name);

function readConfig(request: ReadRequest): Reading {
  const texts: Texts = {};
  let section = "";
  let open: Part | null = null;
  for (const line of linesOf(wholeText(request.source.text))) {
    const heading = /^\[([^\]]*)\]/.exec(line.text);
    if (heading !== null) section = heading[1] ?? "";
    if (heading !== null || section !== "ssh_connection" || /^\s*[#;]/.test(line.text)) continue;
    // An indented line goes on with the value above it.
    const more = /^\s+\S/.test(line.text);
    const key = /^([^=:\s][^=:]*?)\s*[=:]\s*/.exec(line.text);
    if (!more) open = null;
    if (more && open !== null) texts[open] = withLine(texts[open], withoutComment(trimmed(line)));
    else if (key !== null && isPart((key[1] ?? "").toLowerCase())) {
      open = (key[1] ?? "").toLowerCase() as Part;
      texts[open] = unquoted(withoutComment(part(line, key[0].length)));
    }
  }
  return readTexts(texts, "*", request, "ssh_args");
}

const withLine = (text: Excerpt | undefined, line: Excerpt): Excerpt =>
  text === undefined
    ? line
    : {
        text: `${text.text}\n${line.text}`,
        at: (index) => (index <= text.text.length ? text.at(index) : line.at(index - text.text.length - 1)),
      };

/** Only `;` behind a blank begins a comment; `#` is a word like any other (measured). */
const withoutComment = (text: Excerpt): Excerpt => trimmed(part(text, 0, text.text.search(/\s;|$/)));

/** Quotes around the whole value are taken away (measured). */
const unquoted = (text: Excerpt): Excerpt =>
  /^"[^"]*"$|^'[^']*'$/.test(text.text) ? part(text, 1, text.text.length - 1) : text;

function readInventory(request: ReadRequest): Reading {
  const groups = new Map<string, Texts>();
  const readings: Reading[] = [];
  let section = "";
  for (const line of linesOf(wholeText(request.source.text))) {
    if (/^\s*(?:[#;]|$)/.test(line.text)) continue;
    const heading = /^\s*\[([^\]]*)\]/.exec(line.text);
    if (heading !== null) section = heading[1] ?? "";
    else if (section.endsWith(":vars")) {
      const key = /^\s*ansible_(ssh_\w+)\s*=\s*/.exec(line.text);
      const group = section.slice(0, -":vars".length);
      if (key !== null && isPart(key[1] ?? "")) {
        groups.set(group, { ...groups.get(group), [key[1] ?? ""]: unquoted(trimmed(part(line, key[0].length))) });
      }
    } else if (!section.endsWith(":children")) readings.push(readHost(line, request));
  }
  const ofGroups = [...groups].map(([name, texts]) =>
    readTexts(texts, name === "all" ? "*" : name, request, "ansible_ssh_args"),
  );
  return mergeReadings([...readings, ...ofGroups]);
}

function readHost(line: Excerpt, request: ReadRequest): Reading {
  const [name, ...words] = shlexWords(line);
  const texts: Texts = {};
  for (const { text } of words) {
    if (text.text.startsWith("#")) break;
    const key = /^ansible_(ssh_\w+)=/.exec(text.text);
    if (key !== null && isPart(key[1] ?? "")) texts[key[1] as Part] = unquoted(part(text, key[0].length));
  }
  return readTexts(texts, name?.text.text ?? "*", request, "ansible_ssh_args");
}

/** `ansible_ssh_common_args:` and its likes anywhere in YAML: group_vars, host_vars, playbooks, inventories. */
export function ansibleVariables(texts: readonly YamlText[], request: ReadRequest): Reading {
  const scopes = new Map<string, Texts>();
  for (const { keys, text } of texts) {
    const name = /^ansible_(ssh_\w+)$/.exec(keys.at(-1) ?? "")?.[1] ?? "";
    if (!isPart(name)) continue;
    const scope = keys.slice(0, -1).join("\0");
    scopes.set(scope, { ...scopes.get(scope), [name]: text });
  }
  return mergeReadings(
    [...scopes].map(([scope, found]) => readTexts(found, hostIn(scope), request, "ansible_ssh_args")),
  );
}

/** all: hosts: web1: ansible_…; a play or a file of variables names none. */
function hostIn(scope: string): string {
  const keys = scope.split("\0");
  return keys.at(-2) === "hosts" ? (keys.at(-1) ?? "*") : "*";
}

/** What ssh gets of them together. */
function readTexts(texts: Texts, target: string, request: ReadRequest, where: string): Reading {
  const fields = parts.flatMap((name) => (texts[name] === undefined ? [] : shlexWords(texts[name])));
  if (fields.length === 0) return nothingRead;
  const args = scanArguments("ssh", fields, request.version.release);
  const { connection, remarks } = connectionOf({ ...args, host: null, hostField: null }, request);
  const named: NeighbourConnection = { ...connection, targets: [target] };
  const lost = texts.ssh_args === undefined ? [] : controlPersistLost(texts.ssh_args, args, target, request, where);
  const rightly = remarks.map((one) => ({ ...one, targets: [target] }));
  return {
    ...nothingRead,
    connections: [named],
    remarks: [...rightly, ...lost],
    change: (wanted) => changeWord(wanted, request),
  };
}

function controlPersistLost(
  text: Excerpt,
  { configFile }: SshArguments,
  target: string,
  { source }: ReadRequest,
  where: string,
): Remark[] {
  const isSaid = /control(?:persist|master|path)/i.test(text.text);
  const span = spanIn(text, 0, text.text.length);
  if (isSaid || configFile !== null || !isKnown(text.text) || span === null) return [];
  const isKeepalive = /alive/i.test(text.text);
  return [{ kind: "control-persist-lost", source, span, targets: [target], certainty: "certain", where, isKeepalive }];
}
