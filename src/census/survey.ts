import { hashOf, hashStep, SEED } from "../base/hash.ts";
import type { ConfigFile } from "../eval/config-file.ts";
import { type LineReader, lineReader, readArguments } from "../eval/line-reader.ts";
import type { Slot } from "../eval/program.ts";
import { hasUnknownToken } from "../eval/slots.ts";
import { checkArguments, dependsOnStanding, isCheckedAgain } from "../openssh/forms.ts";
import { asciiLower, type KeywordRow } from "../openssh/keywords.ts";
import { parsePattern } from "../openssh/patterns.ts";
import type { Version } from "../openssh/versions.ts";
import { type Directive, lexLine } from "../syntax/lexer.ts";
import { BATCH, Blocks, type Patterned, PROXY, TCP_KEEP_ALIVE, UNSET } from "./blocks.ts";
import { bitOf, type Keyword, keywordNamed } from "./keyword.ts";
import { Names, roomFor } from "./names.ts";
import { GROUP_SEED, HASH, LF, PLAIN, SPACE, TAB, WILD, Word } from "./words.ts";

/**
 * A file in columns, without an object for any of its lines: what makes a file of 50,000 hosts cost little more than reading
 * it. Only plain files have one: no Include, no condition but names, every line accepted, every keepalive line plainly written.
 */
export interface Survey {
  readonly file: ConfigFile;
  readonly reader: LineReader;
  readonly blocks: Blocks;
  /** Client: words of Host lines. Server: the users and groups of Match lines. */
  readonly names: Names;
  /** Client: in reading order. */
  readonly patterned: readonly Patterned[];
  /** Whether some word of a Host line has the byte. */
  readonly hasByte: (byte: number) => boolean;
  /** Whether some line is about it. */
  readonly says: (slot: Slot) => boolean;
}

/** The columns of a file, or null at the first line that is not plain. */
export function survey(file: ConfigFile, version: Version): Survey | null {
  if (file.source.text.includes("\0")) return null;
  const surveyor = new Surveyor(file, lineReader(file.side, version));
  return surveyor.read() ? surveyor : null;
}

const isLetter = (code: number): boolean => (code >= 97 && code <= 122) || (code >= 65 && code <= 90);

/** What a reader of one line says instead of where the next line begins: some word may not mean itself, or the file is not plain. */
const SLOWLY = 0;
const REFUSED = -1;

/** Goes through a file once. */
class Surveyor implements Survey {
  readonly blocks: Blocks;
  readonly names: Names;
  readonly patterned: Patterned[] = [];
  /** A bit for each byte; small arrays of numbers cost thousands of small files least. */
  private readonly bytes = new Int32Array(8);
  private slots = 0;
  private readonly keywords: Map<number, Keyword>;
  private readonly text: string;
  private readonly word: Word;
  private readonly isServer: boolean;
  /** By lines that sshd's checks of later ones ask for. */
  private readonly stored = new Set<string>();
  /** Whether the Host line that is being read has more than names. */
  private isPatterned = false;

  constructor(
    readonly file: ConfigFile,
    readonly reader: LineReader,
  ) {
    this.text = file.source.text;
    this.keywords = keywordsOf(reader);
    this.word = new Word(this.text);
    this.isServer = reader.side === "server";
    this.names = new Names(this.text);
    this.blocks = new Blocks(roomFor(this.text));
    this.blocks.open(UNSET);
  }

  /** False where the file is not plain. A line of words that mean themselves is read here, any other one by the lexer. */
  read(): boolean {
    const { text } = this;
    for (let at = 0; at < text.length; ) {
      const next = this.line(at);
      at = next === SLOWLY ? this.slowly(at) : next;
      if (at === REFUSED) return false;
    }
    return true;
  }

  readonly hasByte = (byte: number): boolean => (((this.bytes[byte >> 5] ?? 0) >> (byte & 31)) & 1) === 1;

  readonly says = (slot: Slot): boolean => (this.slots & bitOf(slot)) !== 0;

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
    if (code !== SPACE && code !== TAB) return SLOWLY;
    const keyword = this.keyword(keywordStart, at, hash);
    if (keyword === null) return REFUSED;
    if (keyword?.takesWords !== true) return SLOWLY;
    this.slots |= keyword.slotBit;
    return this.words(keyword, keywordStart, at);
  }

  private behindLine(at: number): number {
    const newline = this.text.indexOf("\n", at);
    return newline === -1 ? this.text.length : newline + 1;
  }

  /** Null for a keyword that this version does not know, undefined for one whose hash is another's. */
  private keyword(start: number, end: number, hash: number): Keyword | null | undefined {
    const known = this.keywords.get(hash);
    if (known !== undefined) {
      const same = known.spelling.length === end - start && this.text.startsWith(known.spelling, start);
      return same ? known : undefined;
    }
    const keyword = keywordNamed(this.reader, this.text.slice(start, end));
    if (keyword !== null && this.keywords.size < MOST_SPELLINGS) this.keywords.set(hash, keyword);
    return keyword;
  }

  /** The words behind a keyword. */
  private words(keyword: Keyword, keywordStart: number, behindKeyword: number): number {
    const { word } = this;
    word.read(behindKeyword);
    if (word.isEmpty) return SLOWLY;
    if (keyword.task === "host") return this.hostLine(keywordStart);
    const lineEnd = word.lineEnd();
    if (lineEnd !== -1) return this.takes(keyword, keywordStart) ? lineEnd + 1 : REFUSED;
    return keyword.task === "match" ? this.matchLine(keywordStart) : SLOWLY;
  }

  /** A line with one plain word; false where it is more than a plain file may say. */
  private takes(keyword: Keyword, keywordStart: number): boolean {
    if (this.isServer && this.blocks.count > 1 && keyword.row.inMatch !== true) return false;
    const { start, end } = this.word;
    switch (keyword.task) {
      case "any-word":
        return true;
      case "host-name":
        return !hasUnknownToken(this.text.slice(start, end));
      case "setting":
        return this.setting(keyword, keywordStart);
      default:
        return this.checked(keyword, keywordStart, this.text.slice(start, end));
    }
  }

  private setting({ setting }: Keyword, keywordStart: number): boolean {
    const value = setting === TCP_KEEP_ALIVE ? this.flag() : this.number();
    return value !== null && this.blocks.set(setting, value, keywordStart);
  }

  private flag(): number | null {
    const word = this.text.slice(this.word.start, this.word.end);
    return word === "yes" ? 1 : word === "no" ? 0 : null;
  }

  /** A number as every version reads it: at most nine digits, no zero before others. */
  private number(): number | null {
    const { text } = this;
    const { start, end } = this.word;
    if (end - start > 9 || (text.charCodeAt(start) === 48 && end - start > 1)) return null;
    let value = 0;
    for (let at = start; at < end; at++) {
      const digit = text.charCodeAt(at) - 48;
      if (digit < 0 || digit > 9) return null;
      value = value * 10 + digit;
    }
    return value;
  }

  private checked({ accepted, row, task }: Keyword, keywordStart: number, word: string): boolean {
    if (task === "match") return false;
    if (!accepted.has(word)) {
      if (this.check(row, [{ value: word }]) !== null) return false;
      if (accepted.size < MOST_WORDS) accepted.add(word);
    }
    if (task === "batch") this.blocks.set(BATCH, isOn(word) ? 1 : 0, keywordStart);
    return true;
  }

  private check(row: KeywordRow, args: readonly { readonly value: string }[]): string | null {
    const { side, version } = this.reader;
    const active = !this.isServer || this.blocks.count === 1;
    return checkArguments(row.form, args, version.release, side, { active, name: row.name, stored: this.stored });
  }

  /** A Host line whose first word has been read. Quotes, comments and the like are rare there: they are not plain. */
  private hostLine(keywordStart: number): number {
    const { word } = this;
    const first = word.start;
    this.blocks.open(keywordStart);
    this.isPatterned = false;
    for (;;) {
      this.hostWord();
      const { end } = word;
      const lineEnd = word.lineEnd();
      if (lineEnd !== -1) {
        this.closeHost(first, end);
        return lineEnd + 1;
      }
      word.read(end);
      if (word.isEmpty) return REFUSED;
    }
  }

  private hostWord(): void {
    const { start, end, hash, kind } = this.word;
    if ((kind & WILD) !== 0) {
      this.isPatterned = true;
      const { literal, negated, text } = parsePattern(this.text.slice(start, end));
      if (literal && negated && text !== "") this.names.intern(start + 1, end, hashOf(text));
      return;
    }
    this.markBytes(start, end);
    const name = this.names.intern(start, end, hash);
    // In a block that turns out to have patterns too the mention does no harm: it is looked at for every name.
    this.names.mention(name, this.blocks.count - 1);
  }

  private markBytes(start: number, end: number): void {
    const { bytes, text } = this;
    for (let at = start; at < end; at++) {
      const code = text.charCodeAt(at);
      bytes[code >> 5] = (bytes[code >> 5] ?? 0) | (1 << (code & 31));
    }
  }

  /** Once the line has been read: its words as patterns, where they are more than names. */
  private closeHost(start: number, end: number): void {
    if (!this.isPatterned) return;
    this.markBytes(start, end);
    const words = this.text.slice(start, end).split(/[ \t]+/);
    const patterns = words.map(parsePattern);
    const starts: number[] = [];
    let at = start;
    for (const { text } of patterns) {
      at = this.text.indexOf(text, at);
      starts.push(at);
      at += text.length;
    }
    this.patterned.push({ block: this.blocks.count - 1, patterns, starts });
  }

  /** `Match User name` and `Match Group name`; any other Match line asks more than names. */
  private matchLine(keywordStart: number): number {
    const { word } = this;
    const criterion = asciiLower(this.text.slice(word.start, word.end));
    if (criterion !== "user" && criterion !== "group") return REFUSED;
    word.read(word.end, criterion === "user" ? SEED : GROUP_SEED);
    const lineEnd = word.lineEnd();
    const { start, end, hash, kind } = word;
    if (lineEnd === -1 || kind !== PLAIN || end - start > LONGEST_NAME) return REFUSED;
    this.names.mention(this.names.intern(start, end, hash), this.blocks.open(keywordStart));
    return lineEnd + 1;
  }

  /** One line by the lexer and the checks that every line of a file that is not plain goes through. */
  private slowly(start: number): number {
    const { text, reader } = this;
    const end = this.behindLine(start);
    const newline = text.charCodeAt(end - 1) === LF ? end - 1 : end;
    const hash = reader.grammar.cutAtHash ? text.slice(start, newline).indexOf("#") : -1;
    const line = lexLine(text, start, hash === -1 ? newline : start + hash, end, reader.side);
    if (line === null) return end;
    return line.kind === "directive" && this.directive(line) ? end : REFUSED;
  }

  private directive({ keyword: spelling, keywordStart, restStart, restEnd }: Directive): boolean {
    const { text, reader } = this;
    const keyword = keywordNamed(reader, spelling);
    if (keyword === null || neverOdd.has(keyword.task)) return false;
    this.slots |= keyword.slotBit;
    const { row, task } = keyword;
    if (this.isServer && this.blocks.count > 1 && row.inMatch !== true) return false;
    const args = readArguments(reader, row, text, restStart, restEnd);
    if (typeof args === "string" || this.isTargetsAffair(row, args) || this.check(row, args) !== null) return false;
    const first = args[0]?.value ?? "";
    if (task === "host-name") return !hasUnknownToken(first);
    if (task === "batch") this.blocks.set(BATCH, isOn(first) ? 1 : 0, keywordStart);
    if (task === "proxy") this.blocks.set(PROXY, isProxy(text.slice(restStart, restEnd)) ? 1 : 0, keywordStart);
    return true;
  }

  private isTargetsAffair({ form }: KeywordRow, args: readonly { readonly value: string }[]): boolean {
    const { release } = this.reader.version;
    return isCheckedAgain(form, release) && dependsOnStanding(form, args, release);
  }
}

/** Lines that only words that mean themselves keep plain. */
const neverOdd: ReadonlySet<Keyword["task"]> = new Set<Keyword["task"]>(["refuse", "match", "host", "setting"]);

/** match.c match_pattern_list fails a list at a longer sub-pattern; whoever wants to know reads the file in full. */
const LONGEST_NAME = 1000;
/** Ways to spell keywords that are remembered; most files use few. */
const MOST_SPELLINGS = 1000;

const keywordsByReader = new WeakMap<LineReader, Map<number, Keyword>>();

/** By the hashes of their spellings; the same for all files that are read in the same way. */
function keywordsOf(reader: LineReader): Map<number, Keyword> {
  const keywords = keywordsByReader.get(reader) ?? new Map<number, Keyword>();
  keywordsByReader.set(reader, keywords);
  return keywords;
}

/** Words of a keyword that are remembered as accepted; most have few. */
const MOST_WORDS = 1000;

const isOn = (word: string): boolean => ["yes", "true"].includes(asciiLower(word));
/** readconf.c parse_command and parse_jump take the line as it stands; `none` is no proxy. */
const isProxy = (rest: string): boolean => !/^[ \t\r=]*none$/i.test(rest);
