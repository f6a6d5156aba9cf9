import type { Side } from "../base/side.ts";
import type { BytePath } from "../io/files.ts";
import type { Argument } from "../openssh/arguments.ts";
import type { Form } from "../openssh/forms.ts";
import type { Vendor } from "../openssh/keywords.ts";
import type { Pattern } from "../openssh/patterns.ts";
import type { Version } from "../openssh/versions.ts";
import type { Directive, SwallowedLine } from "../syntax/lexer.ts";
import type { ConfigFile } from "./config-file.ts";
import type { Provenance } from "./connection.ts";
import type { Criterion } from "./criteria.ts";

/** What a statement decides: the keepalive settings themselves, and whatever decides which blocks apply. */
export type Slot =
  | "interval"
  | "countMax"
  | "tcpKeepAlive"
  | "hostName"
  | "user"
  | "tag"
  | "sessionType"
  | "ignoreUnknown"
  | "batchMode"
  | "proxyCommand"
  | "proxyJump"
  | "proxyUseFdpass"
  | "canonicalizeHostname"
  | "canonicalDomains"
  | "canonicalizeMaxDots"
  | "canonicalizePermittedCnames"
  | "refuseConnection"
  | "controlMaster"
  | "controlPath"
  | "controlPersist"
  | "connectTimeout"
  | "channelTimeout"
  | "unusedConnectionTimeout"
  | "exitOnForwardFailure"
  | "port";

/** A line that can decide a keepalive value, where it stands in reading order. */
export interface Statement {
  /** Position in the order in which the program reads all lines of all files. */
  readonly order: number;
  readonly slot: Slot;
  readonly file: ConfigFile;
  readonly directive: Directive;
  readonly args: readonly Argument[];
  /** Seconds, count or flag of a keepalive setting; null: the line leaves the setting open (client `none`). */
  readonly value: number | string | null;
  readonly condition: Condition | null;
  /** As a report shows it; made on first use by provenanceOf, and kept here since a map of weak keys costs giant files too much. */
  provenance: Provenance | null;
}

/** Host and Match lines; a block holds where its line and the one around its Include hold. */
export interface Condition {
  readonly id: number;
  readonly parent: Condition | null;
  readonly file: ConfigFile;
  readonly directive: Directive;
  readonly test:
    | { readonly kind: "host"; readonly patterns: readonly Pattern[] }
    | { readonly kind: "match"; readonly criteria: readonly Criterion[] }
    /** A line that the program refuses; it holds for nothing. */
    | { readonly kind: "never" };
  /** Server: already in force in the start-up reading (`Match all`, and a true `Match version` from 10.0 on). */
  readonly atStart: boolean;
}

/** An Include whose content cannot be known, in reading order like a statement. */
export interface Blind {
  readonly order: number;
  readonly condition: Condition | null;
  readonly file: ConfigFile;
  readonly directive: Directive;
  readonly argument: string;
  readonly because: string;
}

/** What makes the program refuse the file. */
export type ProblemKind =
  | "unknown-keyword"
  | "bad-value"
  | "bad-line"
  | "not-allowed-in-match"
  | "include-depth"
  | "include-unreadable"
  | "include-permissions";

export interface Problem {
  readonly kind: ProblemKind;
  readonly file: ConfigFile;
  readonly directive: Directive;
  /** Where the offending part stands: keyword to last argument, or one argument. */
  readonly start: number;
  readonly end: number;
  /** The program's own words, without file and line. */
  readonly error: string;
  /** The keyword's manual spelling where it is known, else as written. */
  readonly keyword: string;
  readonly condition: Condition | null;
  /** For "include-permissions" and "include-unreadable": the file in question. */
  readonly path?: BytePath;
  /** For "unknown-keyword": builds that do know it. */
  readonly knownTo?: readonly Vendor[];
}

/** Client: a keyword that is fatal unless IgnoreUnknown covers it at that point. */
export interface UnknownKeyword {
  readonly order: number;
  readonly name: string;
  readonly problem: Problem;
}

/** A line that the program refuses for some targets and takes for others, or stores so that a later one is refused. */
export interface LateLine {
  readonly file: ConfigFile;
  readonly directive: Directive;
  /** The block that the line stands in; of a Host line the block that it opens. */
  readonly condition: Condition | null;
  readonly form: Form;
  /** The keyword's name in the table. */
  readonly name: string;
  readonly args: readonly Argument[];
}

/** A line that the program skips without a word. */
export interface Swallowed {
  readonly file: ConfigFile;
  readonly line: SwallowedLine;
}

/** One Include argument and what was found behind it. */
export interface Inclusion {
  readonly file: ConfigFile;
  readonly directive: Directive;
  readonly argument: Argument;
  readonly pattern: BytePath;
  readonly condition: Condition | null;
  /** Files that were read. */
  readonly read: readonly ConfigFile[];
  /** Matches that are no readable file: directories, which yield no line. */
  readonly empty: readonly BytePath[];
  readonly outcome: "paths" | "unknown" | "refused" | "skipped";
}

/** Consecutive statements under one condition, in reading order. */
export interface Step {
  readonly order: number;
  readonly condition: Condition | null;
  readonly statements: readonly Statement[];
  readonly blind: Blind | null;
}

/** All files of a root as one ordered list of conditional statements, for one version of one program. */
export interface Program {
  readonly side: Side;
  readonly version: Version;
  /** Every file that was read, roots first, each once. */
  readonly files: readonly ConfigFile[];
  readonly statements: readonly Statement[];
  readonly conditions: readonly Condition[];
  readonly blinds: readonly Blind[];
  readonly inclusions: readonly Inclusion[];
  readonly problems: readonly Problem[];
  readonly unknownKeywords: readonly UnknownKeyword[];
  readonly swallowed: readonly Swallowed[];
  /** In reading order; empty where no target can be refused for any of them. */
  readonly late: readonly LateLine[];
  /** Client: a `Match final` stands somewhere, so files are read a second time with the resulting host name. */
  readonly requestsFinalPass: boolean;
  /** Every slot was kept, also those that no rule asks for. */
  readonly everySlot: boolean;
}
