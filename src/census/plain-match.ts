import type { Side } from "../base/side.ts";
import type { ConfigFile } from "../eval/config-file.ts";
import type { Criterion } from "../eval/criteria.ts";
import type { LineReader } from "../eval/line-reader.ts";
import type { Condition } from "../eval/program.ts";
import { isBadAddressList, type MaskGrammar } from "../openssh/addresses.ts";
import { portOf } from "../openssh/forms.ts";
import { asciiLower } from "../openssh/keywords.ts";
import { type Pattern, parsePatternList } from "../openssh/patterns.ts";
import { LONGEST_NAME } from "./asked-hosts.ts";
import { directiveAt } from "./directive-at.ts";
import { canBeMet } from "./match-lines.ts";
import { BANG, COMMA, WILD, type Word } from "./words.ts";

/** Criteria that every release has; the names as constants, which are quick to compare. */
const names: Readonly<Record<Side, ReadonlyMap<string, string>>> = {
  client: new Map(["host", "originalhost", "user", "localuser"].map((name) => [name, name])),
  server: new Map(["user", "group", "host", "address", "localaddress", "localport"].map((name) => [name, name])),
};

/**
 * The criteria of a Match line whose first word behind the keyword has been read, up to its last word; null where
 * some word may not mean itself, or for what a plain file may not say or rarely says: other ways of reading know better.
 */
export function plainCriteria(word: Word, text: string, reader: LineReader): readonly Criterion[] | null {
  let criteria: readonly Criterion[] | null = null;
  while (!word.isEmpty) {
    const { start } = word;
    const negated = reader.side === "client" && text.charCodeAt(start) === EXCLAMATION;
    const name = names[reader.side].get(asciiLower(text.slice(negated ? start + 1 : start, word.end)));
    word.read(word.end);
    const criterion = name === undefined || word.isEmpty ? null : criterionOf(name, negated, start, word, text, reader);
    if (criterion === null) return null;
    // Of its very size: nearly every line has one or two, and giant files have many lines.
    criteria = criteria === null ? [criterion] : [...criteria, criterion];
    if (word.lineEnd() !== -1) return criteria;
    word.read(word.end);
  }
  return null;
}

const EXCLAMATION = 33;

function criterionOf(
  name: string,
  negated: boolean,
  start: number,
  { start: valueStart, end, kind }: Word,
  text: string,
  { grammar, version }: LineReader,
): Criterion | null {
  const argument = text.slice(valueStart, end);
  const masks = grammar.addressMasks;
  const isAddress = name === "address" || name === "localaddress";
  if (isAddress && grammar.badAddressRefused && isBadAddressList(argument, masks)) return null;
  if (name === "localport" && portOf(argument, version.release) === null) return null;
  const isOne = (kind & (COMMA | BANG)) === 0 && argument.length <= LONGEST_NAME;
  const criterion = new PlainCriterion(name, negated, argument, start, end, masks, isOne ? kind : null);
  return isOne || canBeMet(criterion) ? criterion : null;
}

/**
 * A criterion whose patterns are made when somebody asks: nobody does where it is about addresses, and a single one is made
 * anew rather than kept for each line of a giant file.
 */
class PlainCriterion implements Criterion {
  private list: readonly Pattern[] | null = null;

  /** `kind`: of a single pattern without a `!`; null for any other list. */
  constructor(
    readonly name: string,
    readonly negated: boolean,
    readonly argument: string,
    readonly start: number,
    readonly end: number,
    readonly masks: MaskGrammar,
    private readonly kind: number | null,
  ) {}

  get patterns(): readonly Pattern[] {
    const { argument, kind } = this;
    if (kind !== null && this.name !== "host")
      return [{ negated: false, text: argument, literal: (kind & WILD) === 0 }];
    this.list ??= parsePatternList(argument);
    return this.list;
  }
}

/** A plain Match line. Where it stands exactly is found out only if somebody asks. */
export class PlainMatch implements Condition {
  readonly atStart = false;
  readonly kind = "match";

  constructor(
    readonly id: number,
    readonly parent: Condition | null,
    readonly file: ConfigFile,
    readonly criteria: readonly Criterion[],
    private readonly reader: LineReader,
    private readonly keywordStart: number,
  ) {}

  /** Itself: an object for each would be one more for each line of a giant file. */
  get test() {
    return this;
  }

  get directive() {
    return directiveAt(this.reader, this.file, this.keywordStart);
  }

  /** From the keyword to the last argument. */
  get label(): string {
    return this.file.source.text.slice(this.keywordStart, this.criteria.at(-1)?.end);
  }
}
