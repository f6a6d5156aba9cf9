import { once } from "../base/once.ts";
import type { Side } from "../base/side.ts";
import type { Safety } from "../edit/edit.ts";
import { keywordOf } from "../eval/connection.ts";
import type { Evaluated } from "../eval/effective.ts";
import type { Problem } from "../eval/program.ts";
import { asciiLower } from "../openssh/keywords.ts";
import type { Intent, Place } from "./finding.ts";
import { fileRule, type Report, type View } from "./rule.ts";

/** A line whose keyword the judged OpenSSH does not know, and what becomes of it. */
export interface UnknownLine {
  readonly problem: Problem;
  /** The keyword in lower case. */
  readonly name: string;
  /** False: IgnoreUnknown covers it for every target, and ssh skips the line in silence. */
  readonly refused: boolean;
  /** The targets for which ssh refuses the files; empty: all of them. */
  readonly targets: readonly string[];
}

/** What a refused line means to people. */
export const consequence: Readonly<Record<Side, string>> = {
  client: "ssh refuses the whole file and connects nowhere",
  server: "sshd does not start, and a running one ends at its next reload",
};

const found = new WeakMap<View, readonly UnknownLine[]>();

/** Every line with an unknown keyword, once each, in reading order; found out once, for the rules that ask. */
export function unknownLines(view: View): readonly UnknownLine[] {
  const known = found.get(view) ?? [...linesOf(view).values()];
  found.set(view, known);
  return known;
}

function linesOf(view: View): ReadonlyMap<string, UnknownLine> {
  const { program } = view;
  const lines = new Map<string, UnknownLine>();
  const add = (problem: Problem, refused: boolean, targets: readonly string[]): void => {
    const key = keyOf(problem.file.source.path, problem.start);
    if (!lines.has(key)) lines.set(key, { problem, name: asciiLower(problem.keyword), refused, targets });
  };
  for (const problem of program.problems) if (problem.kind === "unknown-keyword") add(problem, true, []);
  if (program.unknownKeywords.length === 0) return lines;
  const refusals = refusedConnections(view);
  for (const { problem } of program.unknownKeywords) {
    const refused = refusals.get(keyOf(problem.file.source.path, problem.start)) ?? [];
    const everywhere = refused.reduce((sum, { length }) => sum + length, 0) === view.connections.length;
    const targets = everywhere ? [] : refused.flatMap((some) => some.flatMap((one) => one.targets));
    add(problem, refused.length > 0, targets);
  }
  return lines;
}

const keyOf = (path: string, start: number): string => `${path}\0${start}`;

/**
 * Whom ssh refuses for which line: IgnoreUnknown may stand in a block that holds for some targets only. Thousands of connections
 * may share a list of thousands of errors.
 */
function refusedConnections(view: View): Map<string, (readonly Evaluated[])[]> {
  const refusals = new Map<string, (readonly Evaluated[])[]>();
  for (const [errors, connections] of connectionsByErrors(view)) {
    for (const key of new Set(errors.map((error) => keyOf(error.source.path, error.start)))) {
      const known = refusals.get(key);
      if (known === undefined) refusals.set(key, [connections]);
      else known.push(connections);
    }
  }
  return refusals;
}

/** Connections that share a list of errors, together. */
export function connectionsByErrors(view: View): Map<Evaluated["errors"], Evaluated[]> {
  const groups = new Map<Evaluated["errors"], Evaluated[]>();
  for (const one of view.connections) {
    const group = groups.get(one.errors);
    if (group === undefined) groups.set(one.errors, [one]);
    else group.push(one);
  }
  return groups;
}

/** The first problem of each line: a file that is included twice has each of its problems twice. */
export function oncePerLine(problems: readonly Problem[]): Problem[] {
  const found = new Map<string, Problem>();
  for (const problem of problems) {
    const key = keyOf(problem.file.source.path, problem.directive.start);
    if (!found.has(key)) found.set(key, problem);
  }
  return [...found.values()];
}

/** The line of a problem, as a finding points to it. */
export const placeOfProblem = ({ file, start, end }: Problem): Place => ({ source: file.source, start, end });

/** Another keyword in place of the one that stands there. */
export function renameIntent(
  { file, directive }: Pick<Problem, "file" | "directive">,
  keyword: string,
  safety: Safety,
): Intent {
  const place = { source: file.source, start: directive.keywordStart, end: directive.keywordEnd };
  return { kind: "rename", place, keyword, safety };
}

/** Each side's probe keywords, in lower case, with the other side's that do the same. */
const counterparts: Readonly<Record<Side, () => ReadonlyMap<string, string>>> = {
  client: once(() => pairs("server", "client")),
  server: once(() => pairs("client", "server")),
};

function pairs(from: Side, to: Side): ReadonlyMap<string, string> {
  const settings = ["interval", "countMax"] as const;
  return new Map(settings.map((setting) => [asciiLower(keywordOf[from][setting]), keywordOf[to][setting]]));
}

/** What the other side's keyword is called on this side; undefined for any other keyword. */
export const counterpartOf = (side: Side, name: string): string | undefined => counterparts[side]().get(name);

export const wrongSide = fileRule({
  id: "wrong-side",
  sides: ["client", "server"],
  severity: "error",
  fix: "unsafe",
  since: "0.1.0",
  messages: {
    "client-refuses": ({ keyword, counterpart }, who) =>
      `${keyword} belongs to sshd_config, on servers: ${refusal("client", who)}. If this client is to probe its servers, the keyword is ${counterpart}.`,
    "server-refuses": ({ keyword, counterpart }) =>
      `${keyword} belongs to ssh_config, on clients: with it ${consequence.server}. If this server is to probe its clients, the keyword is ${counterpart}.`,
    "client-ignores": ({ keyword, counterpart }) =>
      `${keyword} belongs to sshd_config, on servers; IgnoreUnknown makes ssh skip this line without a word, so no probe comes of it. If this client is to probe its servers, the keyword is ${counterpart}.`,
  },
  docs: {
    summary: "A keepalive keyword of the other side: ServerAlive* in sshd_config, or ClientAlive* in ssh_config.",
    why: "ServerAliveInterval makes ssh, the client, ask whether the server is alive; ClientAliveInterval makes sshd ask for the client. Neither program knows the other's keyword: ssh refuses the whole file and connects nowhere, sshd does not start. Articles mix the two up.",
    remedy: "Use this side's keyword, or move the line to the other side's file.",
    exceptions: "None: the line does nothing good in this file.",
    evidence: [
      'readconf.c process_config_line_depth and servconf.c process_server_config_line_depth: "Bad configuration option" (7.6 to 10.6; measured)',
      "readconf.c parse_token, IgnoreUnknown: client only, from its line on (measured)",
    ],
  },
  examples: [
    {
      name: "the server's keyword in a client file",
      files: { config: "Host *\n  ClientAliveInterval 60\n" },
      expect: ["2:client-refuses"],
      fixed: "Host *\n  ServerAliveInterval 60\n",
    },
    {
      name: "the client's keywords in a server file",
      files: { sshd_config: "serveraliveinterval 60\nServerAliveCountMax 3\n" },
      expect: ["1:server-refuses", "2:server-refuses"],
      fixed: "clientaliveinterval 60\nClientAliveCountMax 3\n",
    },
    {
      name: "hidden by IgnoreUnknown",
      files: { config: "IgnoreUnknown *\nClientAliveInterval 60\n" },
      expect: ["2:client-ignores"],
      fixed: "IgnoreUnknown *\nServerAliveInterval 60\n",
    },
    {
      name: "each side's own",
      files: { sshd_config: "ClientAliveInterval 60\nTCPKeepAlive yes\n" },
      expect: [],
    },
  ],
  *check(view) {
    for (const line of unknownLines(view)) {
      const { problem, name, refused } = line;
      const counterpart = counterpartOf(view.side, name);
      if (counterpart === undefined) continue;
      yield {
        ...unknownReport(line),
        kind: refused ? `${view.side}-refuses` : "client-ignores",
        data: { keyword: problem.keyword, counterpart },
        intents: [renameIntent(problem, counterpart, "unsafe")],
      };
    }
  },
});

/** What ssh or sshd does about a line, for the targets that it concerns. */
export const refusal = (side: Side, who: string): string =>
  who === "" ? consequence[side] : `for ${who} ssh refuses the whole file and does not connect`;

/** The parts of a report that are alike for every unknown keyword: hidden by IgnoreUnknown it is a warning. */
export function unknownReport({
  problem,
  refused,
  targets,
}: UnknownLine): Pick<Report, "at" | "file" | "targets" | "severity"> {
  const common = { at: placeOfProblem(problem), file: problem.file, targets };
  return refused ? common : { ...common, severity: "warning" };
}
