import type { Bytes } from "./byte-text.ts";

/** FNV-1a: one step is one to one, so equal texts under two seeds never meet. */
export const SEED = 0x811c9dc5 | 0;
export const PRIME = 16_777_619;

export const hashStep = (hash: number, code: number): number => Math.imul(hash ^ code, PRIME);

export const hashOf = (text: string, seed = SEED): number => hashIn(text, 0, text.length, seed);

/** The same of a part. */
export function hashIn(text: string, start: number, end: number, seed = SEED): number {
  let hash = seed;
  for (let at = start; at < end; at++) hash = hashStep(hash, text.charCodeAt(at));
  return hash;
}

/** The same of bytes. */
export function hashForwards(bytes: Bytes, start: number, end: number): number {
  let hash = SEED;
  for (let at = start; at < end; at++) hash = hashStep(hash, bytes[at] ?? 0);
  return hash;
}

/** From the last byte to the first. */
export function hashBackwards(bytes: Bytes, start: number, end: number): number {
  let hash = SEED;
  for (let at = end - 1; at >= start; at--) hash = hashStep(hash, bytes[at] ?? 0);
  return hash;
}
