import { hashIn, hashOf, hashStep, SEED } from "../base/hash.ts";
import type { ConfigFile } from "../eval/config-file.ts";
import type { Criterion } from "../eval/criteria.ts";
import { MAX_INCLUDE_DEPTH } from "../eval/include.ts";
import { type LineReader, lineReader, readArguments } from "../eval/line-reader.ts";
import type { Condition } from "../eval/program.ts";
import { hasUnknownToken } from "../eval/slots.ts";
import type { Argument } from "../openssh/arguments.ts";
import { checkArguments, dependsOnStanding, isCheckedAgain, takesAnyWord } from "../openssh/forms.ts";
import { asciiLower, type KeywordRow, keepaliveAliases, knownAnywhere } from "../openssh/keywords.ts";
import { matchPatternList, type Pattern, parsePatternList } from "../openssh/patterns.ts";
import { type Directive, lexLine } from "../syntax/lexer.ts";
import { isHosts, LONGEST_NAME } from "./asked-hosts.ts";
import {
  BATCH,
  type Blocks,
  HOST_NAME,
  INTERVAL,
  LEAVES_OUT,
  MEANS_SOME,
  PROXY,
  SAYS_MORE,
  TCP_KEEP_ALIVE,
  UNSET,
  USER,
} from "./blocks.ts";
import { Columns, type Matching, type Survey } from "./columns.ts";
import { Inclusions, type Surveyable } from "./inclusions.ts";
import { type Keyword, keywordNamed } from "./keyword.ts";
import { type Keywords, keywordsOf } from "./keywords.ts";
import { mentionOf, type Names } from "./names.ts";
import { conditionOf, sharedCondition } from "./statements.ts";
import { flagIn, isOn, isProxy, numberIn, timeIn } from "./values.ts";
import { BANG, COMMA, EQUALS, GROUP_SEED, HASH, LF, PERCENT, PLAIN, SPACE, TAB, WILD, Word } from "./words.ts";

/**
 * The columns of a root, or null at the first line that is not plain. `matching`: null where Match lines that ask anything make
 * a root one that is not plain.
 */
export function survey(input: Surveyable, matching: (() => Matching) | null): Survey | null {
  const [first] = input.roots;
  if (first === undefined || input.roots.some(({ commandLine }) => commandLine === true)) return null;
  const reader = lineReader(input.side, input.version);
  const columns = new Columns(reader, survey, matching, first.file.source.text);
  const surveyor = new Surveyor(columns, new Inclusions(input), first.file);
  return input.roots.every(({ file, userFile }) => surveyor.root(file, userFile)) ? columns : null;
}

const isLetter = (code: number): boolean => (code >= 97 && code <= 122) || (code >= 65 && code <= 90);

/** What a reader of one line says instead of where the next line begins: some word may not mean itself, or the root is not plain. */
const SLOWLY = 0;
const REFUSED = -1;

/** Where in the tree of files a surveyor is. */
interface Place {
  readonly file: ConfigFile;
  readonly userFile: boolean;
  readonly depth: number;
  /** The block around the Include of this file; UNSET: none. */
  readonly outer: number;
}

/** Goes through the files of a root once, in reading order. */
class Surveyor {
  private readonly reader: LineReader;
  private readonly blocks: Blocks;
  private readonly names: Names;
  private readonly keywords: Keywords;
  private readonly word = new Word("");
  private readonly isServer: boolean;
  /** What the first IgnoreUnknown line of all says, where that is for everybody; null: there is none. */
  private ignored: readonly Pattern[] | null = null;
  /** By lines that sshd's checks of later ones ask for. */
  private readonly stored = new Set<string>();
  /** Of the file that is being read: its text, and where its places begin. */
  private text = "";
  private base = 0;
  private place: Place;
  /** The heading that the lines belong to which are being read; UNSET: none. */
  private heading = UNSET;
  /** Whether it holds for everybody. */
  private isForAll = true;
  /** The newest block of the file that is being read that has a heading of its own; UNSET: none. */
  private lastHeading = UNSET;

  constructor(
    private readonly columns: Columns,
    private readonly inclusions: Inclusions,
    file: ConfigFile,
  ) {
    this.reader = columns.reader;
    this.blocks = columns.blocks;
    this.names = columns.names;
    this.keywords = keywordsOf(this.reader);
    this.isServer = this.reader.side === "server";
    this.place = { file, userFile: true, depth: 0, outer: UNSET };
  }

  root(file: ConfigFile, userFile: boolean): boolean {
    this.heading = UNSET;
    this.isForAll = true;
    this.columns.openUnconditional(UNSET, UNSET);
    return this.file({ file, userFile, depth: 0, outer: UNSET });
  }

  /** False where the file is not plain, or one that it includes. */
  private file(place: Place): boolean {
    this.turnTo(place);
    this.lastHeading = UNSET;
    if (this.text.includes("\0") || !this.lines()) return false;
    if (this.lastHeading !== UNSET) this.columns.lastHeadings.push({ file: place.file, block: this.lastHeading });
    return true;
  }

  private turnTo(place: Place): void {
    this.place = place;
    this.text = place.file.source.text;
    this.word.turnTo(this.text);
    this.base = this.columns.baseOf(place.file);
  }

  /** A line of words that mean themselves is read here, any other one by the lexer. */
  private lines(): boolean {
    const { text } = this;
    for (let at = 0; at < text.length; ) {
      const next = this.line(at);
      at = next === SLOWLY ? this.slowly(at) : next;
      if (at === REFUSED) return false;
    }
    return true;
  }

  private line(start: number): number {
    const { text } = this;
    let at = start;
    let code = text.charCodeAt(at);
    while (code === SPACE || code === TAB) code = text.charCodeAt(++at);
    if (code === LF || code === HASH) return this.behindLine(at);
    const keywordStart = at;
    let hash = SEED;
    while (isLetter(code)) {
      hash = hashStep(hash, code);
      code = text.charCodeAt(++at);
    }
    if (code !== SPACE && code !== TAB && code !== EQUALS) return SLOWLY;
    const keyword = this.keywords.find(text, keywordStart, at, hash);
    if (keyword?.takesWords !== true) return SLOWLY;
    if (keyword.isNoted) this.note(keyword);
    return this.words(keyword, keywordStart, at);
  }

  private note({ slotBit, saysMore }: Keyword): void {
    this.columns.noteSlot(slotBit);
    if (saysMore) this.blocks.flag(SAYS_MORE);
  }

  private behindLine(at: number): number {
    const newline = this.text.indexOf("\n", at);
    return newline === -1 ? this.text.length : newline + 1;
  }

  /** The words behind a keyword. */
  private words(keyword: Keyword, keywordStart: number, behindKeyword: number): number {
    const { word } = this;
    word.readFirst(behindKeyword);
    if (word.isEmpty || (word.isQuoted && !keyword.unquotes)) return SLOWLY;
    if (keyword.task === "host") return this.hostLine(keyword, keywordStart);
    if (keyword.task === "match") return this.isServer ? this.matchName(keywordStart) : this.matchHosts(keywordStart);
    const lineEnd = word.lineEnd(keyword.endsAtComment);
    if (lineEnd === -1) return SLOWLY;
    return this.takes(keyword, keywordStart) ? lineEnd + 1 : REFUSED;
  }

  /** A line with one plain word; false where it is more than a plain file may say. */
  private takes(keyword: Keyword, keywordStart: number): boolean {
    if (this.isServer && this.heading !== UNSET && keyword.row.inMatch !== true) return false;
    switch (keyword.task) {
      case "any-word":
        return true;
      case "host-name":
        return this.hostName(keywordStart);
      case "user":
        this.blocks.set(USER, 1, this.base + keywordStart);
        return takesAnyWord(keyword.row.form) || this.checked(keyword, keywordStart);
      case "setting":
        return this.setting(keyword, keywordStart);
      case "ignore-unknown":
        return this.ignoreUnknown(this.text.slice(this.word.start, this.word.end));
      default:
        return this.checked(keyword, keywordStart);
    }
  }

  /** The first value counts; who gets another one than everybody else is not asked here. */
  private ignoreUnknown(list: string): boolean {
    if (this.ignored !== null) return true;
    this.ignored = this.isForAll ? parsePatternList(asciiLower(list)) : [];
    return true;
  }

  /** Whether a keyword that this version does not know is passed over, and known elsewhere, so that it is no slip. */
  private isIgnored(spelling: string): boolean {
    const name = asciiLower(spelling);
    const { side } = this.reader;
    if (this.ignored === null || matchPatternList(name, this.ignored) !== 1) return false;
    return knownAnywhere(side, name).length > 0 && !keepaliveAliases[side].some((alias) => asciiLower(alias) === name);
  }

  private setting({ setting }: Keyword, keywordStart: number): boolean {
    const { text } = this;
    const { start, end } = this.word;
    const value =
      setting === INTERVAL
        ? timeIn(text, start, end)
        : setting === TCP_KEEP_ALIVE
          ? flagIn(text, start, end)
          : numberIn(text, start, end);
    return value !== null && this.blocks.set(setting, value, this.base + keywordStart);
  }

  private hostName(keywordStart: number): boolean {
    const { start, end, kind } = this.word;
    this.blocks.set(HOST_NAME, 1, this.base + keywordStart);
    return (kind & PERCENT) === 0 || !hasUnknownToken(this.text.slice(start, end));
  }

  private checked({ accepted, row, task }: Keyword, keywordStart: number): boolean {
    const { start, end, hash } = this.word;
    const known = accepted.get(hash);
    if (known?.length === end - start && this.text.startsWith(known, start) && task !== "batch") return true;
    const word = this.text.slice(start, end);
    if (this.check(row, [{ value: word }]) !== null) return false;
    if (accepted.size < MOST_WORDS) accepted.set(hash, word);
    if (task === "batch") this.blocks.set(BATCH, isOn(word) ? 1 : 0, this.base + keywordStart);
    return true;
  }

  private check(row: KeywordRow, args: readonly { readonly value: string }[]): string | null {
    const { side, version } = this.reader;
    const active = !this.isServer || this.heading === UNSET;
    return checkArguments(row.form, args, version.release, side, { active, name: row.name, stored: this.stored });
  }

  /** A Host line whose first word has been read. Quotes, comments and the like are rare there: they are not plain. */
  private hostLine({ endsAtComment }: Keyword, keywordStart: number): number {
    const { word, columns } = this;
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
    this.heading = this.base + keywordStart;
    this.isForAll = isForAll;
    columns.openHeading(this.heading, place.outer, isForAll);
    this.lastHeading = this.blocks.count - 1;
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

  /** `Match User name` and `Match Group name` of sshd_config, which most of its Match lines are. */
  private matchName(keywordStart: number): number {
    const { word } = this;
    const criterion = asciiLower(this.text.slice(word.start, word.end));
    const first = word.start;
    if (criterion !== "user" && criterion !== "group") return this.plainMatch(keywordStart, first);
    word.read(word.end, criterion === "user" ? SEED : GROUP_SEED);
    const lineEnd = word.lineEnd();
    const { start, end, hash, kind } = word;
    if (lineEnd === -1 || kind !== PLAIN || end - start > LONGEST_NAME) return this.plainMatch(keywordStart, first);
    this.open(keywordStart, false);
    const name = this.names.intern(this.text, start, end, hash, 0);
    this.names.mention(name, mentionOf(this.blocks.count - 1, false));
    return lineEnd + 1;
  }

  /** Any other Match line of sshd_config in words that mean themselves. */
  private plainMatch(keywordStart: number, first: number): number {
    const { word, columns, place, reader } = this;
    if (!columns.understandsMatch) return SLOWLY;
    const { PlainMatch, plainCriteria } = columns.matching();
    word.read(first);
    const criteria = plainCriteria(word, this.text, reader);
    if (criteria === null) return SLOWLY;
    this.open(keywordStart, false);
    const block = this.blocks.count - 1;
    columns.kept[block] = new PlainMatch(block, this.outer(), place.file, criteria, reader, keywordStart);
    columns.askOneByOne(true);
    return word.lineEnd() + 1;
  }

  /** What the Include of this file is in; null for none. */
  private outer(): Condition | null {
    const { columns, place } = this;
    return place.outer === UNSET ? null : sharedCondition(columns, place.outer);
  }

  /** `Match host list` and `Match originalhost list` of ssh_config, which most of its Match lines are. */
  private matchHosts(keywordStart: number): number {
    const { word, columns, text } = this;
    const criterion = asciiLower(text.slice(word.start, word.end));
    if (!isHosts(criterion) || !columns.understandsMatch) return SLOWLY;
    word.read(word.end);
    const lineEnd = word.lineEnd();
    if (word.isEmpty || lineEnd === -1 || !this.isPlainList()) return SLOWLY;
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

  /** One line by the lexer and the checks that every line of a root that is not plain goes through. */
  private slowly(start: number): number {
    const { text, reader } = this;
    const end = this.behindLine(start);
    const newline = text.charCodeAt(end - 1) === LF ? end - 1 : end;
    const hash = reader.grammar.cutAtHash ? text.slice(start, newline).indexOf("#") : -1;
    const line = lexLine(text, start, hash === -1 ? newline : start + hash, end, reader.side);
    if (line === null) return end;
    return line.kind === "directive" && this.directive(line) ? end : REFUSED;
  }

  private directive(directive: Directive): boolean {
    const { text, reader } = this;
    const { keyword: spelling, keywordStart, restStart, restEnd } = directive;
    const keyword = keywordNamed(reader, spelling);
    if (keyword === null) {
      return this.isIgnored(spelling) && typeof readArguments(reader, null, text, restStart, restEnd) !== "string";
    }
    if (neverOdd.has(keyword.task)) return false;
    if (keyword.isNoted) this.note(keyword);
    const { row, task } = keyword;
    const args = readArguments(reader, row, text, restStart, restEnd);
    if (typeof args === "string") return false;
    if (task === "match") return this.matchLine(directive, args);
    if (this.isServer && this.heading !== UNSET && row.inMatch !== true) return false;
    if (this.isTargetsAffair(row, args) || this.check(row, args) !== null) return false;
    const first = args[0]?.value ?? "";
    const { blocks } = this.columns;
    if (task === "include") return this.include(directive, args);
    if (task === "host-name") {
      blocks.set(HOST_NAME, 1, this.base + keywordStart);
      return !hasUnknownToken(first);
    }
    if (task === "ignore-unknown") this.ignoreUnknown(first);
    if (task === "user") blocks.set(USER, 1, this.base + keywordStart);
    if (task === "batch") blocks.set(BATCH, isOn(first) ? 1 : 0, this.base + keywordStart);
    if (task === "proxy") blocks.set(PROXY, isProxy(text.slice(restStart, restEnd)) ? 1 : 0, this.base + keywordStart);
    return true;
  }

  private isTargetsAffair({ form }: KeywordRow, args: readonly { readonly value: string }[]): boolean {
    const { release } = this.reader.version;
    return isCheckedAgain(form, release) && dependsOnStanding(form, args, release);
  }

  private matchLine(directive: Directive, args: readonly Argument[]): boolean {
    const { columns, reader, place } = this;
    const { keywordStart } = directive;
    if (!columns.understandsMatch) return false;
    const criteria = columns.matching().readMatchLine(reader, place.file, args);
    if (criteria === null) return false;
    this.open(keywordStart, criteria === "all");
    if (criteria === "all") return true;
    if (this.isServer) {
      this.keep(directive, criteria);
      columns.askOneByOne(true);
      return true;
    }
    let isByHost = false;
    for (const { name, negated: leavesOut, patterns } of criteria) {
      if (!isHosts(name)) continue;
      isByHost ||= !leavesOut;
      for (const { text, negated } of patterns) {
        const hash = hashOf(text);
        columns.addTarget(text, 0, text.length, hash);
        if (!leavesOut) columns.askFor(name, text, 0, text.length, hash, negated);
      }
    }
    if (criteria.length > 1 || !isByHost) columns.askOneByOne(!isByHost);
    return true;
  }

  /** In sshd_config each line that is asked one by one is a target, too, and so wanted in any case. */
  private keep(directive: Directive, criteria: readonly Criterion[]): void {
    const { columns, place } = this;
    const id = this.blocks.count - 1;
    const test = { kind: "match", criteria } as const;
    columns.kept[id] = { id, parent: this.outer(), file: place.file, directive, atStart: false, test };
  }

  /** What a block is about; null for none. */
  private around(block: number): Condition | null {
    return (this.blocks.heads[block] ?? UNSET) === UNSET ? null : conditionOf(this.columns, block);
  }

  /** Reads what stands behind an Include line, as far as it is read for everybody. */
  private include(directive: Directive, args: readonly Argument[]): boolean {
    const { columns, place, heading, isForAll, lastHeading } = this;
    const { blocks } = columns;
    const block = blocks.count - 1;
    const condition = this.around(block);
    const { file, userFile, depth } = place;
    // 8.2 and 8.3 do not apply the Match blocks of included files.
    const isOdd = this.isServer && this.reader.version.release < 804;
    if (!isForAll || isOdd || depth === MAX_INCLUDE_DEPTH) return false;
    const inclusions = this.inclusions.of({ file, userFile, directive, args, condition });
    if (inclusions === null) return false;
    for (const inclusion of inclusions) {
      columns.inclusions.push(inclusion);
      for (const included of inclusion.read) {
        columns.openUnconditional(heading, columns.parentOf(block));
        const outer = heading === UNSET ? UNSET : block;
        if (!this.file({ file: included, userFile, depth: depth + 1, outer })) return false;
        this.heading = heading;
        this.isForAll = isForAll;
      }
    }
    this.turnTo(place);
    this.lastHeading = lastHeading;
    columns.openUnconditional(heading, columns.parentOf(block));
    return true;
  }
}

/** Lines that only words that mean themselves keep plain. */
const neverOdd: ReadonlySet<Keyword["task"]> = new Set<Keyword["task"]>(["refuse", "host", "setting"]);

const STAR = 42;
const EXCLAMATION = 33;
const COMMA_SIGN = 44;

/** Words of a keyword that are remembered as accepted; most have few. */
const MOST_WORDS = 1000;
