import type { Side } from "../base/side.ts";
import type { System } from "../base/system.ts";
import type { When } from "./colour.ts";

/** The shells that completions are written for. */
export const shells = ["bash", "zsh", "fish", "powershell"] as const;
export type Shell = (typeof shells)[number];

/** What the command line of a lint says, as commander hands it over. */
export interface LintOptions {
  readonly side?: Side;
  readonly as?: System;
  readonly fix?: boolean;
  readonly unsafeFixes?: boolean;
  readonly diff?: boolean;
  readonly interactive?: boolean;
  /** The suffix of the copies that are kept; `~` where none was given. */
  readonly backup?: string;
  readonly dropIn?: boolean;
  readonly verifyWithOpenssh?: boolean;
  readonly policy?: string;
  readonly listPolicies?: boolean;
  readonly network?: string;
  readonly sysctl?: string;
  readonly config?: string | false;
  readonly openssh?: string;
  readonly live?: boolean;
  /** Each "FORMAT" or "FORMAT=FILE". */
  readonly format?: readonly string[];
  readonly outputFile?: string;
  readonly severity?: "error" | "warning" | "info";
  readonly quiet?: boolean;
  readonly maxWarnings?: number;
  readonly strict?: boolean;
  readonly exitZero?: boolean;
  readonly select?: readonly string[];
  readonly ignore?: readonly string[];
  readonly rule?: readonly string[];
  readonly stdinFilename?: string;
  readonly effectiveDump?: boolean;
  readonly fleet?: boolean;
  readonly statistics?: boolean;
  /** False for --no-neighbours; absent: as the project config says. */
  readonly neighbours?: boolean;
  readonly exclude?: readonly string[];
  readonly forceExclude?: boolean;
  /** False for --no-respect-gitignore. */
  readonly respectGitignore?: boolean;
  /** False for --no-error-on-unmatched-pattern. */
  readonly errorOnUnmatchedPattern?: boolean;
  readonly listFiles?: boolean;
  readonly printConfig?: string;
  /** False for --no-inline-config. */
  readonly inlineConfig?: boolean;
  readonly suppressAll?: boolean;
  readonly suppressRule?: readonly string[];
  readonly suppressionsLocation?: string;
  readonly pruneSuppressions?: boolean;
  readonly passOnUnprunedSuppressions?: boolean;
  readonly color: When;
}

export interface EffectiveOptions {
  readonly side: Side;
  readonly file?: string;
  readonly systemConfig?: string;
  readonly user?: string;
  readonly localUser?: string;
  readonly tag?: string;
  readonly command?: string;
  readonly sessionType?: "shell" | "exec" | "subsystem" | "none";
  readonly option?: readonly string[];
  readonly connection?: readonly string[];
  readonly serverConfig?: string;
  readonly serverOpenssh?: string;
  readonly ascii?: boolean;
  readonly all?: boolean;
  readonly openssh?: string;
  readonly policy?: string;
  readonly network?: string;
  readonly sysctl?: string;
  readonly config?: string | false;
  /** Each "FORMAT" or "FORMAT=FILE". */
  readonly format?: readonly string[];
  readonly outputFile?: string;
  readonly color: When;
}

/** What a command line asks for. */
export type Command =
  | { readonly kind: "lint"; readonly paths: readonly string[]; readonly options: LintOptions }
  | { readonly kind: "effective"; readonly hosts: readonly string[]; readonly options: EffectiveOptions }
  | { readonly kind: "explain"; readonly words: readonly string[] }
  | { readonly kind: "init" }
  | { readonly kind: "completion"; readonly shell: Shell }
  /** Everything was said already: help, the version, or what is wrong with the usage. */
  | { readonly kind: "done"; readonly status: 0 | 2 };
