import { PatternIndex } from "../openssh/pattern-index.ts";
import type { Pattern } from "../openssh/patterns.ts";
import { CROWDED, type Lane, lanesOf } from "./lanes.ts";
import type { Step } from "./program.ts";

/** Steps that a host may reach, in reading order. */
export interface Candidates {
  /** Each is looked at. */
  readonly few: readonly Step[];
  /** Those of which there are very many. */
  readonly lanes: readonly Lane[];
}

export const noCandidates: Candidates = { few: [], lanes: [] };

/** Steps that every host may reach. */
export const candidatesAmong = (steps: readonly Step[]): Candidates =>
  steps.length > CROWDED ? { few: [], lanes: lanesOf(steps) } : { few: steps, lanes: [] };

interface Meant {
  readonly texts: readonly string[];
  readonly steps: Step[];
}

/** Steps that some pattern of theirs must match. */
export class ByPattern {
  /** Those with the same patterns together. */
  private readonly groups = new Map<string, Meant>();
  private index: Index | null = null;

  add(patterns: readonly Pattern[], step: Step, fold: (text: string) => string = (text) => text): void {
    const texts = patterns.flatMap(({ negated, text }) => (negated ? [] : [fold(text)]));
    const key = texts.join();
    const known = this.groups.get(key);
    if (known === undefined) this.groups.set(key, { texts, steps: [step] });
    else known.steps.push(step);
  }

  /** Whether so many have the same patterns that they are gone through in lanes. */
  get isCrowded(): boolean {
    return [...this.groups.values()].some(({ steps }) => steps.length > CROWDED);
  }

  for(name: string): Candidates {
    if (this.groups.size === 0) return noCandidates;
    this.index ??= indexOf([...this.groups.values()]);
    return candidatesIn(this.index, name);
  }
}

interface Index {
  readonly steps: readonly Step[];
  readonly single: PatternIndex;
  readonly crowds: readonly (readonly Lane[])[];
  readonly crowded: PatternIndex;
}

function indexOf(groups: readonly Meant[]): Index {
  const large = groups.filter(({ steps }) => steps.length > CROWDED);
  const crowded = new PatternIndex();
  for (const [at, { texts }] of large.entries()) for (const text of texts) crowded.add(text, at);
  const small = groups
    .filter(({ steps }) => steps.length <= CROWDED)
    .flatMap(({ texts, steps }) => steps.map((step) => ({ texts, step })))
    .sort((left, right) => left.step.order - right.step.order);
  const single = new PatternIndex();
  for (const [at, { texts }] of small.entries()) for (const text of texts) single.add(text, at);
  const steps = small.map(({ step }) => step);
  return { steps, single, crowds: large.map((group) => lanesOf(group.steps)), crowded };
}

function candidatesIn({ steps, single, crowds, crowded }: Index, name: string): Candidates {
  const few = single.candidates(name).flatMap((at) => steps[at] ?? []);
  const lanes = crowds.length === 0 ? noCandidates.lanes : crowded.candidates(name).flatMap((at) => crowds[at] ?? []);
  return few.length + lanes.length === 0 ? noCandidates : { few, lanes };
}
