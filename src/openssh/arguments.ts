import { strdelim } from "../syntax/lexer.ts";

/** One argument of a line. */
export interface Argument {
  /** What the program gets: without quotes and escapes. */
  readonly value: string;
  /** Where it stands, quotes included. */
  readonly start: number;
  readonly end: number;
}

const TAB = 9;
const SPACE = 32;
const QUOTE = 34;
const HASH = 35;
const APOSTROPHE = 39;
const BACKSLASH = 92;

const isGap = (code: number): boolean => code === SPACE || code === TAB;

/**
 * misc.c argv_split with terminate_on_comment (8.7 to 10.6): single and double quotes join and may start anywhere, a backslash
 * escapes quotes, itself and, outside quotes, a space; `#` at the start of a token ends the line. Null: unbalanced quotes.
 */
export function argvSplit(text: string, start: number, end: number): Argument[] | null {
  let found: Argument[] | null = null;
  let at = start;
  for (;;) {
    while (at < end && isGap(text.charCodeAt(at))) at++;
    if (at >= end || text.charCodeAt(at) === HASH) return found ?? [];
    const argument = plainArgument(text, at, end) ?? quotedArgument(text, at, end);
    if (argument === null) return null;
    // Written as a literal an array has no spare room: nearly every line has one argument, and giant files have many lines.
    if (found === null) found = [argument];
    else found.push(argument);
    at = argument.end;
  }
}

/** The common argument, with nothing in it to unquote; null where the slow way is needed. */
function plainArgument(text: string, start: number, end: number): Argument | null {
  let at = start;
  for (; at < end; at++) {
    const code = text.charCodeAt(at);
    if (isGap(code)) break;
    if (code === QUOTE || code === APOSTROPHE || code === BACKSLASH) return null;
  }
  return { value: text.slice(start, at), start, end: at };
}

function quotedArgument(text: string, start: number, end: number): Argument | null {
  let value = "";
  let quote = 0;
  let at = start;
  for (; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code === BACKSLASH && isEscaped(at + 1 < end ? text.charCodeAt(at + 1) : 0, quote)) {
      at++;
      value += text[at];
    } else if (quote === 0 && isGap(code)) break;
    else if (quote === 0 && (code === QUOTE || code === APOSTROPHE)) quote = code;
    else if (quote !== 0 && code === quote) quote = 0;
    else value += text[at];
  }
  return quote === 0 ? { value, start, end: at } : null;
}

function isEscaped(next: number, quote: number): boolean {
  return next === APOSTROPHE || next === QUOTE || next === BACKSLASH || (quote === 0 && next === SPACE);
}

/**
 * Arguments up to 8.6 and Match lines up to 9.8: strdelim again and again. An unmatched quote ends the list in silence, as a
 * missing argument; an empty token stays, since callers there stop at it, also the one behind a quoted last argument.
 * `splitEquals`: false for strdelimw, to which `=` is no separator.
 */
export function strdelimSplit(text: string, start: number, end: number, splitEquals = true): Argument[] {
  const found: Argument[] = [];
  let at: number | null = start < end ? start : null;
  while (at !== null) {
    const token = strdelim(text, at, end, splitEquals);
    if (token === null) break;
    found.push({ value: token.value, start: token.start, end: token.end });
    at = token.next;
  }
  return found;
}
