import type { Side } from "../base/side.ts";
import { type EffectiveSettings, valuesOf } from "../eval/connection.ts";
import type { Evaluated } from "../eval/effective.ts";
import type { Program } from "../eval/program.ts";
import type { Policy } from "../policy/policy.ts";
import type { EffectiveError, EffectiveResult } from "../report/report.ts";
import { serverAlternatives } from "../timeline/alternatives.ts";
import { timeline } from "../timeline/dead-peer.ts";
import type { Timeline, TimelineInput } from "../timeline/timeline.ts";

/** What targets are judged by. */
export interface Judging extends Pick<TimelineInput, "release" | "peerGivesUp"> {
  readonly policy: Policy;
  /** Timelines by what they depend on: thousands of targets may share one. Absent: none is kept. */
  readonly timelines?: Map<string, Timeline>;
}

/** What a target gets, with what happens when its peer dies; null for both where the program would refuse the files. */
export function resultOf(one: Evaluated, program: Program, judging: Judging): EffectiveResult {
  const { side } = program;
  const errors = errorsOf(one, program);
  const inputFor = (settings: EffectiveSettings) => inputOf(side, settings, one.proxied, judging);
  const possible = one.possible.map((outcome) => {
    return { ...outcome, timeline: outcome.settings === null ? null : timeline(inputFor(outcome.settings)) };
  });
  const shared = { side, target: one.targets[0] ?? "", errors, possible, connection: one };
  if (errors.length > 0) return { ...shared, settings: null, timeline: null, alternatives: [] };
  const { settings } = one;
  const input = inputFor(settings);
  const alternatives = side === "server" ? serverAlternatives(input.settings, input.release, input.kernel) : [];
  return { ...shared, settings, timeline: sharedTimeline(input, judging.timelines), alternatives };
}

/** One for all that depend on the same values. */
export function sharedTimeline(input: TimelineInput, known: Judging["timelines"]): Timeline {
  const { interval, countMax, tcpKeepAlive } = input.settings;
  const key = `${interval}|${countMax}|${tcpKeepAlive}|${input.proxied}`;
  const made = known?.get(key) ?? timeline(input);
  known?.set(key, made);
  return made;
}

export function errorsOf(one: Evaluated, program: Program): EffectiveError[] {
  const found = [...program.problems.map((problem) => ({ ...problem, source: problem.file.source })), ...one.errors];
  return found.map(({ source, start, end, error }) => ({ place: { source, start, end }, message: error }));
}

export function inputOf(side: Side, settings: EffectiveSettings, proxied: boolean, judging: Judging): TimelineInput {
  const { policy, release, peerGivesUp } = judging;
  return {
    side,
    release,
    settings: valuesOf(settings),
    proxied,
    kernel: policy.kernel,
    networkLimit: policy.network.limit,
    ...(peerGivesUp === undefined ? {} : { peerGivesUp }),
  };
}
