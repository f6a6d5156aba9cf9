import type { Side } from "../base/side.ts";
import type { BytePath, Files, ReadFailure } from "../io/files.ts";
import type { Argument } from "../openssh/arguments.ts";
import { checkArguments, dependsOnStanding, isCheckedAgain, type Standing } from "../openssh/forms.ts";
import { asciiLower, type KeywordRow, knownAnywhere, type Vendor } from "../openssh/keywords.ts";
import { matchPatternList, parsePattern } from "../openssh/patterns.ts";
import { releaseString, type Version } from "../openssh/versions.ts";
import { eachLine, type Line } from "../syntax/cst.ts";
import { spanOf } from "../syntax/glue.ts";
import type { Directive } from "../syntax/lexer.ts";
import { type ConfigFile, configFile } from "./config-file.ts";
import { type Criterion, parseMatch } from "./criteria.ts";
import { type Locate, MAX_INCLUDE_DEPTH, settledPath } from "./include.ts";
import { type LineReader, lineReader, NO_ARGUMENT, readArguments, rowOf } from "./line-reader.ts";
import type {
  Blind,
  Condition,
  Inclusion,
  LateLine,
  Problem,
  ProblemKind,
  Program,
  Slot,
  Statement,
  Swallowed,
  UnknownKeyword,
} from "./program.ts";
import { hasUnknownToken, slotOf, statementValue } from "./slots.ts";

/** The contract's bound on a run: a root may include this many files, the same one counted each time. */
const MAX_INCLUDED_READS = 100_000;

/** A file that the program starts from, in the order in which it reads them. */
export interface Root {
  readonly file: ConfigFile;
  /** False for /etc/ssh/ssh_config and what it includes: no `~` there, and relative paths lie in /etc/ssh. */
  readonly userFile: boolean;
  /** Options of the command line, one a line. */
  readonly commandLine?: boolean;
}

export interface CompileRequest {
  readonly side: Side;
  readonly version: Version;
  readonly roots: readonly Root[];
  readonly files: Files;
  readonly locate: Locate;
  /** Says why a program would not read an included client file for its owner or mode; null where it would, or where that is not judged. */
  readonly refusesOwner: (file: ConfigFile) => string | null;
  /** Keeps what only `effective` shows. */
  readonly everySlot?: boolean;
}

/** Why a root cannot be judged at all; with the line that led there. */
export interface CompileFailure {
  readonly file: ConfigFile;
  readonly directive: Directive;
  readonly message: string;
}

/** Where in the tree of files and blocks the reader is. */
interface Scope {
  readonly file: ConfigFile;
  readonly condition: Condition | null;
  readonly depth: number;
  readonly userFile: boolean;
  readonly commandLine: boolean;
}

interface Builder {
  readonly request: CompileRequest;
  readonly reader: LineReader;
  readonly cache: Map<BytePath, ConfigFile | ReadFailure>;
  readonly files: Set<ConfigFile>;
  readonly statements: Statement[];
  readonly conditions: Condition[];
  readonly blinds: Blind[];
  readonly inclusions: Inclusion[];
  readonly problems: Problem[];
  readonly unknownKeywords: UnknownKeyword[];
  readonly swallowed: Swallowed[];
  /** What each keyword decides; asked once a keyword, not once a line. */
  readonly slots: Map<KeywordRow, Slot | null>;
  /** Slots that nothing in these files asks about, so that their lines are checked and not kept. */
  readonly unasked: ReadonlySet<Slot>;
  readonly failures: CompileFailure[];
  readonly late: LateLine[];
  readonly standing: { -readonly [Key in keyof Standing]: Standing[Key] };
  order: number;
  reads: number;
  requestsFinalPass: boolean;
  /** Set by what ends the program at once: no line after it is read. */
  stopped: boolean;
}

/** Reads a root and everything it includes into one ordered program for one version. Nothing is executed. */
export function compile(request: CompileRequest): Compiled {
  const unshown = request.everySlot === true ? new Set<Slot>() : shownOnly;
  const asks = request.roots.some(({ file }) => asksAboutNames.test(file.source.text));
  const light = asks ? null : compileKeeping(request, new Set([...unshown, ...namedOnlyByMatch]));
  // An included file may ask after all: then everything is read once more.
  return light !== null && !asksAbout(light.program) ? light : compileKeeping(request, unshown);
}

export interface Compiled {
  readonly program: Program;
  readonly failures: readonly CompileFailure[];
}

/** No rule about ssh's own files asks for these; `effective` shows them, or a command line is judged by them. */
const shownOnly: ReadonlySet<Slot> = new Set<Slot>([
  "controlPersist",
  "connectTimeout",
  "channelTimeout",
  "unusedConnectionTimeout",
  "exitOnForwardFailure",
  "port",
]);
/** Lines of these matter only to Match criteria and to a second reading; without both, giant files need not keep them. */
const namedOnlyByMatch: ReadonlySet<Slot> = new Set<Slot>(["hostName", "user", "tag", "sessionType"]);
const asksAboutNames = /^[ \t="]*(?:match|canonical)/im;

function asksAbout(program: Program): boolean {
  const matches = program.conditions.some(({ test }) => test.kind === "match");
  const asking: readonly Slot[] = ["canonicalizeHostname", "hostName"];
  return program.side === "client" && (matches || program.statements.some(({ slot }) => asking.includes(slot)));
}

function compileKeeping(request: CompileRequest, unasked: ReadonlySet<Slot>): Compiled {
  const { side, version } = request;
  const builder: Builder = {
    request,
    reader: lineReader(side, version),
    cache: new Map(),
    files: new Set(),
    statements: [],
    conditions: [],
    blinds: [],
    inclusions: [],
    problems: [],
    unknownKeywords: [],
    swallowed: [],
    slots: new Map(),
    unasked,
    failures: [],
    late: [],
    standing: { active: true, name: "", stored: new Set() },
    order: 0,
    reads: 0,
    requestsFinalPass: false,
    stopped: false,
  };
  for (const root of request.roots) {
    const { file, userFile, commandLine = false } = root;
    readFile(builder, { file, condition: null, depth: 0, userFile, commandLine });
  }
  return { program: programOf(builder), failures: builder.failures };
}

function programOf(builder: Builder): Program {
  const { request, files, statements, conditions, blinds, inclusions, problems, unknownKeywords, swallowed } = builder;
  const { side, version } = request;
  const { requestsFinalPass } = builder;
  const late = builder.late.some((line) => isTargetsAffair(line, version.release)) ? builder.late : [];
  const read = { files: [...files], statements, conditions, blinds, inclusions, problems, unknownKeywords, swallowed };
  return { side, version, ...read, late, requestsFinalPass, everySlot: request.everySlot === true };
}

const isTargetsAffair = ({ form, args }: LateLine, release: number): boolean =>
  form === "host" || dependsOnStanding(form, args, release);

function readFile(builder: Builder, scope: Scope): void {
  builder.files.add(scope.file);
  let here = scope;
  const visit = (line: Line): boolean => {
    if (line.kind === "swallowed") {
      builder.swallowed.push({ file: scope.file, line });
      return true;
    }
    const condition = readDirective(builder, here, line);
    // A Host or Match line replaces the block before it, within the one around this file's Include.
    if (condition !== undefined) here = { ...scope, condition };
    return !builder.stopped;
  };
  // Options of the command line do not pass where 8.5 and 8.6 cut comments (readconf.c read_config_file_depth).
  eachLine(scope.file.source, builder.request.side, visit, builder.reader.grammar.cutAtHash && !scope.commandLine);
}

/** The condition that a Host or Match line opens; undefined for any other line. */
function readDirective(builder: Builder, scope: Scope, directive: Directive): Condition | undefined {
  const row = rowOf(builder.reader, directive.keyword);
  const args = argumentsOf(builder, scope, directive, row);
  if (args === null)
    return row?.form === "host" || row?.form === "match" ? neverCondition(builder, scope, directive) : undefined;
  if (row === null) {
    unknownKeyword(builder, scope, directive);
    return undefined;
  }
  if (scope.commandLine && isBlock(row)) {
    problem(builder, scope, directive, "bad-line", `${row.name} directive not supported as a command-line option`);
    return undefined;
  }
  if (row.form === "match") return readMatch(builder, scope, directive, args);
  if (isForbiddenInMatch(builder, scope, row)) {
    problem(
      builder,
      scope,
      directive,
      "not-allowed-in-match",
      `Directive '${directive.keyword}' is not allowed within a Match block`,
    );
    return undefined;
  }
  const { side, version } = builder.request;
  // Which Match blocks apply depends on the connection; sshd starts where those lines pass that it does not apply at once.
  const active = side === "client" || scope.condition === null || scope.condition.atStart;
  builder.standing.active = active;
  builder.standing.name = row.name;
  const error = checkArguments(row.form, args, version.release, side, builder.standing);
  if (error !== null) {
    if (row.form === "host" && isRefusedForSome(scope, args)) return readHost(builder, scope, directive, args, true);
    problem(builder, scope, directive, isValueError(row) ? "bad-value" : "bad-line", error);
    return row.form === "host" ? neverCondition(builder, scope, directive) : undefined;
  }
  if (row.form === "host") return readHost(builder, scope, directive, args);
  if (row.form === "include") readInclude(builder, scope, directive, args);
  else readSetting(builder, scope, directive, row, args);
  if (side === "server" && isCheckedAgain(row.form, version.release)) addLate(builder, scope, directive, row, args);
  return undefined;
}

const isBlock = ({ form }: KeywordRow): boolean => form === "host" || form === "match" || form === "include";

/**
 * From 8.7 on an empty pattern is only met by hosts that no negated one before it shuts out, and behind another pattern only
 * where the block around the Include applies (readconf.c oHost, SSHCONF_NEVERMATCH).
 */
function isRefusedForSome(scope: Scope, args: readonly Argument[]): boolean {
  const before = untilEmpty(args);
  return before.some(({ value }) => value.startsWith("!")) || (before.length > 0 && outerOf(scope) !== null);
}

const isValueError = (row: KeywordRow): boolean => ["interval", "countMax", "tcpKeepAlive"].includes(slotOf(row) ?? "");

/** Null where the line is refused before anyone looks at its keyword's arguments. */
function argumentsOf(
  builder: Builder,
  scope: Scope,
  directive: Directive,
  row: KeywordRow | null,
): readonly Argument[] | null {
  const { seen, restStart, restEnd } = directive;
  if (seen === undefined)
    return splitArguments(builder, scope, directive, row, scope.file.source.text, restStart, restEnd);
  const args = splitArguments(builder, scope, directive, row, seen.glued.text, seen.restStart, seen.restEnd);
  return args?.map(({ value, start, end }) => ({ value, ...spanOf(seen.glued, start, end) })) ?? null;
}

/** `text` is what the program sees, from `restStart` to `restEnd` the arguments. */
function splitArguments(
  builder: Builder,
  scope: Scope,
  directive: Directive,
  row: KeywordRow | null,
  text: string,
  restStart: number,
  restEnd: number,
): readonly Argument[] | null {
  const args = readArguments(builder.reader, row, text, restStart, restEnd);
  if (typeof args !== "string") return args;
  const error = args === NO_ARGUMENT ? `${args} after keyword "${directive.keyword}"` : args;
  problem(builder, scope, directive, "bad-line", error);
  return null;
}

function problem(
  builder: Builder,
  scope: Scope,
  directive: Directive,
  kind: ProblemKind,
  error: string,
  more: { start?: number; end?: number; path?: BytePath; knownTo?: readonly Vendor[] } = {},
): Problem {
  const found: Problem = {
    kind,
    file: scope.file,
    directive,
    start: more.start ?? directive.keywordStart,
    end: more.end ?? directive.restEnd,
    error,
    keyword: rowOf(builder.reader, directive.keyword)?.name ?? directive.keyword,
    condition: scope.condition,
    ...(more.path === undefined ? {} : { path: more.path }),
    ...(more.knownTo === undefined ? {} : { knownTo: more.knownTo }),
  };
  // An unknown client keyword is fatal only where no IgnoreUnknown covers it, which depends on the target.
  if (kind !== "unknown-keyword" || builder.request.side === "server") builder.problems.push(found);
  return found;
}

function unknownKeyword(builder: Builder, scope: Scope, directive: Directive): void {
  const name = asciiLower(directive.keyword);
  const { side } = builder.request;
  const knownTo = [...new Set(knownAnywhere(side, name).map((row) => row.vendor ?? "upstream"))];
  const error = `Bad configuration option: ${directive.keyword}`;
  const found = problem(builder, scope, directive, "unknown-keyword", error, { knownTo });
  if (side === "client") builder.unknownKeywords.push({ order: builder.order++, name, problem: found });
}

function isForbiddenInMatch(builder: Builder, scope: Scope, row: KeywordRow): boolean {
  if (builder.request.side === "client" || scope.condition === null || scope.condition.atStart) return false;
  return row.inMatch !== true;
}

function addCondition(
  builder: Builder,
  scope: Scope,
  directive: Directive,
  test: Condition["test"],
  atStart: boolean,
): Condition {
  const parent = outerOf(scope);
  const condition: Condition = { id: builder.conditions.length, parent, file: scope.file, directive, test, atStart };
  builder.conditions.push(condition);
  return condition;
}

/** The block around this file's Include: conditions of this very file do not nest. */
function outerOf(scope: Scope): Condition | null {
  if (scope.depth === 0) return null;
  let condition = scope.condition;
  while (condition !== null && condition.file === scope.file) condition = condition.parent;
  return condition;
}

function neverCondition(builder: Builder, scope: Scope, directive: Directive): Condition {
  return addCondition(builder, scope, directive, { kind: "never" }, false);
}

function addLate(
  builder: Builder,
  { file, condition }: Scope,
  directive: Directive,
  { form, name }: KeywordRow,
  args: readonly Argument[],
): void {
  builder.late.push({ file, directive, condition, form, name, args });
}

function readHost(
  builder: Builder,
  scope: Scope,
  directive: Directive,
  args: readonly Argument[],
  isLate = false,
): Condition {
  const patterns = untilEmpty(args).map((argument) => parsePattern(argument.value));
  const condition = addCondition(builder, scope, directive, { kind: "host", patterns }, false);
  if (isLate) builder.late.push({ file: scope.file, directive, condition, form: "host", name: "Host", args });
  return condition;
}

/** Lists up to 8.6 end at an empty token; from 8.7 on an empty argument was refused before this is reached. */
function untilEmpty(args: readonly Argument[]): readonly Argument[] {
  const empty = args.findIndex((argument) => argument.value === "");
  return empty === -1 ? args : args.slice(0, empty);
}

function readMatch(builder: Builder, scope: Scope, directive: Directive, args: readonly Argument[]): Condition {
  const { side, version } = builder.request;
  const parsed = parseMatch(args, side, version);
  if (!parsed.ok) {
    const { start, end } = parsed;
    problem(
      builder,
      scope,
      directive,
      "bad-line",
      `${parsed.error} (Bad Match condition)`,
      end > 0 ? { start, end } : {},
    );
    return neverCondition(builder, scope, directive);
  }
  const { criteria } = parsed;
  for (const { name, negated } of criteria) {
    if (name === "final" && (!negated || builder.reader.grammar.negatedFinalRequestsPass))
      builder.requestsFinalPass = true;
  }
  const outer = outerOf(scope);
  const atStart = side === "server" && (outer?.atStart ?? true) && criteria.every((one) => holdsAtStart(one, version));
  return addCondition(builder, scope, directive, { kind: "match", criteria }, atStart);
}

/** servconf.c match_cfg_line without a connection: all but these criteria fail. */
function holdsAtStart({ name, patterns }: Criterion, version: Version): boolean {
  return name === "all" || (name === "version" && matchPatternList(releaseString(version), patterns) === 1);
}

function slotIn(builder: Builder, row: KeywordRow): Slot | null {
  const known = builder.slots.get(row);
  if (known !== undefined) return known;
  const slot = slotOf(row);
  builder.slots.set(row, slot);
  return slot;
}

function readSetting(
  builder: Builder,
  scope: Scope,
  directive: Directive,
  row: KeywordRow,
  args: readonly Argument[],
): void {
  const slot = slotIn(builder, row);
  if (slot === null || (builder.unasked.has(slot) && !isFatalHostName(slot, args))) return;
  const { release } = builder.request.version;
  const text = scope.file.source.text.slice(directive.restStart, directive.restEnd);
  const value = statementValue(slot, args, text, release, builder.request.side);
  const { file, condition } = scope;
  builder.statements.push({ order: builder.order++, slot, file, directive, args, value, condition, provenance: null });
}

const isFatalHostName = (slot: Slot, [first]: readonly Argument[]): boolean =>
  slot === "hostName" && hasUnknownToken(first?.value ?? "");

function readInclude(builder: Builder, scope: Scope, directive: Directive, args: readonly Argument[]): void {
  for (const argument of untilEmpty(args)) {
    if (builder.stopped) return;
    includeOne(builder, scope, directive, argument);
  }
}

function includeOne(builder: Builder, scope: Scope, directive: Directive, argument: Argument): void {
  const settled = settledPath(argument.value, builder.reader.grammar);
  const located = settled ?? builder.request.locate(argument.value, scope.userFile);
  const { file, condition } = scope;
  const inclusion = {
    file,
    directive,
    argument,
    condition,
    pattern: argument.value,
    read: [],
    empty: [],
    outcome: located.kind,
  };
  if (located.kind === "refused") {
    problem(builder, scope, directive, "bad-line", located.error, { start: argument.start, end: argument.end });
  } else if (located.kind === "unknown") {
    const { because } = located;
    builder.blinds.push({ order: builder.order++, condition, file, directive, argument: argument.value, because });
  } else if (located.kind === "paths") {
    const read: ConfigFile[] = [];
    const empty: BytePath[] = [];
    const made = { ...inclusion, pattern: located.pattern, read, empty };
    builder.inclusions.push(made);
    for (const path of located.paths) includePath(builder, scope, directive, path, made);
    return;
  }
  builder.inclusions.push(inclusion);
}

function includePath(
  builder: Builder,
  scope: Scope,
  directive: Directive,
  path: BytePath,
  inclusion: { read: ConfigFile[]; empty: BytePath[] },
): void {
  if (builder.stopped) return;
  if (scope.depth + 1 > MAX_INCLUDE_DEPTH) {
    problem(builder, scope, directive, "include-depth", "Too many recursive configuration includes", { path });
    builder.stopped = true;
    return;
  }
  if (++builder.reads > MAX_INCLUDED_READS) {
    failure(builder, scope, directive, `more than ${MAX_INCLUDED_READS} included files`);
    builder.stopped = true;
    return;
  }
  const file = load(builder, path);
  if ("message" in file) {
    unreadable(builder, scope, directive, file, inclusion);
    return;
  }
  refuseOwner(builder, scope, directive, file);
  inclusion.read.push(file);
  readFile(builder, { ...scope, file, depth: scope.depth + 1 });
}

/** sshd asks nobody who may write its files (measured). */
function refuseOwner(builder: Builder, scope: Scope, directive: Directive, file: ConfigFile): void {
  const refusal = builder.request.side === "client" ? builder.request.refusesOwner(file) : null;
  const { path } = file.source;
  if (refusal !== null) problem(builder, scope, directive, "include-permissions", refusal, { path });
}

function load(builder: Builder, path: BytePath): ConfigFile | ReadFailure {
  const cached = builder.cache.get(path);
  if (cached !== undefined) return cached;
  const { files, side } = builder.request;
  const result = files.read(path);
  const loaded = result.ok ? configFile({ path, text: result.value.text }, side, result.value.facts) : result.error;
  builder.cache.set(path, loaded);
  return loaded;
}

function unreadable(
  builder: Builder,
  scope: Scope,
  directive: Directive,
  error: ReadFailure,
  inclusion: { empty: BytePath[] },
): void {
  const { path } = error;
  // fopen(3) opens a directory and reads no line from it (measured, both sides).
  const facts = builder.request.files.facts(path);
  if (facts?.kind === "directory") {
    // Its owner and mode are looked at as a file's are.
    refuseOwner(builder, scope, directive, configFile({ path, text: "" }, builder.request.side, facts));
    inclusion.empty.push(path);
    return;
  }
  const dangling = error.kind === "dangling-link" || error.kind === "missing";
  if (dangling && builder.request.side === "client" && builder.reader.grammar.danglingIncludeSkipped) return;
  if (dangling || error.kind === "denied") {
    problem(builder, scope, directive, "include-unreadable", `Can't open ${path}: ${error.message}`, { path });
  }
  if (!dangling) failure(builder, scope, directive, `the included file ${path} ${error.message}`);
}

function failure(builder: Builder, scope: Scope, directive: Directive, message: string): void {
  builder.failures.push({ file: scope.file, directive, message });
}
