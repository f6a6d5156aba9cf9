declare const unit: unique symbol;

/** A length of time in whole or fractional seconds, never negative. */
export type Seconds = number & { readonly [unit]: "seconds" };
/** A number of unanswered probes, 0 to 2147483647. */
export type Count = number & { readonly [unit]: "count" };

/** @throws RangeError on a negative or NaN length: a broken invariant, never user input. */
export function seconds(value: number): Seconds {
  if (!(value >= 0)) throw new RangeError(`not a length of time: ${value}`);
  return value as Seconds;
}

/** @throws RangeError on anything but a whole number from 0 on: a broken invariant, never user input. */
export function count(value: number): Count {
  if (!Number.isInteger(value) || value < 0) throw new RangeError(`not a count: ${value}`);
  return value as Count;
}
