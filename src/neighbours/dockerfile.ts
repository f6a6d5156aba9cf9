import { readCalls } from "./command-lines.ts";
import { type Excerpt, joinExcerpts, part, wholeText } from "./excerpt.ts";
import { jsonWords } from "./json-words.ts";
import { mergeReadings } from "./merge-readings.ts";
import { moshTimeouts } from "./mosh.ts";
import type { Neighbour, Reading, ReadRequest } from "./neighbour.ts";
import { joinedLines, trimmed } from "./physical-lines.ts";
import { readScript } from "./script.ts";
import { readShell, type ShellAssignment } from "./shell-syntax.ts";
import { callsOfWords } from "./ssh-calls.ts";

/** Dockerfiles: RUN, CMD, ENTRYPOINT and HEALTHCHECK in both forms, and ENV. */
export const dockerfile: Neighbour = { system: "dockerfile", title: "Dockerfile", read: readDockerfile };

function readDockerfile(request: ReadRequest): Reading {
  const readings: Reading[] = [];
  const environment: ShellAssignment[] = [];
  for (const { keyword, rest } of instructionsOf(wholeText(request.source.text))) {
    if (keyword === "ENV") environment.push(...environmentOf(rest));
    else if (keyword === "RUN") readings.push(commandReading(withoutFlags(rest), request));
    else if (keyword === "CMD" || keyword === "ENTRYPOINT") readings.push(commandReading(rest, request));
    else if (keyword === "HEALTHCHECK") {
      const command = /^(?:--\S+\s+)*CMD\s+/i.exec(rest.text)?.[0];
      if (command !== undefined) readings.push(commandReading(part(rest, command.length), request));
    }
  }
  const variables = environment.map((one) => readCalls(callsOfWords([], [one]), request));
  return mergeReadings([...variables, ...readings, moshTimeouts(environment, request)]);
}

interface Instruction {
  readonly keyword: string;
  readonly rest: Excerpt;
}

/** Comments may stand between the lines of one instruction; a here-document belongs to the line that opens it. */
function instructionsOf(text: Excerpt): Instruction[] {
  const mark = /^#\s*escape=`/im.test(text.text.slice(0, 200)) ? "`" : "\\";
  const found: Instruction[] = [];
  const bodies = joinedLines(text, { mark, by: "", comment: /^[ \t]*#/ });
  for (let at = 0; at < bodies.length; at++) {
    const line = bodies[at];
    const head = /^\s*([A-Za-z]+)\s+/.exec(line?.text ?? "");
    if (line === undefined || head === null) continue;
    const keyword = (head[1] ?? "").toUpperCase();
    const rest = trimmed(part(line, head[0].length));
    const marker = keyword === "RUN" ? /<<-?\s*["']?(\w+)["']?/.exec(rest.text)?.[1] : undefined;
    if (marker === undefined) found.push({ keyword, rest });
    else {
      const end = bodies.findIndex((one, index) => index > at && one.text.trim() === marker);
      const inside = bodies.slice(at + 1, end === -1 ? bodies.length : end);
      const script = /^<<-?\s*["']?\w+["']?\s*$/.test(rest.text)
        ? inside
        : [rest, ...inside, ...bodies.slice(end, end + 1)];
      found.push({ keyword, rest: joinExcerpts(script.flatMap((one) => [one, { text: "\n", at: () => -1 }])) });
      if (end !== -1) at = end;
    }
  }
  return found;
}

const withoutFlags = (rest: Excerpt): Excerpt => part(rest, /^(?:--\S+\s+)*/.exec(rest.text)?.[0].length ?? 0);

/** `["ssh", "-o", "…"]` is no shell's; anything else is. */
function commandReading(rest: Excerpt, request: ReadRequest): Reading {
  const words = rest.text.startsWith("[") ? jsonWords(rest) : null;
  return words === null ? readScript(rest, request) : readCalls(callsOfWords(words, []), request);
}

/** `ENV NAME=value …` and `ENV NAME value`. */
function environmentOf(rest: Excerpt): ShellAssignment[] {
  const old = /^(\w+)\s+/.exec(rest.text);
  if (old !== null) return [{ name: old[1] ?? "", value: part(rest, old[0].length) }];
  return readShell(rest).commands.flatMap(({ assignments }) => assignments);
}
