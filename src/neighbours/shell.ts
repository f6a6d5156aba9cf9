import { wholeText } from "./excerpt.ts";
import type { Neighbour } from "./neighbour.ts";
import { readScript } from "./script.ts";

/** Shell scripts: the command lines of ssh and of what starts it, and the configurations that they write. */
export const shell: Neighbour = {
  system: "shell",
  title: "shell script",
  read: (request) => readScript(wholeText(request.source.text), request),
};
