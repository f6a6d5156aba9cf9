/** Makes a value on first use and keeps it. */
export function once<T>(make: () => T): () => T {
  let made: T | undefined;
  let isMade = false;
  return () => {
    if (!isMade) {
      made = make();
      isMade = true;
    }
    return made as T;
  };
}
