import type { Starter } from "./autossh.ts";
import { readCalls } from "./command-lines.ts";
import { type Excerpt, joinExcerpts, madeUp, part, placeIn, UNKNOWN, wholeText, withOffsets } from "./excerpt.ts";
import { readSshfsMount } from "./fstab.ts";
import { mergeReadings } from "./merge-readings.ts";
import { moshTimeouts } from "./mosh.ts";
import { type Neighbour, nothingRead, type Reading, type ReadRequest } from "./neighbour.ts";
import { joinedLines } from "./physical-lines.ts";
import type { Field, ShellAssignment } from "./shell-syntax.ts";
import { callsOfWords, type SshCall } from "./ssh-calls.ts";
import { type SystemdWord, systemdWords } from "./systemd-words.ts";

interface UnitLine {
  readonly section: string;
  readonly key: string;
  readonly value: Excerpt;
}

/** systemd units: the commands that Exec lines start, with what Environment lines give them (systemd.service(5), systemd.syntax(7)). */
export const systemd: Neighbour = {
  system: "systemd",
  title: "systemd unit",
  read: (request) => readUnit(wholeText(request.source.text), request),
};

/** A unit's text, wherever it stands. */
export function readUnit(text: Excerpt, request: ReadRequest): Reading {
  const lines = unitLines(text);
  const assignments = environmentIn(lines);
  const calls = execCommandsIn(lines, assignments).flatMap((words) => callsOfWords(words, assignments));
  const inEnvironment = assignments.flatMap((one) => callsOfWords([], [one]));
  const readings = readCalls([...inEnvironment, ...calls] satisfies SshCall[], request, starterOf(lines));
  return mergeReadings([readings, moshTimeouts(assignments, request), mountOf(lines, request)]);
}

/** A mount unit: sshfs gets what stands in Options (systemd.mount(5)); of each key the last line counts. */
function mountOf(lines: readonly UnitLine[], request: ReadRequest): Reading {
  const lastOf = (wanted: string): Field | null => {
    const text = lines.findLast(({ section, key }) => section === "Mount" && key === wanted)?.value;
    if (text === undefined || text.text === "" || /[%\\"'\s]/.test(text.text)) return null;
    return { text, ...placeIn(text, 0, text.text.length), isElastic: false };
  };
  const [device, type, options] = [lastOf("What"), lastOf("Type"), lastOf("Options")];
  if (device === null || type === null || options === null) return nothingRead;
  return readSshfsMount({ device, type: type.text.text, options }, request);
}

/** What a unit starts and sets, word by word. */
export interface UnitWords {
  readonly commands: readonly (readonly Field[])[];
  readonly environment: readonly ShellAssignment[];
}

export function unitWords(text: string): UnitWords {
  const lines = unitLines(wholeText(text));
  const environment = environmentIn(lines);
  return { commands: execCommandsIn(lines, environment), environment };
}

const execKey = /^Exec(?:Start|StartPre|StartPost|Reload|Stop|StopPost|Condition)$/;

/** The commands in the order of their lines; an empty value takes back what the key was given before. */
function execCommandsIn(lines: readonly UnitLine[], environment: readonly ShellAssignment[]): Field[][] {
  const found = inService(lines).filter(({ key }) => execKey.test(key));
  const left = found.filter(({ key, value }, at) => value.text !== "" && !isTakenBack(found, key, at));
  return left.flatMap(({ value }) => commandsOf(value, environment));
}

const environmentIn = (lines: readonly UnitLine[]): ShellAssignment[] => {
  const found = inService(lines).filter(({ key }) => key === "Environment");
  return found.flatMap(({ value }, at) => (isTakenBack(found, "Environment", at) ? [] : environmentOf(value)));
};

const inService = (lines: readonly UnitLine[]): UnitLine[] =>
  lines.filter(({ section }) => section === "Service" || section === "");

const isTakenBack = (lines: readonly UnitLine[], key: string, at: number): boolean =>
  lines.some((line, index) => index > at && line.key === key && line.value.text === "");

function starterOf(lines: readonly UnitLine[]): Starter {
  const restart = lines.findLast(({ section, key }) => (section === "Service" || section === "") && key === "Restart")
    ?.value.text;
  return {
    name: "this unit",
    restartsAlways: restart === "always",
    restarts: restart !== undefined && !/^(?:no|on-success|on-abort|on-watchdog)?$/.test(restart),
  };
}

/** Comments stand on lines of their own, also between the lines of one value. */
function unitLines(text: Excerpt): UnitLine[] {
  const found: UnitLine[] = [];
  let section = "";
  for (const line of joinedLines(text, { mark: "\\", by: " ", comment: /^[ \t]*[#;]/, inPairs: true })) {
    const heading = /^\s*\[([^\]]*)\]\s*$/.exec(line.text);
    if (heading !== null) section = heading[1] ?? "";
    const equals = line.text.indexOf("=");
    if (heading !== null || equals === -1) continue;
    found.push({ section, key: line.text.slice(0, equals).trim(), value: withoutBlanks(part(line, equals + 1)) });
  }
  return found;
}

/** A byte of UTF-8 may look like a blank of Unicode. */
function withoutBlanks(text: Excerpt): Excerpt {
  const start = text.text.search(/[^ \t\r]|$/);
  return part(text, start, Math.max(start, text.text.replace(/[ \t\r]+$/, "").length));
}

/** Up to a word that systemd cannot read: the rest of the line is ignored. */
function environmentOf(value: Excerpt): ShellAssignment[] {
  const { words } = systemdWords(value);
  const wrong = words.findIndex(({ hasUnknownEscape }) => hasUnknownEscape);
  return words.slice(0, wrong === -1 ? words.length : wrong).flatMap(({ text, offsets }) => {
    const equals = text.indexOf("=");
    const name = text.slice(0, Math.max(0, equals));
    return !/^[A-Za-z_]\w*$/.test(name) ? [] : [{ name, value: part(withOffsets(text, offsets), equals + 1) }];
  });
}

/** `;` alone separates commands. One with an open quote is ignored, those before it are not. */
function commandsOf(value: Excerpt, environment: readonly ShellAssignment[]): Field[][] {
  const { words, isBroken } = systemdWords(value);
  const commands: SystemdWord[][] = [[]];
  for (const word of words) {
    if (word.isSeparator) commands.push([]);
    else commands.at(-1)?.push(word);
  }
  if (isBroken) commands.pop();
  return commands
    .filter((one) => one.length > 0)
    .map((one) => withoutSigns(one).flatMap((word) => fieldsFrom(value, word, environment)));
}

/** `@`: the second word is not an argument but the name that the program gets for its own. */
function withoutSigns([first, ...rest]: readonly SystemdWord[]): SystemdWord[] {
  if (first === undefined) return [];
  const signs = /^[@:+!|-]*/.exec(first.text)?.[0] ?? "";
  const path = { ...first, text: first.text.slice(signs.length), offsets: first.offsets.slice(signs.length) };
  return [path, ...(signs.includes("@") ? rest.slice(1) : rest)];
}

/** `$NAME` as a word of its own falls apart at blanks, `${NAME}` anywhere does not. */
function fieldsFrom(value: Excerpt, word: SystemdWord, environment: readonly ShellAssignment[]): Field[] {
  const { start, end: last } = placeIn(value, word.start, word.end);
  // Written by a script: a variable of it, without quotes, may have stood for several words.
  const isAny = word.text === UNKNOWN && word.end - word.start === 1;
  const field = (text: Excerpt, isElastic = isAny): Field => ({ text, start, end: last, isElastic });
  const text = withOffsets(word.text, word.offsets);
  const alone = /^\$(\w+)$/.exec(word.text)?.[1];
  const known = (name: string): Excerpt | null => environment.findLast((one) => one.name === name)?.value ?? null;
  if (alone !== undefined) {
    const held = known(alone);
    return held === null ? [field(madeUp(UNKNOWN), true)] : blankWords(held).map((one) => field(one));
  }
  const parts: Excerpt[] = [];
  let at = 0;
  for (const { 0: whole, 1: name, index } of word.text.matchAll(/\$\{(\w+)\}|\$\$/g)) {
    parts.push(part(text, at, index), name === undefined ? madeUp("$") : (known(name) ?? madeUp(UNKNOWN)));
    at = index + whole.length;
  }
  return [field(joinExcerpts([...parts, part(text, at)]))];
}

/** What a variable holds falls apart at blanks, quotes around words taken away. */
const blankWords = (held: Excerpt): Excerpt[] =>
  systemdWords(held).words.map(({ text, offsets }) => withOffsets(text, offsets));
