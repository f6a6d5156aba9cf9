/** FNV-1a: one step is one to one, so equal texts under two seeds never meet. */
export const SEED = 0x811c9dc5 | 0;
export const PRIME = 16_777_619;

export const hashStep = (hash: number, code: number): number => Math.imul(hash ^ code, PRIME);

export function hashOf(text: string, seed = SEED): number {
  let hash = seed;
  for (let at = 0; at < text.length; at++) hash = hashStep(hash, text.charCodeAt(at));
  return hash;
}

/** The same from the last byte to the first. */
export function hashFromEnd(text: string): number {
  let hash = SEED;
  for (let at = text.length - 1; at >= 0; at--) hash = hashStep(hash, text.charCodeAt(at));
  return hash;
}
