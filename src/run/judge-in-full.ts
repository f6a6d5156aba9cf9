import type { ConfigFile } from "../eval/config-file.ts";
import { dropInOf } from "../fix/new-files.ts";
import { readingBy } from "../fix/verify.ts";
import type { BytePath } from "../io/files.ts";
import type { ReportedFinding, RootTargets } from "../report/report.ts";
import type { View } from "../rules/rule.ts";
import { assumingOf } from "./assuming.ts";
import { mend } from "./fixing.ts";
import type { Host } from "./host.ts";
import type { Input } from "./inputs.ts";
import { asPrinted, asVersion, SLOW, withOtherVersion } from "./judge-dump.ts";
import { checksOf, type JudgeRequest, judgeRoot } from "./judging.ts";
import { type Change, type JudgedRoot, type LintRequest, withoutFixes } from "./lint-request.ts";
import { type PlainReading, plainReading } from "./plain-reading.ts";
import { type LintRoot, protectedBecause } from "./roots.ts";
import { resultOf } from "./target-result.ts";
import { viewOf } from "./view.ts";

export { surveyedRoot } from "../census/root.ts";
export { compile } from "../eval/compile.ts";
export { ruleIds } from "../rules/rule-ids.ts";

/** A run that writes says of each fix that it leaves out why; one that only reports is as fast for big files as without fixes. */
const mostTriedBytes = { no: 0, plan: 400_000, apply: 8_000_000 } as const;

/** The same for what a root may be: a config, or a dump of effective values. */
export function judgeWhole(
  root: LintRoot,
  request: LintRequest,
  inputs: readonly Input[],
  host: Host,
  plain: PlainReading | null,
): JudgedRoot {
  const dump = root.inputs[0]?.dump;
  if (dump === undefined) return judgeInFull(root, request, inputs, host, plain);
  const unfixed = { ...request, fix: "no" } as const;
  const judged = asPrinted(judgeInFull(root, unfixed, inputs, host), dump);
  const isKnown = request.openssh !== undefined || root.inputs[0]?.assumed !== undefined;
  if (isKnown || dump.side === "client") return judged;
  const other = asPrinted(judgeInFull(asVersion(root, SLOW), unfixed, inputs, host), dump);
  return withOtherVersion(judged, other, root);
}

/** Judges a root with all that there is, and mends it where that was asked. */
export function judgeInFull(
  root: LintRoot,
  request: LintRequest,
  inputs: readonly Input[],
  host: Host,
  known?: PlainReading | null,
): JudgedRoot {
  const policy = request.policyFor(root.file.source.path);
  const plain = known === undefined ? plainReading(root, policy, host) : known;
  const view = plain?.view ?? viewOf(root, root.evaluated, policy, host);
  const judging: JudgeRequest = {
    root,
    get evaluated() {
      return root.evaluated;
    },
    plain,
    view,
    policy,
    isWritable: writableFiles(root, inputs, host),
    witness: request.fix === "no" ? null : host.loadWitness(),
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
  const { program } = readingBy(root.evaluated);
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

/**
 * A run changes only what was named, found in a named directory, or is included by a live root that was named; without a
 * path only the user's own files.
 */
function writableFiles(root: LintRoot, inputs: readonly Input[], host: Host): (file: ConfigFile) => boolean {
  // Whether a file may be written is asked only where something is to be.
  const real = (path: BytePath): BytePath => host.files.realPath(path) ?? path;
  const userDirectory = `${host.machine.home}/.ssh/`;
  const byDefault = root.inputs.some(({ origin }) => origin === "default");
  return remembered((file) => {
    if (protectedBecause(file) !== null) return false;
    const { path } = file.source;
    if (byDefault) return path.startsWith(userDirectory);
    return root.isLive || namedIn(inputs, real).has(real(path));
  });
}

const namedFiles = new WeakMap<readonly Input[], ReadonlySet<BytePath>>();

/** The real paths of what somebody named or a search found: the same for every root of a run. */
function namedIn(inputs: readonly Input[], real: (path: BytePath) => BytePath): ReadonlySet<BytePath> {
  const known = namedFiles.get(inputs);
  if (known !== undefined) return known;
  const named = new Set(inputs.filter(({ origin }) => origin !== "default").map(({ path }) => real(path)));
  namedFiles.set(inputs, named);
  return named;
}

/** Asked once for each file instead of once for each finding in it. */
function remembered(ask: (file: ConfigFile) => boolean): (file: ConfigFile) => boolean {
  const answers = new WeakMap<ConfigFile, boolean>();
  return (file) => {
    const answer = answers.get(file) ?? ask(file);
    answers.set(file, answer);
    return answer;
  };
}
