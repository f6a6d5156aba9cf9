import type { BytePath } from "./io/files.ts";
import type { LintReport, ReportedFinding } from "./report/report.ts";
import { assumingOf } from "./run/assuming.ts";
import { saidOnce } from "./run/dumps.ts";
import { expectAll, type Failure, type Host } from "./run/host.ts";
import { findInputs, type Input } from "./run/inputs.ts";
import { type Change, type JudgedRoot, type LintRequest, withoutFixes } from "./run/lint-request.ts";
import type { JudgedNeighbours } from "./run/neighbours.ts";
import { judgeFine, plainReading } from "./run/plain-reading.ts";
import { buildRoots, filesOf, type LintRoot } from "./run/roots.ts";
import { positionAt } from "./syntax/source.ts";

export type { Change, LintRequest } from "./run/lint-request.ts";

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
  const { inputs, failures, notices } = asked.given ?? findInputs(asked, host);
  expectAll(
    inputs.map(({ text }) => text),
    host,
  );
  const others = inputs.filter(({ system }) => system !== undefined);
  const request = others.length === 0 ? asked : withKernelOf(others, asked, host);
  const own = others.length === 0 ? inputs : inputs.filter(({ system }) => system === undefined);
  const built = buildRoots(own, request, host);
  const roots = built.ok ? built.value : [];
  const foreign = others.length === 0 ? noNeighbours : host.loadNeighbours()(others, roots, request, host);
  const wrong = [...failures, ...(built.ok ? [] : [built.error]), ...foreign.failures];
  const each = roots.map((root) => judgeOne(root, request, own, host));
  const judged = [...saidOnce(each, roots), ...foreign.judged];
  const first = roots[0] ?? foreign.first;
  const { changes, dropped } = joinChanges(judged, host);
  const kept = judged.map((one) => (dropped.includes(one) ? withoutFixes(one) : one));
  const absent = new Set(inputs.flatMap((input) => (input.absent === true ? [input.path] : [])));
  const report: LintReport = {
    assuming: assumingOf(first, judged[0]?.policy, request, host),
    policy: judged[0]?.policy ?? request.policyFor(host.cwd),
    files: [...filesOf(roots).filter(({ path }) => !absent.has(path)), ...foreign.files],
    roots: [
      ...roots.flatMap((root) => root.inputs.filter(({ absent }) => absent !== true).map(({ path }) => path)),
      ...foreign.files.map(({ path }) => path),
    ],
    findings: withoutUsedElsewhere(kept, roots, host).sort(byPlace),
    fixed: request.fix === "apply" ? kept.flatMap(({ fixed }) => fixed) : null,
    checks: judged.flatMap(({ checks }) => checks),
    judged: judged.flatMap(({ summary }) => summary),
    ...(others.length === 0
      ? {}
      : {
          connections: judged.flatMap(({ connections = [] }) => connections),
          carried: judged.flatMap(({ carried = [] }) => carried),
          carriedKernels: foreign.kernels,
        }),
    ...machinesOf(inputs),
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
    notices: [...notices, ...foreign.notices],
  };
}

/** What reads and judges a file in full is loaded for those that need it. */
function judgeOne(root: LintRoot, request: LintRequest, inputs: readonly Input[], host: Host): JudgedRoot {
  const isDump = root.inputs[0]?.dump !== undefined;
  const plain = isDump ? null : plainReading(root, request.policyFor(root.file.source.path), host);
  const fine = plain === null ? null : judgeFine(plain, request);
  if (fine !== null) root.forget();
  return fine ?? host.loadJudge().judgeWhole(root, request, inputs, host, plain);
}

/** What a sysctl file of the run sets holds for every connection of its machine. */
function withKernelOf(others: readonly Input[], request: LintRequest, host: Host): LintRequest {
  if (!others.some(({ system }) => system === "sysctl")) return request;
  return { ...request, policyFor: host.loadSysctl()(others, request.policyFor) };
}

const noNeighbours: JudgedNeighbours = {
  judged: [],
  files: [],
  failures: [],
  notices: [],
  kernels: [],
  first: undefined,
};

/** Where the files of each machine lie, in a run over many. */
function machinesOf(inputs: readonly Input[]): Pick<LintReport, "machines"> {
  if (inputs.every(({ host }) => host === undefined)) return {};
  const found = inputs.flatMap(({ host, directory }) => (host === undefined ? [] : [[directory, host] as const]));
  return { machines: new Map(found) };
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
    return same[0] === finding && same.length === Math.max(1, readers(real(finding.place.source.path)));
  });
}

const isUnusedSuppression = ({ rule, kind }: ReportedFinding): boolean =>
  rule === "unused-suppression" && kind === "unused";

/** What a plain root can have none of. */
function failuresOf(root: LintRoot): Failure[] {
  if (root.isPlain) return [];
  return root.evaluated.failures.map(({ file, directive, message }) => {
    const { line, column } = positionAt(file.source, directive.keywordStart);
    return { path: file.source.path, line, column, message };
  });
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
