/** FNV-1a: one step is one to one, so equal texts under two seeds never meet. */
export const SEED = 0x811c9dc5 | 0;
export const PRIME = 16_777_619;

export const hashStep = (hash: number, code: number): number => Math.imul(hash ^ code, PRIME);

export function hashOf(text: string, seed = SEED): number {
  let hash = seed;
  for (let at = 0; at < text.length; at++) hash = hashStep(hash, text.charCodeAt(at));
  return hash;
}
