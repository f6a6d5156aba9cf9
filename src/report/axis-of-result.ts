import type { Side } from "../base/side.ts";
import { type EffectiveSettings, valuesOf } from "../eval/connection.ts";
import { type Axis, axisOf } from "../timeline/axis.ts";
import type { Timeline } from "../timeline/timeline.ts";
import type { EffectiveReport, EffectiveResult } from "./report.ts";
import type { Hop } from "./topology.ts";

/** What a picture is drawn of: one side of one connection, to a target or to a host on the way. */
export interface Drawn {
  readonly side: Side;
  readonly target: string;
  readonly settings: EffectiveSettings;
  readonly timeline: Timeline;
  readonly proxied: boolean;
}

/** The result itself, where its files are accepted. */
export function drawnOf({ side, target, settings, timeline, connection }: EffectiveResult): Drawn | null {
  if (settings === null || timeline === null) return null;
  return { side, target, settings, timeline, proxied: connection.proxied };
}

/** A host on the way, where its files are accepted. */
export function drawnHop({ target, settings, timeline, proxied }: Hop): Drawn | null {
  return settings === null || timeline === null ? null : { side: "client", target, settings, timeline, proxied };
}

/** Every moment that belongs into the picture; the report says what it was judged by. */
export function axisOfDrawn(drawn: Drawn, { assuming, policy }: Pick<EffectiveReport, "assuming" | "policy">): Axis {
  const { side, settings, proxied, timeline } = drawn;
  const { release } = assuming.version;
  const networkLimit = policy.network.limit;
  return axisOf(
    { side, release, settings: valuesOf(settings), proxied, kernel: policy.kernel, networkLimit },
    timeline,
  );
}
