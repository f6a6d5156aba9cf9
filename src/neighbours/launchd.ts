import type { Starter } from "./autossh.ts";
import { readCalls } from "./command-lines.ts";
import { type Excerpt, madeUp, UNKNOWN, wholeText } from "./excerpt.ts";
import { mergeReadings } from "./merge-readings.ts";
import { moshTimeouts } from "./mosh.ts";
import { type Change, type Neighbour, nothingRead, type Reading, type ReadRequest, type Wanted } from "./neighbour.ts";
import { type PlistValue, plistValue } from "./plist-values.ts";
import type { Field, ShellAssignment } from "./shell-syntax.ts";
import { callsOfWords } from "./ssh-calls.ts";

/** launchd's jobs: the words of ProgramArguments, which no shell sees (launchd.plist(5)). */
export const launchd: Neighbour = {
  system: "launchd",
  title: "launchd job",
  read: (request) => readJob(wholeText(request.source.text), request),
};

/** A job's property list, wherever it stands. */
export function readJob(text: Excerpt, request: ReadRequest): Reading {
  const job = plistValue(text);
  if (job?.kind !== "dict") return nothingRead;
  const environment = environmentOf(job.entries.get("EnvironmentVariables"));
  const calls = callsOfWords(wordsOf(job.entries.get("ProgramArguments")), environment);
  const inEnvironment = environment.flatMap((one) => callsOfWords([], [one]));
  const found = readCalls([...inEnvironment, ...calls], request, starterOf(job.entries.get("KeepAlive")));
  const separator = /<\/string>(\s*)<string>/.exec(text.text)?.[1] ?? "";
  const reading = { ...found, change: (wanted: Wanted) => asElements(found.change(wanted), separator) };
  return mergeReadings([reading, moshTimeouts(environment, request)]);
}

/** An option that is added is two words, and each is an element. */
function asElements(change: Change, separator: string): Change {
  if ("refused" in change) return change;
  const edits = change.edits.map((edit) => {
    const option = edit.length === 0 ? /^ -o (.*)$/.exec(edit.text)?.[1] : undefined;
    if (option === undefined) return edit;
    return { ...edit, text: `</string>${separator}<string>-o</string>${separator}<string>${option}` };
  });
  return { ...change, edits };
}

function wordsOf(value: PlistValue | undefined): Field[] {
  if (value?.kind !== "array") return [];
  return value.items.map((one) => {
    if (one.kind !== "string") return { text: madeUp(UNKNOWN), start: 0, end: 0, isElastic: false };
    const { text, start, end } = one;
    return { text, start, end, isElastic: false };
  });
}

const environmentOf = (value: PlistValue | undefined): ShellAssignment[] =>
  value?.kind !== "dict"
    ? []
    : [...value.entries].map(([name, one]) => ({ name, value: one.kind === "string" ? one.text : null }));

/** `KeepAlive` true starts the job again whatever it ended with; a dictionary mostly does. */
const starterOf = (keepAlive: PlistValue | undefined): Starter => ({
  name: "launchd",
  restartsAlways: keepAlive?.kind === "true",
  restarts: keepAlive?.kind === "true" || keepAlive?.kind === "dict",
});
