import type { Side } from "../base/side.ts";
import type { System } from "../base/system.ts";
import type { Fix } from "../edit/edit.ts";
import type { Connection, EffectiveSettings, Outcome, SettingName } from "../eval/connection.ts";
import type { BytePath } from "../io/files.ts";
import type { Version } from "../openssh/versions.ts";
import type { Policy } from "../policy/policy.ts";
import type { Finding, Place } from "../rules/finding.ts";
import type { ServerAlternative } from "../timeline/alternatives.ts";
import type { Timeline } from "../timeline/timeline.ts";
import type { ServerSide, Topology } from "./topology.ts";

/** What a run took for granted, and why. */
export interface Assuming {
  readonly version: Version;
  /** "OpenSSH 9.2 (Debian 12)", ready for a sentence. */
  readonly openssh: string;
  /** A clause: "this machine runs Debian 12", "the newest known release". */
  readonly because: string;
  readonly os: string;
  readonly policy: string;
}

/** How a run shows file names: relative to the working directory where they lie under it, else absolute. */
export interface PathStyle {
  readonly cwd: BytePath;
  /** text and `effective` shorten it to `~`. */
  readonly home: BytePath;
}

/** What a fix brings about for the targets of its finding, the worst of them. */
export interface FixEffect {
  readonly before: Timeline;
  readonly after: Timeline;
  /** Server: what other supported releases make of the mended settings. */
  readonly alternatives?: readonly ServerAlternative[];
}

export interface ReportedFinding extends Finding {
  /** Where it stands; for a missing setting, zero-width, where the fix inserts it. */
  readonly place: Place;
  readonly fix: Fix | null;
  readonly effect: FixEffect | null;
  /** Why a fix that the rule has is not offered for this file: "the file is a template", … */
  readonly notFixable: string | null;
}

/** One control of a compliance preset at one target. */
export interface Check {
  readonly control: string;
  /** What it is about; two controls of a benchmark may share one number. */
  readonly setting?: SettingName;
  readonly benchmark: string;
  readonly result: "pass" | "fail" | "unknown" | "not-applicable";
  readonly target: string;
  readonly value: number | string | null;
  readonly from: Place | null;
}

/** Targets that get the same, for the words of a report without findings. */
export interface Judged {
  readonly side: Side;
  readonly targets: number;
  /** null: refused, or nothing is certain. */
  readonly timeline: Timeline | null;
  /** Server: what other releases make of it, where nobody knows which one it is. */
  readonly alternatives?: readonly ServerAlternative[];
}

/** What a connection gets that a file of another system describes. */
export interface Carried {
  readonly path: BytePath;
  readonly system: System;
  readonly side: Side;
  readonly targets: readonly string[];
  readonly settings: EffectiveSettings;
  readonly timeline: Timeline;
  /** The program that counts no unanswered probes; null: ssh. */
  readonly unanswered: string | null;
  /** What the program calls the settings, by OpenSSH's names. */
  readonly words: Readonly<Record<string, string>>;
}

/** What sysctl files leave in the kernel of one machine. */
export interface CarriedKernel {
  /** By the kernel's full names; what no file sets is absent. */
  readonly values: ReadonlyMap<string, { readonly value: number; readonly place: Place }>;
  /** Seconds until the kernel's TCP keepalive gives an idle dead peer up; null: these values never let it. */
  readonly keepaliveGivesUp: number | null;
}

/** The machines that files come from, by the directory (or the file) of each. */
export type Machines = ReadonlyMap<BytePath, string>;

/** The outcome of a lint. */
export interface LintReport {
  /** In a run over many machines only. */
  readonly machines?: Machines;
  readonly assuming: Assuming;
  readonly policy: Policy;
  /** The roots and all that they include, in reading order. */
  readonly files: readonly { readonly path: BytePath; readonly side: Side; readonly system?: System }[];
  /** What was named or found, for the first line of the text report. */
  readonly roots: readonly BytePath[];
  readonly findings: readonly ReportedFinding[];
  /** With --fix: what was mended. */
  readonly fixed: readonly ReportedFinding[] | null;
  readonly checks: readonly Check[];
  /** What was judged; without it a clean report cannot say what people can rely on. */
  readonly judged?: readonly Judged[];
  /** The command lines of files of other systems, in reading order. */
  readonly connections?: readonly CommandLine[];
  /** What connections get that files of other systems describe. */
  readonly carried?: readonly Carried[];
  readonly carriedKernels?: readonly CarriedKernel[];
  /** How many findings `--severity` leaves out of `findings`. */
  readonly hidden?: number;
  /** What the targets of each root get, where it was asked for. */
  readonly effective?: readonly RootTargets[];
}

/** The targets of one root, those that are alike together in `connection.targets`, and what was found in it. */
export interface RootTargets extends EffectiveReport {
  readonly root: BytePath;
  readonly findings: readonly ReportedFinding[];
}

/** A command line that makes a connection, and what it gets. */
export interface CommandLine {
  /** "ssh", "autossh", "sshfs". */
  readonly program: string;
  readonly place: Place;
  readonly result: EffectiveResult;
  /** A variable among its options may set what nothing else does. */
  readonly hasVariables: boolean;
}

/** Something that kept a run from doing all of its work; `path` is null for what concerns no file. */
export interface Trouble {
  readonly path: BytePath | null;
  /** 1-based; absent where the whole file is meant. */
  readonly line?: number;
  readonly column?: number;
  readonly message: string;
}

/** What the formats for other programs need beside the report. */
export interface ReportContext {
  readonly paths: PathStyle;
  /** This program's own. */
  readonly toolVersion: string;
  /** A report must not look clean where something could not be read. */
  readonly troubles: readonly Trouble[];
  /** Where a file really lies, symbolic links followed; null where that cannot be told. */
  readonly realPath: (path: BytePath) => BytePath | null;
}

/** Why a target's files would be refused. */
export interface EffectiveError {
  readonly place: Place;
  readonly message: string;
}

export interface EffectiveResult {
  readonly side: Side;
  readonly target: string;
  /** Both null where the program would refuse the files. */
  readonly settings: EffectiveSettings | null;
  readonly timeline: Timeline | null;
  readonly errors: readonly EffectiveError[];
  readonly possible: readonly (Outcome & { readonly timeline: Timeline | null })[];
  readonly connection: Connection;
  /** Server: what other supported releases make of the same settings. */
  readonly alternatives: readonly ServerAlternative[];
  readonly topology?: Topology;
  /** The server's side of this connection, where its file was given. */
  readonly serverSide?: ServerSide;
}

export interface EffectiveReport {
  readonly assuming: Assuming;
  readonly policy: Policy;
  readonly results: readonly EffectiveResult[];
  /** The results one by one, made anew and not kept: for formats that look at each of them once. */
  readonly each?: () => Iterable<EffectiveResult>;
}
