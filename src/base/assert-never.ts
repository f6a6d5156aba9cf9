/** The compiler proves that this is not reached; at run time it is a broken invariant. */
export function assertNever(value: never): never {
  throw new Error(`unexpected variant: ${JSON.stringify(value)}`);
}
