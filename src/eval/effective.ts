import { count, seconds } from "../base/units.ts";
import type { Vendor } from "../openssh/keywords.ts";
import type { Source } from "../syntax/source.ts";
import { type ClientReading, type ClientRequest, isProxied, readClient, uncoveredKeywords } from "./client.ts";
import type {
  Assumption,
  Connection,
  EffectiveSettings,
  Outcome,
  Provenance,
  SettingName,
  TcpKeepAlive,
} from "./connection.ts";
import { type Doubt, readings } from "./outcomes.ts";
import type { Blind, Condition, Program, Slot, Statement } from "./program.ts";
import { readServer, type ServerRequest } from "./server.ts";
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
  /** The statement behind each setting; absent: the default. */
  readonly statements: Readonly<Partial<Record<SettingName, Statement>>>;
  /** Makes ssh refuse the files for these targets, beside the program's own problems. */
  readonly errors: readonly TargetError[];
}

/** Evaluates targets one by one; made once per program. */
export interface Evaluator {
  readonly program: Program;
  client(request: ClientRequest, label: string): Evaluated;
  server(request: ServerRequest, label: string): Evaluated;
}

export function evaluatorOf(program: Program): Evaluator {
  const clientSteps = program.side === "client" ? stepsOf(program) : null;
  const serverSteps = program.side === "server" ? serverStepsOf(program) : null;
  return {
    program,
    client: (request, label) => evaluateClient(required(clientSteps), request, label),
    server: (request, label) => evaluateServer(required(serverSteps), request, label),
  };
}

function required<T>(value: T | null): T {
  if (value === null) throw new Error("the program was read for the other side");
  return value;
}

function evaluateClient(steps: Steps, request: ClientRequest, label: string): Evaluated {
  const { vendor } = steps.program.version;
  const all = readings((taken: ReadonlyMap<Doubt, boolean>) => readClient(steps, request, taken));
  const base = all.base;
  const values = (reading: ClientReading): Decided => ({
    met: reading.met,
    slots: reading.slots,
    blind: reading.blind,
    interval: clientInterval(reading.slots, vendor),
  });
  return {
    ...assemble(values(base), all.others.map(values), all.complete, label),
    side: "client",
    proxied: isProxied(base.slots),
    errors: clientErrors(steps, base),
  };
}

function clientErrors(steps: Steps, reading: ClientReading): TargetError[] {
  const uncovered = steps.program.unknownKeywords.length === 0 ? [] : uncoveredKeywords(steps, reading.slots);
  const keywords = uncovered.map(({ problem }) => {
    return { source: problem.file.source, start: problem.start, end: problem.end, error: problem.error };
  });
  const others = reading.errors.map(({ statement, error }) => {
    const { directive, file } = statement;
    return { source: file.source, start: directive.keywordStart, end: directive.restEnd, error };
  });
  return [...keywords, ...others];
}

function evaluateServer(steps: ServerSteps, request: ServerRequest, label: string): Evaluated {
  const all = readings((taken: ReadonlyMap<Doubt, boolean>) => readServer(steps, request, taken));
  const decided = (reading: Omit<Decided, "interval">): Decided => ({
    ...reading,
    interval: intervalOf(reading.slots) ?? 0,
  });
  return {
    ...assemble(decided(all.base), all.others.map(decided), all.complete, label),
    side: "server",
    proxied: false,
    errors: [],
  };
}

/** One reading's result, the same for both sides. */
interface Decided {
  readonly met: ReadonlyMap<Doubt, Assumption>;
  readonly slots: ReadonlyMap<Slot, Statement>;
  readonly blind: { readonly blind: Blind; readonly decided: ReadonlySet<Slot> } | null;
  readonly interval: number;
}

const intervalOf = (slots: ReadonlyMap<Slot, Statement>): number | undefined =>
  slots.get("interval")?.value as number | undefined;

/** Debian's fill_default_options: 300 s where BatchMode is on and nothing set the interval (keepalive-extensions.patch; measured). */
function clientInterval(slots: ReadonlyMap<Slot, Statement>, vendor: Vendor): number {
  const batch = slots.get("batchMode")?.value;
  const batchDefault = vendor === "debian" && (batch === "yes" || batch === "true") ? 300 : 0;
  return intervalOf(slots) ?? batchDefault;
}

/** Up to 8.4 a time can wrap below zero, which is as good as off (clientloop.c and serverloop.c test for > 0). */
const offIfNegative = (value: number): number => Math.max(0, value);

function settingsOf(decided: Decided, isCertain: (name: SettingName) => boolean): EffectiveSettings {
  const { slots } = decided;
  const setting = <V>(name: SettingName, value: V) => {
    const statement = slots.get(name);
    return {
      value,
      from: statement === undefined ? null : provenanceOf(statement),
      certainty: isCertain(name) ? ("certain" as const) : ("possible" as const),
    };
  };
  return {
    interval: setting("interval", seconds(offIfNegative(decided.interval))),
    countMax: setting("countMax", count(offIfNegative(Number(slots.get("countMax")?.value ?? 3)))),
    tcpKeepAlive: setting("tcpKeepAlive", (slots.get("tcpKeepAlive")?.value ?? "yes") as TcpKeepAlive),
  };
}

function sameSetting(left: Decided, right: Decided, name: SettingName): boolean {
  return left.slots.get(name) === right.slots.get(name) && (name !== "interval" || left.interval === right.interval);
}

const names: readonly SettingName[] = ["interval", "countMax", "tcpKeepAlive"];

function assemble(base: Decided, others: readonly Decided[], complete: boolean, label: string) {
  const differing = distinct(base, others);
  const blindCovers = (name: SettingName): boolean => base.blind !== null && !base.blind.decided.has(name);
  const isCertain = (name: SettingName): boolean => {
    return (
      complete &&
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
  const statements: Partial<Record<SettingName, Statement>> = {};
  for (const name of names) {
    const statement = base.slots.get(name);
    if (statement !== undefined) statements[name] = statement;
  }
  return { targets: [label], settings: settingsOf(base, isCertain), possible, statements };
}

/** The readings that decide at least one setting otherwise than the base and than one another. */
function distinct(base: Decided, others: readonly Decided[]): Decided[] {
  const kept: Decided[] = [];
  const same = (left: Decided, right: Decided): boolean => {
    return names.every((name) => sameSetting(left, right, name)) && left.blind?.blind === right.blind?.blind;
  };
  for (const other of others) if (!same(base, other) && !kept.some((known) => same(known, other))) kept.push(other);
  return kept;
}

function assumptionOf(blind: Blind): Assumption {
  return {
    source: blind.file.source,
    offset: blind.directive.keywordStart,
    criterion: `Include ${blind.argument}`,
    because: blind.because,
    holds: true,
  };
}

const provenances = new WeakMap<Statement, Provenance>();

/** Where a statement stands, as a report shows it. */
export function provenanceOf(statement: Statement): Provenance {
  const known = provenances.get(statement);
  if (known !== undefined) return known;
  const { directive, file, args, condition } = statement;
  const first = args[0];
  const last = args.at(-1);
  const provenance: Provenance = {
    source: file.source,
    span: { start: directive.keywordStart, end: last?.end ?? directive.restEnd },
    value: { start: first?.start ?? directive.restStart, end: first?.end ?? directive.restEnd },
    block: blockName(condition, file.source),
  };
  provenances.set(statement, provenance);
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
  const groups = new Map<string, { first: Evaluated; targets: string[] }>();
  for (const one of evaluated) {
    const key = groupKey(one);
    const known = groups.get(key);
    if (known === undefined) groups.set(key, { first: one, targets: [...one.targets] });
    else known.targets.push(...one.targets);
  }
  return [...groups.values()].map(({ first, targets }) => ({ ...first, targets }));
}

function groupKey(one: Evaluated): string {
  const { interval, countMax, tcpKeepAlive } = one.statements;
  const certainties = names.map((name) => one.settings[name].certainty[0]).join("");
  const own = `${interval?.order}|${countMax?.order}|${tcpKeepAlive?.order}|${one.settings.interval.value}|${one.proxied}|${certainties}`;
  const errors = one.errors.map(({ start }) => start).join();
  return one.possible.length === 0 ? `${own}|${errors}` : `${own}|${errors}|${one.possible.map(outcomeKey).join("/")}`;
}

function outcomeKey(outcome: Outcome): string {
  const when = outcome.when.map(({ offset, holds }) => `${offset}${holds}`).join();
  const { settings } = outcome;
  return settings === null
    ? `${when}:?`
    : `${when}:${names.map((name) => `${settings[name].value}@${settings[name].from?.span.start}`).join()}`;
}
