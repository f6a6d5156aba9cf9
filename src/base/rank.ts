/** Of starts, the smallest first, the number of the last one that is not behind an index; 0 where all are. */
export function rankOf(starts: ArrayLike<number>, index: number): number {
  let low = 0;
  let high = starts.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((starts[middle] ?? 0) <= index) low = middle;
    else high = middle;
  }
  return low;
}
