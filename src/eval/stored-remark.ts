import type { Span } from "../base/span.ts";
import type { Source } from "../syntax/source.ts";

/** What would set a trap right: bytes from `at` become `text`; offsets refer to the original. */
export interface Mend {
  /** What it does, for people. */
  readonly title: string;
  readonly safety: "safe" | "unsafe";
  readonly replacements: readonly { readonly at: Span; readonly text: string }[];
}

/** The kernel values that decide when TCP gives up a silent peer, by their names below net.ipv4; IPv6 connections use them too. */
export const sysctlKeys = [
  "tcp_keepalive_time",
  "tcp_keepalive_intvl",
  "tcp_keepalive_probes",
  "tcp_retries2",
] as const;
export type SysctlKey = (typeof sysctlKeys)[number];

/** What only a line of a sysctl file can get wrong. */
export type SysctlTrap =
  | {
      /** The kernel refuses the value: what was there before stays. */
      readonly kind: "kernel-refuses-value";
      readonly hint: "unit" | "quotes" | "comment" | "octal" | "range" | "sign" | "number";
    }
  | {
      /** The kernel takes another number than people read, or reads no further than to a blank. */
      readonly kind: "kernel-misreads-value";
      readonly hint: "octal" | "unit" | "comment" | "text";
      readonly value: number;
    }
  /** The kernel has no such key, or the line assigns nothing. */
  | { readonly kind: "sysctl-line-ignored"; readonly hint: "no-such-key" | "no-assignment" }
  /** A later line, or one with the key's full name, sets it. */
  | { readonly kind: "sysctl-overridden"; readonly by: { readonly source: Source; readonly span: Span } }
  /** No probe is sent before a connection ends, or a time is none. */
  | { readonly kind: "broken-tcp-keepalive"; readonly hint: "no-probes" | "no-time"; readonly value: number };

export type SysctlRemark = SysctlTrap & { readonly key: SysctlKey; readonly mend: Mend | null };

/** What only a saved session of a terminal program can get wrong. */
export type SessionTrap =
  | {
      /** The program does not read the value as it was meant. */
      readonly kind: "stored-value-ignored";
      readonly key: string;
      readonly hint: "type" | "number" | "unit" | "spelling" | "repeated";
      /** What the program takes instead. */
      readonly readAs: number;
    }
  /** PuTTY ends with a failed assertion as soon as it connects. */
  | { readonly kind: "interval-crashes-putty"; readonly seconds: number }
  /** WinSCP has an interval and no kind of ping. */
  | { readonly kind: "ping-without-type"; readonly key: string; readonly seconds: number }
  /** Xshell types a string into the session. */
  | { readonly kind: "typed-keepalive"; readonly seconds: number };

export type SessionRemark = SessionTrap & { readonly program: string; readonly mend: Mend | null };
