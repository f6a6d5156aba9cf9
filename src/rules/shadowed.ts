import type { ConfigFile } from "../eval/config-file.ts";
import { type SettingName, settingNames } from "../eval/connection.ts";
import type { Criterion } from "../eval/criteria.ts";
import { provenanceOf } from "../eval/effective.ts";
import type { Condition, Program, Slot, Statement } from "../eval/program.ts";
import { matchHostLine, matchHostname, matchPatternList, type Pattern } from "../openssh/patterns.ts";
import { grammarOf } from "../openssh/versions.ts";
import { positionAt } from "../syntax/source.ts";
import type { Related } from "./finding.ts";
import { fileRule, type Report, type View } from "./rule.ts";
import { placeOf } from "./settings.ts";
import { isLiteral } from "./undecidable.ts";

/** True for the three settings themselves, not for what decides about blocks. */
export const isKeepalive = (slot: Slot): slot is SettingName => settingNames.some((name) => name === slot);

/** True where a block and those around its Include hold for every connection, by their lines alone. */
export const isUniversal = (condition: Condition | null): boolean => chainOf(condition).every(holdsAlways);

/** A condition and those around its file's Include, the innermost first. */
export function chainOf(condition: Condition | null): Condition[] {
  const chain: Condition[] = [];
  for (let at = condition; at !== null; at = at.parent) chain.push(at);
  return chain;
}

const isStar = (pattern: Pattern): boolean => !pattern.negated && /^\*+$/.test(pattern.text);

function holdsAlways({ test, file }: Condition): boolean {
  if (test.kind === "host") return test.patterns.some(isStar) && test.patterns.every((pattern) => !pattern.negated);
  if (test.kind === "never") return false;
  return test.criteria.every((criterion) => isAlwaysTrue(criterion, file.cst.side === "client"));
}

function isAlwaysTrue({ name, negated, patterns }: Criterion, client: boolean): boolean {
  if (negated) return false;
  const takesHost = client && (name === "host" || name === "originalhost");
  return name === "all" || (takesHost && patterns.length === 1 && patterns.every(isStar));
}

/** Whether a block can hold for nobody: its list says only who is not meant, and a list needs one that is. */
function neverHolds({ test }: Condition): boolean {
  if (test.kind === "host") return test.patterns.length > 0 && test.patterns.every(({ negated }) => negated);
  if (test.kind === "never") return false;
  return test.criteria.some(({ name, negated, patterns }) => {
    return !negated && listed.has(name) && patterns.length > 0 && patterns.every((pattern) => pattern.negated);
  });
}

/** Criteria with a list of patterns (match.c match_pattern_list). */
const listed = new Set(["host", "originalhost", "user", "localuser"]);

/** Criteria whose outcome other lines of the same file can change between one Match line and the next. */
export function unstableCriteria(program: Program): ReadonlySet<string> {
  if (program.side === "server") return new Set();
  const unstable = new Set(["exec"]);
  const dependsOn: readonly (readonly [string, Slot])[] = [
    ["host", "hostName"],
    ["user", "user"],
    ["tagged", "tag"],
    ["sessiontype", "sessionType"],
  ];
  const set = new Set(program.statements.map(({ slot }) => slot));
  for (const [criterion, slot] of dependsOn) if (set.has(slot)) unstable.add(criterion);
  return unstable;
}

/** Whether `wide` surely holds wherever `narrow` does, in the same reading of the files: proven by their lines alone. */
export function holdsWherever(
  wide: Condition | null,
  narrow: Condition | null,
  unstable: ReadonlySet<string>,
): boolean {
  const narrower = chainOf(narrow);
  return chainOf(wide).every(
    (outer) => holdsAlways(outer) || narrower.some((inner) => implies(inner, outer, unstable)),
  );
}

function implies(inner: Condition, outer: Condition, unstable: ReadonlySet<string>): boolean {
  if (inner === outer) return true;
  if (inner.test.kind === "host" && outer.test.kind === "host")
    return hostImplies(inner.test.patterns, outer.test.patterns);
  if (inner.test.kind !== "match" || outer.test.kind !== "match") return false;
  const { criteria } = inner.test;
  const client = outer.file.cst.side === "client";
  return outer.test.criteria.every((wide) => {
    return isAlwaysTrue(wide, client) || criteria.some((narrow) => criterionImplies(narrow, wide, unstable));
  });
}

function hostImplies(narrow: readonly Pattern[], wide: readonly Pattern[]): boolean {
  const meant = narrow.filter(({ negated }) => !negated);
  const excludes = (pattern: Pattern): boolean => narrow.some(({ negated, text }) => negated && text === pattern.text);
  const excludedToo = wide.filter(({ negated }) => negated).every(excludes);
  return (
    meant.length > 0 &&
    meant.every(({ literal, text }) => {
      if (literal) return matchHostLine(text, wide);
      return excludedToo && wide.some((pattern) => !pattern.negated && (isStar(pattern) || pattern.text === text));
    })
  );
}

function criterionImplies(narrow: Criterion, wide: Criterion, unstable: ReadonlySet<string>): boolean {
  const { name, negated, argument, patterns } = narrow;
  if (name !== wide.name || negated !== wide.negated || unstable.has(name)) return false;
  if (argument === wide.argument) return true;
  const literals = patterns.filter((pattern) => !pattern.negated);
  if (negated || !listed.has(name) || literals.length === 0 || literals.some(({ literal }) => !literal)) return false;
  const foldsCase = name === "host" || name === "originalhost";
  return literals.every(({ text }) =>
    foldsCase ? matchHostname(text, wide.patterns) : matchPatternList(text, wide.patterns) === 1,
  );
}

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
        : `This line never takes effect: ${winnerName(line, block)} says ${winner} and comes first, and OpenSSH keeps the first ${keyword} that applies. Nobody gets ${value}.`,
    "match-replaces": ({ keyword, value, winner, line, block, same }) =>
      same === true
        ? `This line only repeats ${winnerName(line, block)}, which replaces it for every connection and says the same.`
        : `This line never takes effect: ${winnerName(line, block)} says ${winner}, and a Match block replaces the global ${keyword}, for every connection here. Nobody gets ${value}.`,
    "final-too-late": ({ value, winner, line, block, same }) =>
      same === true
        ? `This line only repeats ${winnerName(line, block)}, which says the same and is read before any \`Match final\`.`
        : `This line never takes effect: ssh reads \`Match final\` blocks in a second pass, when ${winnerName(line, block)} has already said ${winner}. No host gets ${value}.`,
    "block-never-holds": ({ block, value }) =>
      `This line never takes effect: \`${block}\` only says who is not meant, and a list without anybody who is meant matches nobody. Nobody gets ${value}; put a \`*\` before the exceptions if all others are meant.`,
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

const keyOf = ({ file, directive }: Statement): string => `${file.source.path}\0${directive.start}`;

/** Lines that are dead each time they are read: a file may be included from several blocks. */
function deadLines(program: Program): Iterable<DeadLine> {
  const search = new Search(program);
  const dead = new Map<string, DeadLine | null>();
  for (const statement of program.statements) {
    if (!isKeepalive(statement.slot) || statement.value === null) continue;
    const found = search.next(statement);
    const key = keyOf(statement);
    const known = dead.get(key);
    if (found === null) dead.set(key, null);
    else if (known === undefined || (known !== null && known.winner === null)) dead.set(key, found);
  }
  return [...dead.values()]
    .filter((line) => line !== null)
    .filter(({ statement, winner }) => {
      return winner === null || keyOf(winner) !== keyOf(statement);
    });
}

/** How many earlier lines of one sort are compared with each line: beyond it a dead line may go unnoticed, but time stays linear. */
const MOST_COMPARED = 200;

/** Goes through a program's keepalive lines in reading order; remembers those that may shadow later ones. */
class Search {
  private readonly unstable: ReadonlySet<string>;
  /** The first line of each setting that holds for everybody in any case, wherever it stands. */
  private readonly universal = new Map<string, Statement>();
  private readonly earlier = new Map<string, Statement[]>();

  constructor(private readonly program: Program) {
    this.unstable = unstableCriteria(program);
    const replaces = ({ condition }: Statement) =>
      program.side === "client" || (condition !== null && this.isApplied(condition));
    for (const statement of program.statements) {
      if (!isKeepalive(statement.slot) || statement.value === null || this.universal.has(statement.slot)) continue;
      if (replaces(statement) && isUniversal(statement.condition)) this.universal.set(statement.slot, statement);
    }
  }

  /** 8.2 and 8.3 never apply Match blocks of files that sshd_config includes. */
  private isApplied(condition: Condition): boolean {
    const outermost = chainOf(condition).at(-1);
    return (
      outermost?.file === this.program.files[0] ||
      grammarOf(this.program.version, this.program.side).matchInIncludedFile
    );
  }

  next(statement: Statement): DeadLine | null {
    const found = this.judge(statement);
    if (found === null) this.remember(statement);
    return found;
  }

  private judge(statement: Statement): DeadLine | null {
    const { condition, slot } = statement;
    if (chainOf(condition).some(neverHolds)) return { statement, kind: "block-never-holds", winner: null };
    const universal = this.universal.get(slot);
    if (universal !== undefined && universal !== statement) {
      if (isInSecondPass(condition)) return { statement, kind: "final-too-late", winner: universal };
      const replaced = this.program.side === "server" && condition === null && slot !== "tcpKeepAlive";
      if (replaced) return { statement, kind: "match-replaces", winner: universal };
    }
    const winner = this.candidates(statement).find((other) => this.comesBefore(other, statement));
    return winner === undefined ? null : { statement, kind: "earlier-wins", winner };
  }

  private comesBefore(winner: Statement, { condition, slot }: Statement): boolean {
    if (this.program.side === "client") return holdsWherever(winner.condition, condition, this.unstable);
    // The start-up reading holds global lines and Match all; the connection's own reading holds nothing but Match blocks.
    if (condition === null || slot === "tcpKeepAlive") return winner.condition === null || winner.condition.atStart;
    return (
      winner.condition !== null &&
      this.isApplied(winner.condition) &&
      holdsWherever(winner.condition, condition, this.unstable)
    );
  }

  private candidates({ slot, condition }: Statement): Statement[] {
    const chain = chainOf(condition);
    const literals = chain.flatMap(({ test }) =>
      test.kind === "host" ? test.patterns.filter((one) => !one.negated).slice(0, 1) : [],
    );
    const keys = [
      "all",
      "pattern",
      "match",
      ...chain.map(({ id }) => `in ${id}`),
      ...literals.map(({ text }) => `host ${text}`),
    ];
    const found = keys.flatMap((key) => this.earlier.get(`${slot} ${key}`) ?? []);
    return [...new Set(found)].sort((left, right) => left.order - right.order);
  }

  private remember(statement: Statement): void {
    for (const key of keysOf(statement.condition)) {
      const list = this.earlier.get(`${statement.slot} ${key}`);
      if (list === undefined) this.earlier.set(`${statement.slot} ${key}`, [statement]);
      else if (list.length < MOST_COMPARED) list.push(statement);
    }
  }
}

/** Under which words a line is found again: the names of its block where it lists names, else the sort of its block. */
function keysOf(condition: Condition | null): string[] {
  const narrowing = chainOf(condition).find((one) => !holdsAlways(one));
  if (condition === null || narrowing === undefined) return ["all"];
  const { test, id } = narrowing;
  if (test.kind !== "host") return ["match", `in ${id}`];
  const meant = test.patterns.filter(({ negated }) => !negated);
  const names = meant.filter(({ literal }) => literal).map(({ text }) => `host ${text}`);
  return [`in ${id}`, ...names, ...(meant.every(({ literal }) => literal) ? [] : ["pattern"])];
}

/** `Match final` and `Match canonical` hold in the second reading of the files only. */
function isInSecondPass(condition: Condition | null): boolean {
  return chainOf(condition).some(({ test }) => {
    return (
      test.kind === "match" &&
      test.criteria.some(({ name, negated }) => !negated && (name === "final" || name === "canonical"))
    );
  });
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
    intents: [{ kind: "delete", place: at, safety: "unsafe" }],
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
