import type { Side } from "./base/side.ts";
import type { ConfigFile } from "./eval/config-file.ts";
import type { EvaluatedRoot } from "./eval/root.ts";
import { dropInOf } from "./fix/new-files.ts";
import type { BytePath } from "./io/files.ts";
import type { Policy } from "./policy/policy.ts";
import type { LintReport, ReportedFinding, RootTargets } from "./report/report.ts";
import type { View } from "./rules/rule.ts";
import { type Approve, mend } from "./run/fixing.ts";
import type { Failure, Host } from "./run/host.ts";
import { findInputs, type Input, type InputRequest } from "./run/inputs.ts";
import { checksOf, type JudgeRequest, judgeRoot, plainReading } from "./run/judging.ts";
import { buildRoots, filesOf, type LintRoot, protectedBecause } from "./run/roots.ts";
import { resultOf } from "./run/target-result.ts";
import { viewOf } from "./run/view.ts";
import { positionAt } from "./syntax/source.ts";

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
}

/** A file's bytes before and after all fixes. */
export interface Change {
  readonly path: BytePath;
  readonly before: string;
  readonly after: string;
  /** The file does not exist yet. */
  readonly isNew: boolean;
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

export interface LintOutcome {
  readonly report: LintReport;
  readonly changes: readonly Change[];
  /** Any of them makes the exit status 2. */
  readonly failures: readonly Failure[];
  readonly notices: readonly string[];
}

/**
 * The whole tool on one page: find the files, read and expand them, evaluate every target, let the rules judge, and mend what
 * was asked for. Nothing is written here: changes are returned, and the caller replaces the files.
 */
export function lint(request: LintRequest, host: Host): LintOutcome {
  const { inputs, failures, notices } = findInputs(request, host);
  const built = buildRoots(inputs, request, host);
  const roots = built.ok ? built.value : [];
  const wrong = [...failures, ...(built.ok ? [] : [built.error])];
  const judged = roots.map((root) => judgeOne(root, request, inputs, host));
  const first = roots[0];
  const { changes, dropped } = joinChanges(judged, host);
  const kept = judged.map((one) => (dropped.includes(one) ? withoutFixes(one) : one));
  const report: LintReport = {
    assuming: assumingOf(first, judged[0]?.policy, request, host),
    policy: judged[0]?.policy ?? request.policyFor(host.cwd),
    files: filesOf(roots).filter(({ path }) => !inputs.some((input) => input.path === path && input.absent === true)),
    roots: roots.flatMap((root) => root.inputs.filter(({ absent }) => absent !== true).map(({ path }) => path)),
    findings: withoutUsedElsewhere(kept, roots, host).sort(byPlace),
    fixed: request.fix === "apply" ? kept.flatMap(({ fixed }) => fixed) : null,
    checks: judged.flatMap(({ checks }) => checks),
    judged: judged.flatMap(({ summary }) => summary),
    ...(request.effective === true ? { effective: judged.flatMap(({ targets }) => targets) } : {}),
  };
  return {
    report,
    changes,
    failures: [
      ...wrong,
      ...roots.flatMap(failuresOf),
      ...judged.flatMap(({ refused }) => refused),
      ...dropped.flatMap(({ changes: [change] }) =>
        change === undefined ? [] : [{ path: change.path, message: SHARED }],
      ),
    ],
    notices,
  };
}

/** A comment of a file that several roots include is of no use only where none of them needs it; then it is said once. */
function withoutUsedElsewhere(
  judged: readonly JudgedRoot[],
  roots: readonly LintRoot[],
  { files }: Host,
): ReportedFinding[] {
  const all = judged.flatMap(({ findings }) => findings);
  const real = (path: BytePath): BytePath => files.realPath(path) ?? path;
  const key = ({ place }: ReportedFinding): string => `${real(place.source.path)}\0${place.start}`;
  const said = new Map<string, ReportedFinding[]>();
  for (const finding of all.filter(isUnusedSuppression)) {
    said.set(key(finding), [...(said.get(key(finding)) ?? []), finding]);
  }
  if (said.size === 0) return all;
  const readers = (path: BytePath): number =>
    roots.filter(({ files: read }) => read.some(({ source }) => real(source.path) === path)).length;
  return all.filter((finding) => {
    if (!isUnusedSuppression(finding)) return true;
    const same = said.get(key(finding)) ?? [];
    return same[0] === finding && same.length === readers(real(finding.place.source.path));
  });
}

const isUnusedSuppression = ({ rule, kind }: ReportedFinding): boolean =>
  rule === "unused-suppression" && kind === "unused";

/** A run that writes says of each fix that it leaves out why; one that only reports is as fast for big files as without fixes. */
const mostTriedBytes = { no: 0, plan: 400_000, apply: 8_000_000 } as const;

interface JudgedRoot {
  readonly policy: Policy;
  readonly findings: readonly ReportedFinding[];
  readonly fixed: readonly ReportedFinding[];
  readonly checks: LintReport["checks"];
  readonly changes: readonly Change[];
  readonly summary: NonNullable<LintReport["judged"]>;
  /** Why nothing of this root is written although fixes were found. */
  readonly refused: readonly Failure[];
  readonly targets: readonly RootTargets[];
}

function judgeOne(root: LintRoot, request: LintRequest, inputs: readonly Input[], host: Host): JudgedRoot {
  const policy = request.policyFor(root.file.source.path);
  const full = viewOf(root, root.evaluated, policy, host);
  const plain = request.fix === "no" ? plainReading(root, full) : null;
  const view = plain === null ? full : viewOf(root, plain, policy, host);
  const judging: JudgeRequest = {
    root,
    evaluated: root.evaluated,
    plain,
    view,
    policy,
    isWritable: writableFiles(root, inputs, host),
    witness: request.fix === "no" ? null : host.loadWitness(),
    loadRules: host.loadRules,
    ...(request.dropIn === true ? { dropIn: dropInOf(root.evaluated.program, root.file) } : {}),
    tryFixes: request.fix !== "no",
    inlineConfig: request.inlineConfig !== false,
    mostTriedBytes: mostTriedBytes[request.fix],
  };
  if (request.fix !== "apply") {
    const { findings, summary } = judgeRoot(judging);
    const targets = targetsOf(root, view, findings, request, host);
    return { policy, findings, fixed: [], checks: checksOf(view), changes: [], summary, refused: [], targets };
  }
  const { judged, fixed, overlay } = mend(judging, { unsafe: request.unsafe, approve: request.approve }, host);
  const changes = [...overlay].flatMap(([path, after]) => changeOf(root, path, after));
  const { findings, summary, view: now } = judged;
  const targets = targetsOf(root, now, findings, request, host);
  const done = { policy, findings, fixed, checks: checksOf(now), changes, summary, refused: [], targets };
  const against = changes.length > 0 ? (request.verifyWith?.(root.evaluated, judged.planning.before) ?? null) : null;
  if (against === null) return done;
  const refused = [{ path: root.file.source.path, message: `not written: ${against}` }];
  return { ...withoutFixes({ ...done, refused }), changes: [] };
}

/** Nothing for a fragment or a template, of which nobody knows what else its targets get. */
function targetsOf(
  root: LintRoot,
  view: View,
  findings: readonly ReportedFinding[],
  request: LintRequest,
  host: Host,
): RootTargets[] {
  if (request.effective !== true || view.isFragment || view.isTemplate) return [];
  const { policy, program, version } = view;
  const results = view.connections.map((one) => resultOf(one, program, { policy, release: version.release }));
  const assuming = assumingOf(root, policy, request, host);
  return [{ root: view.root.source.path, assuming, policy, results, findings }];
}

function changeOf(root: LintRoot, path: BytePath, after: string): Change[] {
  const { program } = root.evaluated;
  const before = program.files.find(({ source }) => source.path === path)?.source.text ?? null;
  const isNew = before === null || root.inputs.some((input) => input.path === path && input.absent === true);
  if (before === after) return [];
  const readBy = [...new Set(program.inclusions.map(({ pattern }) => pattern))];
  const { side } = program;
  const isDropIn = before === null;
  // As visible as the file that it stands in for.
  const mode = isDropIn ? (root.file.facts?.mode ?? 0o600) & 0o644 : 0o600;
  return [{ path, before: before ?? "", after, isNew, isDropIn, mode, together: 0, side, isLive: root.isLive, readBy }];
}

const withoutFixes = (judged: JudgedRoot): JudgedRoot => ({
  ...judged,
  findings: [...judged.findings, ...judged.fixed],
  fixed: [],
});

/**
 * A run changes only what was named, found in a named directory, or is included by a live root that was named; without a
 * path only the user's own files.
 */
function writableFiles(root: LintRoot, inputs: readonly Input[], host: Host): (file: ConfigFile) => boolean {
  // Whether a file may be written is asked only where something is to be.
  const real = (path: BytePath): BytePath => host.files.realPath(path) ?? path;
  const userDirectory = `${host.machine.home}/.ssh/`;
  const byDefault = root.inputs.some(({ origin }) => origin === "default");
  let named: ReadonlySet<BytePath> | null = null;
  return (file) => {
    if (protectedBecause(file) !== null) return false;
    const { path } = file.source;
    if (byDefault) return path.startsWith(userDirectory);
    named ??= new Set(inputs.filter(({ origin }) => origin !== "default").map((input) => real(input.path)));
    return root.isLive || named.has(real(path));
  };
}

/** What a plain file can have none of. */
function failuresOf({ survey, evaluated }: LintRoot): Failure[] {
  if (survey !== null) return [];
  return evaluated.failures.map(({ file, directive, message }) => {
    const { line, column } = positionAt(file.source, directive.keywordStart);
    return { path: file.source.path, line, column, message };
  });
}

function assumingOf(
  root: LintRoot | undefined,
  policy: Policy | undefined,
  request: LintRequest,
  host: Host,
): LintReport["assuming"] {
  const used = policy ?? request.policyFor(host.cwd);
  return {
    version: root?.assumed.version ?? { release: 0, portable: 1, vendor: "upstream" },
    openssh: root?.assumed.name ?? "",
    because: root?.assumed.because ?? "",
    os: used.kernel.name,
    policy: used.preset,
  };
}

const SHARED =
  "not written: another file that was linted includes what this one includes, and both want to change it differently; lint them one at a time";

/**
 * The changes of all roots, each file once, numbered by what has to be written together. Two roots may include one file;
 * each was verified with its own idea of it, so where these differ the later root gets nothing.
 */
function joinChanges(judged: readonly JudgedRoot[], host: Host) {
  const found = new Map<BytePath, Change>();
  const dropped: JudgedRoot[] = [];
  for (const [at, root] of judged.entries()) {
    const real = root.changes.map((change) => [host.files.realPath(change.path) ?? change.path, change] as const);
    const shared = real.flatMap(([path, change]) => {
      const known = found.get(path);
      return known === undefined ? [] : [{ known, same: known.after === change.after }];
    });
    if (shared.some(({ same }) => !same)) {
      dropped.push(root);
      continue;
    }
    const joined = new Set(shared.map(({ known }) => known.together));
    for (const [path, change] of found) if (joined.has(change.together)) found.set(path, { ...change, together: at });
    for (const [path, change] of real) if (!found.has(path)) found.set(path, { ...change, together: at });
  }
  return { changes: [...found.values()], dropped };
}

function byPlace(left: ReportedFinding, right: ReportedFinding): number {
  const [a, b] = [left.place, right.place];
  if (a.source.path !== b.source.path) return a.source.path < b.source.path ? -1 : 1;
  return a.start - b.start || (left.rule < right.rule ? -1 : left.rule > right.rule ? 1 : 0);
}
