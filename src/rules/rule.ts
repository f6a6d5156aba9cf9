import type { Side } from "../base/side.ts";
import type { Safety } from "../edit/edit.ts";
import type { ConfigFile } from "../eval/config-file.ts";
import type { EffectiveSettings, Remark, SettingName } from "../eval/connection.ts";
import type { Evaluated } from "../eval/effective.ts";
import type { Program } from "../eval/program.ts";
import type { Version } from "../openssh/versions.ts";
import type { Policy, SidePolicy } from "../policy/policy.ts";
import type { Timeline } from "../timeline/timeline.ts";
import type { Certainty, FindingData, Intent, Place, Related, Severity } from "./finding.ts";

/** One root, read and evaluated: all that rules may look at. */
export interface View {
  readonly side: Side;
  readonly version: Version;
  readonly program: Program;
  /** The file that the root starts from (the user's own where two are read). */
  readonly root: ConfigFile;
  /** Targets that get the same from the same lines, together. */
  readonly connections: readonly Evaluated[];
  /** Connections of which each distinct set of values has one at least: few where there are many targets. */
  readonly outcomes: readonly Evaluated[];
  /** Connections of which it is not known what they get; where the same is to say of several, their lines may be those of one. */
  readonly doubtful: readonly Evaluated[];
  readonly policy: Policy;
  readonly sidePolicy: SidePolicy;
  /** The same files read by other versions in question, for what they read otherwise; newest last. */
  readonly otherVersions: () => readonly Program[];
  readonly timeline: (settings: EffectiveSettings, proxied: boolean) => Timeline;
  readonly isFragment: boolean;
  readonly isLive: boolean;
  readonly isTemplate: boolean;
  /** A file at a path beside the root, or null: for Includes that are looked up elsewhere. */
  readonly hasFileBeside: (file: ConfigFile, name: string) => boolean;
  /** Why ssh would refuse the root itself for its owner or mode; null where it would not, or where that is not judged. */
  readonly refusesRoot: string | null;
  /** What the reader of another system's file has to say; ssh's own files have none. */
  readonly remarks?: readonly Remark[];
}

/** One outcome of one group of targets. */
export interface Subject {
  readonly connection: Evaluated;
  readonly settings: EffectiveSettings;
  readonly timeline: Timeline;
  /** True for the outcome in which every unknown condition is false. */
  readonly isBase: boolean;
}

/** What a rule found, before targets with the same cause are joined. */
export interface Report<Kind extends string = string> {
  readonly kind: Kind;
  readonly data: FindingData;
  readonly at: Place | null;
  readonly file: ConfigFile;
  readonly targets: readonly string[];
  readonly severity?: Severity;
  readonly certainty?: Certainty;
  readonly related?: readonly Related[];
  readonly intents?: readonly Intent[];
  readonly label?: string;
}

/** A file for an example; the first is the one that is linted. */
export interface Example {
  readonly name: string;
  /** Path to content; "config" is a client file, "sshd_config" a server file. */
  readonly files: Readonly<Record<string, string>>;
  readonly policy?: string;
  readonly openssh?: string;
  readonly network?: string;
  /** "line:kind" of each finding of this rule, in order; empty: the rule has nothing to say. */
  readonly expect: readonly string[];
  /** The first file after --fix (with --unsafe-fixes where the rule's fixes are unsafe). */
  readonly fixed?: string;
}

export interface RuleDocs {
  /** One sentence: what the rule finds. */
  readonly summary: string;
  /** What happens to people, and why. */
  readonly why: string;
  /** What to do about it. */
  readonly remedy: string;
  /** When to leave it as it is. */
  readonly exceptions: string;
  /** C files and symbols with versions, manual pages, measurements. */
  readonly evidence: readonly string[];
}

/** A finding's words for people: what will happen to them, then what to do. `who` names the targets. */
export type Message = (data: FindingData, who: string) => string;

interface RuleBase<Kind extends string> {
  /** kebab-case, equals the file's name, reads well after "allow", is never reused. */
  readonly id: string;
  readonly sides: readonly Side[];
  /** The most severe that the rule reports. */
  readonly severity: Severity;
  readonly fix: Safety | null;
  readonly since: string;
  readonly messages: Readonly<Record<Kind, Message>>;
  readonly docs: RuleDocs;
  readonly examples: readonly Example[];
}

/** Judges what targets get: at most one such rule speaks about a target, the first in the registry that has something to say. */
export interface ConnectionRule<Kind extends string = string> extends RuleBase<Kind> {
  readonly judges: "connection";
  /** The settings that the verdict hangs on: what is unknown about others leaves it certain. */
  readonly dependsOn: readonly SettingName[];
  readonly judge: (view: View, subject: Subject) => Report<Kind> | null;
}

/** Judges the lines of a root. */
export interface FileRule<Kind extends string = string> extends RuleBase<Kind> {
  readonly judges: "file";
  /** Rules that have nothing more to say about a root where this one spoke: one cause is one finding. */
  readonly silences?: readonly string[];
  readonly check: (view: View) => Iterable<Report<Kind>>;
}

export type Rule = ConnectionRule | FileRule;

/** Checks a rule's messages against the kinds that it reports, and forgets the kinds, so that rules fit in one list. */
export function connectionRule<Kind extends string>(rule: Omit<ConnectionRule<Kind>, "judges">): Rule {
  return { ...rule, judges: "connection" };
}

export function fileRule<Kind extends string>(rule: Omit<FileRule<Kind>, "judges">): Rule {
  return { ...rule, judges: "file" };
}
