/** Edits (insert, delete, replace, swap two neighbours) that turn one word into the other. Optimal string alignment. */
export function editDistance(from: string, to: string): number {
  let older: number[] = [];
  let row = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1);
      const swapped = i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1];
      const best = Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, replaced);
      next.push(swapped ? Math.min(best, (older[j - 2] ?? 0) + 1) : best);
    }
    older = row;
    row = next;
  }
  return row[to.length] ?? 0;
}

/** Longest word that is worth comparing: no name here comes near, and the cost grows with its square. */
const longestWord = 64;

/** The known name that a misspelled word most likely means: at most a third of its letters differ, letter case aside. */
export function nearestName(word: string, known: readonly string[]): string | null {
  if (word.length > longestWord) return null;
  const candidates = known
    .map((name) => ({ name, distance: editDistance(word.toLowerCase(), name.toLowerCase()) }))
    .filter(({ name, distance }) => distance <= Math.max(1, Math.floor(name.length / 3)))
    .toSorted((a, b) => a.distance - b.distance);
  return candidates[0]?.name ?? null;
}

/** " (did you mean "network"?)", or the known names where none is near. */
export function hint(word: string, known: readonly string[]): string {
  const near = nearestName(word, known);
  return near === null ? ` (known: ${known.join(", ")})` : ` (did you mean "${near}"?)`;
}
