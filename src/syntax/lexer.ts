import type { Side } from "../base/side.ts";

/**
 * A line that OpenSSH looks at: `[indent][keyword][separator][rest][trailing][line end]`.
 * All numbers are byte offsets into the file's text; together they cover the line without a gap.
 */
export interface Directive {
  readonly kind: "directive";
  readonly start: number;
  /** The keyword with its quotes, if any. */
  readonly keywordStart: number;
  readonly keywordEnd: number;
  /** The keyword as written, without quotes. */
  readonly keyword: string;
  /** Where the arguments begin; equals `restEnd` where there are none. */
  readonly restStart: number;
  readonly restEnd: number;
  /** Behind the line end. */
  readonly end: number;
  /** Where sshd glued this line together from several: what it sees, and where in that the arguments are. */
  readonly seen?: { readonly glued: Glued; readonly restStart: number; readonly restEnd: number };
}

/** A line as sshd sees it where it stands on several lines of the file. */
export interface Glued {
  readonly text: string;
  /** Where each piece of the text begins, and where that is in the file. */
  readonly pieces: readonly { readonly at: number; readonly offset: number }[];
}

/** A line with something on it that OpenSSH skips without a word although it is no comment. */
export interface SwallowedLine {
  readonly kind: "swallowed";
  readonly start: number;
  readonly textStart: number;
  readonly textEnd: number;
  readonly end: number;
  readonly because: "unterminated-quote" | "empty-keyword";
}

const NUL = 0;
const TAB = 9;
const LF = 10;
const FF = 12;
const CR = 13;
const SPACE = 32;
const QUOTE = 34;
const HASH = 35;
const EQUALS = 61;

/** misc.c WHITESPACE (7.6 to 10.6): the bytes between keyword and arguments. Form feed, VT and NBSP are not among them. */
const isBlank = (code: number): boolean => code === SPACE || code === TAB || code === CR || code === LF;

function skipBlanks(text: string, at: number, end: number): number {
  let next = at;
  while (next < end && isBlank(text.charCodeAt(next))) next++;
  return next;
}

/** Behind one token's delimiter: white space with at most one `=` in it (misc.c strdelim_internal). */
function skipSeparator(text: string, at: number, end: number): number {
  const afterBlanks = skipBlanks(text, at, end);
  if (text.charCodeAt(afterBlanks) !== EQUALS || afterBlanks >= end) return afterBlanks;
  return skipBlanks(text, afterBlanks + 1, end);
}

/** One token as strdelim takes it; `next` is null where it used up the string. */
export interface DelimitedToken {
  readonly value: string;
  readonly start: number;
  readonly end: number;
  readonly next: number | null;
}

/**
 * misc.c strdelim (7.6 to 10.6): a token up to white space, `"` or `=`; a quote inside it is removed together with its
 * partner, which ends the token. Null: no matching quote, and the program sees nothing at all.
 */
export function strdelim(text: string, at: number, end: number, splitEquals = true): DelimitedToken | null {
  let stop = at;
  while (stop < end && !endsToken(text.charCodeAt(stop), splitEquals)) stop++;
  if (stop >= end) return { value: text.slice(at, end), start: at, end, next: null };
  if (text.charCodeAt(stop) === QUOTE) return closeQuote(text, at, stop, end);
  const next = splitEquals ? skipSeparator(text, stop, end) : skipBlanks(text, stop, end);
  return { value: text.slice(at, stop), start: at, end: stop, next };
}

const endsToken = (code: number, splitEquals: boolean): boolean =>
  isDelimiter(code) && (splitEquals || code !== EQUALS);

const isDelimiter = (code: number): boolean => isBlank(code) || code === QUOTE || code === EQUALS;

function closeQuote(text: string, at: number, open: number, end: number): DelimitedToken | null {
  const close = text.indexOf('"', open + 1);
  if (close === -1 || close >= end) return null;
  const value = text.slice(at, open) + text.slice(open + 1, close);
  return { value, start: at, end: close + 1, next: skipBlanks(text, close + 1, end) };
}

/**
 * The end of what the program keeps of a line: trailing white space and form feeds go, but never the first byte
 * (readconf.c process_config_line_depth, servconf.c process_server_config_line_depth).
 */
function trimmedEnd(text: string, first: number, end: number): number {
  let last = end;
  while (last - 1 > first) {
    const code = text.charCodeAt(last - 1);
    if (!isBlank(code) && code !== FF) break;
    last--;
  }
  return last;
}

/** servconf.c load_server_config strips these before anything else looks at the line. */
function skipServerIndent(text: string, at: number, end: number): number {
  let next = at;
  while (next < end) {
    const code = text.charCodeAt(next);
    if (code !== SPACE && code !== TAB && code !== CR) break;
    next++;
  }
  return next;
}

/**
 * Reads one physical line. `stop` ends what the program sees of it (its newline, a NUL before that, or a `#` in the
 * versions that cut there); `end` lies behind the line end. Null for a blank line or a comment.
 */
export function lexLine(
  text: string,
  start: number,
  stop: number,
  end: number,
  side: Side,
): Directive | SwallowedLine | null {
  const first = side === "server" ? skipServerIndent(text, start, stop) : start;
  const restEnd = trimmedEnd(text, first, stop);
  let at = first;
  const lead = text.charCodeAt(first);
  if (isBlank(lead) || lead === EQUALS) at = skipSeparator(text, first, restEnd);
  if (at >= restEnd) return null;
  const code = text.charCodeAt(at);
  if (code === HASH || code === NUL) return null;
  if (code === QUOTE || code === EQUALS) return lexOddKeyword(text, start, at, restEnd, end, at === first);

  let keywordEnd = at;
  while (keywordEnd < restEnd && !isDelimiter(text.charCodeAt(keywordEnd))) keywordEnd++;
  if (keywordEnd < restEnd && text.charCodeAt(keywordEnd) === QUOTE) {
    return lexOddKeyword(text, start, at, restEnd, end, false);
  }
  const restStart = skipSeparator(text, keywordEnd, restEnd);
  return {
    kind: "directive",
    start,
    keywordStart: at,
    keywordEnd,
    keyword: text.slice(at, keywordEnd),
    restStart,
    restEnd,
    end,
  };
}

/** Quotes and `=` at the keyword: rare enough to go the program's own slow way. */
function lexOddKeyword(
  text: string,
  start: number,
  at: number,
  restEnd: number,
  end: number,
  mayRetry: boolean,
): Directive | SwallowedLine | null {
  const swallowed = (because: SwallowedLine["because"]): SwallowedLine => {
    return { kind: "swallowed", start, textStart: at, textEnd: restEnd, end, because };
  };
  let token = strdelim(text, at, restEnd);
  if (token === null) return swallowed("unterminated-quote");
  // An empty first token counts as leading white space, once (readconf.c, servconf.c: "Ignore leading whitespace").
  if (token.value === "" && mayRetry) token = token.next === null ? token : strdelim(text, token.next, restEnd);
  if (token === null) return swallowed("unterminated-quote");
  if (token.value === "") return swallowed("empty-keyword");
  if (token.value.startsWith("#")) return null;
  return {
    kind: "directive",
    start,
    keywordStart: token.start,
    keywordEnd: token.end,
    keyword: token.value,
    restStart: token.next ?? restEnd,
    restEnd,
    end,
  };
}
