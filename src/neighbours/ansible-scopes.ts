import type { Span } from "../base/span.ts";
import type { Remark } from "../eval/connection.ts";
import { changeWord } from "./command-lines.ts";
import { type Excerpt, isKnown, part, spanIn } from "./excerpt.ts";
import { type NeighbourConnection, nothingRead, type Reading, type ReadRequest } from "./neighbour.ts";
import { shlexWords } from "./shlex.ts";
import { type SshArguments, scanArguments } from "./ssh-arguments.ts";
import { connectionOf } from "./ssh-connection.ts";
import { withPlaceholders } from "./yaml-scalars.ts";

/** The three texts that Ansible puts into ssh's command line, in this order; the first one of a setting counts. */
const parts = ["ssh_args", "ssh_common_args", "ssh_extra_args"] as const;
export type Part = (typeof parts)[number];
export type Texts = Partial<Readonly<Record<Part, Excerpt>>>;

export const isPart = (name: string): name is Part => parts.some((one) => one === name);

/** What hosts, a play, or a whole configuration hand to the program that connects. */
export interface Scope {
  readonly targets: readonly string[];
  readonly texts: Texts;
  /** The connection plugin, where one is named. */
  readonly connection: string | null;
}

/** What Jinja, Terraform or ERB put in before Ansible sees it. */
const filledIn = /\{\{.*?\}\}|\{%.*?%\}|\$\{[^}]*\}|<%.*?%>/gs;

/** What ssh gets in a scope, with the name that ssh_args have there. */
export function readScope({ targets, texts, connection }: Scope, request: ReadRequest, where: string): Reading {
  if (connection !== null && !/^(?:(?:ansible\.builtin\.)?ssh|smart)$/.test(connection))
    return isParamiko(connection) ? unusedIn(texts, targets, request) : nothingRead;
  const fields = parts.flatMap((name) => {
    return texts[name] === undefined ? [] : shlexWords(withPlaceholders(texts[name], filledIn));
  });
  if (fields.length === 0) return nothingRead;
  const args = scanArguments("ssh", fields, request.version.release);
  const { connection: read, remarks } = connectionOf({ ...args, host: null, hostField: null }, request);
  const named: NeighbourConnection = { ...read, targets };
  const lost = texts.ssh_args === undefined ? [] : controlPersistLost(texts.ssh_args, args, targets, request, where);
  return {
    ...nothingRead,
    connections: [named],
    remarks: [...remarks.map((one) => ({ ...one, targets })), ...lost],
    change: (wanted) => changeWord(wanted, request),
  };
}

/** paramiko_ssh takes nothing but a ProxyCommand out of these texts (ansible-core 2.14.18, paramiko_ssh.py _parse_proxy_command). */
const isParamiko = (connection: string): boolean =>
  /^(?:(?:ansible\.builtin|ansible\.netcommon)\.)?paramiko(?:_ssh)?$/.test(connection);

const keepaliveOption = /\b(?:ServerAlive(?:Interval|CountMax)|TCPKeepAlive)\b/i;

function unusedIn(texts: Texts, targets: readonly string[], { source }: ReadRequest): Reading {
  const remarks = parts.flatMap((name): Remark[] => {
    const span = keepaliveIn(texts[name]);
    return span === null
      ? []
      : [{ kind: "ssh-args-unused", source, span, targets, certainty: "certain", because: "paramiko" }];
  });
  return { ...nothingRead, remarks };
}

/** The first keepalive option in a text. */
export function keepaliveIn(text: Excerpt | undefined): Span | null {
  const option = keepaliveOption.exec(text?.text ?? "");
  return option === null || text === undefined ? null : placeOf(text, option);
}

const placeOf = (text: Excerpt, { 0: found, index }: RegExpExecArray) => spanIn(text, index, index + found.length);

function controlPersistLost(
  text: Excerpt,
  { configFile }: SshArguments,
  targets: readonly string[],
  { source }: ReadRequest,
  where: string,
): Remark[] {
  const isSaid = /control(?:persist|master|path)/i.test(text.text);
  const span = spanIn(text, 0, text.text.length);
  if (isSaid || configFile !== null || !isKnown(text.text) || span === null) return [];
  const isKeepalive = /alive/i.test(text.text);
  return [{ kind: "control-persist-lost", source, span, targets, certainty: "certain", where, isKeepalive }];
}

/** Quotes around a whole value go, whatever stands between them (ansible.parsing.quoting unquote; measured). */
export function unquoted(text: Excerpt): Excerpt {
  const { length } = text.text;
  const [first, last] = [text.text[0], text.text[length - 1]];
  const isQuoted = length > 1 && first === last && (first === '"' || first === "'") && text.text[length - 2] !== "\\";
  return isQuoted ? part(text, 1, length - 1) : text;
}
