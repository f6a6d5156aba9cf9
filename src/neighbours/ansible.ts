import type { Remark } from "../eval/connection.ts";
import { isPart, keepaliveIn, type Part, readScope, type Texts, unquoted } from "./ansible-scopes.ts";
import { type Excerpt, part, wholeText } from "./excerpt.ts";
import type { Neighbour, Reading, ReadRequest } from "./neighbour.ts";
import { linesOf, trimmed } from "./physical-lines.ts";

/**
 * ansible.cfg: what `[ssh_connection]` hands to ssh (ansible-core 2.14.18, Python's configparser; measured with a program in
 * place of ssh and with `ansible-config dump`).
 */
export const ansibleConfig: Neighbour = { system: "ansible-cfg", title: "ansible.cfg", read: readConfig };

function readConfig(request: ReadRequest): Reading {
  const texts: Partial<Record<Part, Excerpt>> = {};
  let transport: string | null = null;
  const misplaced: Remark[] = [];
  for (const { section, name, value } of entriesOf(request.source.text)) {
    const meant = name.replace(/^ansible_/, "");
    if (section === "ssh_connection" && isPart(name)) texts[name] = unquoted(value);
    else if (section !== "" && isPart(meant)) misplaced.push(...unread(meant, value, request));
    if (section === "defaults" && name === "transport") transport = value.text;
  }
  const reading = readScope({ targets: ["*"], texts: texts as Texts, connection: transport }, request, "ssh_args");
  return { ...reading, remarks: [...reading.remarks, ...misplaced] };
}

/** A key of another section, or the name that the variable has (measured: ansible-config dump). */
function unread(key: Part, value: Excerpt, { source }: ReadRequest): Remark[] {
  const span = keepaliveIn(value);
  const place = { source, targets: ["*"], certainty: "certain" } as const;
  return span === null ? [] : [{ kind: "ssh-args-unused", ...place, span, because: "place", key }];
}

interface Entry {
  readonly section: string;
  /** In lower case. */
  readonly name: string;
  readonly value: Excerpt;
}

/** The entries of an INI file as configparser reads them; a line that is indented deeper than its entry goes on with it. */
function entriesOf(text: string): Entry[] {
  const entries: (Entry & { value: Excerpt; indent: number })[] = [];
  let section = "";
  let isOpen = false;
  for (const line of linesOf(wholeText(text))) {
    if (/^\s*(?:[#;]|$)/.test(line.text)) continue;
    const value = trimmed(withoutComment(line));
    const indent = line.text.search(/\S/);
    const last = entries.at(-1);
    if (isOpen && last !== undefined && indent > last.indent) {
      last.value = withLine(last.value, value);
      continue;
    }
    const heading = /^\[(.+)\]/.exec(value.text)?.[1];
    if (heading !== undefined) section = heading;
    const key = heading === undefined ? /^(.*?)\s*[=:]\s*/.exec(value.text) : null;
    isOpen = key !== null;
    if (key === null) continue;
    entries.push({ section, name: (key[1] ?? "").toLowerCase(), value: part(value, key[0].length), indent });
  }
  return entries;
}

const withLine = (text: Excerpt, line: Excerpt): Excerpt => ({
  text: `${text.text}\n${line.text}`,
  at: (index) => (index <= text.text.length ? text.at(index) : line.at(index - text.text.length - 1)),
});

/** Only `;` behind a blank begins a comment; `#` is a word like any other (measured). */
const withoutComment = (text: Excerpt): Excerpt => part(text, 0, text.text.search(/\s;|$/));
