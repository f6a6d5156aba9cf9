import type { Side } from "../base/side.ts";
import { settingNames } from "../eval/connection.ts";
import { provenanceOf } from "../eval/effective.ts";
import type { Program, Statement } from "../eval/program.ts";
import { slotOf, statementValue } from "../eval/slots.ts";
import { argvSplit, strdelimSplit } from "../openssh/arguments.ts";
import { checkArguments } from "../openssh/forms.ts";
import { asciiLower, keywordTable, knownAnywhere, type Release, type Vendor } from "../openssh/keywords.ts";
import { grammarOf, NEWEST_RELEASE, OLDEST_RELEASE, releaseName } from "../openssh/versions.ts";
import { lexLine } from "../syntax/lexer.ts";
import { keepaliveMeantBy } from "./misspelled-keyword.ts";
import { fileRule, type Report, type View } from "./rule.ts";
import { placeOf } from "./settings.ts";
import { isCutToZero } from "./swallowed-line.ts";
import { isLiteral } from "./undecidable.ts";
import { consequence, counterpartOf, placeOfProblem, type UnknownLine, unknownLines } from "./wrong-side.ts";

/** What consecutive releases make of one line: its value, or "refused". */
interface Reading {
  readonly first: Release;
  readonly last: Release;
  readonly words: string;
}

const REFUSED = "refused";

function* releases(): Generator<Release> {
  for (let release = OLDEST_RELEASE; release <= NEWEST_RELEASE; release++) if (release % 100 < 10) yield release;
}

/** What a line with a keepalive keyword means by itself, from the oldest release to the newest. */
function readingsOf(line: string, side: Side, vendor: Vendor): Reading[] {
  const found: Reading[] = [];
  for (const release of releases()) {
    const words = readLine(line, side, release, vendor);
    const before = found.at(-1);
    if (before?.words === words) found[found.length - 1] = { ...before, last: release };
    else found.push({ first: release, last: release, words });
  }
  return found;
}

function readLine(text: string, side: Side, release: Release, vendor: Vendor): string {
  const grammar = grammarOf({ release, portable: 1, vendor }, side);
  const hash = grammar.cutAtHash ? text.indexOf("#") : -1;
  const line = lexLine(text, 0, hash === -1 ? text.length : hash, text.length, side);
  if (line?.kind !== "directive") return "nothing";
  const row = keywordTable(side, release, vendor).get(asciiLower(line.keyword));
  const slot = row === undefined ? null : slotOf(row);
  const args = (grammar.arguments === "argv" ? argvSplit : strdelimSplit)(text, line.restStart, line.restEnd);
  if (row === undefined || slot === null || args === null) return REFUSED;
  if (checkArguments(row.form, args, release, side) !== null) return REFUSED;
  const value = statementValue(slot, args, "", release, side);
  return slot === "interval" && value !== null ? `${value} s` : String(value ?? "none");
}

/** "up to 8.3", "8.5 to 8.6", "from 9.8 on" */
function span({ first, last }: Reading): string {
  if (first === OLDEST_RELEASE) return `up to ${releaseName(last)}`;
  if (last === NEWEST_RELEASE) return `from ${releaseName(first)} on`;
  return first === last ? `in ${releaseName(first)}` : `from ${releaseName(first)} to ${releaseName(last)}`;
}

/** "1860 s up to 8.3, 90 s from 8.4 on" */
const inWords = (readings: readonly Reading[]): string =>
  readings.map((reading) => `${reading.words} ${span(reading)}`).join(", ");

/** Which releases take a line that the judged one refuses ("5 s up to 9.7"); null where none does. */
export function whereTaken(line: string, side: Side, vendor: Vendor): string | null {
  const taken = readingsOf(line, side, vendor).filter(({ words }) => words !== REFUSED);
  return taken.length === 0 ? null : inWords(taken);
}

/** A plain value alone on its line: every release reads it alike. */
const plainLine = /^[A-Za-z]+[ \t]*[= \t][ \t]*(?:yes|no|0|[1-9]\d{0,8}|[1-9]\d{0,2}[smhdw])[ \t\r\n]*$/;

/** The statement's line from its keyword on, without its line end. */
const textOf = ({ file, directive }: Statement): string =>
  file.source.text.slice(directive.keywordStart, directive.end).trimEnd();

const owners: Readonly<Record<Vendor, string>> = {
  upstream: "OpenSSH's own",
  debian: "Debian's and Ubuntu's",
  redhat: "Fedora's and RHEL's",
  apple: "Apple's",
};

export const versionDependent = fileRule({
  id: "version-dependent",
  sides: ["client", "server"],
  severity: "info",
  fix: null,
  since: "0.1.0",
  messages: {
    "read-otherwise": ({ readings, portable }) =>
      `OpenSSH's versions read this line differently: ${readings}. \`${portable}\` means the same to all of them.`,
    "client-refused-elsewhere": ({ readings, portable }) =>
      `Not every ssh takes this line: ${readings}. Where it is refused, ${consequence.client}. \`${portable}\` alone on its line suits all of them.`,
    "server-refused-elsewhere": ({ readings, portable }) =>
      `Not every sshd takes this line: ${readings}. Where it is refused, ${consequence.server}. \`${portable}\` alone on its line suits all of them.`,
    "client-vendor-keyword": ({ keyword, owner }, who) =>
      `${keyword} is ${owner}: every other ssh refuses the whole file${who === "" ? "" : ` for ${who}`} and does not connect. \`IgnoreUnknown ${keyword}\` above the line makes it portable.`,
    "server-vendor-keyword": ({ keyword, owner }) =>
      `${keyword} is ${owner}: any other sshd does not start with this file, and a reload ends a running one. Keep the line to machines that know it.`,
    "client-release-keyword": ({ keyword, known, judged }, who) =>
      `${keyword} is known to OpenSSH ${known}: ssh ${judged} refuses the whole file${who === "" ? "" : ` for ${who}`} and does not connect. \`IgnoreUnknown ${keyword}\` above the line makes it portable.`,
    "server-release-keyword": ({ keyword, known, judged }) =>
      `${keyword} is known to OpenSSH ${known}: sshd ${judged} does not start with this file. Keep the line to machines that know it.`,
  },
  docs: {
    summary: "Another OpenSSH would read this line differently, or refuse the file because of it.",
    why: "Dotfiles and roles travel between machines. `1m30` is 90 s from 8.4 on and 1860 s before; ssh up to 8.4 refuses a comment behind a value; sshd up to 10.5 refuses `TCPKeepAlive true`. And one keyword that only a vendor's ssh knows, UseKeychain above all, makes every other ssh refuse the whole file.",
    remedy:
      "Write plain seconds, a plain count, or yes and no, alone on the line. Put `IgnoreUnknown NAME` above a vendor's keyword (ssh_config only).",
    exceptions: "The file is for one machine: name its version with --openssh.",
    evidence: [
      "misc.c convtime: unit kept for the next part up to 8.3, strtol up to 9.7, fractions from 10.3 on (measured on 7.6 to 10.6)",
      "readconf.c: comments behind values from 8.5 on (measured); servconf.c multistate_flag: true and false from 10.6 on (measured)",
      "readconf.c IgnoreUnknown: from its line on, first value wins (measured)",
    ],
  },
  examples: [
    {
      name: "minutes and a bare number",
      files: { config: "Host *\n  ServerAliveInterval 1m30\n" },
      expect: ["2:read-otherwise"],
    },
    {
      name: "a comment behind the value",
      files: { config: "Host *\n  ServerAliveInterval 60 # for the VPN\n" },
      expect: ["2:client-refused-elsewhere"],
    },
    {
      name: "true on a server",
      files: { sshd_config: "TCPKeepAlive true\n" },
      expect: ["1:server-refused-elsewhere"],
    },
    {
      name: "Apple's keyword",
      files: { config: "Host *\n  UseKeychain yes\nHost web1\n  UseKeychain no\n" },
      expect: ["2:client-vendor-keyword"],
    },
    {
      name: "made portable",
      files: { config: "IgnoreUnknown UseKeychain\nHost *\n  UseKeychain yes\n  ServerAliveInterval 60\n" },
      expect: [],
    },
    { name: "a unit that all read alike", files: { sshd_config: "ClientAliveInterval 5m\n" }, expect: [] },
  ],
  *check(view) {
    yield* differentLines(view);
    if (!view.isLive && !view.isTemplate) yield* foreignKeywords(view);
  },
});

function* differentLines(view: View): Generator<Report<"read-otherwise" | `${Side}-refused-elsewhere`>> {
  const odd = oddStatements(view);
  if (odd.length === 0) return;
  const others = view.otherVersions().map(valuesByLine);
  const readings = new Map<string, string>();
  for (const statement of odd) {
    const values = others.map((values) => values.get(keyOf(statement)));
    const refused = values.includes(undefined);
    if (!refused && values.every((value) => value === statement.value)) continue;
    const place = placeOf(provenanceOf(statement));
    const { keyword } = statement.directive;
    const text = textOf(statement);
    const words = readings.get(text) ?? inWords(readingsOf(text, view.side, view.version.vendor));
    readings.set(text, words);
    const data = {
      keyword,
      readings: words,
      portable: `${keyword} ${statement.value}`,
    };
    yield {
      kind: refused ? `${view.side}-refused-elsewhere` : "read-otherwise",
      data,
      at: place,
      file: statement.file,
      targets: [],
    };
  }
}

/** Keepalive lines, once each, that are not in the form which every release reads alike; what is refused is an error elsewhere. */
function oddStatements(view: View): Statement[] {
  const names: readonly string[] = settingNames;
  const found = new Map<string, Statement>();
  for (const statement of view.program.statements) {
    if (!names.includes(statement.slot) || statement.value === null || plainLine.test(textOf(statement))) continue;
    if (isLiteral(view, statement) && !isCutToZero(statement)) found.set(keyOf(statement), statement);
  }
  return [...found.values()];
}

const keyOf = ({ file, directive }: Statement): string => `${file.source.path}\0${directive.start}`;

const valuesByLine = ({ statements }: Program): Map<string, Statement["value"]> =>
  new Map(statements.map((statement) => [keyOf(statement), statement.value]));

function* foreignKeywords(view: View) {
  const seen = new Set<string>();
  for (const line of unknownLines(view)) {
    const { name, problem, refused, targets } = line;
    if (!refused || !isForeign(view, line) || seen.has(name)) continue;
    seen.add(name);
    const { keyword, knownTo = [] } = problem;
    const isOurs = knownTo.includes("upstream");
    yield {
      kind: `${view.side}-${isOurs ? "release" : "vendor"}-keyword` as const,
      data: {
        keyword,
        owner: knownTo.map((vendor) => owners[vendor]).join(" and "),
        known: isOurs ? releasesThatKnow(view.side, name) : null,
        judged: releaseName(view.version.release),
      },
      at: placeOfProblem(problem),
      file: problem.file,
      targets,
    };
  }
}

/** Known to another vendor or release, and no slip for a keepalive keyword: not an error everywhere. */
export function isForeign(view: View, { name, problem }: UnknownLine): boolean {
  const isSlip = counterpartOf(view.side, name) !== undefined || keepaliveMeantBy(name, view.side) !== null;
  return !isSlip && (problem.knownTo ?? []).length > 0;
}

/** "up to 7.7", "from 9.5 on" */
function releasesThatKnow(side: Side, name: string): string {
  const rows = knownAnywhere(side, name).filter((row) => row.vendor === undefined);
  const first = Math.min(...rows.map(({ since }) => since ?? OLDEST_RELEASE));
  const until = Math.max(...rows.map((row) => row.until ?? NEWEST_RELEASE + 1));
  const last = [...releases()].filter((release) => release < until).at(-1) ?? NEWEST_RELEASE;
  return span({ first, last, words: "" });
}
