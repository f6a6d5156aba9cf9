import type { Remark } from "../eval/connection.ts";
import { AnsibleGroups } from "./ansible-groups.ts";
import { isPart, type Part, unquoted } from "./ansible-scopes.ts";
import { ansibleVariables } from "./ansible-variables.ts";
import { type Excerpt, part, wholeText } from "./excerpt.ts";
import type { Neighbour, Reading, ReadRequest } from "./neighbour.ts";
import { linesOf, trimmed } from "./physical-lines.ts";
import type { Field } from "./shell-syntax.ts";
import { shlexWords } from "./shlex.ts";
import { yamlTexts } from "./yaml-scalars.ts";

/** Inventories: variables of hosts and groups, in INI form or, without a name that says so, in YAML (measured with ansible-inventory 2.14.18). */
export const ansibleInventory: Neighbour = {
  system: "ansible-inventory",
  title: "Ansible inventory",
  read: (request) =>
    isYaml(request.source.text) ? ansibleVariables(yamlTexts(request.source.text), request) : readInventory(request),
};

/** The first line that says anything is a key and nothing else, or begins a document. */
const isYaml = (text: string): boolean =>
  /^(?:[ \t]*(?:#.*)?\r?\n)*(?:---|[\w.-]+:[ \t]*(?:#.*)?$)/m.exec(text)?.index === 0;

function readInventory(request: ReadRequest): Reading {
  const groups = new AnsibleGroups();
  const remarks: Remark[] = [];
  let section = "ungrouped";
  for (const line of linesOf(wholeText(request.source.text))) {
    if (/^\s*(?:[#;]|$)/.test(line.text)) continue;
    const heading = /^\s*\[([^\]]*)\]/.exec(line.text)?.[1];
    const [group = "", kind = "hosts"] = (heading ?? section).split(/:(?=(?:vars|children|hosts)$)/);
    if (heading !== undefined) {
      section = heading;
      groups.group(group);
    } else if (kind === "children") groups.child(group, withoutHash(line).text.trim());
    else if (kind === "vars") readVariable(line, (name, value) => groups.group(group).set(name, value));
    else remarks.push(...readHost(line, group, groups, request));
  }
  const reading = groups.reading(request);
  return { ...reading, remarks: [...reading.remarks, ...remarks] };
}

type Take = (name: string, value: Excerpt) => void;

/** `name = value`: the value is read as Python would read it where that works (ini.py _parse_value). */
function readVariable(line: Excerpt, take: Take): void {
  const key = /^\s*([^=]*?)\s*=\s*/.exec(line.text);
  if (key !== null) take(key[1] ?? "", literal(trimmed(part(line, key[0].length))));
}

/** Behind a literal in quotes Python takes `#` for a comment; everything else stays as it is written. */
function literal(value: Excerpt): Excerpt {
  const quoted = /^("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')\s*(?:#.*)?$/.exec(value.text)?.[1];
  return quoted === undefined ? value : part(value, 1, quoted.length - 1);
}

function readHost(line: Excerpt, group: string, groups: AnsibleGroups, request: ReadRequest): Remark[] {
  const [name, ...words] = shlexWords(withoutHash(line));
  if (name === undefined) return [];
  const host = groups.host(group, name.text.text);
  for (const { text } of words) {
    const key = /^([^=]+)=/.exec(text.text);
    if (key !== null) host.set(key[1] ?? "", unquoted(part(text, key[0].length)));
  }
  return tornValues(words, name.text.text, request);
}

/** `#` begins a comment wherever it stands outside of quotes (shlex.split with comments; measured). */
function withoutHash(line: Excerpt): Excerpt {
  const before = /^(?:[^#"'\\]|\\.|"(?:[^"\\]|\\.)*(?:"|$)|'[^']*(?:'|$))*/.exec(line.text)?.[0].length ?? 0;
  return part(line, 0, before);
}

/** `ansible_ssh_common_args=-o ServerAliveInterval=60` without quotes: the value is `-o`, and another variable follows (measured). */
function tornValues(words: readonly Field[], host: string, { source }: ReadRequest): Remark[] {
  return words.flatMap(({ text, start, end }, index): Remark[] => {
    const before = words[index - 1]?.text.text ?? "";
    const name = /^ansible_(ssh_\w+)=-o$/.exec(before)?.[1] ?? "";
    if (!isPart(name) || !/^(?:ServerAlive(?:Interval|CountMax)|TCPKeepAlive)=/i.test(text.text)) return [];
    const variable: `ansible_${Part}` = `ansible_${name}`;
    return [
      {
        kind: "ssh-args-unused",
        source,
        span: { start, end },
        targets: [host],
        certainty: "certain",
        because: "unquoted",
        variable,
        option: text.text,
      },
    ];
  });
}
