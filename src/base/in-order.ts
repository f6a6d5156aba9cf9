/** Each number once, smallest first; most lists are that already, and are given back. */
export function inOrder(numbers: number[]): readonly number[] {
  for (let at = 1; at < numbers.length; at++) {
    if ((numbers[at] ?? 0) <= (numbers[at - 1] ?? 0)) return [...new Set(numbers)].sort((left, right) => left - right);
  }
  return numbers;
}
