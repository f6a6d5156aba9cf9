/** Lines that went and lines that came in their place, counted from 0. */
export interface LineChange {
  readonly oldStart: number;
  readonly gone: number;
  readonly newStart: number;
  readonly come: number;
}

/** A change of more lines than this is left to a search that finds the smallest one. */
const FARTHEST = 100;

/**
 * Where two texts differ by small changes far apart, in time that grows with their length alone; null where some change is
 * larger than that.
 */
export function lineChanges(was: readonly string[], is: readonly string[]): LineChange[] | null {
  const changes: LineChange[] = [];
  let oldAt = 0;
  let newAt = 0;
  while (oldAt < was.length || newAt < is.length) {
    if (was[oldAt] === is[newAt]) {
      oldAt++;
      newAt++;
      continue;
    }
    const next = nextEqual(was, is, oldAt, newAt);
    if (next === null) return null;
    changes.push({ oldStart: oldAt, newStart: newAt, ...next });
    oldAt += next.gone;
    newAt += next.come;
  }
  return changes;
}

/** The nearest place where both go on alike. */
function nextEqual(
  was: readonly string[],
  is: readonly string[],
  oldAt: number,
  newAt: number,
): Pick<LineChange, "gone" | "come"> | null {
  for (let distance = 1; distance <= FARTHEST; distance++) {
    for (let gone = 0; gone <= distance; gone++) {
      const come = distance - gone;
      const isSimple = gone === come || gone === 0 || come === 0;
      if (goOnAlike(was, is, oldAt + gone, newAt + come, isSimple)) return { gone, come };
    }
  }
  return null;
}

/** One line will do where lines only changed, came or went; else two, and two for a blank one, which stands everywhere. */
function goOnAlike(
  was: readonly string[],
  is: readonly string[],
  oldAt: number,
  newAt: number,
  isSimple: boolean,
): boolean {
  if (oldAt > was.length || newAt > is.length || was[oldAt] !== is[newAt]) return false;
  const line = was[oldAt];
  return (isSimple && line?.trim() !== "") || was[oldAt + 1] === is[newAt + 1];
}
