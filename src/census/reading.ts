import type { Side } from "../base/side.ts";
import { type Evaluated, Group } from "../eval/effective.ts";
import type { Condition, Program, Statement } from "../eval/program.ts";
import type { Version } from "../openssh/versions.ts";
import { BATCH, COUNT_MAX, everySetting, INTERVAL, PROXY, TCP_KEEP_ALIVE, UNSET } from "./blocks.ts";
import { keyOf } from "./census.ts";
import { targetsInDoubt } from "./client-targets.ts";
import type { Survey } from "./columns.ts";
import { ANY_OTHER, countsBatch, type Decision, type InDoubt, valueFor } from "./decision.ts";
import { evaluatedFor } from "./evaluated.ts";
import { blockOf } from "./names.ts";
import { conditionOf, statementAt } from "./statements.ts";

/** What rules may look at of a plain file that has something wrong: its keepalive lines and its targets, as the compiler makes them. */
export interface SurveyReading {
  readonly program: Program;
  readonly connections: readonly Evaluated[];
}

export const readingOf = (survey: Survey): SurveyReading => new ColumnsRead(survey);

/** Classes, since a run may have thousands: each object with getters of its own has a shape of its own. */
class ColumnsRead implements SurveyReading {
  readonly program: Program;
  private made: readonly Evaluated[] | null = null;

  constructor(private readonly survey: Survey) {
    this.program = new PlainProgram(survey);
  }

  get connections(): readonly Evaluated[] {
    this.made ??= connectionsOf(this.survey);
    return this.made;
  }
}

const NONE: readonly never[] = [];

/**
 * Statements of the three settings and the blocks with patterns, which is what the rules for connections and their fixes look
 * at; no line of a plain root is refused or swallowed.
 */
class PlainProgram implements Program {
  readonly problems = NONE;
  readonly unknownKeywords = NONE;
  readonly swallowed = NONE;
  readonly late = NONE;
  readonly requestsFinalPass = false;
  readonly everySlot = false;
  private said: readonly Statement[] | null = null;
  private opened: readonly Condition[] | null = null;

  constructor(private readonly survey: Survey) {}

  get side(): Side {
    return this.survey.reader.side;
  }

  get version(): Version {
    return this.survey.reader.version;
  }

  get files(): Program["files"] {
    return this.survey.files;
  }

  get blinds(): Program["blinds"] {
    return this.survey.blinds;
  }

  get inclusions(): Program["inclusions"] {
    return this.survey.inclusions;
  }

  get statements(): readonly Statement[] {
    this.said ??= statementsOf(this.survey);
    return this.said;
  }

  get conditions(): readonly Condition[] {
    this.opened ??= conditionsOf(this.survey);
    return this.opened;
  }
}

/** Such as may hold for every host: fixes look for a block to put a line into. */
function conditionsOf(survey: Survey): Condition[] {
  const { blocks, names, unconditional } = survey;
  const found = new Set<number>();
  const heads = new Set<number>();
  for (const block of unconditional) {
    const head = blocks.heads[block] ?? UNSET;
    // The part behind an Include is no block of its own, nor is the beginning of an included file.
    if (head !== UNSET && !heads.has(head)) found.add(block);
    heads.add(head);
  }
  const star = names.find("*");
  const mentions: number[] = [];
  const count = star === -1 ? 0 : names.mentionsOf(star, mentions);
  for (const mention of mentions.slice(0, count)) found.add(survey.wholeOf(blockOf(mention)));
  return [...found].sort((one, two) => one - two).flatMap((block) => conditionOf(survey, block) ?? []);
}

function statementsOf(survey: Survey): Statement[] {
  const found: Statement[] = [];
  for (let block = 0; block < survey.blocks.count; block++) addStatements(survey, block, found);
  return found;
}

function addStatements(survey: Survey, block: number, found: Statement[]): void {
  const { blocks } = survey;
  const places = everySetting.flatMap((setting) =>
    blocks.value(setting, block) === UNSET ? [] : [blocks.places[setting]?.[block] ?? 0],
  );
  for (const place of places.sort((left, right) => left - right)) found.push(statementAt(survey, place, block));
}

/** The keepalive lines of which some may have no effect, in reading order. */
export function contestedStatements(survey: Survey): Statement[] {
  const found: Statement[] = [];
  for (const block of [...survey.contest.contested].sort((one, two) => one - two)) addStatements(survey, block, found);
  return found;
}

/** Whether those are wanted of whom the same is to say (keyOf). */
type IsWanted = (key: number | string) => boolean;

interface Together {
  readonly targets: string[];
  readonly evaluated: (targets: string[]) => Evaluated;
}

/** Targets that the same lines decide, together; only those that are wanted. */
export function connectionsOf(survey: Survey, isWanted?: IsWanted): Evaluated[] {
  const groups = new Map<string, Together>();
  survey.eachTarget((decision, label, doubtful) => {
    if (isWanted?.(keyOf(survey, decision, doubtful)) === false) return;
    const key = doubtful === null ? causeKey(survey, decision) : doubtful.cause;
    const known = groups.get(key);
    if (known === undefined)
      groups.set(key, { targets: [label()], evaluated: evaluator(survey, decision.slice(), doubtful) });
    else known.targets.push(label());
  }, isWanted && wantedByCensus(survey, isWanted));
  return [...groups.values()].map(({ targets, evaluated }) => evaluated(targets));
}

/** It is known from the census who is wanted, before anybody is decided for again: its keys have the order of targets. */
function wantedByCensus(survey: Survey, isWanted: IsWanted): () => boolean {
  const { keys } = survey.census();
  let at = 0;
  return () => {
    const key = keys[at++];
    return key === undefined || isWanted(key);
  };
}

/**
 * Those of which nobody here knows what they get, without asking about everybody again. Where the same is to say of some, the
 * lines of the first of them stand for those of the others.
 */
export function connectionsInDoubt(survey: Survey): Evaluated[] {
  survey.census();
  const ones = new Map<string, Evaluated>();
  const groups = new Map<string, { readonly one: Evaluated; readonly targets: string[] }>();
  for (const [name, doubt] of targetsInDoubt(survey)) {
    const label = name === ANY_OTHER ? "*" : survey.names.textOf(name);
    const known = groups.get(doubt.cause);
    if (known !== undefined) {
      known.targets.push(label);
      continue;
    }
    const one = ones.get(doubt.key) ?? doubt.one;
    ones.set(doubt.key, one);
    groups.set(doubt.cause, { one, targets: [label] });
  }
  return [...groups.values()].map(({ one, targets }) => new Group(one, targets));
}

function evaluator(survey: Survey, decision: Decision, doubtful: InDoubt | null): Together["evaluated"] {
  if (doubtful !== null) return (targets) => new Group(doubtful.one, targets);
  return (targets) => evaluatedFor(survey, decision, targets);
}

/** Equal for targets that get the same from the same lines: BatchMode counts only where no line sets the interval. */
function causeKey(survey: Survey, decision: Decision): string {
  const interval = decision[INTERVAL] ?? UNSET;
  const batch = interval === UNSET && countsBatch(survey) ? valueFor(survey, decision, BATCH) : UNSET;
  const proxied = valueFor(survey, decision, PROXY) === 1;
  return `${interval}|${decision[COUNT_MAX]}|${decision[TCP_KEEP_ALIVE]}|${batch === 1}|${proxied}`;
}
