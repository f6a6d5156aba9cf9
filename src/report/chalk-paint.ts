import type { Paint } from "./paint.ts";

/**
 * Colour by chalk, loaded only when wanted: most runs have none. The caller decides whether there is colour, since chalk
 * itself passes over NO_COLOR (facts/cli-and-node.md A5); the sixteen basic colours follow the terminal's own theme.
 */
export async function chalkPaint(): Promise<Paint> {
  const { Chalk } = await import("chalk");
  const { bold, dim, red, yellow, blue, green, cyan } = new Chalk({ level: 1 });
  return {
    bold: one(bold),
    dim: one(dim),
    red: one(red),
    yellow: one(yellow),
    blue: one(blue),
    green: one(green),
    cyan: one(cyan),
  };
}

/** chalk paints all its arguments; as a callback of `map` it would paint the index too. */
const one =
  (paint: (text: string) => string) =>
  (text: string): string =>
    paint(text);
