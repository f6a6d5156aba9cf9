import { OrderedWalk } from "../base/ordered-walk.ts";
import type { Candidates } from "./by-pattern.ts";
import { isClosed, type Lane, type Progress } from "./lanes.ts";
import type { Step } from "./program.ts";
import type { Steps } from "./steps.ts";

/** Goes through the steps that one host may reach, in reading order; what can change nothing more is left out. */
export class StepWalk {
  private readonly walk: OrderedWalk<Step, Lane>;

  /** Of a host as it was typed, as Host lines see it, and as `Match host` sees it. */
  constructor(
    private readonly steps: Steps,
    private readonly progress: Progress,
    host: string,
    current: string,
  ) {
    this.walk = new OrderedWalk(orderOf, (lane) => isClosed(lane, progress));
    this.add(steps.common);
    this.walk.add(steps.named(host));
    this.add(steps.reachedBy(host));
    this.add(steps.askingOriginal(progress.request.host));
    this.add(steps.askingCurrent(current));
  }

  /** Null at the end. */
  next(): Step | null {
    let step = this.walk.next();
    while (step !== null && isSettled(step, this.progress)) step = this.walk.next();
    return step;
  }

  /** `Match host` sees another name from the last step on. */
  rename(current: string): void {
    this.add(this.steps.askingCurrent(current));
  }

  private add({ few, lanes }: Candidates): void {
    this.walk.add(few);
    for (const lane of lanes) if (!this.walk.has(lane)) this.walk.add(lane.steps, lane);
  }
}

const orderOf = ({ order }: Step): number => order;

/** Where a step can change nothing more, what it depends on need not be asked, which spares doubts. */
const isSettled = ({ statements, blind }: Step, { slots }: Progress): boolean =>
  blind === null && statements.every(({ slot, value }) => value === null || slots.has(slot));
