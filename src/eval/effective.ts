import { count, seconds } from "../base/units.ts";
import type { Vendor } from "../openssh/keywords.ts";
import type { Source } from "../syntax/source.ts";
import { type ClientReading, isNone, isProxied, type LineError, readClient, uncoveredKeywords } from "./client.ts";
import type { ClientRequest } from "./client-criteria.ts";
import type {
  Assumption,
  Connection,
  EffectiveSettings,
  Outcome,
  Provenance,
  SettingName,
  SettingValues,
  TcpKeepAlive,
} from "./connection.ts";
import { type Doubt, readings } from "./outcomes.ts";
import { plainClientReader, plainServerReader, type Winners } from "./plain.ts";
import type { Blind, Condition, Program, Slot, Statement, UnknownKeyword } from "./program.ts";
import { jumpHostsOf, sharesConnection } from "./route.ts";
import { readServer, type ServerReading, type ServerRequest } from "./server.ts";
import { type ServerSteps, serverStepsOf } from "./server-steps.ts";
import { type Steps, stepsOf } from "./steps.ts";

/** Why a target is refused in particular: an unknown keyword that its IgnoreUnknown does not cover, say. */
export interface TargetError {
  readonly source: Source;
  readonly start: number;
  readonly end: number;
  readonly error: string;
}

/** A connection with what only the reader of ssh_config and sshd_config knows of it. */
export interface Evaluated extends Connection {
  /** The settings' plain values; cheaper to ask for than `settings`, which is made on first use. */
  readonly values: SettingValues;
  /** The statement behind each setting; absent: the default. */
  readonly statements: Readonly<Partial<Record<Slot, Statement>>>;
  /** Makes ssh refuse the files for these targets, beside the program's own problems. */
  readonly errors: readonly TargetError[];
  /** Read from another system's file: there are no statements. */
  readonly isForeign?: boolean;
  /** Other targets of these files are reached through this one. */
  readonly isJumpHost: boolean;
}

/** Evaluates targets one by one; made once per program. */
export interface Evaluator {
  readonly program: Program;
  client(request: ClientRequest, label: string): Evaluated;
  server(request: ServerRequest, label: string): Evaluated;
}

export function evaluatorOf(program: Program): Evaluator {
  const wrongSide = (): never => {
    throw new Error("the program was read for the other side");
  };
  return program.side === "client"
    ? { program, client: clientEvaluator(program), server: wrongSide }
    : { program, client: wrongSide, server: serverEvaluator(program) };
}

function clientEvaluator(program: Program): Evaluator["client"] {
  const steps = stepsOf(program);
  const readPlain = plainClientReader(steps);
  if (readPlain === null) return (request, label) => evaluateClient(steps, request, label);
  const jumpHosts = jumpHostsOf(program);
  return (request, label) =>
    new PlainlyEvaluated(readPlain(request.host), [label], program, nothing, jumpHosts.has(label));
}

function serverEvaluator(program: Program): Evaluator["server"] {
  const steps = serverStepsOf(program);
  const readPlain = plainServerReader(steps);
  return (request, label) => {
    const winners = readPlain?.(request) ?? null;
    return winners === null ? evaluateServer(steps, request, label) : new PlainlyEvaluated(winners, [label], program);
  };
}

const nothing: readonly never[] = [];

/** What winners make of one target: one of thousands perhaps, so nothing is made before somebody asks for it. */
export class PlainlyEvaluated implements Evaluated {
  readonly possible = nothing;
  private made: EffectiveSettings | null = null;

  constructor(
    readonly statements: Winners,
    readonly targets: readonly string[],
    private readonly program: Pick<Program, "side" | "version">,
    readonly errors: readonly TargetError[] = nothing,
    readonly isJumpHost = false,
  ) {}

  get side() {
    return this.program.side;
  }

  get proxied(): boolean {
    const proxy = this.statements.proxyCommand ?? this.statements.proxyJump;
    return proxy !== undefined && !isNone(proxy);
  }

  get values(): SettingValues {
    const { interval, countMax, tcpKeepAlive, batchMode } = this.statements;
    const { side, version } = this.program;
    const byDefault = side === "client" ? batchInterval(batchMode, version.vendor) : 0;
    return valuesFrom(Number(interval?.value ?? byDefault), countMax, tcpKeepAlive);
  }

  get settings(): EffectiveSettings {
    this.made ??= settingsFrom(this.values, (name) => this.statements[name], certainly);
    return this.made;
  }
}

const certainly = (): boolean => true;

function evaluateClient(steps: Steps, request: ClientRequest, label: string): Evaluated {
  const { vendor } = steps.program.version;
  const all = readings((taken: ReadonlyMap<Doubt, boolean>) => readClient(steps, request, taken));
  const base = all.base;
  const errors = clientErrors(steps, base);
  const isJumpHost = jumpHostsOf(steps.program).has(label);
  if (isCertain(all))
    return new PlainlyEvaluated(Object.fromEntries(base.slots), [label], steps.program, errors, isJumpHost);
  const values = (reading: ClientReading): Decided => ({
    met: reading.met,
    settled: reading.settled,
    slots: reading.slots,
    blind: reading.blind,
    interval: clientInterval(reading.slots, vendor),
  });
  const rest = { side: "client", proxied: isProxied(base.slots), isJumpHost, errors } as const;
  return assemble(values(base), all.others.map(values), all.complete, [label], rest);
}

/** Nothing unknown was met, so there is one outcome: by far the most targets of by far the most files. */
const isCertain = ({ base }: { readonly base: ClientReading | ServerReading }): boolean =>
  base.met.size === 0 && base.blind === null;

function clientErrors(steps: Steps, reading: ClientReading): readonly TargetError[] {
  const keywords = keywordErrors(uncoveredKeywords(steps, reading.ignoreUnknown));
  return reading.errors.length === 0 ? keywords : [...keywords, ...reading.errors.map(targetError)];
}

function targetError({ statement: { directive, file }, error }: LineError): TargetError {
  return { source: file.source, start: directive.keywordStart, end: directive.restEnd, error };
}

const errorsOfKeywords = new WeakMap<readonly UnknownKeyword[], readonly TargetError[]>();

/** Thousands of targets may share thousands of errors, so a list of them is made once. */
function keywordErrors(keywords: readonly UnknownKeyword[]): readonly TargetError[] {
  if (keywords.length === 0) return nothing;
  const known = errorsOfKeywords.get(keywords);
  if (known !== undefined) return known;
  const errors = keywords.map(({ problem: { file, start, end, error } }) => ({
    source: file.source,
    start,
    end,
    error,
  }));
  errorsOfKeywords.set(keywords, errors);
  return errors;
}

function evaluateServer(steps: ServerSteps, request: ServerRequest, label: string): Evaluated {
  const all = readings((taken: ReadonlyMap<Doubt, boolean>) => readServer(steps, request, taken));
  const errors = all.base.errors.map(targetError);
  if (isCertain(all)) return new PlainlyEvaluated(Object.fromEntries(all.base.slots), [label], steps.program, errors);
  const decided = ({ met, settled, slots, blind }: ServerReading): Decided => {
    return { met, settled, slots, blind, interval: intervalOf(slots) ?? 0 };
  };
  const rest = { side: "server", proxied: false, isJumpHost: false, errors } as const;
  return assemble(decided(all.base), all.others.map(decided), all.complete, [label], rest);
}

/** One reading's result, the same for both sides. */
export interface Decided {
  readonly met: ReadonlyMap<Doubt, Assumption>;
  readonly settled: ReadonlySet<Slot> | null;
  readonly slots: ReadonlyMap<Slot, Statement>;
  readonly blind: { readonly blind: Blind; readonly decided: ReadonlySet<Slot> } | null;
  readonly interval: number;
}

const intervalOf = (slots: ReadonlyMap<Slot, Statement>): number | undefined =>
  slots.get("interval")?.value as number | undefined;

export const clientInterval = (slots: ReadonlyMap<Slot, Statement>, vendor: Vendor): number =>
  intervalOf(slots) ?? batchInterval(slots.get("batchMode"), vendor);

/** Debian's fill_default_options: 300 s where BatchMode is on and nothing set the interval (keepalive-extensions.patch; measured). */
function batchInterval(batch: Statement | undefined, vendor: Vendor): number {
  return vendor === "debian" && (batch?.value === "yes" || batch?.value === "true") ? 300 : 0;
}

/** Up to 8.4 a time can wrap below zero, which is as good as off (clientloop.c and serverloop.c test for > 0). */
const offIfNegative = (value: number): number => Math.max(0, value);

const isNegative = (value: unknown): value is number => typeof value === "number" && value < 0;

function valuesFrom(
  interval: number,
  countMax: Statement | undefined,
  tcpKeepAlive: Statement | undefined,
): SettingValues {
  return {
    interval: seconds(offIfNegative(interval)),
    countMax: count(offIfNegative(Number(countMax?.value ?? 3))),
    tcpKeepAlive: (tcpKeepAlive?.value ?? "yes") as TcpKeepAlive,
  };
}

const valuesOfReading = ({ interval, slots }: Decided): SettingValues =>
  valuesFrom(interval, slots.get("countMax"), slots.get("tcpKeepAlive"));

function settingsFrom(
  values: SettingValues,
  winner: (name: SettingName) => Statement | undefined,
  isCertain: (name: SettingName) => boolean,
): EffectiveSettings {
  const setting = <V>(name: SettingName, value: V) => {
    const statement = winner(name);
    const from = statement === undefined ? null : provenanceOf(statement);
    const certainty = isCertain(name) ? ("certain" as const) : ("possible" as const);
    const printed = statement?.value;
    return isNegative(printed) ? { value, printed, from, certainty } : { value, from, certainty };
  };
  return {
    interval: setting("interval", values.interval),
    countMax: setting("countMax", values.countMax),
    tcpKeepAlive: setting("tcpKeepAlive", values.tcpKeepAlive),
  };
}

const settingsOf = (decided: Decided, isCertain: (name: SettingName) => boolean): EffectiveSettings =>
  settingsFrom(valuesOfReading(decided), (name) => decided.slots.get(name), isCertain);

function sameSetting(left: Decided, right: Decided, name: SettingName): boolean {
  return left.slots.get(name) === right.slots.get(name) && (name !== "interval" || left.interval === right.interval);
}

const names: readonly SettingName[] = ["interval", "countMax", "tcpKeepAlive"];

/**
 * What several readings of one target make of it; the first is the one in which every doubt is false. Field by field: tens of
 * thousands may be in doubt, and V8 gives each object with spreads and as many fields a shape of its own.
 */
export function assemble(
  base: Decided,
  others: readonly Decided[],
  complete: boolean,
  targets: readonly string[],
  { side, proxied, isJumpHost, errors }: Pick<Evaluated, "side" | "proxied" | "isJumpHost" | "errors">,
): Evaluated {
  const differing = distinct(base, others);
  const blindCovers = (name: SettingName): boolean => base.blind !== null && !base.blind.decided.has(name);
  const isCertain = (name: SettingName): boolean => {
    return (
      (complete || base.settled?.has(name) === true) &&
      !blindCovers(name) &&
      differing.every((other) => sameSetting(base, other, name) && other.blind === null)
    );
  };
  const possible: Outcome[] = differing.map((other) => ({
    when: [...other.met.values()].filter(({ holds }) => holds),
    settings: settingsOf(other, () => true),
  }));
  const blinds = [base, ...differing].flatMap(({ blind }) => (blind === null ? [] : [blind.blind]));
  for (const blind of new Set(blinds)) possible.push({ when: [assumptionOf(blind)], settings: null });
  if (!complete) possible.push({ when: [], settings: null });
  const statements: Evaluated["statements"] = Object.fromEntries(base.slots);
  const values = valuesOfReading(base);
  const settings = settingsOf(base, isCertain);
  return { targets, values, settings, possible, statements, side, proxied, isJumpHost, errors };
}

/** The readings that decide at least one setting otherwise than the base and than one another. */
function distinct(base: Decided, others: readonly Decided[]): Decided[] {
  const numbers = new Map<object | undefined, number>();
  const numberOf = (one: object | undefined): number => {
    const known = numbers.get(one) ?? numbers.size;
    numbers.set(one, known);
    return known;
  };
  const keyOf = ({ slots, interval, blind }: Decided): string =>
    `${interval} ${names.map((name) => numberOf(slots.get(name))).join(" ")} ${numberOf(blind?.blind)}`;
  const known = new Set([keyOf(base)]);
  return others.filter((other) => {
    const { size } = known;
    return known.add(keyOf(other)).size > size;
  });
}

function assumptionOf(blind: Blind): Assumption {
  return {
    source: blind.file.source,
    offset: blind.directive.keywordStart,
    directive: blind.directive,
    criterion: `Include ${blind.argument}`,
    because: blind.because,
    holds: true,
  };
}

/** Where a statement stands, as a report shows it. */
export function provenanceOf(statement: Statement): Provenance {
  if (statement.provenance !== null) return statement.provenance;
  const { directive, file, args, condition } = statement;
  const first = args[0];
  const last = args.at(-1);
  const provenance: Provenance = {
    source: file.source,
    span: { start: directive.keywordStart, end: last?.end ?? directive.restEnd },
    value: { start: first?.start ?? directive.restStart, end: first?.end ?? directive.restEnd },
    block: blockName(condition, file.source),
  };
  statement.provenance = provenance;
  return provenance;
}

/** The block that a line of a file stands in, as written; "" for the file's global part. */
function blockName(condition: Condition | null, source: Source): string {
  if (condition === null || condition.file.source !== source) return "";
  const { keywordStart, restEnd } = condition.directive;
  return source.text.slice(keywordStart, restEnd).replace(/\s+#.*$/, "");
}

/** Joins targets that get the same from the same lines, so that one cause is judged and reported once. */
export function group(evaluated: Iterable<Evaluated>): Evaluated[] {
  const groups = new Map<string, Evaluated | Group>();
  for (const one of evaluated) {
    const key = groupKey(one);
    const known = groups.get(key);
    if (known === undefined) groups.set(key, one);
    else if (known instanceof Group) known.targets.push(...one.targets);
    else groups.set(key, new Group(known, [...known.targets, ...one.targets]));
  }
  return [...groups.values()];
}

/** Targets that share the first one's outcome in every respect. */
export class Group implements Evaluated {
  readonly side;
  readonly statements;
  readonly possible;
  readonly errors;
  readonly proxied;
  readonly isJumpHost;

  constructor(
    private readonly first: Evaluated,
    readonly targets: string[],
  ) {
    this.side = first.side;
    this.statements = first.statements;
    this.possible = first.possible;
    this.errors = first.errors;
    this.proxied = first.proxied;
    this.isJumpHost = first.isJumpHost;
  }

  get values(): SettingValues {
    return this.first.values;
  }

  get settings(): EffectiveSettings {
    return this.first.settings;
  }
}

/** Equal for targets that get the same from the same lines. */
export function groupKey(one: Evaluated): string {
  const { interval, countMax, tcpKeepAlive } = one.statements;
  const own = `${interval?.order}|${countMax?.order}|${tcpKeepAlive?.order}|${one.values.interval}|${one.proxied}`;
  const key = one.values.interval > 0 ? own : `${own}|${one.isJumpHost}|${sharesConnection(one.statements)}`;
  if (one.possible.length === 0 && one.errors.length === 0) return key;
  const certainties = names.map((name) => one.settings[name].certainty[0]).join("");
  const errors = errorsKey(one.errors);
  // Joined: a text put together by a template keeps its parts, and tens of thousands may be kept.
  return [key, certainties, errors, ...one.possible.map(outcomeKey)].join("|");
}

const errorKeys = new WeakMap<readonly TargetError[], string>();

function errorsKey(errors: readonly TargetError[]): string {
  const key = errorKeys.get(errors) ?? shortKey(errors);
  errorKeys.set(errors, key);
  return key;
}

const longKeys = new WeakMap<Source, Map<string, string>>();

/** Thousands of targets may share thousands of errors, and as many keys of that length would be slow to tell apart. */
function shortKey(errors: readonly TargetError[]): string {
  const key = errors.map(({ start }) => start).join();
  const [first] = errors;
  if (first === undefined || key.length < 100) return key;
  const known = longKeys.get(first.source) ?? new Map<string, string>();
  longKeys.set(first.source, known);
  const short = known.get(key) ?? `#${known.size}`;
  known.set(key, short);
  return short;
}

function outcomeKey(outcome: Outcome): string {
  const when = outcome.when.map(({ offset, holds }) => `${offset}${holds}`).join();
  const { settings } = outcome;
  if (settings === null) return `${when}:?`;
  return `${when}:${names.map((name) => `${settings[name].value}@${settings[name].from?.span.start}`).join()}`;
}
