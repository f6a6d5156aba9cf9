import type { Remark } from "../eval/connection.ts";
import { readCalls } from "./command-lines.ts";
import { type Excerpt, joinExcerpts, madeUp, part, UNKNOWN, wholeText } from "./excerpt.ts";
import { jsonWords } from "./json-words.ts";
import { mergeReadings } from "./merge-readings.ts";
import { moshTimeouts } from "./mosh.ts";
import type { Neighbour, Reading, ReadRequest } from "./neighbour.ts";
import { joinedLines, trimmed } from "./physical-lines.ts";
import { readScript } from "./script.ts";
import { type Field, readShell, type ShellAssignment } from "./shell-syntax.ts";
import { callsOfWords } from "./ssh-calls.ts";

/** Dockerfiles: RUN, CMD, ENTRYPOINT and HEALTHCHECK in both forms, and ENV. */
export const dockerfile: Neighbour = { system: "dockerfile", title: "Dockerfile", read: readDockerfile };

function readDockerfile(request: ReadRequest): Reading {
  const readings: Reading[] = [];
  const environment: ShellAssignment[] = [];
  let stage: Stage = { entrypoint: null, command: null };
  const run = (text: Excerpt): void => {
    readings.push(readScript(text, request, environment));
  };
  const start = (): void => {
    readings.push(readCalls(callsOfWords(startedBy(stage), environment), request));
    stage = { entrypoint: null, command: null };
  };
  for (const { keyword, rest } of instructionsOf(wholeText(request.source.text))) {
    const words = /^\[/.test(rest.text) ? jsonWords(rest) : null;
    if (keyword === "FROM") start();
    else if (keyword === "ENV") environment.push(...environmentOf(rest));
    else if (keyword === "RUN") commandIn(withoutFlags(rest), run, readings, request);
    else if (keyword === "ENTRYPOINT" && words !== null) stage = { ...stage, entrypoint: words };
    else if (keyword === "CMD" && words !== null) stage = { ...stage, command: words };
    else if (keyword === "CMD" || keyword === "ENTRYPOINT") run(rest);
    else if (keyword === "HEALTHCHECK") {
      const command = /^(?:--\S+\s+)*CMD\s+/i.exec(rest.text)?.[0];
      if (command !== undefined) commandIn(part(rest, command.length), run, readings, request);
    }
  }
  start();
  const variables = environment.map((one) => readCalls(callsOfWords([], [one]), request));
  const all = mergeReadings([...variables, ...readings, moshTimeouts(environment, request)]);
  return { ...all, remarks: all.remarks.filter((remark) => !isOfNewImage(remark)) };
}

/** An image is new: nobody has a configuration in it yet but those of packages. */
const isOfNewImage = (remark: Remark): boolean =>
  remark.kind === "config-overwritten" && !remark.path.startsWith("/etc/");

/** What a stage of the build starts, in the form of words. */
interface Stage {
  readonly entrypoint: readonly Field[] | null;
  readonly command: readonly Field[] | null;
}

/** The words of CMD stand behind those of ENTRYPOINT; without CMD whoever runs the image gives the rest. */
function startedBy({ entrypoint, command }: Stage): readonly Field[] {
  if (entrypoint === null) return command ?? [];
  const end = entrypoint.at(-1)?.end ?? 0;
  const any = { text: madeUp(UNKNOWN), start: end, end, isElastic: true };
  return [...entrypoint, ...(command ?? [any, any])];
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
function commandIn(rest: Excerpt, run: (text: Excerpt) => void, readings: Reading[], request: ReadRequest): void {
  const words = rest.text.startsWith("[") ? jsonWords(rest) : null;
  if (words === null) run(rest);
  else readings.push(readCalls(callsOfWords(words, []), request));
}

/** `ENV NAME=value …` and `ENV NAME value`. */
function environmentOf(rest: Excerpt): ShellAssignment[] {
  const old = /^(\w+)\s+/.exec(rest.text);
  if (old !== null) return [{ name: old[1] ?? "", value: part(rest, old[0].length) }];
  return readShell(rest).commands.flatMap(({ assignments }) => assignments);
}
