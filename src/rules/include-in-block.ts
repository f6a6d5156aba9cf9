import { once } from "../base/once.ts";
import type { ConfigFile } from "../eval/config-file.ts";
import { chainOf, isUniversal } from "../eval/covers.ts";
import { type Evaluated, provenanceOf } from "../eval/effective.ts";
import type { Condition, Inclusion, Statement } from "../eval/program.ts";
import { matchLabel } from "../eval/targets.ts";
import { matchHostLine } from "../openssh/patterns.ts";
import { indentOf } from "../syntax/cst.ts";
import { linesOfBlock, placeOfHeader } from "./appended-after-match.ts";
import type { FindingData } from "./finding.ts";
import { nameTargets } from "./judge.ts";
import { fileRule, type Report, type View } from "./rule.ts";
import { placeOf } from "./settings.ts";
import { isKeepalive } from "./shadowed.ts";

export const includeInBlock = fileRule({
  id: "include-in-block",
  sides: ["client", "server"],
  severity: "warning",
  fix: null,
  since: "0.1.0",
  silences: ["keepalive-off"],
  messages: {
    "not-indented": ({ block, lost, others }) =>
      `This Include belongs to \`${block}\`, because everything below such a line does, indented or not: what it includes counts for that block only, and ${stay(others)} without \`${lost}\`. Move the Include above the first Host or Match line.`,
    "other-hosts": ({ block, lost, others }) =>
      `This Include belongs to \`${block}\`, so the blocks for other hosts in what it includes never hold: ${stay(others)} without \`${lost}\`. Move the Include above the first Host or Match line.`,
  },
  docs: {
    summary:
      "An Include line that slipped into a Host or Match block, so that the keepalive settings behind it reach only that block.",
    why: "A block ends only where the next Host or Match line begins, so an Include below one belongs to it, and the included file is read as part of that block: its settings for everybody become settings for one host, and its blocks for other hosts can never hold. Nothing is reported by ssh or sshd.",
    remedy: "Put Include lines at the top of the file, above the first Host or Match line.",
    exceptions: "The included file is meant for that block only: indent the Include line as the block's other lines.",
    evidence: [
      "readconf.c oInclude, servconf.c sInclude: the includer's block stays in force, a Host or Match inside is ANDed with it (7.6 to 10.6, sshd 8.2 on; measured)",
    ],
  },
  examples: [
    {
      name: "swallowed by the block above",
      files: { config: "Host web1\n  User bob\nInclude common\n", common: "ServerAliveInterval 60\n" },
      expect: ["3:not-indented"],
    },
    {
      name: "hosts that can never match",
      files: { config: "Host web1\n  User bob\n  Include work\n", work: "Host db1\n  ServerAliveInterval 60\n" },
      expect: ["3:other-hosts"],
    },
    {
      name: "above the first block",
      files: { config: "Include common\nHost web1\n  User bob\n", common: "ServerAliveInterval 60\n" },
      expect: [],
    },
    {
      name: "meant for the block",
      files: { config: "Host *.work\n  Include work\n", work: "ServerAliveInterval 60\n" },
      expect: [],
    },
    {
      name: "nothing about keepalive behind it",
      files: { config: "Host web1\n  User bob\nInclude colours\n", colours: "SendEnv COLORTERM\n" },
      expect: [],
    },
  ],
  *check(view) {
    const seen = new Set<unknown>();
    const index = once(() => indexOf(view));
    for (const inclusion of view.program.inclusions) {
      const { condition, directive, file, read } = inclusion;
      if (read.length === 0 || condition === null || condition.file !== file || isUniversal(condition)) continue;
      if (seen.has(directive)) continue;
      const found = judge(inclusion, condition, index());
      if (found === null) continue;
      seen.add(directive);
      yield found;
    }
  },
});

type Kind = "not-indented" | "other-hosts";

function judge(inclusion: Inclusion, block: Condition, index: Index): Report<Kind> | null {
  const behind = filesBehind(index, inclusion);
  const statements = (index.statements.get(block) ?? []).filter(({ file }) => behind.has(file));
  const unreachable = statements.find(
    (statement) => statement.condition !== block && neverTogether(block, statement.condition),
  );
  const foreign = unreachable === undefined ? null : whoLacks(index, unreachable, block);
  if (unreachable !== undefined && foreign !== null)
    return report(inclusion, block, "other-hosts", unreachable, foreign);
  if (!isOutdented(inclusion, block)) return null;
  for (const statement of statements) {
    const others = whoLacks(index, statement, block);
    if (others !== null) return report(inclusion, block, "not-indented", statement, others);
  }
  return null;
}

/** A root may have thousands of Includes, and of lines. */
interface Index {
  /** Keepalive lines in reading order, by each condition that they are under. */
  readonly statements: ReadonlyMap<Condition, readonly Statement[]>;
  /** By the file that they stand in. */
  readonly inclusions: ReadonlyMap<ConfigFile, readonly Inclusion[]>;
  /** What a target gets, by its name. */
  readonly connections: () => ReadonlyMap<string, Evaluated>;
}

function indexOf(view: View): Index {
  const { statements, inclusions } = view.program;
  const under = new Map<Condition, Statement[]>();
  for (const statement of statements) {
    if (!isKeepalive(statement.slot) || statement.value === null) continue;
    for (const condition of chainOf(statement.condition)) append(under, condition, statement);
  }
  const byFile = new Map<ConfigFile, Inclusion[]>();
  for (const inclusion of inclusions) append(byFile, inclusion.file, inclusion);
  const named = (one: Evaluated) => one.targets.map((name) => [name, one] as const);
  return { statements: under, inclusions: byFile, connections: once(() => new Map(view.connections.flatMap(named))) };
}

function append<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}

/** A set is gone through with what is added on the way. */
function filesBehind({ inclusions }: Index, inclusion: Inclusion): ReadonlySet<ConfigFile> {
  const behind = new Set(inclusion.read);
  for (const file of behind) for (const { read } of inclusions.get(file) ?? []) for (const one of read) behind.add(one);
  return behind;
}

/** Two Host lines that no name satisfies both, proven by the names that one of them lists. */
function neverTogether({ test: outer }: Condition, inner: Condition | null): boolean {
  if (outer.kind !== "host" || inner?.test.kind !== "host") return false;
  const [around, within] = [outer.patterns, inner.test.patterns];
  const namesOnly = (patterns: typeof around) => patterns.every(({ literal, negated }) => literal || negated);
  const none = (patterns: typeof around, other: typeof around) =>
    namesOnly(patterns) && patterns.every(({ negated, text }) => negated || !matchHostLine(text, other));
  return none(within, around) || none(around, within);
}

/** Whom the included line was meant for, in words, where they now get another value; null where nothing changes. */
function whoLacks(index: Index, { slot, value, condition }: Statement, block: Condition): readonly string[] | null {
  const inner = condition === block ? null : condition;
  const names =
    inner?.test.kind === "host" ? inner.test.patterns.filter(({ negated }) => !negated).map(({ text }) => text) : ["*"];
  const lacking = names.filter((name) => {
    const connection = index.connections().get(name);
    return connection !== undefined && isKeepalive(slot) && connection.settings[slot].value !== value;
  });
  return lacking.length === 0 ? null : lacking;
}

/** "db1 stays", "db1, db2 and 3 more stay", "everybody else stays" */
function stay(others: FindingData[string] | undefined): string {
  const names = Array.isArray(others) ? others.map(String) : [];
  return names.includes("*")
    ? "everybody else stays"
    : `${nameTargets(names, "client")} ${names.length === 1 ? "stays" : "stay"}`;
}

/** The Include line is not indented, and the other lines of its block are. */
function isOutdented({ directive }: Inclusion, block: Condition): boolean {
  const header = indentOf(block.directive);
  const others = linesOfBlock(block).filter(
    (line) => line.kind !== "directive" || line.keyword.toLowerCase() !== "include",
  );
  return indentOf(directive) <= header && others.length > 0 && others.every((line) => indentOf(line) > header);
}

function report(
  { file, directive }: Inclusion,
  block: Condition,
  kind: Kind,
  statement: Statement,
  others: readonly string[],
): Report<Kind> {
  const lost = placeOf(provenanceOf(statement));
  return {
    kind,
    data: { block: matchLabel(block), lost: lost.source.text.slice(lost.start, lost.end), others },
    at: { source: file.source, start: directive.keywordStart, end: directive.restEnd },
    file,
    targets: [],
    related: [
      { ...placeOfHeader(block), message: "the block that it belongs to" },
      { ...lost, message: "counts for that block only" },
    ],
  };
}
