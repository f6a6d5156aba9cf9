import type { Edit } from "../edit/edit.ts";
import type { Overlay } from "../eval/root.ts";
import { evaluateRoot, withOverlay } from "../eval/root.ts";
import { compatible, overlayOf, planFix, tryEdits } from "../fix/plan.ts";
import { verify } from "../fix/verify.ts";
import type { ReportedFinding } from "../report/report.ts";
import type { Host } from "./host.ts";
import { type Judged, type JudgeRequest, judgeRoot } from "./judging.ts";
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

/** Applies fixes until none is left that may be applied and holds; what cannot be promised stays a finding. */
export function mend(request: JudgeRequest, unsafe: boolean, host: Host): Mended {
  const original = request.evaluated.input;
  let fixed: readonly ReportedFinding[] = [];
  let overlay: Overlay = new Map();
  let current = { ...request, tryFixes: false };
  let judged = judgeRoot(current);
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const wanted = judged.findings.filter(({ fix }) => fix !== null && (unsafe || fix.safety === "safe"));
    const chosen = chooseTogether(current, judged, wanted);
    if (chosen.findings.length === 0) break;
    overlay = new Map([...overlay, ...overlayOf(current.evaluated, chosen.edits)]);
    // No spread into a call: there may be more findings than a call may have arguments.
    fixed = fixed.concat(chosen.findings);
    const evaluated = evaluateRoot(withOverlay(original, overlay));
    const view = viewOf(request.root, evaluated, request.policy, host);
    current = { ...current, evaluated, view };
    judged = judgeRoot(current);
  }
  // What is left gets its reason.
  const isLeft = judged.findings.some(({ intents }) => intents.length > 0);
  return { judged: isLeft ? judgeRoot({ ...current, tryFixes: true }) : judged, fixed, overlay };
}

interface Chosen {
  readonly findings: readonly ReportedFinding[];
  readonly edits: readonly Edit[];
}

/** All wanted fixes at once if that holds, else the first one that holds alone. */
function chooseTogether(request: JudgeRequest, judged: Judged, wanted: readonly ReportedFinding[]): Chosen {
  const { chosen, edits } = compatible(wanted.flatMap(({ fix }) => (fix === null ? [] : [fix])));
  const together = wanted.filter(({ fix }) => fix !== null && chosen.has(fix));
  if (together.length > 1) {
    const after = tryEdits(request.evaluated, edits);
    const intents = together.flatMap((finding) => finding.intents);
    if (verify(request.evaluated, after, intents, edits) === null) return { findings: together, edits };
  }
  for (const finding of wanted) {
    const planned = planFix(judged.planning, finding);
    if (planned !== null && "fix" in planned) {
      return { findings: [{ ...finding, fix: planned.fix }], edits: planned.fix.edits };
    }
  }
  return { findings: [], edits: [] };
}
