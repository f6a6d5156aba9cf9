import type { ConfigFile } from "./eval/config-file.ts";
import type { BytePath } from "./io/files.ts";
import type { Policy } from "./policy/policy.ts";
import type { LintReport, ReportedFinding } from "./report/report.ts";
import type { Assumed } from "./run/assume.ts";
import { mend } from "./run/fixing.ts";
import type { Failure, Host } from "./run/host.ts";
import { findInputs, type Input, type InputRequest } from "./run/inputs.ts";
import { checksOf, type JudgeRequest, judgeRoot, plainReading } from "./run/judging.ts";
import type { JudgedNeighbours } from "./run/neighbours.ts";
import { buildRoots, type LintRoot, protectedBecause } from "./run/roots.ts";
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
export function lint(asked: LintRequest, host: Host): LintOutcome {
  const { inputs, failures, notices } = findInputs(asked, host);
  const request = withKernelOf(inputs, asked, host);
  const built = buildRoots(
    inputs.filter(({ system }) => system === undefined),
    request,
    host,
  );
  const roots = built.ok ? built.value : [];
  const others = judgeOthers(inputs, roots, request, host);
  const wrong = [...failures, ...(built.ok ? [] : [built.error]), ...others.failures];
  const judged = [...roots.map((root) => judgeOne(root, request, inputs, host)), ...others.judged];
  const assumed = roots[0]?.assumed ?? others.assumed;
  const report: LintReport = {
    assuming: assumingOf(assumed, judged[0]?.policy, request, host),
    policy: judged[0]?.policy ?? request.policyFor(host.cwd),
    files: [
      ...uniqueFiles(roots).filter(({ path }) => !inputs.some((input) => input.path === path && input.absent === true)),
      ...others.files,
    ],
    roots: [
      ...roots.flatMap((root) => root.inputs.filter(({ absent }) => absent !== true).map(({ path }) => path)),
      ...others.files.map(({ path }) => path),
    ],
    findings: judged.flatMap(({ findings }) => findings).sort(byPlace),
    fixed: request.fix === "apply" ? judged.flatMap(({ fixed }) => fixed) : null,
    checks: judged.flatMap(({ checks }) => checks),
    judged: judged.flatMap(({ summary }) => summary),
  };
  return {
    report,
    changes: mergeChanges(judged.flatMap(({ changes }) => changes)),
    failures: [...wrong, ...roots.flatMap(failuresOf)],
    notices,
  };
}

/** What was found in one root, and what mending it makes of its files. */
export interface JudgedRoot {
  readonly policy: Policy;
  readonly findings: readonly ReportedFinding[];
  readonly fixed: readonly ReportedFinding[];
  readonly checks: LintReport["checks"];
  readonly changes: readonly Change[];
  readonly summary: NonNullable<LintReport["judged"]>;
}

/** What a sysctl file of the run sets holds for every connection of its machine. */
function withKernelOf(inputs: readonly Input[], request: LintRequest, host: Host): LintRequest {
  if (!inputs.some(({ system }) => system === "sysctl")) return request;
  return { ...request, policyFor: host.loadSysctl()(inputs, request.policyFor) };
}

/** Files of other systems have their own readers, loaded where there are any. */
function judgeOthers(
  inputs: readonly Input[],
  roots: readonly LintRoot[],
  request: LintRequest,
  host: Host,
): JudgedNeighbours {
  const others = inputs.filter(({ system }) => system !== undefined);
  if (others.length === 0) return { judged: [], files: [], failures: [], assumed: undefined };
  return host.loadNeighbours()(others, roots, request, host);
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
    tryFixes: request.fix !== "no",
  };
  if (request.fix !== "apply") {
    const { findings, summary } = judgeRoot(judging);
    return { policy, findings, fixed: [], checks: checksOf(view), changes: [], summary };
  }
  const { judged, fixed, overlay } = mend(judging, request.unsafe, host);
  const changes = [...overlay].flatMap(([path, after]) => {
    const before = root.files.find(({ source }) => source.path === path)?.source.text ?? "";
    const isNew = root.inputs.some((input) => input.path === path && input.absent === true);
    return before === after ? [] : [{ path, before, after, isNew }];
  });
  const { findings, summary, view: now } = judged;
  return { policy, findings, fixed, checks: checksOf(now), changes, summary };
}

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

function uniqueFiles(roots: readonly LintRoot[]): LintReport["files"] {
  const found = new Map<BytePath, LintReport["files"][number]>();
  for (const { evaluated, files } of roots) {
    const { side } = evaluated.input;
    for (const { source } of files) if (!found.has(source.path)) found.set(source.path, { path: source.path, side });
  }
  return [...found.values()];
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
  assumed: Assumed | undefined,
  policy: Policy | undefined,
  request: LintRequest,
  host: Host,
): LintReport["assuming"] {
  const used = policy ?? request.policyFor(host.cwd);
  return {
    version: assumed?.version ?? { release: 0, portable: 1, vendor: "upstream" },
    openssh: assumed?.name ?? "",
    because: assumed?.because ?? "",
    os: used.kernel.name,
    policy: used.preset,
  };
}

/** Two roots may include one file; the later root saw the bytes that stand on disk, so both must have made the same of them. */
function mergeChanges(changes: readonly Change[]): Change[] {
  const found = new Map<BytePath, Change>();
  for (const change of changes) if (!found.has(change.path)) found.set(change.path, change);
  return [...found.values()];
}

function byPlace(left: ReportedFinding, right: ReportedFinding): number {
  const [a, b] = [left.place, right.place];
  if (a.source.path !== b.source.path) return a.source.path < b.source.path ? -1 : 1;
  return a.start - b.start || (left.rule < right.rule ? -1 : left.rule > right.rule ? 1 : 0);
}
