import { asciiLower } from "../openssh/keywords.ts";
import type { Directive } from "../syntax/lexer.ts";
import type { Source } from "../syntax/source.ts";
import type { Edit } from "./edit.ts";

/** How the lines around an inserted one are written. */
export interface LineStyle {
  readonly indent: string;
  readonly separator: string;
  readonly spelling: "manual" | "lower" | "upper";
  readonly lineEnd: "\n" | "\r\n";
}

/** Blocks that are written anew are indented as Debian's ssh_config is, where the file shows no habit of its own. */
const DEFAULT_INDENT = "    ";

const lineEndAt = (text: string, end: number): "\n" | "\r\n" => (text.slice(end - 2, end) === "\r\n" ? "\r\n" : "\n");

/** The habit of a whole file: its first line end. */
export function lineEndOf(text: string): "\n" | "\r\n" {
  const newline = text.indexOf("\n");
  return newline > 0 && text[newline - 1] === "\r" ? "\r\n" : "\n";
}

function spellingOf(directives: readonly Directive[]): LineStyle["spelling"] {
  const telling = directives.map(({ keyword }) => keyword).filter((keyword) => /[a-zA-Z]{2}/.test(keyword));
  if (telling.length > 0 && telling.every((keyword) => keyword === asciiLower(keyword))) return "lower";
  return telling.length > 0 && telling.every((keyword) => !/[a-z]/.test(keyword)) ? "upper" : "manual";
}

/** The style of a line that joins these, which stand in one block; `model` is the one it is put beside. */
export function styleBeside(source: Source, model: Directive, siblings: readonly Directive[]): LineStyle {
  const { text } = source;
  return {
    indent: text.slice(model.start, model.keywordStart),
    separator: text.slice(model.keywordEnd, model.restStart) || " ",
    spelling: spellingOf(siblings),
    lineEnd: model.end > model.restEnd ? lineEndAt(text, model.end) : lineEndOf(text),
  };
}

/** The style of the first line under a heading, from what other blocks of the file do. */
export function styleUnder(source: Source, directives: readonly Directive[]): LineStyle {
  const indented = directives.find(({ start, keywordStart }) => keywordStart > start);
  const indent = indented === undefined ? DEFAULT_INDENT : source.text.slice(indented.start, indented.keywordStart);
  return { indent, separator: " ", spelling: spellingOf(directives), lineEnd: lineEndOf(source.text) };
}

function spell(keyword: string, spelling: LineStyle["spelling"]): string {
  if (spelling === "manual") return keyword;
  return spelling === "lower" ? asciiLower(keyword) : keyword.toUpperCase();
}

/** The line without its end. Aligned columns are kept where the keyword fits into its column. */
export function lineText(keyword: string, value: string, style: LineStyle, column: number | null): string {
  const spelled = spell(keyword, style.spelling);
  const padding = column === null ? 0 : column - style.indent.length - spelled.length;
  const isPadded = /^ {2,}$/.test(style.separator);
  const separator = isPadded ? " ".repeat(Math.max(1, padding)) : style.separator;
  return style.indent + spelled + separator + value;
}

/** The column in which the arguments of all these lines begin; null where they are not aligned. */
export function argumentColumn(directives: readonly Directive[]): number | null {
  const columns = new Set(directives.map(({ start, restStart }) => restStart - start));
  const [column] = columns;
  return columns.size === 1 && directives.length > 1 && column !== undefined ? column : null;
}

/** A whole line behind the one that ends at `end`; a file without a final newline stays without one. */
export function insertBehind(source: Source, end: number, line: string, lineEnd: string): Edit {
  const { path, text } = source;
  const unfinished = end > 0 && text[end - 1] !== "\n";
  return { path, offset: end, length: 0, text: unfinished ? lineEnd + line : line + lineEnd };
}

/** A whole line before the one that begins at `start`. */
export function insertBefore(source: Source, start: number, line: string, lineEnd: string): Edit {
  return { path: source.path, offset: start, length: 0, text: line + lineEnd };
}

/** A new block at the end of the file, a blank line before it where there is anything to set it apart from. */
export function appendBlock(source: Source, heading: string, line: string, lineEnd: string): Edit {
  const { path, text } = source;
  if (text === "") return { path, offset: 0, length: 0, text: heading + lineEnd + line + lineEnd };
  const unfinished = !text.endsWith("\n");
  const lastLine = text.slice(text.slice(0, -1).lastIndexOf("\n") + 1);
  const blank = /^[ \t]*\r?\n$/.test(lastLine) ? "" : lineEnd;
  const block = blank + heading + lineEnd + line;
  return { path, offset: text.length, length: 0, text: unfinished ? lineEnd + block : block + lineEnd };
}

/** Another value where one stands; quotes around it stay. */
export function replaceValue(source: Source, start: number, end: number, value: string): Edit {
  const old = source.text.slice(start, end);
  const quote = /^(["']).*\1$/s.exec(old)?.[1] ?? "";
  return { path: source.path, offset: start, length: end - start, text: quote + value + quote };
}

/** Another keyword, in the spelling of the old one. */
export function replaceKeyword(source: Source, start: number, end: number, keyword: string): Edit {
  const old = source.text.slice(start, end);
  const quote = old.startsWith('"') ? '"' : "";
  const bare = old.replaceAll('"', "");
  const lower = bare === asciiLower(bare);
  return {
    path: source.path,
    offset: start,
    length: end - start,
    text: quote + (lower ? asciiLower(keyword) : keyword) + quote,
  };
}

/** The line that holds an offset, its line end included, goes. */
export function deleteLine(source: Source, offset: number): Edit {
  const { path, text } = source;
  const start = text.lastIndexOf("\n", offset - 1) + 1;
  const newline = text.indexOf("\n", offset);
  const end = newline === -1 ? text.length : newline + 1;
  return { path, offset: start, length: end - start, text: "" };
}
