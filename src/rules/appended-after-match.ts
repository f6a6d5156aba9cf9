import type { ConfigFile } from "../eval/config-file.ts";
import { keywordOf } from "../eval/connection.ts";
import { isUniversal } from "../eval/covers.ts";
import { provenanceOf } from "../eval/effective.ts";
import type { Condition, Statement } from "../eval/program.ts";
import { matchLabel } from "../eval/targets.ts";
import { indentOf, type Line } from "../syntax/cst.ts";
import type { Directive } from "../syntax/lexer.ts";
import type { FindingData } from "./finding.ts";
import { fileRule, type Report, type View } from "./rule.ts";
import { placeOf } from "./settings.ts";
import { isKeepalive } from "./shadowed.ts";
import { isLiteral } from "./undecidable.ts";

/** The lines between a Host or Match line and the next one, or the end of the file. */
export function linesOfBlock({ file, directive }: Condition): Line[] {
  const { lines } = file.cst;
  const first = firstBehind(lines, directive.start);
  let end = first;
  for (let line = lines[end]; line !== undefined && !isHeading(line); ) line = lines[++end];
  return lines.slice(first, end);
}

const isHeading = (line: Line): boolean => line.kind === "directive" && /^(host|match)$/i.test(line.keyword);

/** The number of the first line that begins behind a place; by halves, since a file may have thousands of blocks. */
function firstBehind(lines: readonly Line[], place: number): number {
  let from = 0;
  let to = lines.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((lines[middle]?.start ?? 0) > place) to = middle;
    else from = middle + 1;
  }
  return from;
}

/**
 * From where on the lines of a block evidently were not meant for it: those before are indented and this one is not, or
 * nobody indents in this block and a blank line stands between. The block's end where there is no such place.
 */
function whereBlockWasMeantToEnd({ file, directive }: Condition, lines: readonly Line[]): number {
  const header = indentOf(directive);
  const isOutside = (line: Line): boolean => indentOf(line) <= header;
  const end = lines.findIndex((line, index) => {
    const before = lines[index - 1];
    if (before === undefined || !isOutside(line)) return false;
    return !isOutside(before) || hasBlankLine(file.source.text.slice(before.end, line.start));
  });
  return end === -1 ? lines.length : end;
}

const hasBlankLine = (gap: string): boolean => /^[ \t\r]*$/m.test(gap.replace(/\n$/, "")) && gap !== "";

export const appendedAfterMatch = fileRule({
  id: "appended-after-match",
  sides: ["client", "server"],
  severity: "warning",
  fix: "unsafe",
  since: "0.1.0",
  silences: ["keepalive-off"],
  messages: {
    "belongs-to-block": ({ keywords, block, defaults }) =>
      `Everything below \`${block}\` belongs to it, indented or not, so ${list(keywords)} ${isOne(keywords) ? "counts" : "count"} for that block only. Everybody else gets OpenSSH's default: ${list(defaults)}. If it is meant for all, ${/^match/i.test(String(block)) ? "move it above the first Match line" : "move it to a `Host *` block at the end"}.`,
  },
  docs: {
    summary:
      "A keepalive line at the end of a file that was meant for everybody, but belongs to the last Host or Match block.",
    why: 'Articles say "append this line to sshd_config". A Host or Match block ends only where the next one begins: appended lines belong to the last block, whatever their indentation, and the setting reaches nobody but the few that this block is about. sshd gives no warning.',
    remedy: "Put the line above the first Match line of sshd_config; in ssh_config, below a `Host *` at the end.",
    exceptions: "The line is meant for that block: indent it as the block's other lines, and it is no longer reported.",
    evidence: [
      "readconf.c process_config_line_depth, activep; servconf.c process_server_config_line_depth: to the next Host or Match or the end of that file (7.6 to 10.6; measured)",
    ],
  },
  examples: [
    {
      name: "appended to sshd_config",
      files: {
        sshd_config:
          "UseDNS no\nMatch group sftp\n  ForceCommand internal-sftp\n\nClientAliveInterval 60\nClientAliveCountMax 5\n",
      },
      expect: ["5:belongs-to-block"],
      fixed:
        "UseDNS no\nClientAliveInterval 60\nClientAliveCountMax 5\nMatch group sftp\n  ForceCommand internal-sftp\n\n",
    },
    {
      name: "appended to ssh_config",
      files: { config: "Host web1\n    User bob\nServerAliveInterval 60\n" },
      expect: ["3:belongs-to-block"],
    },
    {
      name: "meant for the block",
      files: { config: "Host web1\n    User bob\n\n    # it sleeps\n    ServerAliveInterval 60\n" },
      expect: [],
    },
    {
      name: "everybody has it already",
      files: { sshd_config: "ClientAliveInterval 60\nMatch user bob\n  X11Forwarding no\nClientAliveInterval 15\n" },
      expect: [],
    },
    { name: "the block is everybody", files: { config: "Host *\n  User bob\nServerAliveInterval 60\n" }, expect: [] },
  ],
  *check(view) {
    const others = view.connections.find(({ targets }) => targets.includes("*"));
    // What a fragment says of everybody else is for its root to say.
    if (others === undefined || view.isFragment) return;
    const statements = statementsByBlock(view);
    for (const block of lastBlocks(view)) {
      const own = statements.get(block);
      if (own === undefined) continue;
      const lines = linesOfBlock(block);
      const outside = new Set(lines.slice(whereBlockWasMeantToEnd(block, lines)).map(({ start }) => start));
      const found = own.filter((statement) => {
        const { directive, slot, value } = statement;
        if (!outside.has(directive.start) || indentOf(directive) > indentOf(block.directive)) return false;
        if (!isKeepalive(slot) || value === null || !isLiteral(view, statement)) return false;
        return others.statements[slot] === undefined && others.settings[slot].value !== value;
      });
      if (found.length > 0) yield report(view, block, found, others.settings);
    }
  },
});

const list = (words: FindingData[string] | undefined): string => (Array.isArray(words) ? words.join(" and ") : "");
const isOne = (words: FindingData[string] | undefined): boolean => Array.isArray(words) && words.length === 1;

/** Keepalive lines by the block that they stand in; a root may have thousands of files, and so of last blocks. */
function statementsByBlock({ program }: View): ReadonlyMap<Condition, readonly Statement[]> {
  const found = new Map<Condition, Statement[]>();
  for (const statement of program.statements) {
    const { condition, slot } = statement;
    if (condition === null || !isKeepalive(slot)) continue;
    const own = found.get(condition);
    if (own === undefined) found.set(condition, [statement]);
    else own.push(statement);
  }
  return found;
}

/** The last block of each file, where it is not for everybody. */
function lastBlocks({ program }: View): Condition[] {
  const last = new Map<ConfigFile, Condition>();
  for (const condition of program.conditions.toReversed()) {
    if (!last.has(condition.file)) last.set(condition.file, condition);
  }
  return [...last.values()].filter((condition) => condition.test.kind !== "never" && !isUniversal(condition));
}

function report(
  view: View,
  block: Condition,
  found: readonly Statement[],
  others: View["connections"][number]["settings"],
): Report<"belongs-to-block"> {
  const places = found.map((statement) => placeOf(provenanceOf(statement)));
  const [at = null, ...more] = places;
  const slots = [...new Set(found.map(({ slot }) => slot).filter(isKeepalive))];
  return {
    kind: "belongs-to-block",
    data: {
      keywords: found.map(({ directive }: { directive: Directive }) => directive.keyword),
      block: matchLabel(block),
      defaults: slots.map((slot) => `${keywordOf[view.side][slot]} ${others[slot].value}`),
    },
    at,
    file: block.file,
    targets: [],
    // The lines around it may be the template engine's.
    ...(view.isTemplate ? { certainty: "possible" as const } : {}),
    related: [
      { ...placeOfHeader(block), message: "the block that it belongs to" },
      ...more.map((place) => ({ ...place, message: "and this line" })),
    ],
    intents: places.map((place) => ({ kind: "globalise", place, file: block.file, safety: "unsafe" })),
  };
}

export const placeOfHeader = ({ file, directive }: Condition) => ({
  source: file.source,
  start: directive.keywordStart,
  end: directive.restEnd,
});
