import { type EffectiveSettings, valuesOf } from "../eval/connection.ts";
import type { Evaluated } from "../eval/effective.ts";
import type { Program } from "../eval/program.ts";
import type { Policy } from "../policy/policy.ts";
import type { EffectiveError, EffectiveResult } from "../report/report.ts";
import { serverAlternatives } from "../timeline/alternatives.ts";
import { timeline } from "../timeline/dead-peer.ts";

/** What a target gets, with what happens when its peer dies; null for both where the program would refuse the files. */
export function resultOf(one: Evaluated, program: Program, policy: Policy, release: number): EffectiveResult {
  const { side } = program;
  const errors: EffectiveError[] = [
    ...program.problems.map(({ file, start, end, error }) => ({
      place: { source: file.source, start, end },
      message: error,
    })),
    ...one.errors.map(({ source, start, end, error }) => ({ place: { source, start, end }, message: error })),
  ];
  const networkLimit = policy.network.limit;
  const timelineOf = (settings: EffectiveSettings) =>
    timeline({
      side,
      release,
      settings: valuesOf(settings),
      proxied: one.proxied,
      kernel: policy.kernel,
      networkLimit,
    });
  const accepted = errors.length === 0;
  return {
    side,
    target: one.targets[0] ?? "",
    settings: accepted ? one.settings : null,
    timeline: accepted ? timelineOf(one.settings) : null,
    errors,
    possible: one.possible.map((outcome) => {
      return { ...outcome, timeline: outcome.settings === null ? null : timelineOf(outcome.settings) };
    }),
    connection: one,
    alternatives:
      side === "server" && accepted ? serverAlternatives(valuesOf(one.settings), release, policy.kernel) : [],
  };
}
