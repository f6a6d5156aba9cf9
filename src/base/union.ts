/** Of two lists with the smallest first, each number once; a list itself where the other one is empty. */
export function union(left: readonly number[], right: readonly number[] | undefined): readonly number[] {
  if (right === undefined || right.length === 0) return left;
  if (left.length === 0) return right;
  const all: number[] = [];
  let at = 0;
  for (const id of right) {
    for (let before = left[at]; before !== undefined && before < id; before = left[++at]) all.push(before);
    if (left[at] === id) at++;
    all.push(id);
  }
  for (let rest = left[at]; rest !== undefined; rest = left[++at]) all.push(rest);
  return all;
}

/** A list with the smallest first, each number once; the list itself where that is so already. */
export function distinct(sorted: readonly number[]): readonly number[] {
  for (let at = 1; at < sorted.length; at++) {
    if (sorted[at] === sorted[at - 1]) return sorted.filter((id, place) => id !== sorted[place - 1]);
  }
  return sorted;
}
