import type { Side } from "../base/side.ts";
import type { Span } from "../base/span.ts";
import type { System } from "../base/system.ts";
import type { Edit, Safety } from "../edit/edit.ts";
import type { Root } from "../eval/compile.ts";
import type { Connection, Provenance, Remark, SettingName } from "../eval/connection.ts";
import type { Evaluated } from "../eval/effective.ts";
import type { Version } from "../openssh/versions.ts";
import type { Source } from "../syntax/source.ts";
import type { KernelName } from "../timeline/kernels.ts";
import type { Excerpt } from "./excerpt.ts";

/** What a reader is given of the world. */
export interface ReadRequest {
  readonly source: Source;
  readonly version: Version;
  /** The client configuration that was linted in the same run, behind which nothing is unknown; null where there is none. */
  readonly clientConfig: Root | null;
  /** The file that `-F` names, where the repository has it; null: unknown. */
  readonly configAt: (path: string) => Root | null;
  /** Every file of the same system in this run. */
  readonly siblings?: readonly Source[];
}

/** ssh_config or sshd_config lines that stand inside a file. */
export interface Embedded {
  readonly side: Side;
  readonly text: Excerpt;
}

/** A wanted value, and what is to change for it. */
export interface Wanted {
  readonly connection: Connection;
  readonly setting: SettingName;
  readonly value: string;
  /** Where the value comes from now; null: nothing is there. */
  readonly from: Provenance | null;
}

export type Change =
  | { readonly edits: readonly Edit[]; readonly safety: Safety }
  /** Why this file is not to be changed, in words that stand for themselves. */
  | { readonly refused: string };

/** A connection that a neighbour's file describes; the reader of command lines also knows what ssh itself would say. */
export interface NeighbourConnection extends Connection {
  readonly errors?: Evaluated["errors"];
  /** False: where no value is given, nobody here knows what holds, so nothing is said of what is missing. */
  readonly isComplete: boolean;
  /** True: a variable among the options may hold what is written nowhere, so no setting of it is called missing. */
  readonly hasVariables?: boolean;
  /** True: ssh ends where it cannot have a forwarded port (ExitOnForwardFailure). */
  readonly endsWithoutForward?: boolean;
  /** The command line that it is; absent: it is none. */
  readonly call?: { readonly program: string; readonly span: Span };
}

/** A file of another system, read. */
export interface Reading {
  /** In reading order; reading the file again after an edit of values yields as many, in the same order. */
  readonly connections: readonly NeighbourConnection[];
  readonly remarks: readonly Remark[];
  readonly embedded: readonly Embedded[];
  /** How to bring a setting about in this file. */
  readonly change: (wanted: Wanted) => Change;
}

/** One system that carries the same settings. */
export interface Neighbour {
  readonly system: System;
  /** "shell script": for people. */
  readonly title: string;
  readonly read: (request: ReadRequest) => Reading;
  /** A program of its own whose probes nobody answers, so that it counts none and never gives up by itself; absent: ssh. */
  readonly unanswered?: string;
  /** The system that the program runs on; absent: the policy's. */
  readonly kernel?: KernelName;
  /** What the program calls the settings, by OpenSSH's names. */
  readonly words?: Readonly<Record<string, string>>;
  /** The file as reports may show it, each byte in its place; absent: nothing in it is secret. Nothing but this is ever shown. */
  readonly shown?: (text: string) => string;
  /** Why no diff of such a file may be shown; null: one may. */
  readonly hiddenBecause?: (text: string) => string | null;
}

export const nothingRead: Reading = {
  connections: [],
  remarks: [],
  embedded: [],
  change: () => ({ refused: "there is nothing to change here" }),
};

export const reportOnly = (refused: string) => (): Change => ({ refused });
