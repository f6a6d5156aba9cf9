import { once } from "../base/once.ts";
import type { Census, Counted } from "../census/census.ts";
import type { Survey } from "../census/columns.ts";
import {
  connectionsInDoubt,
  connectionsOf,
  contestedStatements,
  readingOf,
  type SurveyReading,
} from "../census/reading.ts";
import type { SurveyedRoot } from "../census/root.ts";
import type { Evaluated } from "../eval/effective.ts";
import type { Program } from "../eval/program.ts";
import type { RootInput } from "../eval/root.ts";
import type { Policy } from "../policy/policy.ts";
import type { LintReport } from "../report/report.ts";
import { connectionRules } from "../rules/connection-rules.ts";
import { isSilent } from "../rules/judge.ts";
import { isPlainFile } from "../rules/plain-files.ts";
import type { Rule, View } from "../rules/rule.ts";
import type { Timeline } from "../timeline/timeline.ts";
import type { Host } from "./host.ts";
import type { JudgedRoot, LintRequest } from "./lint-request.ts";
import type { LintRoot } from "./roots.ts";
import { maySilence } from "./suppressing.ts";
import { type Reading, viewOf } from "./view.ts";

/** What is judged of a plain file. */
export interface PlainReading {
  readonly survey: Survey;
  readonly census: Census;
  readonly view: View;
}

/** Null where a root is not plain, so that all rules must look at all of it. */
export function plainReading(root: LintRoot, policy: Policy, host: Host, read?: SurveyedRoot): PlainReading | null {
  const { survey, input } = read ?? root;
  if (survey === null || policy.overrides.length > 0 || maySilence(survey.files)) return null;
  const view = viewOf(root, new CountedReading(read?.plain ?? readingOf(survey), input, survey), policy, host);
  return isPlainFile(view, survey) ? new CountedFile(survey, view) : null;
}

/** Classes, since a run may have thousands (census/reading.ts). */
class CountedFile implements PlainReading {
  constructor(
    readonly survey: Survey,
    readonly view: View,
  ) {}

  get census(): Census {
    return this.survey.census();
  }
}

class CountedReading implements Reading {
  constructor(
    private readonly reading: SurveyReading,
    readonly input: RootInput,
    private readonly survey: Survey,
  ) {}

  get program(): Program {
    return this.reading.program;
  }

  get connections(): readonly Evaluated[] {
    return this.reading.connections;
  }

  get outcomes(): readonly Evaluated[] {
    return this.survey.census().outcomes.map(({ one }) => one);
  }

  get doubtful(): readonly Evaluated[] {
    return this.survey.census().hasDoubts ? connectionsInDoubt(this.survey) : [];
  }
}

/** Whether it depends on what nobody here knows; what an Include may hold that is not here is any value, and no news. */
const isInDoubt = ({ possible }: Evaluated): boolean => possible.some(({ settings }) => settings !== null);

/** The rules that may have anything to say of a plain root. */
export function rulesFor({ census, survey }: PlainReading, undecidable: Rule, shadowed: Rule): readonly Rule[] {
  const { hasDoubts } = census;
  return [
    ...connectionRules,
    ...(hasDoubts ? [undecidable] : []),
    ...(survey.contest.isLost ? [amongContested(shadowed, survey)] : []),
  ];
}

/** A rule about lines in one another's way, shown those alone that may be: a giant file has many others. */
function amongContested(rule: Rule, survey: Survey): Rule {
  if (rule.judges !== "file") return rule;
  const statements = once(() => contestedStatements(survey));
  const program = (view: View): View["program"] =>
    Object.create(view.program, { statements: { get: statements, enumerable: true } });
  return { ...rule, check: (view) => rule.check(Object.create(view, { program: { value: program(view) } })) };
}

/** The connections of which some rule has anything to say; the others need not be made. */
export function loudConnections({ survey, census, view }: PlainReading, rules: readonly Rule[]): readonly Evaluated[] {
  const loud = new Set<Counted>(census.outcomes.filter(({ one }) => !isSilent(view, one, rules)));
  if (loud.size === census.outcomes.length) return view.connections;
  if ([...loud].every(({ targets }) => targets === 1)) return [...loud].map(({ one }) => one);
  const isLoud = (known: Counted | undefined): boolean => known === undefined || loud.has(known);
  return connectionsOf(survey, (key) => isLoud(census.byKey.get(key)));
}

type Summary = NonNullable<LintReport["judged"]>;

/** What was judged, for the words of a clean report. */
export const plainSummary = ({ census, view }: PlainReading): Summary =>
  census.outcomes.map(({ one, targets }) => {
    return { side: view.side, targets, timeline: view.timeline(one.settings, one.proxied) };
  });

/**
 * The main job of most runs: a plain file of which nobody has anything to say. Each distinct outcome of its targets is judged
 * once. Null as soon as there is more to it: then everything else that this tool can do is loaded.
 */
export function judgeFine(plain: PlainReading, request: LintRequest): JudgedRoot | null {
  if (request.fix !== "no" || request.effective === true) return null;
  if (plain.survey.contest.isLost) return null;
  const { policy } = plain.view;
  const verdictOn = verdictsFor(plain.view);
  const summary: Summary[number][] = [];
  for (const [key, outcome] of plain.census.byKey) {
    // A note says what it depends on.
    if (isInDoubt(outcome.one)) return null;
    const { isFine, timeline } = verdictOn(key, () => outcome.one);
    if (!isFine) return null;
    summary.push({ side: plain.view.side, targets: outcome.targets, timeline });
  }
  return new Fine(policy, summary);
}

/** Empty lists are shared, since a run may judge thousands of files. */
class Fine implements JudgedRoot {
  readonly findings = NONE;
  readonly fixed = NONE;
  readonly checks = NONE;
  readonly changes = NONE;
  readonly refused = NONE;
  readonly targets = NONE;

  constructor(
    readonly policy: Policy,
    readonly summary: Summary,
  ) {}
}

const NONE: readonly never[] = [];

interface Verdict {
  readonly isFine: boolean;
  readonly timeline: Timeline;
}

const verdicts = new WeakMap<Policy, Map<string, Verdict>>();

/** What is to say of an outcome by its key: thousands of files of a run may have the same few. */
function verdictsFor(view: View): (key: number | string, one: () => Evaluated) => Verdict {
  const known = verdictsUnder(view.policy);
  const { side, version, isFragment } = view;
  const how = `${side} ${version.release} ${version.portable} ${version.vendor} ${isFragment}`;
  return (key, one) => {
    const asked = `${how} ${key}`;
    const verdict = known.get(asked) ?? verdictOf(view, one());
    known.set(asked, verdict);
    return verdict;
  };
}

function verdictsUnder(policy: Policy): Map<string, Verdict> {
  const known = verdicts.get(policy);
  if (known !== undefined) return known;
  const none = new Map<string, Verdict>();
  verdicts.set(policy, none);
  return none;
}

function verdictOf(view: View, one: Evaluated): Verdict {
  const isFine = isSilent(view, one, activeRules(view.policy, connectionRules));
  return { isFine, timeline: view.timeline(one.settings, one.proxied) };
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
