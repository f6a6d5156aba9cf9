import type { SurveyedRoot } from "../census/root.ts";
import type { Edit } from "../edit/edit.ts";
import type { Overlay } from "../eval/root.ts";
import { compatible, overlayOf, planFix, tryEdits, whyNot } from "../fix/plan.ts";
import { readingBy } from "../fix/verify.ts";
import type { BytePath } from "../io/files.ts";
import type { ReportedFinding } from "../report/report.ts";
import type { Source } from "../syntax/source.ts";
import type { Host } from "./host.ts";
import { type Judged, type JudgeRequest, judgeRoot } from "./judging.ts";
import { plainReading } from "./plain-reading.ts";
import { viewOf } from "./view.ts";

/** Each round mends what it can and reads again; real files need two or three. */
const MOST_ROUNDS = 50;

/** What a root looks like after its fixes. */
export interface Mended {
  readonly judged: Judged;
  readonly fixed: readonly ReportedFinding[];
  /** The new text of every file that changed. */
  readonly overlay: Overlay;
}

/** Which fixes are taken. */
export interface Choice {
  readonly unsafe: boolean;
  /** Absent: all. */
  readonly approve?: Approve | undefined;
}

/** Asks whether a fix may be made; the second argument gives the bytes that its edits refer to. */
export type Approve = (finding: ReportedFinding, sources: (path: BytePath) => Source | undefined) => boolean;

/** Applies fixes until none is left that may be applied and holds; what cannot be promised stays a finding. */
export function mend(request: JudgeRequest, { unsafe, approve }: Choice, host: Host): Mended {
  let fixed: readonly ReportedFinding[] = [];
  let overlay: Overlay = new Map();
  // Who is asked about a fix has to see the one that holds.
  let current = { ...request, tryFixes: approve !== undefined };
  let judged = judgeRoot(current);
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const { files } = readingBy(current.evaluated).program;
    const sources = (path: BytePath) => files.find(({ source }) => source.path === path)?.source;
    const wanted = judged.findings.filter(
      (finding) =>
        finding.fix !== null && (unsafe || finding.fix.safety === "safe") && (approve?.(finding, sources) ?? true),
    );
    const chosen = chooseTogether(current, judged, wanted);
    if (chosen.after === null) break;
    overlay = new Map([...overlay, ...overlayOf(current.evaluated, chosen.edits)]);
    // No spread into a call: there may be more findings than a call may have arguments.
    fixed = fixed.concat(chosen.findings);
    const evaluated = chosen.after;
    const plain = plainReading(request.root, request.policy, host, evaluated);
    const view = plain?.view ?? viewOf(request.root, evaluated, request.policy, host);
    current = { ...current, evaluated, plain, view };
    judged = judgeRoot(current);
  }
  // What is left gets its reason.
  const isLeft = judged.findings.some(({ intents }) => intents.length > 0);
  return { judged: isLeft ? judgeRoot({ ...current, tryFixes: true }) : judged, fixed, overlay };
}

interface Chosen {
  readonly findings: readonly ReportedFinding[];
  readonly edits: readonly Edit[];
  /** The root as it reads with them; null: nothing was found. */
  readonly after: SurveyedRoot | null;
}

/** All wanted fixes at once if that holds, else as many as hold together, else the first one that holds alone. */
function chooseTogether(request: JudgeRequest, judged: Judged, wanted: readonly ReportedFinding[]): Chosen {
  for (let some = wanted; some.length > 1; some = some.slice(0, Math.ceil(some.length / 2))) {
    const chosen = holdingTogether(request, judged, some);
    if (chosen !== null) return chosen;
    // Halves of two are one and one: each is tried alone below.
    if (some.length === 2) break;
  }
  for (const finding of wanted) {
    const planned = planFix(judged.planning, finding);
    if (planned !== null && "fix" in planned) {
      const { fix, after } = planned;
      return { findings: [{ ...finding, fix }], edits: fix.edits, after };
    }
  }
  return { findings: [], edits: [], after: null };
}

function holdingTogether(request: JudgeRequest, judged: Judged, wanted: readonly ReportedFinding[]): Chosen | null {
  const { chosen, edits } = compatible(wanted.flatMap(({ fix }) => (fix === null ? [] : [fix])));
  const findings = wanted.filter(({ fix }) => fix !== null && chosen.has(fix));
  if (findings.length < 2) return null;
  const after = tryEdits(request.evaluated, edits);
  const intents = findings.flatMap((finding) => finding.intents);
  return whyNot(judged.planning, after, intents, edits) === null ? { findings, edits, after } : null;
}
