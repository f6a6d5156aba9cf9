import { hashIn, hashOf, SEED } from "../base/hash.ts";
import type { ConfigFile } from "../eval/config-file.ts";
import type { Criterion } from "../eval/criteria.ts";
import type { LineReader } from "../eval/line-reader.ts";
import type { Condition } from "../eval/program.ts";
import type { Argument } from "../openssh/arguments.ts";
import { asciiLower } from "../openssh/keywords.ts";
import { hasWildcard } from "../openssh/patterns.ts";
import type { Directive } from "../syntax/lexer.ts";
import { isForEveryHost, isHosts, LONGEST_NAME } from "./asked-hosts.ts";
import { type Blocks, LEAVES_OUT, MEANS_SOME, UNSET } from "./blocks.ts";
import type { Columns } from "./columns.ts";
import type { Keyword } from "./keyword.ts";
import { mentionOf, type Names } from "./names.ts";
import { sharedCondition } from "./statements.ts";
import { BANG, COMMA, GROUP_SEED, PLAIN, WILD, type Word } from "./words.ts";

/** What a reader of one line says instead of where the next line begins: some word may not mean itself, or the root is not plain. */
export const SLOWLY = 0;
export const REFUSED = -1;

/** Where in the tree of files a surveyor is. */
export interface Place {
  readonly file: ConfigFile;
  readonly userFile: boolean;
  readonly depth: number;
  /** The block around the Include of this file; UNSET: none. */
  readonly outer: number;
  /** Whether the Include is for some alone: such a file has no headings in a plain root. */
  readonly isForSome: boolean;
}

/** Host and Match lines of the files of a root: which blocks they open, and whom these are about. */
export class Headings {
  /** The one that the lines belong to which are being read; UNSET: none. */
  current = UNSET;
  /** Whether it holds for everybody. */
  isForAll = true;
  /** The newest block of the file that is being read that has a heading of its own; UNSET: none. */
  newest = UNSET;
  private readonly reader: LineReader;
  private readonly blocks: Blocks;
  private readonly names: Names;
  private text = "";
  private base = 0;
  /** Words of headings that were taken down once more behind an Include. */
  private saidAgain = 0;

  constructor(
    private readonly columns: Columns,
    private readonly word: Word,
    private place: Place,
  ) {
    this.reader = columns.reader;
    this.blocks = columns.blocks;
    this.names = columns.names;
  }

  /** Lines of this file are read from now on; `base`: where its places begin. */
  turnTo(place: Place, base: number): void {
    this.place = place;
    this.text = place.file.source.text;
    this.base = base;
  }

  /** The lines belong to this heading again, or to none. */
  back(heading: number, isForAll: boolean): void {
    this.current = heading;
    this.isForAll = isForAll;
  }

  /** A Host line whose first word has been read. */
  hostLine({ endsAtComment }: Keyword, keywordStart: number): number {
    const { word, columns } = this;
    if (this.place.isForSome) return REFUSED;
    const first = word.start;
    const isStar = word.end === first + 1 && word.kind === (PLAIN | WILD) && this.text.charCodeAt(first) === STAR;
    this.open(keywordStart, isStar && word.lineEnd(endsAtComment) !== -1);
    let leavesOut = false;
    let meansSome = false;
    for (;;) {
      if (this.hostWord()) leavesOut = true;
      else meansSome = true;
      const lineEnd = word.lineEnd(endsAtComment);
      if (lineEnd !== -1) {
        columns.noteBytes(this.text, first, word.end);
        if (leavesOut) this.blocks.flag(meansSome ? LEAVES_OUT | MEANS_SOME : LEAVES_OUT);
        return lineEnd + 1;
      }
      word.readNext();
      if (word.isEmpty) return REFUSED;
    }
  }

  private open(keywordStart: number, isForAll: boolean): void {
    const { columns, place } = this;
    this.current = this.base + keywordStart;
    this.isForAll = isForAll;
    columns.openHeading(this.current, place.outer, isForAll);
    this.newest = this.blocks.count - 1;
  }

  /** Whether it leaves hosts out. */
  private hostWord(): boolean {
    const { text } = this;
    const { start, end, hash, kind } = this.word;
    const isNegated = (kind & BANG) !== 0 && text.charCodeAt(start) === EXCLAMATION;
    // A lone `!` leaves out who has no name.
    if (isNegated && end === start + 1) return true;
    const bare = isNegated ? start + 1 : start;
    const name = this.names.intern(text, bare, end, isNegated ? hashIn(text, bare, end) : hash, kind & WILD);
    if (!this.isForAll) this.names.mention(name, mentionOf(this.blocks.count - 1, isNegated));
    return isNegated;
  }

  /**
   * The lines from here on are about the same hosts as the block of a Host line, but stand behind those of an Include. False
   * where too many hosts were said again.
   */
  goOn(block: number): boolean {
    const { columns, names } = this;
    const condition = sharedCondition(columns, block);
    if (condition?.test.kind !== "host") throw new Error("a block of hosts without hosts");
    const { patterns } = condition.test;
    for (const { literal } of patterns) this.saidAgain += literal ? 1 : MET_BY_ONE_WILDCARD;
    if (this.saidAgain > MOST_SAID_AGAIN) return false;
    columns.openPart(this.current, block);
    for (const { text, negated } of patterns) {
      // A lone `!` leaves out who has no name.
      if (text === "") continue;
      const name = names.intern(text, 0, text.length, hashOf(text), hasWildcard(text) ? WILD : 0);
      names.mention(name, mentionOf(this.blocks.count - 1, negated));
    }
    return true;
  }

  /** A Match line whose first word has been read. */
  match(keywordStart: number): number {
    if (this.place.isForSome) return REFUSED;
    return this.reader.side === "server" ? this.matchName(keywordStart) : this.matchHosts(keywordStart);
  }

  /** `Match User names` and `Match Group names` of sshd_config, which most of its Match lines are. */
  private matchName(keywordStart: number): number {
    const { word, text } = this;
    const criterion = asciiLower(text.slice(word.start, word.end));
    const first = word.start;
    if (criterion !== "user" && criterion !== "group") return this.plainMatch(keywordStart, first);
    const seed = criterion === "user" ? SEED : GROUP_SEED;
    word.read(word.end, seed);
    const lineEnd = word.lineEnd();
    const { start, end, hash, kind } = word;
    if (lineEnd === -1 || !isListOfNames(text, start, end, kind)) return this.plainMatch(keywordStart, first);
    this.open(keywordStart, false);
    if (kind === PLAIN) this.meanName(start, end, hash);
    else this.meanNames(start, end, seed);
    return lineEnd + 1;
  }

  private meanNames(start: number, end: number, seed: number): void {
    for (let from = start; from < end; ) {
      let to = from;
      while (to < end && this.text.charCodeAt(to) !== COMMA_SIGN) to++;
      this.meanName(from, to, hashIn(this.text, from, to, seed));
      from = to + 1;
    }
  }

  private meanName(start: number, end: number, hash: number): void {
    const { columns, names, blocks } = this;
    const block = blocks.count - 1;
    const name = names.intern(this.text, start, end, hash, 0);
    names.mention(name, mentionOf(block, false));
    columns.firstMeant[block] ??= name;
  }

  /** Any other Match line in words that mean themselves. */
  private plainMatch(keywordStart: number, first: number): number {
    const { word, columns, place, reader } = this;
    if (!columns.understandsMatch) return SLOWLY;
    const { PlainMatch, plainCriteria } = columns.matching();
    word.read(first);
    const criteria = plainCriteria(word, this.text, reader);
    if (criteria === null) return SLOWLY;
    const lineEnd = word.lineEnd();
    this.open(keywordStart, false);
    const block = this.blocks.count - 1;
    columns.kept[block] = new PlainMatch(block, this.outer(), place.file, criteria, reader, keywordStart);
    columns.askOneByOne(reader.side === "server" || !this.askForHosts(criteria));
    return lineEnd + 1;
  }

  /** What the Include of this file is in; null for none. */
  private outer(): Condition | null {
    const { columns, place } = this;
    return place.outer === UNSET ? null : sharedCondition(columns, place.outer);
  }

  /** `Match host list` and `Match originalhost list` of ssh_config, which most of its Match lines are. */
  private matchHosts(keywordStart: number): number {
    const { word, columns, text } = this;
    const first = word.start;
    const criterion = asciiLower(text.slice(first, word.end));
    if (!isHosts(criterion) || !columns.understandsMatch) return this.plainMatch(keywordStart, first);
    word.read(word.end);
    const lineEnd = word.lineEnd();
    if (lineEnd === -1) return this.plainMatch(keywordStart, first);
    if (word.isEmpty || !this.isPlainList()) return SLOWLY;
    this.open(keywordStart, false);
    const { end } = word;
    for (let from = word.start; from < end; ) {
      let to = from;
      while (to < end && text.charCodeAt(to) !== COMMA_SIGN) to++;
      const isNegated = text.charCodeAt(from) === EXCLAMATION;
      const bare = isNegated ? from + 1 : from;
      const hash = hashIn(text, bare, to);
      columns.addTarget(text, bare, to, hash);
      columns.askFor(criterion, text, bare, to, hash, isNegated);
      from = to + 1;
    }
    return lineEnd + 1;
  }

  /** Whether the word is a list in which everybody may be, of patterns that all releases take alike (match.c match_pattern_list). */
  private isPlainList(): boolean {
    const { start, end, kind } = this.word;
    if (end - start > LONGEST_NAME) return false;
    if ((kind & (COMMA | BANG | WILD)) === 0) return true;
    const list = this.text.slice(start, end);
    return !/^,|,,|,$|(?:^|,)!(?:,|$)|^\*+$/.test(list) && /(?:^|,)(?!!)/.test(list);
  }

  /** A Match line that the lexer has read; false where a plain root has no such line. */
  odd(directive: Directive, args: readonly Argument[]): boolean {
    const { columns, reader, place } = this;
    const { keywordStart } = directive;
    if (!columns.understandsMatch || place.isForSome) return false;
    const criteria = columns.matching().readMatchLine(reader, place.file, args);
    if (criteria === null) return false;
    this.open(keywordStart, criteria === "all");
    if (criteria === "all") return true;
    if (reader.side === "server") {
      this.keep(directive, criteria);
      columns.askOneByOne(true);
      return true;
    }
    const isByHost = this.askForHosts(criteria);
    if (criteria.length > 1 || !isByHost) {
      this.keep(directive, criteria);
      columns.askOneByOne(!isByHost);
    }
    return true;
  }

  /** Takes the hosts of a Match line of ssh_config down; whether hosts lead to it. */
  private askForHosts(criteria: readonly Criterion[]): boolean {
    const { columns } = this;
    let isByHost = false;
    for (const criterion of criteria) {
      const { name, negated: leavesOut, patterns } = criterion;
      if (!isHosts(name)) continue;
      const leads = !leavesOut && !isForEveryHost(criterion);
      isByHost ||= leads;
      for (const { text, negated } of patterns) {
        const hash = hashOf(text);
        columns.addTarget(text, 0, text.length, hash);
        if (leads) columns.askFor(name, text, 0, text.length, hash, negated);
      }
    }
    return isByHost;
  }

  /** What is asked one by one is wanted in any case. */
  private keep(directive: Directive, criteria: readonly Criterion[]): void {
    const { columns, place } = this;
    const id = this.blocks.count - 1;
    const test = { kind: "match", criteria } as const;
    columns.kept[id] = { id, parent: this.outer(), file: place.file, directive, atStart: false, test };
  }
}

/** One plain name, or several between commas; of longer lists releases make different things (match.c match_pattern_list). */
function isListOfNames(text: string, start: number, end: number, kind: number): boolean {
  if (end - start > LONGEST_NAME) return false;
  if (kind === PLAIN) return true;
  if (kind !== (PLAIN | COMMA) || text.charCodeAt(end - 1) === COMMA_SIGN) return false;
  let wasComma = true;
  for (let at = start; at < end; at++) {
    const isComma = text.charCodeAt(at) === COMMA_SIGN;
    if (isComma && wasComma) return false;
    wasComma = isComma;
  }
  return true;
}

/** A block of many hosts that holds many Includes would be as large as the one times the other; a wildcard may meet as many hosts. */
const MOST_SAID_AGAIN = 200_000;
const MET_BY_ONE_WILDCARD = 1000;

const STAR = 42;
const EXCLAMATION = 33;
const COMMA_SIGN = 44;
