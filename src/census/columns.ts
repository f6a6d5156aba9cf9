import { hashOf } from "../base/hash.ts";
import { rankOf } from "../base/rank.ts";
import type { ConfigFile } from "../eval/config-file.ts";
import type { LineReader } from "../eval/line-reader.ts";
import type { Blind, Condition, Inclusion, Slot } from "../eval/program.ts";
import { asciiLower } from "../openssh/keywords.ts";
import { ASKS, Blocks, type Decided, LEAVES_OUT, MEANS_SOME, UNSET } from "./blocks.ts";
import { type Census, takeCensus } from "./census.ts";
import { clientTargetsOf } from "./client-targets.ts";
import { Contest } from "./contest.ts";
import type { EachTarget } from "./decision.ts";
import type { BlindSpot } from "./evaluated.ts";
import type { Surveyable } from "./inclusions.ts";
import { bitOf } from "./keyword.ts";
import { mentionOf, Names, roomFor } from "./names.ts";
import { serverTargetsOf } from "./server-targets.ts";
import { WILD } from "./words.ts";

/** A place of a root is one number: the offset in its file, behind all files that were read before. */
export interface Placed {
  readonly file: ConfigFile;
  readonly offset: number;
}

/** What understands Match lines; loaded where there are any. */
export type Matching = Pick<
  typeof import("./matching.ts"),
  | "AlikeHosts"
  | "AskedValues"
  | "Asking"
  | "askedInDoubt"
  | "blockLanesOf"
  | "DoubtfulHost"
  | "lastAsking"
  | "mayBeAskedAgain"
  | "neededColumns"
  | "PlainMatch"
  | "plainCriteria"
  | "readMatchLine"
  | "targetsByConnection"
  | "testOf"
  | "unranked"
>;

/** The hosts of Match lines in lower case: as ssh was called with, and as HostName may have it. */
export interface AskedHosts {
  readonly originalhost: Names;
  readonly host: Names;
}

/**
 * The files of a root in columns, without an object for any of their lines: what makes 50,000 hosts cost little more than
 * reading them. Only plain roots have one: every line accepted, every keepalive line plainly written, every Include for
 * everybody or of lines without headings, every condition one that names or what a lint knows can decide.
 */
export interface Survey {
  readonly reader: LineReader;
  /** In reading order, each once. */
  readonly files: readonly ConfigFile[];
  readonly inclusions: readonly Inclusion[];
  /** Includes of which nobody here knows what they hold. */
  readonly blinds: readonly Blind[];
  /** The first of them; null for none. */
  readonly blindSpot: BlindSpot | null;
  readonly blocks: Blocks;
  /** Client: words of Host lines, and the hosts of Match lines. Server: the users and groups of Match lines. */
  readonly names: Names;
  /** Server, by block: the first user or group of a Match line that is about nothing else. */
  readonly firstMeant: readonly (number | undefined)[];
  /** Client: what Match lines ask about hosts; null where none asks. */
  readonly asked: AskedHosts | null;
  /** Blocks that hold for everybody, in reading order. */
  readonly unconditional: readonly number[];
  /** Blocks under a Match line that neither a name of `names` nor a host of `asked` leads to, in reading order. */
  readonly asking: readonly number[];
  /** Whether there are Match lines whose criteria must be asked one by one. */
  readonly asksOneByOne: boolean;
  matching(): Matching;
  /** The block around the Include of a block's file; UNSET: it has none. */
  parentOf(block: number): number;
  /** Whether blocks hold Includes that are for some alone. */
  readonly hasParts: boolean;
  /** The block that has the heading, of one that goes on behind an Include inside it; any other block itself. */
  wholeOf(block: number): number;
  /** The reverse. */
  partsOf(block: number): number[];
  /** Of each file, each time it was read, its last block that has a heading of its own. */
  readonly lastHeadings: readonly LastHeading[];
  /** How many Host and Match lines were read. */
  readonly headings: number;
  /** Every target of a lint. */
  eachTarget(...asked: Parameters<EachTarget>): void;
  /** The same counted, once. */
  census(): Census;
  /** What hosts of Host lines showed as far as they were asked about. */
  readonly contest: Contest;
  /** The columns of a root with other bytes, by the same code: another bundle's copy of it would have to warm up first. */
  readonly surveyAgain: (input: Surveyable, matching: () => Matching) => Survey | null;
  placed(place: number): Placed;
  /** Whether some word of a heading has the byte. */
  hasByte(byte: number): boolean;
  /** What blocks are about, by block, as far as somebody asked already or will for sure. */
  readonly kept: (Condition | undefined)[];
  /** Whether some line is about it. */
  says(slot: Slot): boolean;
}

export interface LastHeading {
  readonly file: ConfigFile;
  readonly block: number;
}

/** A survey while it is made. */
export class Columns implements Survey {
  readonly files: ConfigFile[] = [];
  /** Where the places of each file begin. */
  private readonly bases: number[] = [];
  /** Made for the second file: most roots are one. */
  private baseByFile: Map<ConfigFile, number> | null = null;
  private end = 0;
  readonly inclusions: Inclusion[] = [];
  readonly blinds: Blind[] = [];
  blindSpot: BlindSpot | null = null;
  readonly blocks: Blocks;
  readonly names: Names;
  readonly unconditional: number[] = [];
  readonly asking: number[] = [];
  readonly kept: (Condition | undefined)[] = [];
  readonly firstMeant: (number | undefined)[] = [];
  asked: AskedHosts | null = null;
  private parents: Map<number, number> | null = null;
  /** Of blocks that go on behind an Include: the one with the heading, and the reverse. */
  private wholes: Map<number, number> | null = null;
  private parts: Map<number, number[]> | null = null;
  /** The one with the heading, where the newest block goes on behind an Include. */
  private whole = UNSET;
  readonly lastHeadings: LastHeading[] = [];
  headings = 0;
  asksOneByOne = false;
  /** A bit for each byte; small arrays of numbers cost thousands of small files least. */
  private readonly bytes = new Int32Array(8);
  private slots = 0;

  private counted: Census | null = null;
  readonly contest: Contest;

  constructor(
    readonly reader: LineReader,
    readonly surveyAgain: Survey["surveyAgain"],
    /** Nobody asks for it where there is none. */
    private readonly loadMatching: (() => Matching) | null,
    text: string,
  ) {
    this.names = new Names(text);
    this.blocks = new Blocks(roomFor(text));
    this.contest = new Contest(this.blocks);
  }

  eachTarget(...asked: Parameters<EachTarget>): void {
    targetsOf(this)(...asked);
  }

  census(): Census {
    this.counted ??= takeCensus(this);
    return this.counted;
  }

  get understandsMatch(): boolean {
    return this.loadMatching !== null;
  }

  matching(): Matching {
    if (this.loadMatching === null) throw new Error("a Match line that nobody understands");
    return this.loadMatching();
  }

  /** Where the places of a file begin. */
  baseOf(file: ConfigFile): number {
    if (this.files[0] === file) return 0;
    if (this.files.length > 0) this.baseByFile ??= new Map();
    const known = this.baseByFile?.get(file);
    if (known !== undefined) return known;
    const base = this.end;
    this.files.push(file);
    this.bases.push(base);
    this.baseByFile?.set(file, base);
    this.end += file.source.text.length + 1;
    return base;
  }

  openHeading(head: number, parent: number, isForAll: boolean): void {
    this.headings++;
    this.open(head, parent, isForAll);
  }

  /** For lines under no heading, or under one for everybody again. */
  openUnconditional(head: number, parent: number): void {
    this.open(head, parent, true);
  }

  private open(head: number, parent: number, isForAll: boolean): void {
    const block = this.blocks.open(head);
    this.whole = UNSET;
    if (parent !== UNSET) {
      this.parents ??= new Map();
      this.parents.set(block, parent);
    }
    if (isForAll) this.unconditional.push(block);
  }

  /** For lines of a block of hosts behind those of an Include that it holds. */
  openPart(head: number, of: number): void {
    const whole = this.wholeOf(of);
    this.open(head, this.parentOf(whole), false);
    this.whole = whole;
    this.blocks.flag((this.blocks.flags[whole] ?? 0) & (LEAVES_OUT | MEANS_SOME));
    const part = this.blocks.count - 1;
    this.wholes ??= new Map();
    this.wholes.set(part, whole);
    this.parts ??= new Map();
    const others = this.parts.get(whole) ?? [];
    others.push(part);
    this.parts.set(whole, others);
  }

  /** Whether lines under the same heading before an Include inside it say something already. */
  isSaidBefore(what: Decided): boolean {
    return this.whole !== UNSET && this.partsOf(this.whole).some((part) => this.blocks.says(what, part));
  }

  /** That nobody knows what stands here. */
  meetBlind(blind: Blind): void {
    this.blinds.push(blind);
    this.blindSpot ??= { blind, block: this.blocks.count };
  }

  /** That the criteria of the newest block's Match line must be asked one by one; `byNobody`: no host of theirs leads to it. */
  askOneByOne(byNobody: boolean): void {
    this.asksOneByOne = true;
    this.blocks.flag(ASKS);
    if (byNobody) this.asking.push(this.blocks.count - 1);
  }

  /** That the newest block's Match line asks for a host, by a pattern that stands in a text. `hash`: of it as it stands. */
  askFor(
    criterion: keyof AskedHosts,
    text: string,
    start: number,
    end: number,
    hash: number,
    isNegated: boolean,
  ): void {
    this.asked ??= { originalhost: new Names(text), host: new Names(text) };
    this.blocks.flag(isNegated ? LEAVES_OUT : MEANS_SOME);
    const names = this.asked[criterion];
    names.mention(internFolded(names, text, start, end, hash), mentionOf(this.blocks.count - 1, isNegated));
  }

  /** That some Match line has a host. */
  addTarget(text: string, start: number, end: number, hash: number): void {
    this.names.intern(text, start, end, hash, wildIn(text, start, end));
    this.noteBytes(text, start, end);
  }

  noteSlot(bit: number): void {
    this.slots |= bit;
  }

  noteBytes(text: string, start: number, end: number): void {
    const { bytes } = this;
    for (let at = start; at < end; at++) {
      const code = text.charCodeAt(at);
      bytes[code >> 5] = (bytes[code >> 5] ?? 0) | (1 << (code & 31));
    }
  }

  hasByte(byte: number): boolean {
    return (((this.bytes[byte >> 5] ?? 0) >> (byte & 31)) & 1) === 1;
  }

  says(slot: Slot): boolean {
    return (this.slots & bitOf(slot)) !== 0;
  }

  parentOf(block: number): number {
    return this.parents?.get(block) ?? UNSET;
  }

  get hasParts(): boolean {
    return this.wholes !== null;
  }

  wholeOf(block: number): number {
    return this.wholes?.get(block) ?? block;
  }

  partsOf(block: number): number[] {
    return [block, ...(this.parts?.get(block) ?? [])];
  }

  placed(place: number): Placed {
    const { bases, files } = this;
    const rank = rankOf(bases, place);
    const file = files[rank];
    if (file === undefined) throw new Error("a place outside of all files");
    return { file, offset: place - (bases[rank] ?? 0) };
  }
}

/** The number of a name in lower case (match.c match_hostname; ASCII). */
function internFolded(names: Names, text: string, start: number, end: number, hash: number): number {
  for (let at = start; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code < 65 || code > 90) continue;
    const folded = asciiLower(text.slice(start, end));
    return names.intern(folded, 0, folded.length, hashOf(folded), wildIn(text, start, end));
  }
  return names.intern(text, start, end, hash, wildIn(text, start, end));
}

function wildIn(text: string, start: number, end: number): number {
  for (let at = start; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code === 42 || code === 63) return WILD;
  }
  return 0;
}

const targetsOf = (survey: Survey): EachTarget =>
  survey.reader.side === "client" ? clientTargetsOf(survey) : serverTargetsOf(survey);
