import { takeCensus } from "../census/census.ts";
import { readingOf, type SurveyReading } from "../census/reading.ts";
import type { SurveyedRoot } from "../census/root.ts";
import type { Survey } from "../census/survey.ts";
import type { RootInput } from "../eval/root.ts";
import type { Policy } from "../policy/policy.ts";
import type { LintReport } from "../report/report.ts";
import { connectionRules } from "../rules/connection-rules.ts";
import { isSilent } from "../rules/judge.ts";
import { isPlainFile } from "../rules/plain-files.ts";
import type { Rule, View } from "../rules/rule.ts";
import type { Host } from "./host.ts";
import type { JudgedRoot, LintRequest } from "./lint-request.ts";
import type { LintRoot } from "./roots.ts";
import { maySilence } from "./suppressing.ts";
import { type Reading, viewOf } from "./view.ts";

/** What is judged of a plain file. */
export interface PlainReading {
  readonly survey: Survey;
  readonly view: View;
}

/** Null where a root is not plain, so that all rules must look at all of it. */
export function plainReading(root: LintRoot, policy: Policy, host: Host, read?: SurveyedRoot): PlainReading | null {
  const { survey, input } = read ?? root;
  if (survey === null || policy.overrides.length > 0 || maySilence([survey.file])) return null;
  const reading = read?.plain ?? readingOf(survey);
  const view = viewOf(root, withInput(reading, input), policy, host);
  return isPlainFile(view, survey) ? { survey, view } : null;
}

/** Field by field: a spread would make the connections before anybody asks for them. */
const withInput = (reading: SurveyReading, input: RootInput): Reading => ({
  input,
  program: reading.program,
  get connections() {
    return reading.connections;
  },
});

/**
 * The main job of most runs: a plain file of which nobody has anything to say. Each distinct outcome of its targets is judged
 * once. Null as soon as there is more to it: then everything else that this tool can do is loaded.
 */
export function judgeFine(root: LintRoot, request: LintRequest, host: Host): JudgedRoot | null {
  if (request.fix !== "no" || request.effective === true) return null;
  const policy = request.policyFor(root.file.source.path);
  const plain = plainReading(root, policy, host);
  const summary = plain === null ? null : fineSummary(plain, policy);
  if (summary === null) return null;
  return { policy, findings: [], fixed: [], checks: [], changes: [], summary, refused: [], targets: [] };
}

function fineSummary({ view, survey }: PlainReading, policy: Policy): NonNullable<LintReport["judged"]> | null {
  const rules = activeRules(policy, connectionRules);
  const { outcomes } = takeCensus(survey);
  if (!outcomes.every(({ one }) => isSilent(view, one, rules))) return null;
  return outcomes.map(({ one, targets }) => {
    return { side: view.side, targets, timeline: view.timeline(one.settings, one.proxied) };
  });
}

/** The rules that a policy switches on. */
export function activeRules(policy: Policy, rules: readonly Rule[]): readonly Rule[] {
  const named = (list: readonly string[], id: string): boolean =>
    list.some((prefix) => id === prefix || id.startsWith(`${prefix}-`));
  return rules.filter(({ id }) => {
    if (policy.levels.get(id) === "off" || named(policy.ignore, id)) return false;
    return policy.select === null || named(policy.select, id);
  });
}
