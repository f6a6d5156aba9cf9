/** Colours as functions of text that is already safe and laid out: painting never changes what is measured. */
export interface Paint {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly red: (text: string) => string;
  readonly yellow: (text: string) => string;
  readonly blue: (text: string) => string;
  readonly green: (text: string) => string;
  readonly cyan: (text: string) => string;
}

const same = (text: string): string => text;

/** No colour at all: pipes, files, logs. */
export const plain: Paint = { bold: same, dim: same, red: same, yellow: same, blue: same, green: same, cyan: same };
