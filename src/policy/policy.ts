import type { Side } from "../base/side.ts";
import type { Count, Seconds } from "../base/units.ts";
import type { Kernel } from "../timeline/kernels.ts";
import type { Network } from "../timeline/networks.ts";
import type { SettingName, TcpKeepAlive } from "../timeline/timeline.ts";

export const presetNames = [
  "recommended",
  "cis-2022",
  "cis-2021",
  "stig-rhel8-10",
  "stig-ubuntu",
  "stig-sles",
  "stig-rhel7",
  "dev-sec",
] as const;
export type PresetName = (typeof presetNames)[number];
/** Presets that transcribe somebody else's benchmark. All of them judge sshd. */
export type ComplianceName = Exclude<PresetName, "recommended">;

/** What a rule may be set to. */
export const ruleLevels = ["off", "info", "warning", "error"] as const;
export type RuleLevel = (typeof ruleLevels)[number];

/** What a config may say of TCPKeepAlive. */
export const tcpKeepAliveWords = ["yes", "no", "all", "any"] as const;

/** One limit and why it is one. */
export interface Bound<V> {
  readonly value: V;
  /** Who asks for it: the preset, the network in between, or the project's config. */
  readonly from: "preset" | "network" | "config";
  /** A clause for people, behind "because" or a colon. */
  readonly because: string;
  readonly source: string;
}

/** Both ends included; null: no limit on that end. */
export interface Bounds<V> {
  readonly min: Bound<V> | null;
  readonly max: Bound<V> | null;
}

/** What a policy asks of one side. */
export interface SidePolicy {
  /**
   * `max` limits the latest first probe of an idle session, in seconds: the interval itself, twice the interval on sshd 9.2 to 9.4.
   * `min` limits the interval. `apply` is the interval a fix writes; pass it through `appliedInterval`.
   */
  readonly interval: Bounds<Seconds> & { readonly apply: Seconds };
  /** Seconds until this side gives up on an idle path, compared with `latest`. */
  readonly deadPeer: Bounds<Seconds>;
  /** `apply` is the count a fix writes where the written one breaks a limit. */
  readonly countMax: Bounds<Count> & { readonly apply: Count };
  /** null: any value. */
  readonly tcpKeepAlive: Bound<TcpKeepAlive> | null;
}

/** One control of a benchmark on one platform. */
export interface ControlId {
  /** As the benchmark numbers it; null: not known here. */
  readonly id: string | null;
  /** "RHEL 9" */
  readonly platform: string;
  /** "DISA STIG RHEL 9" */
  readonly benchmark: string;
  /** "V2R9"; null: the generation is known, its exact version is not. */
  readonly version: string | null;
  /** "2026-07-01"; null: not known here. */
  readonly date: string | null;
}

/**
 * What a benchmark asks of one setting; both ends included, null: no limit on that end.
 * `fix` is what a fix writes; null: the recommended value if allowed, else the nearest bound (`fixValue`).
 */
export type Requirement =
  | { readonly setting: "interval"; readonly min: Seconds; readonly max: Seconds | null; readonly fix: Seconds | null }
  | { readonly setting: "countMax"; readonly min: Count; readonly max: Count | null; readonly fix: Count | null }
  | { readonly setting: "tcpKeepAlive"; readonly equals: TcpKeepAlive };

/** One setting as a benchmark's scanner checks it. */
export interface Control {
  readonly requirement: Requirement;
  /** A default that would pass is a finding: the line must be there and not commented out. */
  readonly explicit: boolean;
  /** Another value for the same keyword anywhere in the files is a finding, shadowed or not. */
  readonly noConflict: boolean;
  /** One per platform of the preset. */
  readonly ids: readonly ControlId[];
  readonly because: string;
  readonly source: string;
}

/** Where a benchmark and OpenSSH disagree: shown with the preset's results, never passed in silence. */
export interface BenchmarkNote {
  readonly setting: SettingName;
  /** First and last release (major * 100 + minor) that it holds for; null: no end. */
  readonly since: number | null;
  readonly until: number | null;
  readonly words: string;
  readonly source: string;
}

export interface Benchmark {
  readonly name: ComplianceName;
  readonly side: Side;
  readonly title: string;
  readonly disclaimer: "transcribed, not an official scan";
  readonly controls: readonly Control[];
  readonly notes: readonly BenchmarkNote[];
}

/** Everything that the rules judge by. */
export interface Policy {
  readonly preset: PresetName;
  readonly sides: Readonly<Record<Side, SidePolicy>>;
  readonly network: Network;
  /** False: nobody named a network, `anywhere` is assumed. */
  readonly networkConfigured: boolean;
  readonly kernel: Kernel;
  /** Compliance presets only. */
  readonly benchmark: Benchmark | null;
  readonly levels: ReadonlyMap<string, RuleLevel>;
  /** Rule ids; null: all. */
  readonly select: readonly string[] | null;
  readonly ignore: readonly string[];
  /** Limits for some targets only; of several that match a target the later wins, setting by setting. */
  readonly overrides: readonly TargetOverride[];
}

/** Limits for the targets that a pattern list names. */
export interface TargetOverride extends SideOverrides {
  /** As in a Host line: `*`, `?`, and `!` for exceptions. For a server the names are those of the report: `*`, `Match user bob`. */
  readonly targets: readonly string[];
  /** Absent: both. */
  readonly side?: Side;
}

/** Limits of one side as a config may override them; what is absent stays the preset's. */
export interface SideOverrides {
  readonly interval?: { readonly min?: Seconds; readonly max?: Seconds; readonly apply?: Seconds };
  readonly deadPeer?: { readonly min?: Seconds; readonly max?: Seconds };
  readonly countMax?: { readonly min?: Count; readonly max?: Count; readonly apply?: Count };
  /** "any": whatever the preset asks for, any value passes. */
  readonly tcpKeepAlive?: TcpKeepAlive | "any";
}

/** The project's config, or what command-line options say in the same words. */
export interface Config {
  readonly policy?: PresetName;
  readonly network?: Network;
  /** As `--openssh` takes it. */
  readonly openssh?: string;
  readonly kernel?: Kernel;
  readonly rules?: ReadonlyMap<string, RuleLevel>;
  /** Searched directories yield other systems' files, too. */
  readonly neighbours?: boolean;
  readonly exclude?: readonly string[];
  readonly select?: readonly string[];
  readonly ignore?: readonly string[];
  readonly client?: SideOverrides;
  readonly server?: SideOverrides;
  readonly overrides?: readonly TargetOverride[];
}
