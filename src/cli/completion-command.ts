import type { Shell } from "./command.ts";
import { shapesOf } from "./command-shape.ts";
import { completionScript } from "./completion.ts";
import { lintFormats } from "./formats.ts";
import { commandTree } from "./options.ts";
import { writeAll } from "./output.ts";

/** Prints the completion script of a shell. */
export function completionCommand(shell: Shell): number {
  writeAll(1, completionScript(shell, shapesOf(commandTree(), lintFormats)));
  return 0;
}
