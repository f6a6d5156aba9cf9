import type { ConfigFile } from "../eval/config-file.ts";
import type { Provenance, SettingName } from "../eval/connection.ts";
import { parseMatch } from "../eval/criteria.ts";
import { readArguments, rowOf } from "../eval/line-reader.ts";
import type { Winners } from "../eval/plain.ts";
import type { Condition, Statement } from "../eval/program.ts";
import { slotOf, statementValue } from "../eval/slots.ts";
import { parsePattern } from "../openssh/patterns.ts";
import { type Directive, lexLine } from "../syntax/lexer.ts";
import { COUNT_MAX, type Decided, everyDecided, INTERVAL, TCP_KEEP_ALIVE, UNSET } from "./blocks.ts";
import type { Decision } from "./decisions.ts";
import type { Survey } from "./survey.ts";

/** The statements behind a decision. */
export function winnersOf(survey: Survey, decision: Decision): Winners {
  const winners: Winners = {};
  for (const what of everyDecided) {
    const block = decision[what] ?? UNSET;
    if (block === UNSET) continue;
    const statement = statementOf(survey, what, block);
    winners[statement.slot] = statement;
  }
  return winners;
}

function statementOf(survey: Survey, what: Decided, block: number): Statement {
  const slot = settingSlots[what];
  if (slot === undefined) return statementAt(survey, survey.blocks.places[what]?.[block] ?? 0, block);
  return new SurveyedStatement(survey, slot, what, block);
}

const settingSlots: Partial<Record<Decided, SettingName>> = {
  [INTERVAL]: "interval",
  [COUNT_MAX]: "countMax",
  [TCP_KEEP_ALIVE]: "tcpKeepAlive",
};

/** A keepalive line whose value is known from its column; the line itself is read again only if somebody asks where it is. */
class SurveyedStatement implements Statement {
  readonly order: number;
  readonly value: number | string;
  readonly file: ConfigFile;
  provenance: Provenance | null = null;
  private line: Statement | null = null;

  constructor(
    private readonly survey: Survey,
    readonly slot: SettingName,
    what: Decided,
    private readonly block: number,
  ) {
    const value = survey.blocks.value(what, block);
    this.order = survey.blocks.places[what]?.[block] ?? 0;
    this.value = what === TCP_KEEP_ALIVE ? (value === 1 ? "yes" : "no") : value;
    this.file = survey.file;
  }

  private get read(): Statement {
    this.line ??= statementAt(this.survey, this.order, this.block);
    return this.line;
  }

  get directive() {
    return this.read.directive;
  }

  get args() {
    return this.read.args;
  }

  get condition() {
    return this.read.condition;
  }
}

/** The line whose keyword stands there, as the compiler would have kept it. */
export function statementAt(survey: Survey, place: number, block: number): Statement {
  const { file, reader } = survey;
  const directive = directiveAt(survey, place);
  const { restStart, restEnd } = directive;
  const { text } = file.source;
  const row = rowOf(reader, directive.keyword);
  const slot = row === null ? null : slotOf(row);
  const args = readArguments(reader, row, text, restStart, restEnd);
  if (slot === null || typeof args === "string") throw new Error("a surveyed line is not what it was");
  const { version, side } = reader;
  const value = statementValue(slot, args, text.slice(restStart, restEnd), version.release, side);
  return { order: place, slot, file, directive, args, value, condition: conditionOf(survey, block), provenance: null };
}

function directiveAt({ file, reader }: Survey, place: number): Directive {
  const { text } = file.source;
  const start = text.lastIndexOf("\n", place) + 1;
  const newline = text.indexOf("\n", place);
  const stop = newline === -1 ? text.length : newline;
  const hash = reader.grammar.cutAtHash ? text.slice(start, stop).indexOf("#") : -1;
  const end = newline === -1 ? text.length : newline + 1;
  const line = lexLine(text, start, hash === -1 ? stop : start + hash, end, reader.side);
  if (line?.kind !== "directive") throw new Error("a surveyed line is not what it was");
  return line;
}

/** A block's heading; null for the global part. */
export function conditionOf(survey: Survey, block: number): Condition | null {
  const { file, reader, blocks } = survey;
  const head = blocks.heads[block] ?? UNSET;
  if (head === UNSET) return null;
  const directive = directiveAt(survey, head);
  const row = rowOf(reader, directive.keyword);
  const args = readArguments(reader, row, file.source.text, directive.restStart, directive.restEnd);
  if (typeof args === "string") throw new Error("a surveyed line is not what it was");
  const base = { id: block - 1, parent: null, file, directive, atStart: false };
  if (row?.form === "host") {
    return { ...base, test: { kind: "host", patterns: args.map(({ value }) => parsePattern(value)) } };
  }
  const parsed = parseMatch(args, reader.side, reader.version);
  return { ...base, test: parsed.ok ? { kind: "match", criteria: parsed.criteria } : { kind: "never" } };
}
