import { hashStep, SEED } from "../base/hash.ts";
import type { ConfigFile } from "../eval/config-file.ts";
import { MAX_INCLUDE_DEPTH } from "../eval/include.ts";
import { type LineReader, lineReader, readArguments } from "../eval/line-reader.ts";
import type { Condition } from "../eval/program.ts";
import { hasUnknownToken } from "../eval/slots.ts";
import type { Argument } from "../openssh/arguments.ts";
import { checkArguments, dependsOnStanding, isCheckedAgain, takesAnyWord } from "../openssh/forms.ts";
import { asciiLower, type KeywordRow, keepaliveAliases, knownAnywhere } from "../openssh/keywords.ts";
import { matchPatternList, type Pattern, parsePatternList } from "../openssh/patterns.ts";
import { type Directive, lexLine } from "../syntax/lexer.ts";
import { BATCH, type Blocks, HOST_NAME, INTERVAL, PROXY, SAYS_MORE, TCP_KEEP_ALIVE, UNSET } from "./blocks.ts";
import { Columns, type Matching, type Survey } from "./columns.ts";
import { Headings, type Place, REFUSED, SLOWLY } from "./headings.ts";
import { Inclusions, type Surveyable } from "./inclusions.ts";
import { type Keyword, keywordNamed } from "./keyword.ts";
import { type Keywords, keywordsOf } from "./keywords.ts";
import { conditionOf } from "./statements.ts";
import { flagIn, isOn, isProxy, numberIn, timeIn } from "./values.ts";
import { EQUALS, HASH, LF, PERCENT, SPACE, TAB, Word } from "./words.ts";

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

/** Goes through the files of a root once, in reading order. */
class Surveyor {
  private readonly reader: LineReader;
  private readonly blocks: Blocks;
  private readonly keywords: Keywords;
  private readonly word = new Word("");
  private readonly headings: Headings;
  private readonly isServer: boolean;
  /** What the first IgnoreUnknown line of all says, where that is for everybody; null: there is none. */
  private ignored: readonly Pattern[] | null = null;
  /** By lines that sshd's checks of later ones ask for. */
  private readonly stored = new Set<string>();
  /** Of the file that is being read: its text, and where its places begin. */
  private text = "";
  private base = 0;
  private place: Place;

  constructor(
    private readonly columns: Columns,
    private readonly inclusions: Inclusions,
    file: ConfigFile,
  ) {
    this.reader = columns.reader;
    this.blocks = columns.blocks;
    this.keywords = keywordsOf(this.reader);
    this.isServer = this.reader.side === "server";
    this.place = { file, userFile: true, depth: 0, outer: UNSET, isForSome: false };
    this.headings = new Headings(columns, this.word, this.place);
  }

  root(file: ConfigFile, userFile: boolean): boolean {
    this.headings.back(UNSET, true);
    this.columns.openUnconditional(UNSET, UNSET);
    return this.file({ file, userFile, depth: 0, outer: UNSET, isForSome: false });
  }

  /** False where the file is not plain, or one that it includes. */
  private file(place: Place): boolean {
    const { headings } = this;
    this.turnTo(place);
    headings.newest = UNSET;
    if (this.text.includes("\0") || !this.lines()) return false;
    if (headings.newest !== UNSET) this.columns.lastHeadings.push({ file: place.file, block: headings.newest });
    return true;
  }

  private turnTo(place: Place): void {
    this.place = place;
    this.text = place.file.source.text;
    this.word.turnTo(this.text);
    this.base = this.columns.baseOf(place.file);
    this.headings.turnTo(place, this.base);
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
    if (keyword.task === "host") return this.headings.hostLine(keyword, keywordStart);
    if (keyword.task === "match") return this.headings.match(keywordStart);
    const lineEnd = word.lineEnd(keyword.endsAtComment);
    if (lineEnd === -1) return SLOWLY;
    return this.takes(keyword, keywordStart) ? lineEnd + 1 : REFUSED;
  }

  /** A line with one plain word; false where it is more than a plain file may say. */
  private takes(keyword: Keyword, keywordStart: number): boolean {
    if (this.isServer && this.headings.current !== UNSET && keyword.row.inMatch !== true) return false;
    switch (keyword.task) {
      case "any-word":
        return true;
      case "host-name":
        return this.hostName(keywordStart);
      case "asked-for":
        this.blocks.set(keyword.column, 1, this.base + keywordStart);
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
    this.ignored = this.headings.isForAll ? parsePatternList(asciiLower(list)) : [];
    return true;
  }

  /** Whether a keyword that this version does not know is passed over, and known elsewhere, so that it is no slip. */
  private isIgnored(spelling: string): boolean {
    const name = asciiLower(spelling);
    const { side } = this.reader;
    if (this.ignored === null || matchPatternList(name, this.ignored) !== 1) return false;
    return knownAnywhere(side, name).length > 0 && !keepaliveAliases[side].some((alias) => asciiLower(alias) === name);
  }

  private setting({ column }: Keyword, keywordStart: number): boolean {
    const { text } = this;
    const { start, end } = this.word;
    const value =
      column === INTERVAL
        ? timeIn(text, start, end)
        : column === TCP_KEEP_ALIVE
          ? flagIn(text, start, end)
          : numberIn(text, start, end);
    if (value === null || this.columns.isSaidBefore(column)) return false;
    return this.blocks.set(column, value, this.base + keywordStart);
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
    const active = !this.isServer || this.headings.current === UNSET;
    return checkArguments(row.form, args, version.release, side, { active, name: row.name, stored: this.stored });
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
    if (task === "match") return this.headings.odd(directive, args);
    if (this.isServer && this.headings.current !== UNSET && row.inMatch !== true) return false;
    if (this.isTargetsAffair(row, args) || this.check(row, args) !== null) return false;
    const first = args[0]?.value ?? "";
    const { blocks } = this.columns;
    if (task === "include") return this.include(directive, args);
    if (task === "host-name") {
      blocks.set(HOST_NAME, 1, this.base + keywordStart);
      return !hasUnknownToken(first);
    }
    if (task === "ignore-unknown") this.ignoreUnknown(first);
    if (task === "asked-for") blocks.set(keyword.column, 1, this.base + keywordStart);
    if (task === "batch") blocks.set(BATCH, isOn(first) ? 1 : 0, this.base + keywordStart);
    if (task === "proxy") blocks.set(PROXY, isProxy(text.slice(restStart, restEnd)) ? 1 : 0, this.base + keywordStart);
    return true;
  }

  private isTargetsAffair({ form }: KeywordRow, args: readonly { readonly value: string }[]): boolean {
    const { release } = this.reader.version;
    return isCheckedAgain(form, release) && dependsOnStanding(form, args, release);
  }

  /** What a block is about; null for none. */
  private around(block: number): Condition | null {
    return (this.blocks.heads[block] ?? UNSET) === UNSET ? null : conditionOf(this.columns, block);
  }

  /** Reads what stands behind an Include line, as far as it is read for everybody. */
  private include(directive: Directive, args: readonly Argument[]): boolean {
    const { columns, place, headings } = this;
    const { current, isForAll, newest } = headings;
    const { blocks } = columns;
    const block = blocks.count - 1;
    const condition = this.around(block);
    const { file, userFile, depth } = place;
    // 8.2 and 8.3 do not apply the Match blocks of included files.
    const isOdd = this.isServer && this.reader.version.release < 804;
    const isForSome = !isForAll;
    if (isOdd || depth === MAX_INCLUDE_DEPTH || (isForSome && condition?.test.kind !== "host")) return false;
    const found = this.inclusions.of({ file, userFile, directive, args, condition });
    if (found === null) return false;
    for (const { inclusion, because } of found) {
      columns.inclusions.push(inclusion);
      if (because !== null) {
        if (isForSome || (this.isServer && current !== UNSET)) return false;
        const argument = inclusion.argument.value;
        columns.meetBlind({ order: blocks.count, condition, file, directive, argument, because });
      }
      for (const included of inclusion.read) {
        if (!this.goOn(block)) return false;
        const outer = current === UNSET ? UNSET : block;
        if (!this.file({ file: included, userFile, depth: depth + 1, outer, isForSome })) return false;
        headings.back(current, isForAll);
      }
    }
    this.turnTo(place);
    headings.newest = newest;
    return this.goOn(block);
  }

  /** What follows has the heading of a block, and stands behind or in what the block includes. */
  private goOn(block: number): boolean {
    const { columns, headings } = this;
    if (!headings.isForAll) return headings.goOn(block);
    columns.openUnconditional(headings.current, columns.parentOf(block));
    return true;
  }
}

/** Lines that only words that mean themselves keep plain. */
const neverOdd: ReadonlySet<Keyword["task"]> = new Set<Keyword["task"]>(["refuse", "host", "setting"]);

/** Words of a keyword that are remembered as accepted; most have few. */
const MOST_WORDS = 1000;
