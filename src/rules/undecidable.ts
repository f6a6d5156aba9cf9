import { type Assumption, keywordOf, type Outcome, type SettingName, settingNames } from "../eval/connection.ts";
import type { Evaluated } from "../eval/effective.ts";
import type { Problem } from "../eval/program.ts";
import type { FindingData } from "./finding.ts";
import { fileRule, type Report, type View } from "./rule.ts";
import { fileOf } from "./settings.ts";

/** What a template engine replaces: Jinja's and Go's `{{ }}`, Jinja's statements and comments, ERB and EPP. */
const markup = /\{\{|\{%|\{#|<%/;

/** False for a line of a template that its engine writes, as a whole or in part: what it will say is not known. */
export function isLiteral(view: View, { file, directive }: Pick<Problem, "file" | "directive">): boolean {
  return !view.isTemplate || !markup.test(file.source.text.slice(directive.start, directive.end));
}

/** A condition that decides a value, and everybody whom it decides it for. */
interface Doubt {
  readonly assumption: Assumption;
  readonly data: FindingData;
  readonly targets: string[];
}

export const undecidable = fileRule({
  id: "undecidable",
  sides: ["client", "server"],
  severity: "info",
  fix: null,
  since: "0.1.0",
  messages: {
    template: () =>
      "This file is a template: its literal keepalive lines are judged, those that the template engine fills in are not, and nothing is rewritten. Lint the file that it produces to know more.",
    condition: ({ criterion, because, keywords, ifHolds, otherwise }, who) =>
      `Whether \`${criterion}\` holds cannot be told here (${because}). ${who === "" ? "" : `For ${who}: `}if it does, ${assignments(keywords, ifHolds)}; if not, ${assignments(keywords, otherwise)}.`,
  },
  docs: {
    summary: "A keepalive value depends on something that cannot be known from the files.",
    why: "`Match exec` asks a command, `Match localnetwork` the machine's addresses, `Match user` who connects; a template says nothing until it is filled in. Nothing is executed and nothing is guessed: both outcomes are judged, and findings that hold for one of them only are marked as possible.",
    remedy:
      "Nothing needs to change. `keepalive-lint effective HOST` with --user, --tag or --command shows one outcome.",
    exceptions: "Always allowed: this is a note.",
    evidence: ["readconf.c match_cfg_line, servconf.c match_cfg_line and match_cfg_line_group (7.6 to 10.6)"],
  },
  examples: [
    {
      name: "a command decides",
      files: { config: 'Match exec "test -e /run/vpn"\n  ServerAliveInterval 15\nHost *\n  ServerAliveInterval 60\n' },
      expect: ["1:condition"],
    },
    {
      name: "a template",
      files: { config: "Host {{ .name }}\n  ServerAliveInterval 60\n" },
      expect: ["1:template"],
    },
    {
      name: "a command that decides nothing about keepalive",
      files: { config: 'Match exec "test -e /run/vpn"\n  ForwardAgent no\nHost *\n  ServerAliveInterval 60\n' },
      expect: [],
    },
  ],
  *check(view) {
    if (view.isTemplate) yield templateReport(view);
    for (const { assumption, data, targets } of doubtsOf(view)) {
      const { source, directive } = assumption;
      const at = { source, start: directive.keywordStart, end: directive.restEnd };
      yield { kind: "condition", data, at, file: fileOf(view, at), targets };
    }
  },
});

function templateReport(view: View): Report<"template"> {
  const { source } = view.root;
  const start = Math.max(0, source.text.search(markup));
  const newline = source.text.indexOf("\n", start);
  const end = newline === -1 ? source.text.length : newline;
  return { kind: "template", data: {}, at: { source, start, end }, file: view.root, targets: [] };
}

function doubtsOf(view: View): Iterable<Doubt> {
  const doubts = new Map<string, Doubt>();
  const doubtsIn = (connection: Evaluated): readonly Doubt[] =>
    decidedBy(connection).map(({ assumption, settings }) => {
      const key = keyOf(assumption);
      const known = doubts.get(key) ?? { assumption, data: dataOf(connection, assumption, settings), targets: [] };
      doubts.set(key, known);
      return known;
    });
  // Thousands of hosts may share their outcomes.
  const known = new Map<Evaluated["possible"], readonly Doubt[]>();
  for (const connection of view.doubtful) {
    const own = known.get(connection.possible) ?? doubtsIn(connection);
    known.set(connection.possible, own);
    for (const { targets } of own) for (const target of connection.targets) targets.push(target);
  }
  return doubts.values();
}

const keyOf = ({ source, offset }: Assumption): string => `${source.path}\0${offset}`;

interface Decided {
  readonly assumption: Assumption;
  readonly settings: NonNullable<Outcome["settings"]>;
}

/** Each condition with the plainest outcome in which it matters; outcomes come with few assumptions before those with many. */
function decidedBy({ settings: base, possible }: Evaluated): Decided[] {
  const found = new Map<string, Decided>();
  for (const { when, settings } of possible) {
    const [assumption] = when;
    if (settings === null || assumption === undefined || when.some((one) => found.has(keyOf(one)))) continue;
    if (settingNames.every((name) => settings[name].value === base[name].value)) continue;
    found.set(keyOf(assumption), { assumption, settings });
  }
  return [...found.values()];
}

function dataOf(
  { side, settings: base }: Evaluated,
  { criterion, because }: Assumption,
  settings: Decided["settings"],
): FindingData {
  const differing = settingNames.filter((name) => settings[name].value !== base[name].value);
  const values = (from: Decided["settings"]): (string | number)[] =>
    differing.map((name: SettingName) => from[name].value);
  const keywords = differing.map((name) => keywordOf[side][name]);
  return { criterion, because, keywords, ifHolds: values(settings), otherwise: values(base) };
}

/** "ServerAliveInterval is 15 and ServerAliveCountMax is 2" */
function assignments(keywords: FindingData[string] | undefined, values: FindingData[string] | undefined): string {
  if (!Array.isArray(keywords) || !Array.isArray(values)) return "";
  return keywords.map((keyword, index) => `${keyword} is ${values[index]}`).join(" and ");
}
