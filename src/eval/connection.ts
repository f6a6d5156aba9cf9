import type { Side } from "../base/side.ts";
import type { Span } from "../base/span.ts";
import type { Count, Seconds } from "../base/units.ts";
import type { Directive } from "../syntax/lexer.ts";
import type { Source } from "../syntax/source.ts";
import type { SessionRemark, SysctlRemark } from "./stored-remark.ts";

/** "all" exists from OpenSSH 10.6 on: also the sockets of forwardings. */
export type TcpKeepAlive = "yes" | "no" | "all";

/** The three things that decide a connection's fate, whichever side or system they come from. */
export interface SettingValues {
  /** 0: no probes. */
  readonly interval: Seconds;
  readonly countMax: Count;
  readonly tcpKeepAlive: TcpKeepAlive;
}
export type SettingName = keyof SettingValues;
export const settingNames: readonly SettingName[] = ["interval", "countMax", "tcpKeepAlive"];

/** The keyword that carries a setting on a side, in the manual's spelling. */
export const keywordOf: Readonly<Record<Side, Readonly<Record<SettingName, string>>>> = {
  client: { interval: "ServerAliveInterval", countMax: "ServerAliveCountMax", tcpKeepAlive: "TCPKeepAlive" },
  server: { interval: "ClientAliveInterval", countMax: "ClientAliveCountMax", tcpKeepAlive: "TCPKeepAlive" },
};

/** The line that an effective value comes from. */
export interface Provenance {
  readonly source: Source;
  /** From the keyword's first byte to behind the last argument. */
  readonly span: Span;
  /** Where the value itself stands, quotes included. */
  readonly value: Span;
  /** The block that holds the line, as written ("Host *", "Match user bob"); "" for a file's global part. */
  readonly block: string;
}

export interface Setting<V> {
  readonly value: V;
  /** What the program prints where that is below zero: up to 8.4 a time can wrap, which works as 0. */
  readonly printed?: number;
  /** null: OpenSSH's default. */
  readonly from: Provenance | null;
  /** "possible" where another outcome of an unknown condition gives another value. */
  readonly certainty: "certain" | "possible";
}

export type EffectiveSettings = { readonly [Name in SettingName]: Setting<SettingValues[Name]> };

/** One unknown condition and the way it is taken to turn out. */
export interface Assumption {
  readonly source: Source;
  readonly offset: number;
  /** The line that it stands in. */
  readonly directive: Directive;
  /** The criterion as written (`exec "…"`), or what is unknown ("Include ~/.ssh/work, which is not in this repository"). */
  readonly criterion: string;
  readonly because: string;
  readonly holds: boolean;
}

export interface Outcome {
  readonly when: readonly Assumption[];
  /** null: any value. */
  readonly settings: EffectiveSettings | null;
}

/** What targets get that are alike in every respect: where readers of settings, the timeline and the policy's rules meet. */
export interface Connection {
  readonly side: Side;
  /** As people write them: host names and patterns ("web1", "*.prod", "*"), or Match lines. */
  readonly targets: readonly string[];
  /** When every unknown condition is false. */
  readonly settings: EffectiveSettings;
  /** Each other outcome. */
  readonly possible: readonly Outcome[];
  /** True where ssh reaches the target through ProxyJump, ProxyCommand or ProxyUseFdpass: TCPKeepAlive then does nothing. */
  readonly proxied: boolean;
}

/** Where a remark stands. */
export interface RemarkPlace {
  readonly source: Source;
  readonly span: Span;
}

/** What only one system can get wrong, as its reader found it; a rule puts it into words. */
export type Remark = RemarkPlace & {
  /** As people write them; empty where it concerns the file. */
  readonly targets: readonly string[];
  readonly certainty: "certain" | "possible";
} & (
    | {
        /** `-ServerAliveInterval=60`: ssh takes that for `-S erverAliveInterval=60`, a ControlPath. */
        readonly kind: "option-as-control-path";
        readonly option: string;
        readonly controlPath: string;
        /** What mends it is put here, at this offset; null where it is not to be mended. */
        readonly insertAt: number | null;
      }
    /** Only the first of two -o counts. */
    | {
        readonly kind: "repeated-option";
        readonly option: string;
        readonly value: string;
        readonly first: string;
        readonly firstPlace: RemarkPlace;
      }
    /** The program ends with this message before it connects. */
    | { readonly kind: "refused-option"; readonly program: string; readonly error: string }
    /** autossh without a monitor, and ssh without probes: nobody notices anything. */
    | { readonly kind: "autossh-blind"; readonly connection: Connection; readonly because: string }
    /** -R without ExitOnForwardFailure: a tunnel without its port. */
    | { readonly kind: "autossh-forward-lost" }
    /** ssh gives up so late that restarting it hardly helps. */
    | { readonly kind: "autossh-late-restart"; readonly connection: Connection }
    /** The first failure within AUTOSSH_GATETIME ends autossh for good, or AUTOSSH_MAXSTART does after so many starts. */
    | { readonly kind: "autossh-gives-up"; readonly starter: string; readonly starts: number | null }
    /** `-o reconnect`, and ssh without probes. */
    | { readonly kind: "sshfs-reconnect-blind"; readonly connection: Connection }
    /** mosh uses ssh for its start only. */
    | { readonly kind: "mosh-start-only"; readonly option: string }
    /** MOSH_SERVER_NETWORK_TMOUT: seconds; null: no positive whole number. */
    | { readonly kind: "mosh-network-timeout"; readonly text: string; readonly seconds: number | null }
    /** `>` where a configuration may stand. */
    | { readonly kind: "config-overwritten"; readonly path: string }
    /** ssh_args stand in place of Ansible's own, which keep connections open. */
    | { readonly kind: "control-persist-lost"; readonly where: string; readonly isKeepalive: boolean }
    /** Options that Ansible does not hand to ssh. */
    | { readonly kind: "ssh-args-unused"; readonly because: "paramiko" }
    | { readonly kind: "ssh-args-unused"; readonly because: "place"; readonly key: string }
    | {
        readonly kind: "ssh-args-unused";
        readonly because: "unquoted";
        readonly variable: string;
        readonly option: string;
      }
    /** A tool with a keepalive of its own. */
    | {
        readonly kind: "provisioner-keepalive";
        readonly about: "vagrant-off" | "packer-off" | "packer-zero" | "packer-no-duration" | "terraform-no-key";
        readonly text: string;
      }
    | SysctlRemark
    | SessionRemark
  );
export type RemarkKind = Remark["kind"];

/** The plain values of an outcome. */
export function valuesOf(settings: EffectiveSettings): SettingValues {
  return {
    interval: settings.interval.value,
    countMax: settings.countMax.value,
    tcpKeepAlive: settings.tcpKeepAlive.value,
  };
}
