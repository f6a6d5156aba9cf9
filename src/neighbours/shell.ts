import { readCalls } from "./command-lines.ts";
import { wholeText } from "./excerpt.ts";
import type { Neighbour } from "./neighbour.ts";
import { sshCallsIn } from "./ssh-calls.ts";

/** Shell scripts: the command lines of ssh and of what starts it. */
export const shell: Neighbour = {
  system: "shell",
  title: "shell script",
  read: (request) => readCalls(sshCallsIn(wholeText(request.source.text)), request),
};
