/** Half-open range of byte offsets into one file's text: `start` is the first byte, `end` the one behind the last. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export const span = (start: number, end: number): Span => ({ start, end });
