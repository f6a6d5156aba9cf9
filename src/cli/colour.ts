import { fstatSync } from "node:fs";
import type { Paint } from "../report/paint.ts";
import { plain } from "../report/paint.ts";
import type { Bundles } from "./node-host.ts";

export type When = "always" | "never" | "auto";

/** Like isatty(3), without loading Node's tty module. */
export function isTerminal(descriptor: 0 | 1 | 2): boolean {
  try {
    const facts = fstatSync(descriptor);
    // /dev/null is a character device too, with a fixed number on every Unix that matters here.
    return facts.isCharacterDevice() && facts.rdev !== NULL_DEVICE;
  } catch {
    return false;
  }
}

/** makedev(1, 3) on Linux. */
const NULL_DEVICE = 0x103;

/** --color, then NO_COLOR, FORCE_COLOR, CLICOLOR_FORCE, TERM=dumb, then whether the stream is a terminal. */
export function wantsColour(when: When, descriptor: 1 | 2, env: NodeJS.ProcessEnv): boolean {
  if (when !== "auto") return when === "always";
  if ((env.NO_COLOR ?? "") !== "") return false;
  const forced = env.FORCE_COLOR ?? env.CLICOLOR_FORCE;
  if (forced !== undefined) return forced !== "0" && forced !== "false";
  return env.TERM !== "dumb" && isTerminal(descriptor);
}

/** chalk is loaded only where there is something to paint. */
export async function paintFor(colour: boolean, bundles: Pick<Bundles, "colour">): Promise<Paint> {
  return colour ? bundles.colour().chalkPaint() : plain;
}
