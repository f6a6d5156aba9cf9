import { readCalls } from "./command-lines.ts";
import { wholeText } from "./excerpt.ts";
import { fishCommands } from "./fish-words.ts";
import { mergeReadings } from "./merge-readings.ts";
import { moshTimeouts } from "./mosh.ts";
import type { Neighbour, Reading, ReadRequest } from "./neighbour.ts";
import type { Field, ShellAssignment } from "./shell-syntax.ts";
import { callsOfWords, type SshCall, sshCallsIn } from "./ssh-calls.ts";
import { assignmentIn } from "./wrappers.ts";

/** fish scripts: command lines that are plain words (fish(1)). */
export const fish: Neighbour = { system: "fish", title: "fish script", read: readFish };

function readFish(request: ReadRequest): Reading {
  const exported: ShellAssignment[] = [];
  const calls = fishCommands(wholeText(request.source.text)).flatMap((fields) => {
    const words = behindKeywords(fields);
    const set = exportedBy(words);
    if (set !== null) exported.push(set);
    return callsOf(words, set).map((call) => ({ ...call, assignments: [...exported, ...call.assignments] }));
  });
  return mergeReadings([readCalls(calls, request), moshTimeouts(exported, request)]);
}

const keywords = new Set(["if", "while", "not", "!", "and", "or", "else", "begin"]);

/** Without what fish itself reads, `NAME=value` before a command, and redirections behind it. */
function behindKeywords(fields: readonly Field[]): readonly Field[] {
  const start = fields.findIndex(({ text }) => !keywords.has(text.text));
  const words = start === -1 ? [] : fields.slice(start);
  const redirect = words.findIndex(({ text, start: from, end }) => text.text === ">" && end === from + 1);
  return redirect === -1 ? words : words.slice(0, redirect);
}

function callsOf(words: readonly Field[], set: ShellAssignment | null): SshCall[] {
  if (set !== null) return callsOfWords([], [set]);
  const own = words.findIndex(({ text }) => !/^[A-Za-z_]\w*=/.test(text.text));
  if (own > 0) {
    const assignments = words.slice(0, own).map(assignmentIn);
    return [...callsOfWords([], assignments), ...callsOfWords(words.slice(own), assignments)];
  }
  const [name, ...rest] = words;
  if (name?.text.text === "alias") return aliasCalls(rest);
  if (name?.text.text !== "abbr") return callsOfWords(words, []);
  const command = rest.slice(rest.findIndex(({ text }) => !text.text.startsWith("-")) + 1);
  return command.length === 1 ? command.flatMap(({ text }) => sshCallsIn(text)) : callsOfWords(command, []);
}

/** `alias name=command`, `alias name command`. */
function aliasCalls(words: readonly Field[]): SshCall[] {
  const operands = words.filter(({ text }) => !text.text.startsWith("-"));
  const [first, second] = operands;
  if (first === undefined) return [];
  if (second !== undefined) return sshCallsIn(second.text);
  const { value } = assignmentIn(first);
  return value === null ? [] : sshCallsIn(value);
}

/** `set -gx NAME value`: one word, since several are joined in ways of their own. */
function exportedBy([name, ...rest]: readonly Field[]): ShellAssignment | null {
  if (name?.text.text !== "set") return null;
  const options = rest.filter(({ text }) => text.text.startsWith("-"));
  const [variable, value, ...more] = rest.filter((field) => !options.includes(field));
  if (variable === undefined || value === undefined || more.length > 0) return null;
  const isExported = options.some(({ text }) => /^-\w*x|^--export$/.test(text.text));
  return isExported ? { name: variable.text.text, value: value.text } : null;
}
