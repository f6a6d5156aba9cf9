import type { ConfigFile } from "../eval/config-file.ts";
import type { Provenance, SettingName } from "../eval/connection.ts";
import { type LineReader, readArguments, rowOf } from "../eval/line-reader.ts";
import type { Winners } from "../eval/plain.ts";
import type { Condition, Slot, Statement } from "../eval/program.ts";
import { slotOf, statementValue } from "../eval/slots.ts";
import { parsePattern } from "../openssh/patterns.ts";
import { COUNT_MAX, type Decided, everyDecided, INTERVAL, TCP_KEEP_ALIVE, UNSET } from "./blocks.ts";
import type { Survey } from "./columns.ts";
import type { Decision } from "./decision.ts";
import { directiveAt } from "./directive-at.ts";
import { Word } from "./words.ts";

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
  if (slot === undefined) return statementAt(survey, placeIn(survey, what, block), block);
  return new SurveyedStatement(survey, slot, what, block);
}

const settingSlots: Partial<Record<Decided, SettingName>> = {
  [INTERVAL]: "interval",
  [COUNT_MAX]: "countMax",
  [TCP_KEEP_ALIVE]: "tcpKeepAlive",
};

/** A keepalive line whose value is known from its column; the line itself is read again only if somebody asks where it is. */
class SurveyedStatement implements Statement {
  readonly value: number | string;
  private shown: Provenance | null = null;
  private line: Statement | null = null;

  constructor(
    private readonly survey: Survey,
    readonly slot: SettingName,
    private readonly what: Decided,
    private readonly block: number,
  ) {
    const value = survey.blocks.value(what, block);
    this.value = what === TCP_KEEP_ALIVE ? (value === 1 ? "yes" : "no") : value;
  }

  private get read(): Statement {
    this.line ??= statementAt(this.survey, placeIn(this.survey, this.what, this.block), this.block);
    return this.line;
  }

  get provenance() {
    this.shown ??= provenanceAt(this.survey, this.what, this.block);
    return this.shown;
  }

  get order() {
    return orderOf(this.survey, placeIn(this.survey, this.what, this.block), this.block);
  }

  get file() {
    return this.survey.placed(placeIn(this.survey, this.what, this.block)).file;
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

const statements = new WeakMap<Survey, Map<number, Statement>>();

/** The statements behind a decision; for the same decision of a block the same object each time. */
export function sharedStatements(survey: Survey, decision: Decision): Map<Slot, Statement> {
  const known = statements.get(survey) ?? new Map<number, Statement>();
  statements.set(survey, known);
  const found = new Map<Slot, Statement>();
  for (const what of everyDecided) {
    const block = decision[what] ?? UNSET;
    if (block === UNSET) continue;
    const key = block * everyDecided.length + what;
    const statement = known.get(key) ?? statementOf(survey, what, block);
    known.set(key, statement);
    found.set(statement.slot, statement);
  }
  return found;
}

const word = new Word("");

/** Where the line of a block stands, without reading it again: in a plain file it is a keyword, blanks or `=`, and one word. */
export function provenanceAt(survey: Survey, what: Decided, block: number): Provenance {
  const { blocks, reader } = survey;
  const { file, offset: start } = survey.placed(placeIn(survey, what, block));
  const { source } = file;
  word.turnTo(source.text);
  word.read(start);
  word.readFirst(word.behind);
  const value = { start: word.isQuoted ? word.start - 1 : word.start, end: word.behind };
  const head = blocks.heads[block] ?? UNSET;
  const heading = head === UNSET ? null : survey.placed(head);
  const name = heading?.file === file ? headingAt(reader, file, heading.offset) : "";
  return { source, span: { start, end: value.end }, value, block: name };
}

/** A heading from its keyword to its last word. */
function headingAt(reader: LineReader, file: ConfigFile, start: number): string {
  const { text } = file.source;
  const newline = text.indexOf("\n", start);
  let end = newline === -1 ? text.length : newline;
  while (" \t\r\f".includes(text.charAt(end - 1))) end--;
  const line = text.slice(start, end);
  if (!line.includes("#")) return line;
  // Releases differ in what they take for a comment.
  const { keywordStart, restEnd } = directiveAt(reader, file, start);
  return text.slice(keywordStart, restEnd).replace(/\s+#.*$/, "");
}

const placeIn = ({ blocks }: Survey, what: Decided, block: number): number => blocks.places[what]?.[block] ?? 0;

/** Blocks come in reading order, and a block's lines in that of their places. */
function orderOf({ blocks }: Survey, place: number, block: number): number {
  let before = 0;
  for (const what of everyDecided) {
    if (blocks.value(what, block) !== UNSET && (blocks.places[what]?.[block] ?? 0) < place) before++;
  }
  return block * everyDecided.length + before;
}

/** The line whose keyword stands there, as the compiler would have kept it. */
export function statementAt(survey: Survey, place: number, block: number): Statement {
  const { reader } = survey;
  const { file, offset } = survey.placed(place);
  const directive = directiveAt(reader, file, offset);
  const { restStart, restEnd } = directive;
  const { text } = file.source;
  const row = rowOf(reader, directive.keyword);
  const slot = row === null ? null : slotOf(row);
  const args = readArguments(reader, row, text, restStart, restEnd);
  if (slot === null || typeof args === "string") throw new Error("a surveyed line is not what it was");
  const { version, side } = reader;
  const value = statementValue(slot, args, text.slice(restStart, restEnd), version.release, side);
  const condition = conditionOf(survey, block);
  return { order: orderOf(survey, place, block), slot, file, directive, args, value, condition, provenance: null };
}

/** The first argument of a line. */
export function argumentAt(survey: Survey, place: number, block: number): string {
  const { file, offset } = survey.placed(place);
  const { text } = file.source;
  word.turnTo(text);
  word.read(offset);
  word.readFirst(word.behind);
  if (word.start !== word.end && word.lineEnd() !== -1) return text.slice(word.start, word.end);
  return statementAt(survey, place, block).args[0]?.value ?? "";
}

/** What a block is about, with the blocks around its file; null for a part of a root under no heading. */
export function conditionOf(survey: Survey, block: number): Condition | null {
  const { blocks } = survey;
  const whole = survey.wholeOf(block);
  if (whole !== block) return sharedCondition(survey, whole);
  const head = blocks.heads[block] ?? UNSET;
  if (head === UNSET) return null;
  const outer = survey.parentOf(block);
  return conditionAt(survey, head, block, outer === UNSET ? null : sharedCondition(survey, outer));
}

/** The same object each time: for what an Include is around, and for lines that thousands of hosts ask. */
export function sharedCondition(survey: Survey, block: number): Condition | null {
  const kept = survey.kept[block];
  if (kept !== undefined) return kept;
  const condition = conditionOf(survey, block);
  if (condition !== null) survey.kept[block] = condition;
  return condition;
}

function conditionAt(survey: Survey, head: number, id: number, parent: Condition | null): Condition {
  const { reader } = survey;
  const { file, offset } = survey.placed(head);
  const directive = directiveAt(reader, file, offset);
  const row = rowOf(reader, directive.keyword);
  const args = readArguments(reader, row, file.source.text, directive.restStart, directive.restEnd);
  if (typeof args === "string") throw new Error("a surveyed line is not what it was");
  const base = { id, parent, file, directive, atStart: false };
  if (row?.form === "host") {
    return { ...base, test: { kind: "host", patterns: args.map(({ value }) => parsePattern(value)) } };
  }
  return { ...base, test: survey.matching().testOf(reader, args) };
}
