import { readCalls } from "./command-lines.ts";
import { type Excerpt, joinExcerpts, madeUp, part, wholeText } from "./excerpt.ts";
import { mergeReadings } from "./merge-readings.ts";
import { moshTimeouts } from "./mosh.ts";
import type { Neighbour, Reading, ReadRequest } from "./neighbour.ts";
import { linesOf, trimmed } from "./physical-lines.ts";
import type { ShellAssignment } from "./shell-syntax.ts";
import { sshCallsIn } from "./ssh-calls.ts";

/** crontabs: the command of each line, which a shell gets (crontab(5)). */
export const crontab: Neighbour = {
  system: "crontab",
  title: "crontab",
  read: (request) => {
    const hasUsers = /(?:^|\/)(?:etc\/crontab|cron\.d\/[^/]*)$/.test(request.source.path);
    return readCrontab(wholeText(request.source.text), request, hasUsers);
  },
};

/** A table's text, wherever it stands. */
export function readCrontab(text: Excerpt, request: ReadRequest, hasUsers: boolean): Reading {
  const assignments: ShellAssignment[] = [];
  const readings: Reading[] = [];
  for (const line of linesOf(text)) {
    const variable = /^\s*([A-Za-z_]\w*)\s*=\s*/.exec(line.text);
    if (variable !== null)
      assignments.push({ name: variable[1] ?? "", value: unquoted(trimmed(part(line, variable[0].length))) });
    const command = commandIn(line, hasUsers);
    if (command === null || variable !== null) continue;
    const calls = sshCallsIn(command).map((call) => ({ ...call, assignments: [...assignments, ...call.assignments] }));
    // What runs again and again is started again; what runs at boot only is not.
    const restarts = !/^\s*@reboot\b/.test(line.text);
    readings.push(readCalls(calls, request, { name: "cron", restarts, restartsAlways: restarts }));
  }
  return mergeReadings([...readings, moshTimeouts(assignments, request)]);
}

const unquoted = (text: Excerpt): Excerpt =>
  /^(["']).*\1$/s.test(text.text) && text.text.length > 1 ? part(text, 1, text.text.length - 1) : text;

/** Behind five fields or a word with @, and a user in the system's tables. */
function commandIn(line: Excerpt, hasUser: boolean): Excerpt | null {
  if (/^\s*(?:#|$)/.test(line.text)) return null;
  const times = /^\s*(?:@\w+|(?:[\d*/,A-Za-z~-]+\s+){4}[\d*/,A-Za-z~-]+)\s+/.exec(line.text)?.[0];
  if (times === undefined) return null;
  const user = hasUser ? (/^\S+\s+/.exec(line.text.slice(times.length))?.[0] ?? "") : "";
  return upToPercent(part(line, times.length + user.length));
}

/** An unescaped `%` ends the command: what follows is its standard input. */
function upToPercent(text: Excerpt): Excerpt {
  const parts: Excerpt[] = [];
  let start = 0;
  for (let at = 0; at < text.text.length; at++) {
    if (text.text[at] !== "%") continue;
    const isEscaped = text.text[at - 1] === "\\";
    parts.push(part(text, start, isEscaped ? at - 1 : at), ...(isEscaped ? [madeUp("%")] : []));
    if (!isEscaped) return joinExcerpts(parts);
    start = at + 1;
  }
  return joinExcerpts([...parts, part(text, start)]);
}
