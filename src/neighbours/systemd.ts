import type { Starter } from "./autossh.ts";
import { readCalls } from "./command-lines.ts";
import { type Excerpt, joinExcerpts, madeUp, part, placeIn, UNKNOWN, wholeText, withOffsets } from "./excerpt.ts";
import { mergeReadings } from "./merge-readings.ts";
import { moshTimeouts } from "./mosh.ts";
import type { Neighbour, Reading, ReadRequest } from "./neighbour.ts";
import { joinedLines, trimmed } from "./physical-lines.ts";
import type { Field, ShellAssignment } from "./shell-syntax.ts";
import { callsOfWords, type SshCall } from "./ssh-calls.ts";

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
  const assignments = lines.filter(({ key }) => key === "Environment").flatMap(({ value }) => environmentOf(value));
  const calls = lines
    .filter(
      ({ section, key }) =>
        (section === "Service" || section === "") &&
        /^Exec(?:Start|StartPre|StartPost|Reload|Stop|StopPost|Condition)$/.test(key),
    )
    .flatMap(({ value }) => commandsOf(value, assignments).flatMap((words) => callsOfWords(words, assignments)));
  const inEnvironment = assignments.flatMap((one) => callsOfWords([], [one]));
  const readings = readCalls([...inEnvironment, ...calls] satisfies SshCall[], request, starterOf(lines));
  return mergeReadings([readings, moshTimeouts(assignments, request)]);
}

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
  for (const line of joinedLines(text, { mark: "\\", by: " ", comment: /^[ \t]*[#;]/ })) {
    const heading = /^\s*\[([^\]]*)\]\s*$/.exec(line.text);
    if (heading !== null) section = heading[1] ?? "";
    const equals = line.text.indexOf("=");
    if (heading !== null || equals === -1) continue;
    found.push({ section, key: line.text.slice(0, equals).trim(), value: trimmed(part(line, equals + 1)) });
  }
  return found;
}

const environmentOf = (value: Excerpt): ShellAssignment[] =>
  wordsOf(value, []).flatMap(({ text }) => {
    const equals = text.text.indexOf("=");
    return equals < 1 ? [] : [{ name: text.text.slice(0, equals), value: part(text, equals + 1) }];
  });

/** `;` alone separates commands; the first word may begin with signs of its own. */
function commandsOf(value: Excerpt, environment: readonly ShellAssignment[]): Field[][] {
  const signs = /^[@:+!|-]*/.exec(value.text)?.[0].length ?? 0;
  const commands: Field[][] = [[]];
  for (const word of wordsOf(part(value, signs), environment)) {
    if (word.text.text === ";") commands.push([]);
    else commands.at(-1)?.push(word);
  }
  return commands;
}

/** A word's bytes with their places. */
interface Word {
  text: string;
  readonly offsets: number[];
  readonly start: number;
  quoted: boolean;
}

/** Takes a line apart as systemd does (extract-word.c): quotes anywhere, C escapes, no shell. */
function wordsOf(value: Excerpt, environment: readonly ShellAssignment[]): Field[] {
  const words: { readonly word: Word; readonly end: number }[] = [];
  let word: Word | null = null;
  let quote = "";
  const { text } = value;
  const begin = (at: number): Word => {
    word ??= { text: "", offsets: [], start: at, quoted: false };
    return word;
  };
  for (let at = 0; at < text.length; at++) {
    const letter = text[at] ?? "";
    if (quote === "" && /\s/.test(letter)) {
      if (word !== null) words.push({ word, end: at });
      word = null;
    } else if (quote === "" ? letter === '"' || letter === "'" : letter === quote) {
      begin(at).quoted = true;
      quote = quote === "" ? letter : "";
    } else {
      const taken: Word = begin(at);
      const [read, length] = letterAt(text, at);
      taken.text += read;
      for (let index = 0; index < read.length; index++) taken.offsets.push(length === 1 ? value.at(at) : -1);
      at += length - 1;
    }
  }
  if (word !== null) words.push({ word, end: text.length });
  return words.flatMap(({ word: one, end }) => fieldsFrom(value, one, end, environment));
}

const escapes: Readonly<Record<string, string>> = { n: "\n", t: "\t", s: " ", r: "\r" };

/** One byte as it is meant, and how many bytes it takes up: `\n`, `%%`, `%i`. */
function letterAt(text: string, at: number): readonly [string, number] {
  const [letter = "", next = ""] = [text[at], text[at + 1]];
  if (letter === "\\" && next !== "") return /[xu0-7]/i.test(next) ? [UNKNOWN, 2] : [escapes[next] ?? next, 2];
  if (letter === "%" && next === "%") return ["%", 2];
  if (letter === "%" && /[A-Za-z]/.test(next)) return [UNKNOWN, 2];
  return [letter, 1];
}

/** `$NAME` as a word of its own falls apart at blanks, `${NAME}` anywhere does not. */
function fieldsFrom(value: Excerpt, word: Word, end: number, environment: readonly ShellAssignment[]): Field[] {
  const { start, end: last } = placeIn(value, word.start, end);
  // Written by a script: a variable of it may have stood for several words.
  const isAny = word.text === UNKNOWN && !word.quoted;
  const field = (text: Excerpt, isElastic = isAny): Field => ({ text, start, end: last, isElastic });
  const text = withOffsets(word.text, word.offsets);
  const alone = /^\$(\w+)$/.exec(word.text)?.[1];
  const known = (name: string): Excerpt | null => environment.findLast((one) => one.name === name)?.value ?? null;
  if (alone !== undefined) {
    const held = known(alone);
    return held === null
      ? [field(madeUp(UNKNOWN), true)]
      : wordsOf(held, []).map((one) => ({ ...one, start, end: last }));
  }
  const parts: Excerpt[] = [];
  let at = 0;
  for (const { 0: whole, 1: name, index } of word.text.matchAll(/\$\{(\w+)\}|\$\$/g)) {
    parts.push(part(text, at, index), name === undefined ? madeUp("$") : (known(name) ?? madeUp(UNKNOWN)));
    at = index + whole.length;
  }
  return [field(joinExcerpts([...parts, part(text, at)]))];
}
