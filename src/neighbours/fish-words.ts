import { type Excerpt, joinExcerpts, madeUp, part, placeIn, UNKNOWN } from "./excerpt.ts";
import type { Field } from "./shell-syntax.ts";

/** A word while it is being read. */
interface Open {
  readonly start: number;
  readonly parts: Excerpt[];
  hasVariable: boolean;
  isQuoted: boolean;
}

/**
 * The commands of a fish script as words: quotes, escapes, comments and separators of fish(1). Variables, substitutions and
 * braces are unknown; what a substitution runs is a command of its own. No package parses fish.
 */
export function fishCommands(text: Excerpt): Field[][] {
  const source = text.text;
  const commands: Field[][] = [];
  let fields: Field[] = [];
  let word: Open | null = null;
  const begin = (at: number): Open => {
    word ??= { start: at, parts: [], hasVariable: false, isQuoted: false };
    return word;
  };
  const endWord = (at: number): void => {
    if (word !== null) fields.push(fieldOf(word, text, at));
    word = null;
  };
  const endCommand = (at: number): void => {
    endWord(at);
    if (fields.length > 0) commands.push(fields);
    fields = [];
  };
  let at = 0;
  while (at < source.length) {
    const letter = source[at] ?? "";
    if (letter === "\\" && source[at + 1] === "\n") {
      endWord(at);
      at += 2;
    } else if (/[ \t\r]/.test(letter)) {
      endWord(at++);
    } else if (/[\n;|&]/.test(letter)) {
      endCommand(at++);
    } else if (letter === "#" && word === null) {
      at = endOr(source, "\n", at);
    } else if (/[<>]/.test(letter)) {
      endWord(at++);
      fields.push({ text: madeUp(">"), ...placeIn(text, at - 1, at), isElastic: false });
    } else if (letter === "'" || letter === '"') {
      at = readQuoted(text, at, begin(at));
    } else if (letter === "(" || letter === "$") {
      const end = letter === "(" ? closing(source, at) : variableEnd(source, at);
      if (letter === "(" || source[at + 1] === "(")
        commands.push(...fishCommands(part(text, source.indexOf("(", at) + 1, end - 1)));
      begin(at).parts.push(madeUp(UNKNOWN));
      begin(at).hasVariable = true;
      at = end;
    } else {
      const escaped = letter === "\\" ? 1 : 0;
      const one = /[{}*?]/.test(letter) ? madeUp(UNKNOWN) : part(text, at + escaped, at + escaped + 1);
      begin(at).parts.push(one);
      at += 1 + escaped;
    }
  }
  endCommand(source.length);
  return commands;
}

const endOr = (source: string, mark: string, from: number): number => {
  const found = source.indexOf(mark, from);
  return found === -1 ? source.length : found;
};

/** An unknown without quotes may be any number of words. */
function fieldOf({ start, parts, hasVariable, isQuoted }: Open, text: Excerpt, end: number): Field {
  const joined = joinExcerpts(parts);
  const isElastic = hasVariable && !isQuoted && joined.text === UNKNOWN;
  return { text: joined, ...placeIn(text, start, end), isElastic };
}

/** Behind the closing quote; inside double quotes variables stand for what nobody here knows. */
function readQuoted(text: Excerpt, from: number, word: Open): number {
  const source = text.text;
  const quote = source[from] ?? "";
  word.isQuoted = true;
  let at = from + 1;
  while (at < source.length && source[at] !== quote) {
    const letter = source[at];
    const next = source[at + 1] ?? "";
    if (letter === "\\" && (next === "\\" || next === quote || (quote === '"' && next === "$"))) {
      word.parts.push(part(text, at + 1, at + 2));
      at += 2;
    } else if (quote === '"' && letter === "$") {
      word.parts.push(madeUp(UNKNOWN));
      word.hasVariable = true;
      at = variableEnd(source, at);
    } else {
      word.parts.push(part(text, at, at + 1));
      at++;
    }
  }
  return at + 1;
}

/** `$name`, `$name[1]`, `$(…)`, `$$name`. */
function variableEnd(source: string, from: number): number {
  if (source[from + 1] === "(") return closing(source, from + 1);
  const name = /^\$+\w*(?:\[[^\]\n]*\])*/.exec(source.slice(from, from + 200))?.[0] ?? "$";
  return from + name.length;
}

/** Behind the bracket that closes the one at this place, or the end. */
function closing(source: string, from: number): number {
  let depth = 0;
  for (let at = from; at < source.length; at++) {
    if (source[at] === "\\") at++;
    else if (source[at] === "'" || source[at] === '"') at = endOr(source, source[at] ?? "", at + 1);
    else if (source[at] === "(") depth++;
    else if (source[at] === ")" && --depth === 0) return at + 1;
  }
  return source.length;
}
