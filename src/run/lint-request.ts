import type { Side } from "../base/side.ts";
import type { EvaluatedRoot } from "../eval/root.ts";
import type { BytePath } from "../io/files.ts";
import type { Policy } from "../policy/policy.ts";
import type { LintReport, ReportedFinding, RootTargets } from "../report/report.ts";
import type { Approve } from "./fixing.ts";
import type { Failure } from "./host.ts";
import type { InputRequest, Inputs } from "./inputs.ts";

/** What a lint is asked to do. */
export interface LintRequest extends InputRequest {
  /** As `--openssh` takes it; undefined: see run/assume.ts. */
  readonly openssh: string | undefined;
  /** Judge any file as this machine's. */
  readonly live: boolean;
  /** Which policy holds for a file: the project config that lies above it decides, so it is asked per root. */
  readonly policyFor: (path: BytePath) => Policy;
  /** "no": only report. "plan": try every fix and say what it would do. "apply": go on until nothing is left to mend. */
  readonly fix: "no" | "plan" | "apply";
  readonly unsafe: boolean;
  /** False: comments in the files silence nothing. Default true. */
  readonly inlineConfig?: boolean;
  /** Asked before a fix is taken: a person may say no. Absent: every fix that may be applied is. */
  readonly approve?: Approve;
  /** Asks the real programs about a root before and after; what it says against the result keeps all of it unwritten. */
  readonly verifyWith?: (before: EvaluatedRoot, after: EvaluatedRoot) => string | null;
  /** Server settings go into a file of their own where the main file includes a directory for such. */
  readonly dropIn?: boolean;
  /** Also report what every target gets, as `effective` does: for formats that draw it. */
  readonly effective?: boolean;
  /** What is to be linted, where it was found otherwise than by the paths. */
  readonly given?: Inputs;
}

/** A file's bytes before and after all fixes. */
export interface Change {
  readonly path: BytePath;
  readonly before: string;
  readonly after: string;
  /** The file does not exist yet. */
  readonly isNew: boolean;
  /** Why no diff of it may be shown; absent: one may. */
  readonly hiddenBecause?: string;
  /** Changes of one number were verified together, so they are written together or not at all. */
  readonly together: number;
  readonly side: Side;
  /** A program of this machine reads it. */
  readonly isLive: boolean;
  /** A file of its own that was asked for, and the mode it gets. */
  readonly isDropIn: boolean;
  readonly mode: number;
  /** Includes of the same root that would read a file of another name beside this one, as glob patterns. */
  readonly readBy: readonly BytePath[];
}

/** What was made of one root. */
export interface JudgedRoot {
  readonly policy: Policy;
  readonly findings: readonly ReportedFinding[];
  readonly fixed: readonly ReportedFinding[];
  readonly checks: LintReport["checks"];
  readonly changes: readonly Change[];
  readonly summary: NonNullable<LintReport["judged"]>;
  /** Of files of other systems. */
  readonly carried?: NonNullable<LintReport["carried"]>;
  /** Why nothing of this root is written although fixes were found. */
  readonly refused: readonly Failure[];
  readonly targets: readonly RootTargets[];
  readonly connections?: NonNullable<LintReport["connections"]>;
}

/** The same root with its fixes taken back. */
export const withoutFixes = (judged: JudgedRoot): JudgedRoot => ({
  ...judged,
  findings: [...judged.findings, ...judged.fixed],
  fixed: [],
});
