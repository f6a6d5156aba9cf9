import type { ConfigFile } from "../eval/config-file.ts";
import type { SettingName } from "../eval/connection.ts";
import {
  chainOf,
  holdsAlways,
  holdsWherever,
  isUniversal,
  keysOfNarrow,
  keysOfWide,
  neverHolds,
  someAround,
  unstableCriteria,
} from "../eval/covers.ts";
import { provenanceOf } from "../eval/effective.ts";
import type { Condition, Program, Slot, Statement } from "../eval/program.ts";
import { grammarOf } from "../openssh/versions.ts";
import { positionAt } from "../syntax/source.ts";
import type { Related } from "./finding.ts";
import { fileRule, type Report, type View } from "./rule.ts";
import { placeOf } from "./settings.ts";
import { isLiteral } from "./undecidable.ts";

/** True for the three settings themselves, not for what decides about blocks. */
export const isKeepalive = (slot: Slot): slot is SettingName =>
  slot === "interval" || slot === "countMax" || slot === "tcpKeepAlive";

export const shadowed = fileRule({
  id: "shadowed",
  sides: ["client", "server"],
  severity: "warning",
  fix: "unsafe",
  since: "0.1.0",
  messages: {
    "earlier-wins": ({ keyword, value, winner, line, block, same }) =>
      same === true
        ? `This line only repeats ${winnerName(line, block)}, which comes first and says the same.`
        : `This line never takes effect: ${winnerName(line, block)} says ${winner} and comes first, and OpenSSH keeps the first ${keyword} that applies. The \`${value}\` here is never used.`,
    "match-replaces": ({ keyword, value, winner, line, block, same }) =>
      same === true
        ? `This line only repeats ${winnerName(line, block)}, which replaces it for every connection and says the same.`
        : `This line never takes effect: ${winnerName(line, block)} says ${winner}, and a Match block replaces the global ${keyword}, for every connection. The \`${value}\` here is never used.`,
    "final-too-late": ({ value, winner, line, block, same }) =>
      same === true
        ? `This line only repeats ${winnerName(line, block)}, which says the same and is read before any \`Match final\`.`
        : `This line never takes effect: ssh reads \`Match final\` blocks in a second pass, when ${winnerName(line, block)} has already said ${winner}. The \`${value}\` here is never used.`,
    "block-never-holds": ({ block }) =>
      `This line never takes effect: \`${block}\` only says who is not meant, and a list that names nobody who is meant matches nobody. If all others are meant, put a \`*\` before the exceptions.`,
  },
  docs: {
    summary: "A keepalive line that can take effect for nobody, because another line always wins.",
    why: "ssh keeps the first value that applies, so a line for one host below a `Host *` that already sets the same keyword is dead, although it looks like an exception. In sshd_config the first global value wins, and a `Match all` block replaces it wherever it stands. Nothing is reported because some host happens not to use a line: only what no host can ever use.",
    remedy: "Move the specific block above the general one, or delete the line.",
    exceptions: "A second line with the same value is only in the way (a note).",
    evidence: [
      "readconf.c process_config_line_depth: a value is stored only while it is unset (7.6 to 10.6; measured)",
      "servconf.c parse_server_match_config, copy_set_server_options: Match values replace global ones; first Match wins (measured)",
      "ssh.c main, process_config_files: `Match final` in the second pass only (measured)",
      "match.c match_pattern_list, readconf.c oHost: negated patterns alone match nothing (measured)",
    ],
  },
  examples: [
    {
      name: "an exception below the rule",
      files: { config: "Host *\n  ServerAliveInterval 60\nHost web1\n  ServerAliveInterval 15\n" },
      expect: ["4:earlier-wins"],
      fixed: "Host *\n  ServerAliveInterval 60\nHost web1\n",
    },
    {
      name: "covered by an earlier pattern",
      files: { config: "Host *.prod\n  ServerAliveCountMax 10\nHost db.prod web.prod\n  ServerAliveCountMax 1\n" },
      expect: ["4:earlier-wins"],
    },
    {
      name: "an alias of the same keyword, twice in one block",
      files: { config: "Host web1\n  TCPKeepAlive yes\n  KeepAlive yes\n" },
      expect: ["3:earlier-wins"],
      fixed: "Host web1\n  TCPKeepAlive yes\n",
    },
    {
      name: "Match all replaces what stands before it",
      files: { sshd_config: "ClientAliveInterval 300\nMatch all\n  ClientAliveInterval 60\n" },
      expect: ["1:match-replaces"],
      fixed: "Match all\n  ClientAliveInterval 60\n",
    },
    {
      name: "Match final comes too late",
      files: { config: "Match final host *.prod\n  ServerAliveInterval 15\nHost *\n  ServerAliveInterval 60\n" },
      expect: ["2:final-too-late"],
    },
    {
      name: "nobody is meant",
      files: { config: "Host !bastion\n  ServerAliveInterval 15\nHost *\n  ServerAliveInterval 60\n" },
      expect: ["2:block-never-holds"],
    },
    {
      name: "the specific before the general",
      files: { config: "Host web1\n  ServerAliveInterval 15\nHost *\n  ServerAliveInterval 60\n" },
      expect: [],
    },
    {
      name: "a Match block overrides the global value",
      files: { sshd_config: "ClientAliveInterval 60\nMatch user bob\n  ClientAliveInterval 15\n" },
      expect: [],
    },
  ],
  *check(view) {
    const own = filesOfRoot(view);
    for (const { statement, kind, winner } of deadLines(view.program)) {
      if (!own.has(statement.file) || !isLiteral(view, statement)) continue;
      yield report(view, statement, kind, winner);
    }
  },
});

/** The root and what it includes: that another root (/etc/ssh/ssh_config) comes too late is as it should be. */
function filesOfRoot({ program, root }: View): ReadonlySet<ConfigFile> {
  const own = new Set([root]);
  // Reading order: what includes a file comes before what that file includes.
  for (const { file, read } of program.inclusions) if (own.has(file)) for (const one of read) own.add(one);
  return own;
}

type Kind = "earlier-wins" | "match-replaces" | "final-too-late" | "block-never-holds";

interface DeadLine {
  readonly statement: Statement;
  readonly kind: Kind;
  readonly winner: Statement | null;
}

/** Whether two statements are one line, read twice. */
const isSameLine = (left: Statement, right: Statement): boolean =>
  left.file.source.path === right.file.source.path && left.directive.start === right.directive.start;

/** Lines that are dead each time they are read: a file may be included from several blocks. */
function deadLines(program: Program): DeadLine[] {
  const search = new Search(program);
  const lines = new Map<string, Map<number, DeadLine | null>>();
  for (const statement of program.statements) {
    if (!isKeepalive(statement.slot) || statement.value === null) continue;
    const { path } = statement.file.source;
    const ofFile = lines.get(path) ?? new Map<number, DeadLine | null>();
    lines.set(path, ofFile);
    const { start } = statement.directive;
    const found = search.next(statement);
    if (found === null || !ofFile.has(start)) ofFile.set(start, found);
  }
  return [...lines.values()]
    .flatMap((ofFile) => [...ofFile.values()].filter((line) => line !== null))
    .filter(({ statement, winner }) => winner === null || !isSameLine(statement, winner));
}

/** How many earlier lines of one sort are compared with each line: beyond it a dead line may go unnoticed, but time stays linear. */
const MOST_COMPARED = 50;

/** Earlier lines for one setting, by what their blocks could cover. */
interface Earlier {
  /** Lines for everybody. */
  readonly all: Statement[];
  /** Lines under Host patterns. */
  readonly patterns: Statement[];
  /** Lines under Match whose patterns have wildcards. */
  readonly matches: Statement[];
  /** Lines under any other Match, by what only a block with the same key can imply. */
  readonly byCriterion: Map<string, Statement[]>;
  readonly byName: Map<string, Statement[]>;
  readonly byBlock: Map<Condition, Statement[]>;
}

const nothingYet = (): Earlier => ({
  all: [],
  patterns: [],
  matches: [],
  byCriterion: new Map(),
  byName: new Map(),
  byBlock: new Map(),
});

/** Goes through a program's keepalive lines in reading order; remembers those that may shadow later ones. */
class Search {
  private readonly unstable: ReadonlySet<string>;
  /** The first line of each setting that holds for everybody in any case, wherever it stands. */
  private readonly universal = new Map<Slot, Statement>();
  private readonly earlier: Readonly<Record<SettingName, Earlier>> = {
    interval: nothingYet(),
    countMax: nothingYet(),
    tcpKeepAlive: nothingYet(),
  };

  constructor(private readonly program: Program) {
    this.unstable = unstableCriteria(program);
    const wins = ({ condition }: Statement): boolean =>
      program.side === "client" || (condition !== null && this.isApplied(condition));
    for (const statement of program.statements) {
      const { slot, value, condition } = statement;
      if (!isKeepalive(slot) || value === null || this.universal.has(slot)) continue;
      if (isUniversal(condition) && wins(statement)) this.universal.set(slot, statement);
    }
  }

  /** 8.2 and 8.3 never apply Match blocks of files that sshd_config includes. */
  private isApplied(condition: Condition): boolean {
    const { files, version, side } = this.program;
    return chainOf(condition).at(-1)?.file === files[0] || grammarOf(version, side).matchInIncludedFile;
  }

  /** Why a line is dead; null, and remembered, where it is not. */
  next(statement: Statement): DeadLine | null {
    const { slot, condition } = statement;
    if (!isKeepalive(slot)) return null;
    if (someAround(condition, neverHolds)) return { statement, kind: "block-never-holds", winner: null };
    const universal = this.universal.get(slot);
    if (universal !== undefined && universal !== statement) {
      if (someAround(condition, isInSecondPass)) return { statement, kind: "final-too-late", winner: universal };
      const isReplaced = this.program.side === "server" && condition === null && slot !== "tcpKeepAlive";
      if (isReplaced) return { statement, kind: "match-replaces", winner: universal };
    }
    const winner = this.winnerOver(statement, this.earlier[slot]);
    if (winner !== null) return { statement, kind: "earlier-wins", winner };
    remember(statement, this.earlier[slot]);
    return null;
  }

  private winnerOver(statement: Statement, earlier: Earlier): Statement | null {
    let first: Statement | null = null;
    for (const list of listsFor(statement.condition, earlier)) {
      const found = list.find((other) => this.comesBefore(other, statement));
      if (found !== undefined && (first === null || found.order < first.order)) first = found;
    }
    return first;
  }

  private comesBefore(winner: Statement, { condition, slot }: Statement): boolean {
    if (this.program.side === "client") return holdsWherever(winner.condition, condition, this.unstable);
    // The start-up reading holds global lines and Match all; the connection's own reading holds nothing but Match blocks.
    if (condition === null || slot === "tcpKeepAlive") return winner.condition === null || winner.condition.atStart;
    if (winner.condition === null || !this.isApplied(winner.condition)) return false;
    return holdsWherever(winner.condition, condition, this.unstable);
  }
}

/** The earlier lines among which one may cover a block. */
function* listsFor(condition: Condition | null, earlier: Earlier): Generator<readonly Statement[]> {
  yield earlier.all;
  yield earlier.patterns;
  yield earlier.matches;
  for (let at = condition; at !== null; at = at.parent) {
    const ofBlock = earlier.byBlock.get(at);
    if (ofBlock !== undefined) yield ofBlock;
    // What covers a list of names covers its first one.
    const name = at.test.kind === "host" ? at.test.patterns.find(({ negated }) => !negated) : undefined;
    const ofName = name === undefined ? undefined : earlier.byName.get(name.text);
    if (ofName !== undefined) yield ofName;
    for (const key of at.test.kind === "match" ? at.test.criteria.flatMap(keysOfNarrow) : []) {
      const ofCriterion = earlier.byCriterion.get(key);
      if (ofCriterion !== undefined) yield ofCriterion;
    }
  }
}

function remember(statement: Statement, earlier: Earlier): void {
  let block = statement.condition;
  while (block !== null && holdsAlways(block)) block = block.parent;
  if (block !== null) addTo(earlier.byBlock, block, statement);
  if (block === null) {
    add(earlier.all, statement);
    return;
  }
  if (block.test.kind !== "host") {
    const keys = keysOfWide(block);
    if (keys === null) add(earlier.matches, statement);
    else for (const key of keys) addTo(earlier.byCriterion, key, statement);
    return;
  }
  const meant = block.test.patterns.filter(({ negated }) => !negated);
  for (const { literal, text } of meant) if (literal) addTo(earlier.byName, text, statement);
  if (meant.some(({ literal }) => !literal)) add(earlier.patterns, statement);
}

function add(list: Statement[], statement: Statement): void {
  if (list.length < MOST_COMPARED) list.push(statement);
}

function addTo<Key>(lists: Map<Key, Statement[]>, key: Key, statement: Statement): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [statement]);
  else add(list, statement);
}

/** `Match final` and `Match canonical` hold in the second reading of the files only. */
function isInSecondPass({ test }: Condition): boolean {
  if (test.kind !== "match") return false;
  return test.criteria.some(({ name, negated }) => !negated && (name === "final" || name === "canonical"));
}

function report(view: View, statement: Statement, kind: Kind, winner: Statement | null): Report<Kind> {
  const own = provenanceOf(statement);
  const at = placeOf(own);
  const winning = winner === null ? null : provenanceOf(winner);
  const same = winner !== null && winner.value === statement.value;
  const related: Related[] = winning === null ? [] : [{ ...placeOf(winning), message: "this line wins" }];
  return {
    kind,
    data: {
      keyword: statement.directive.keyword,
      value: statement.value,
      winner: winner?.value ?? null,
      // A line of another file is shown beside the finding.
      line:
        winning === null || winning.source !== own.source ? null : positionAt(winning.source, winning.span.start).line,
      block: winning === null ? deadBlock(statement) : winning.block,
      same,
    },
    at,
    file: statement.file,
    targets: [],
    ...(same ? { severity: "info" as const } : {}),
    ...(view.isTemplate ? { certainty: "possible" as const } : {}),
    related,
    // Nobody writes a block for nobody: there the block is to be mended, not the line.
    intents: winner === null ? [] : [{ kind: "delete", place: at, safety: "unsafe" }],
  };
}

/** The block that holds for nobody, as written. */
function deadBlock({ condition }: Statement): string {
  const never = chainOf(condition).find(neverHolds);
  if (never === undefined) return "";
  return never.file.source.text.slice(never.directive.keywordStart, never.directive.restEnd);
}

/** "line 3 (`Host *`)" */
function winnerName(line: unknown, block: unknown): string {
  const name = line === null ? "a line of another file" : `line ${line}`;
  return block === "" ? name : `${name} (\`${block}\`)`;
}
