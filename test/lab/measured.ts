import type { Fate } from "../../src/timeline/timeline.ts";

/** What a case came to. */
export interface Measured {
  /** null: nothing happened. */
  readonly seconds: number | null;
  /** For so many seconds it was watched. */
  readonly watched: number;
}

/** The model may be off by so much: a second, or a tenth of what it says. */
export const tolerance = (predicted: number): number => Math.max(1, predicted / 10);

/** Why a measurement contradicts the model; null: it does not. */
export function contradiction(predicted: Fate, { seconds, watched }: Measured): string | null {
  if ("never" in predicted) return seconds === null ? null : `ended after ${seconds.toFixed(2)} s, never was said`;
  const { earliest, latest } = predicted;
  if (seconds === null) return `still there after ${watched.toFixed(0)} s`;
  if (seconds < earliest - tolerance(earliest)) return `${(earliest - seconds).toFixed(2)} s too early`;
  return seconds > latest + tolerance(latest) ? `${(seconds - latest).toFixed(2)} s too late` : null;
}

export const predictedWords = (fate: Fate): string =>
  "never" in fate
    ? "never"
    : fate.latest - fate.earliest < 0.05
      ? `${fate.latest}`
      : `${fate.earliest}..${fate.latest}`;

export const measuredWords = ({ seconds, watched }: Measured): string =>
  seconds === null ? `alive at ${watched.toFixed(0)}` : seconds.toFixed(2);
