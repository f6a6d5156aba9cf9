import type { Shell } from "./command.ts";
import { shapesOf } from "./command-shape.ts";
import { completionScript } from "./completion.ts";
import { formats } from "./formats.ts";
import { commandTree } from "./options.ts";
import { writeAll } from "./output.ts";

/** Prints the completion script of a shell. */
export function completionCommand(shell: Shell): number {
  writeAll(1, completionScript(shell, shapesOf(commandTree(), formats)));
  return 0;
}
