import type { ConfigFile } from "../eval/config-file.ts";
import { keywordOf, type SettingName } from "../eval/connection.ts";
import { type LineReader, lineReader, readArguments, rowOf } from "../eval/line-reader.ts";
import type { Slot } from "../eval/program.ts";
import { slotOf } from "../eval/slots.ts";
import { checkArguments, takesAnyWord } from "../openssh/forms.ts";
import { asciiLower, type KeywordRow } from "../openssh/keywords.ts";
import { parsePattern } from "../openssh/patterns.ts";
import type { Version } from "../openssh/versions.ts";
import { type Directive, lexLine } from "../syntax/lexer.ts";
import {
  BATCH,
  Blocks,
  COUNT_MAX,
  type Decided,
  INTERVAL,
  type Patterned,
  PROXY,
  TCP_KEEP_ALIVE,
  UNSET,
} from "./blocks.ts";
import { Names } from "./names.ts";

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
  /** Which bytes the words of Host lines, or the names in Match lines, are made of. */
  readonly bytes: Uint8Array;
  /** A ControlMaster line stands somewhere. */
  readonly shares: boolean;
}

/** The columns of a file, or null at the first line that is not plain. */
export function survey(file: ConfigFile, version: Version): Survey | null {
  if (file.source.text.includes("\0")) return null;
  const surveyor = new Surveyor(file, lineReader(file.side, version));
  return surveyor.read() ? surveyor : null;
}

const TAB = 9;
const LF = 10;
const CR = 13;
const SPACE = 32;
const HASH = 35;

const PLAIN = 1;
const WILD = 2;
const COMMA = 4;

/** What a byte may be part of: 0 ends a plain word, since some version takes it for more than itself. */
const kinds = new Uint8Array(256).fill(PLAIN, 33);
for (const char of "\"#'=\\") kinds[char.charCodeAt(0)] = 0;
for (const char of "!*?") kinds[char.charCodeAt(0)] = PLAIN | WILD;
kinds[44] = PLAIN | COMMA;

/** FNV-1a: one step is one to one, so equal words under two seeds never meet. */
const SEED = 0x811c9dc5 | 0;
const GROUP_SEED = 0x1b873593;
const PRIME = 16_777_619;

function hashOf(word: string): number {
  let hash = SEED;
  for (let at = 0; at < word.length; at++) hash = Math.imul(hash ^ word.charCodeAt(at), PRIME);
  return hash;
}

const isLetter = (code: number): boolean => (code >= 97 && code <= 122) || (code >= 65 && code <= 90);

/** What a keyword asks of its line, found out once for each way in which a file spells it. */
interface Keyword {
  readonly spelling: string;
  readonly row: KeywordRow;
  readonly task: "host" | "match" | "setting" | "batch" | "proxy" | "any-word" | "host-name" | "checked" | "refuse";
  readonly setting: Decided;
  /** Whether one plain word is read as itself. */
  readonly takesWords: boolean;
  /** Words that were accepted. */
  readonly accepted: Set<string>;
}

const settingNumbers: { readonly [Name in Slot]?: Decided } = {
  interval: INTERVAL,
  countMax: COUNT_MAX,
  tcpKeepAlive: TCP_KEEP_ALIVE,
};

/** Slots that make more of a file than names and lines; whoever meets them reads it in full. */
const notPlain: readonly (Slot | null)[] = ["canonicalizeHostname", "refuseConnection"];

/** Goes through a file once. */
class Surveyor implements Survey {
  readonly blocks = new Blocks();
  readonly names: Names;
  readonly patterned: Patterned[] = [];
  readonly bytes = new Uint8Array(256);
  shares = false;
  private readonly keywords = new Map<number, Keyword>();
  private readonly text: string;
  private readonly isServer: boolean;
  private subsystems = 0;
  /** Whether the Host line that is being read has more than names. */
  private isPatterned = false;

  constructor(
    readonly file: ConfigFile,
    readonly reader: LineReader,
  ) {
    this.text = file.source.text;
    this.isServer = reader.side === "server";
    this.names = new Names(this.text);
    this.blocks.open(UNSET);
  }

  /** False where the file is not plain. A line of words that mean themselves is read here, any other one by the lexer. */
  read(): boolean {
    const { text } = this;
    const { length } = text;
    for (let at = 0; at < length; ) {
      const start = at;
      let code = text.charCodeAt(at);
      while (code === SPACE || code === TAB) code = text.charCodeAt(++at);
      if (code === LF || code === HASH) {
        at = this.behindLine(at);
        continue;
      }
      const keywordStart = at;
      let hash = SEED;
      while (isLetter(code)) {
        hash = Math.imul(hash ^ code, PRIME);
        code = text.charCodeAt(++at);
      }
      const keyword = code === SPACE || code === TAB ? this.keyword(keywordStart, at, hash) : undefined;
      if (keyword === null) return false;
      if (keyword?.takesWords === true) {
        const next = this.words(keyword, keywordStart, at);
        if (next > 0) {
          at = next;
          continue;
        }
        if (next === REFUSED) return false;
      }
      at = this.slowly(start);
      if (at === REFUSED) return false;
    }
    return true;
  }

  private behindLine(at: number): number {
    const newline = this.text.indexOf("\n", at);
    return newline === -1 ? this.text.length : newline + 1;
  }

  /** Null for a keyword that this version does not know. */
  private keyword(start: number, end: number, hash: number): Keyword | null | undefined {
    const known = this.keywords.get(hash);
    if (known !== undefined) {
      const same = known.spelling.length === end - start && this.text.startsWith(known.spelling, start);
      return same ? known : undefined;
    }
    const spelling = this.text.slice(start, end);
    const row = rowOf(this.reader, spelling);
    if (row === null) return null;
    const keyword = this.described(spelling, row);
    this.keywords.set(hash, keyword);
    return keyword;
  }

  private described(spelling: string, row: KeywordRow): Keyword {
    const slot = slotOf(row);
    const setting = slot === null ? undefined : settingNumbers[slot];
    const task = this.taskOf(row, slot, spelling);
    const takesWords = task !== "proxy" && row.form !== "subsystem" && task !== "refuse";
    return { spelling, row, task, setting: setting ?? INTERVAL, takesWords, accepted: new Set() };
  }

  private taskOf(row: KeywordRow, slot: Slot | null, spelling: string): Keyword["task"] {
    const { form } = row;
    if (form === "host" || form === "match") return form === "match" && !this.isServer ? "refuse" : form;
    if (form === "include" || notPlain.includes(slot)) return "refuse";
    if (slot !== null && settingNumbers[slot] !== undefined) {
      const manual = keywordOf[this.reader.side][slot as SettingName];
      return spelling === manual || spelling === manual.toLowerCase() ? "setting" : "refuse";
    }
    if (slot === "controlMaster") this.shares = true;
    if (slot === "batchMode") return "batch";
    if (slot === "proxyCommand" || slot === "proxyJump") return "proxy";
    if (slot === "hostName") return "host-name";
    return takesAnyWord(form) ? "any-word" : "checked";
  }

  /** The words behind a keyword: where the next line begins; SLOWLY where some word may not mean itself. */
  private words(keyword: Keyword, keywordStart: number, behindKeyword: number): number {
    const { text } = this;
    let at = behindKeyword;
    let code = text.charCodeAt(at);
    while (code === SPACE || code === TAB) code = text.charCodeAt(++at);
    const start = at;
    let hash = SEED;
    let kind = 0;
    for (let byte = kinds[code]; byte !== undefined && byte !== 0; byte = kinds[code]) {
      kind |= byte;
      hash = Math.imul(hash ^ code, PRIME);
      code = text.charCodeAt(++at);
    }
    const end = at;
    if (start === end) return SLOWLY;
    while (code === SPACE || code === TAB || code === CR) code = text.charCodeAt(++at);
    if (code === LF || at >= text.length) {
      const taken = this.take(keyword, keywordStart, start, end, hash, kind);
      return taken === 0 ? at + 1 : taken;
    }
    if (keyword.task === "host") return this.hostLine(keywordStart, start);
    return keyword.task === "match" ? this.matchLine(keywordStart, start, end) : SLOWLY;
  }

  /** A line with one plain word; 0 where it was taken. */
  private take(keyword: Keyword, keywordStart: number, start: number, end: number, hash: number, kind: number): number {
    if (this.isServer && this.blocks.count > 1 && keyword.row.inMatch !== true && keyword.task !== "match")
      return REFUSED;
    switch (keyword.task) {
      case "any-word":
        return 0;
      case "host-name":
        return this.text.slice(start, end).includes("%") ? REFUSED : 0;
      case "host":
        this.openHost(keywordStart);
        this.hostWord(start, end, hash, kind);
        this.closeHost(start, end);
        return 0;
      case "setting":
        return this.setting(keyword.setting, keywordStart, start, end) ? 0 : REFUSED;
      case "checked":
      case "batch":
        return this.checked(keyword, keywordStart, start, end) ? 0 : REFUSED;
      default:
        return SLOWLY;
    }
  }

  private setting(setting: Decided, keywordStart: number, start: number, end: number): boolean {
    const value = setting === TCP_KEEP_ALIVE ? this.flag(start, end) : this.number(start, end);
    return value !== null && this.blocks.set(setting, value, keywordStart);
  }

  private flag(start: number, end: number): number | null {
    const word = this.text.slice(start, end);
    return word === "yes" ? 1 : word === "no" ? 0 : null;
  }

  /** A number as every version reads it: at most nine digits, no zero before others. */
  private number(start: number, end: number): number | null {
    const { text } = this;
    if (end - start > 9 || (text.charCodeAt(start) === 48 && end - start > 1)) return null;
    let value = 0;
    for (let at = start; at < end; at++) {
      const digit = text.charCodeAt(at) - 48;
      if (digit < 0 || digit > 9) return null;
      value = value * 10 + digit;
    }
    return value;
  }

  private checked(keyword: Keyword, keywordStart: number, start: number, end: number): boolean {
    const word = this.text.slice(start, end);
    if (!keyword.accepted.has(word)) {
      if (this.check(keyword.row, [{ value: word }]) !== null) return false;
      if (keyword.accepted.size < MOST_WORDS) keyword.accepted.add(word);
    }
    if (keyword.task === "batch") this.blocks.set(BATCH, isOn(word) ? 1 : 0, keywordStart);
    return true;
  }

  private check(row: KeywordRow, args: readonly { readonly value: string }[]): string | null {
    const { side, version } = this.reader;
    const active = !this.isServer || this.blocks.count === 1;
    return checkArguments(row.form, args, version.release, side, active);
  }

  private openHost(keywordStart: number): void {
    this.blocks.open(keywordStart);
    this.isPatterned = false;
  }

  private hostWord(start: number, end: number, hash: number, kind: number): void {
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
    for (let at = start; at < end; at++) this.bytes[this.text.charCodeAt(at)] = 1;
  }

  /** Once the line has been read: its words as patterns, where they are more than names. */
  private closeHost(start: number, end: number): void {
    if (!this.isPatterned) return;
    this.markBytes(start, end);
    const patterns = this.text
      .slice(start, end)
      .split(/[ \t]+/)
      .map(parsePattern);
    const starts: number[] = [];
    let at = start;
    for (const { text } of patterns) {
      at = this.text.indexOf(text, at);
      starts.push(at);
      at += text.length;
    }
    this.patterned.push({ block: this.blocks.count - 1, patterns, starts });
  }

  private hostLine(keywordStart: number, first: number): number {
    const { text } = this;
    this.openHost(keywordStart);
    let at = first;
    let last = first;
    for (;;) {
      const start = at;
      let hash = SEED;
      let kind = 0;
      let code = text.charCodeAt(at);
      for (let byte = kinds[code]; byte !== undefined && byte !== 0; byte = kinds[code]) {
        kind |= byte;
        hash = Math.imul(hash ^ code, PRIME);
        code = text.charCodeAt(++at);
      }
      if (at > start) {
        last = at;
        this.hostWord(start, at, hash, kind);
      }
      while (code === SPACE || code === TAB) code = text.charCodeAt(++at);
      if (code === CR && (text.charCodeAt(at + 1) === LF || at + 1 >= text.length)) code = text.charCodeAt(++at);
      if (code === LF || at >= text.length) {
        this.closeHost(first, last);
        return at + 1;
      }
      const byte = kinds[code];
      // Quotes, comments and the like on a Host line: rare, and half of it is already taken.
      if (byte === undefined || byte === 0) return REFUSED;
    }
  }

  /** `Match User name` and `Match Group name`; any other Match line asks more than names. */
  private matchLine(keywordStart: number, start: number, end: number): number {
    const criterion = asciiLower(this.text.slice(start, end));
    if (criterion !== "user" && criterion !== "group") return REFUSED;
    const { text } = this;
    let at = end;
    let code = text.charCodeAt(at);
    while (code === SPACE || code === TAB) code = text.charCodeAt(++at);
    const nameStart = at;
    let hash = criterion === "user" ? SEED : GROUP_SEED;
    let kind = 0;
    for (let byte = kinds[code]; byte !== undefined && byte !== 0; byte = kinds[code]) {
      kind |= byte;
      hash = Math.imul(hash ^ code, PRIME);
      code = text.charCodeAt(++at);
    }
    const nameEnd = at;
    while (code === SPACE || code === TAB || code === CR) code = text.charCodeAt(++at);
    const isWhole = code === LF || at >= text.length;
    if (!isWhole || nameEnd === nameStart || kind !== PLAIN || nameEnd - nameStart > LONGEST_NAME) return REFUSED;
    this.names.mention(this.names.intern(nameStart, nameEnd, hash), this.blocks.open(keywordStart));
    return at + 1;
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

  private directive(line: Directive): boolean {
    const { text, reader } = this;
    const row = rowOf(reader, line.keyword);
    if (row === null) return false;
    const slot = slotOf(row);
    const task = this.taskOf(row, slot, line.keyword);
    if (task === "refuse" || task === "match" || task === "host" || task === "setting") return false;
    if (this.isServer && this.blocks.count > 1 && row.inMatch !== true) return false;
    const args = readArguments(reader, row, text, line.restStart, line.restEnd);
    if (typeof args === "string" || this.check(row, args) !== null) return false;
    const [first] = args;
    if (row.form === "subsystem") return ++this.subsystems === 1 || reader.version.release >= 905;
    if (task === "host-name") return !first?.value.includes("%");
    if (task === "batch") this.blocks.set(BATCH, isOn(first?.value ?? "") ? 1 : 0, line.keywordStart);
    if (task === "proxy")
      this.blocks.set(PROXY, isProxy(text.slice(line.restStart, line.restEnd)) ? 1 : 0, line.keywordStart);
    return true;
  }
}

/** What `words` says instead of where the next line begins. */
const SLOWLY = 0;
const REFUSED = -1;

/** match.c match_pattern_list fails a list at a longer sub-pattern; whoever wants to know reads the file in full. */
const LONGEST_NAME = 1000;
/** Words of a keyword that are remembered as accepted; most have few. */
const MOST_WORDS = 1000;

const isOn = (word: string): boolean => ["yes", "true"].includes(asciiLower(word));
/** readconf.c parse_command and parse_jump take the line as it stands; `none` is no proxy. */
const isProxy = (rest: string): boolean => asciiLower(rest.replace(/^[ \t\r=]+/, "")) !== "none";
