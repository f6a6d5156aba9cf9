import type { Side } from "../base/side.ts";
import type { Edit } from "../edit/edit.ts";
import {
  appendBlock,
  argumentColumn,
  deleteLine,
  insertBefore,
  insertBehind,
  type LineStyle,
  lineEndOf,
  lineText,
  replaceKeyword,
  replaceValue,
  styleBeside,
  styleUnder,
} from "../edit/recipes.ts";
import type { ConfigFile } from "../eval/config-file.ts";
import { keywordOf, type Provenance, settingNames } from "../eval/connection.ts";
import type { Condition, Program } from "../eval/program.ts";
import type { BytePath } from "../io/files.ts";
import { asciiLower } from "../openssh/keywords.ts";
import { grammarOf } from "../openssh/versions.ts";
import type { Intent } from "../rules/finding.ts";
import { blockLines, directiveWithHeading, firstDirectives, startOfBlocks } from "../syntax/blocks.ts";
import type { Directive } from "../syntax/lexer.ts";

/** What placing needs to know of a root. */
export interface Place {
  readonly program: Program;
  readonly root: ConfigFile;
  /** Whether a file may be changed by this run. */
  readonly isWritable: (file: ConfigFile) => boolean;
  /** A file of its own for server settings, which may not exist yet; null: asked for, and there is no place for one. */
  readonly dropIn?: BytePath | null;
}

/** Sets of edits that could bring an intent about, the smallest and most natural first; the caller tries them in order. */
export function* candidates(place: Place, intent: Intent): Generator<readonly Edit[]> {
  switch (intent.kind) {
    case "rename":
      yield [replaceKeyword(intent.place.source, intent.place.start, intent.place.end, intent.keyword)];
      return;
    case "delete":
      yield [deleteLine(intent.place.source, intent.place.start)];
      return;
    case "cut": {
      const { source, start, end } = intent.place;
      yield [{ path: source.path, offset: start, length: end - start, text: "" }];
      return;
    }
    case "globalise":
      yield* globalised(place, intent);
      return;
    case "insert":
      yield [insertedText(intent)];
      return;
    case "set":
      yield* settings(place, intent);
  }
}

type SetIntent = Intent & { readonly kind: "set" };

export const insertedText = ({ place, text }: Intent & { readonly kind: "insert" }): Edit => ({
  path: place.source.path,
  offset: place.start,
  length: place.end - place.start,
  text,
});

function* settings(place: Place, intent: SetIntent): Generator<readonly Edit[]> {
  const { side } = place.program;
  const keyword = keywordOf[side][intent.setting];
  // What a Match block says wins over any global line, wherever that stands.
  const isGlobal = (intent.from ?? intent.beside)?.block === "" || (intent.from ?? intent.beside) === null;
  if (side === "server" && place.dropIn !== undefined && isGlobal) {
    if (place.dropIn !== null) yield [inDropIn(place, place.dropIn, keyword, intent.value)];
    return;
  }
  if (intent.from !== null) {
    const { source, value, span } = intent.from;
    // It means another keyword from Debian's 9.9 on: no number in it is right for both.
    if (/^"?setuptimeout/i.test(source.text.slice(span.start, span.end))) return;
    if (isWritable(place, intent.from)) yield [replaceValue(source, value.start, value.end, intent.value)];
    else yield* beforeInclude(place, intent.from, keyword, intent.value);
    return;
  }
  if (intent.beside !== null) {
    if (isWritable(place, intent.beside)) yield [besideLine(place, intent.beside, keyword, intent.value)];
    else yield* beforeInclude(place, intent.beside, keyword, intent.value);
  }
  yield* side === "client"
    ? clientInsertions(place, keyword, intent.value)
    : serverInsertions(place, keyword, intent.value);
}

/** A line in the drop-in: in place of the one that is there, behind its last, or as the first of a new file. */
function inDropIn(place: Place, path: BytePath, keyword: string, value: string): Edit {
  const file = place.program.files.find(({ source }) => source.path === path);
  if (file === undefined) return { path, offset: 0, length: 0, text: `${keyword} ${value}\n` };
  const held = place.program.statements.find(
    (one) => one.file === file && one.condition === null && asciiLower(one.directive.keyword) === asciiLower(keyword),
  );
  const [argument] = held?.args ?? [];
  if (argument !== undefined) return replaceValue(file.source, argument.start, argument.end, value);
  return atEndOfGlobals(file, blockLines(file.source, "server", null), keyword, value);
}

const fileOf = (place: Place, from: Provenance): ConfigFile | undefined =>
  place.program.files.find((file) => file.source === from.source);

function isWritable(place: Place, from: Provenance): boolean {
  const file = fileOf(place, from);
  return file !== undefined && place.isWritable(file);
}

/** How a file is written: its first lines show it. */
const linesOf = ({ source, side }: ConfigFile): Directive[] => firstDirectives(source, side);

function besideLine(place: Place, beside: Provenance, keyword: string, value: string): Edit {
  const file = fileOf(place, beside) ?? place.root;
  const { side, version } = place.program;
  const { cutAtHash } = grammarOf(version, side);
  const found = directiveWithHeading(file.source, side, beside.span.start, cutAtHash);
  if (found === null) throw new Error("a provenance points at no line");
  return behind(file, found.directive, blockLines(file.source, side, found.heading), keyword, value);
}

function behind(
  file: ConfigFile,
  model: Directive,
  siblings: readonly Directive[],
  keyword: string,
  value: string,
): Edit {
  const style = styleBeside(file.source, model, siblings);
  const line = lineText(keyword, value, style, argumentColumn(siblings));
  return insertBehind(file.source, behindComments(file.source.text, model.end, style.indent), line, style.lineEnd);
}

/** Comments that are indented as a block's line above them are about that line, or belong to the block at least. */
function behindComments(text: string, end: number, indent: string): number {
  let at = end;
  while (indent !== "" && text.startsWith(`${indent}#`, at)) {
    const newline = text.indexOf("\n", at);
    at = newline === -1 ? text.length : newline + 1;
  }
  return at;
}

/** Where a drop-in wins that may not be changed: a line before the Include that brings it. */
function* beforeInclude(place: Place, from: Provenance, keyword: string, value: string): Generator<readonly Edit[]> {
  const { inclusions } = place.program;
  let file = fileOf(place, from);
  for (let hop = 0; hop < 16 && file !== undefined; hop++) {
    const inclusion = inclusions.find(({ read }) => file !== undefined && read.includes(file));
    if (inclusion === undefined) return;
    if (place.isWritable(inclusion.file)) {
      const { source } = inclusion.file;
      const style = styleBeside(source, inclusion.directive, linesOf(inclusion.file));
      const line = lineText(keyword, value, { ...style, separator: " " }, null);
      yield [insertBefore(source, inclusion.directive.start, line, style.lineEnd)];
    }
    file = inclusion.file;
  }
}

/** True for `Host *` and `Match all` of the root: what stands there counts for every host. */
function isUniversal(condition: Condition): boolean {
  const { test } = condition;
  if (condition.parent !== null) return false;
  if (test.kind === "host")
    return test.patterns.some(({ text }) => text === "*") && test.patterns.every(({ negated }) => !negated);
  return test.kind === "match" && test.criteria.every(({ name, negated }) => name === "all" && !negated);
}

function* clientInsertions(place: Place, keyword: string, value: string): Generator<readonly Edit[]> {
  const { program, root } = place;
  if (!place.isWritable(root)) return;
  const universal = program.conditions.filter((condition) => condition.file === root && isUniversal(condition));
  for (const condition of universal.toReversed()) yield [inBlock(root, condition.directive, keyword, value)];
  const globals = blockLines(root.source, "client", null);
  const held = lastKeepalive(globals, "client");
  if (held !== undefined) yield [behind(root, held, globals, keyword, value)];
  yield [newHostBlock(root, keyword, value)];
}

function inBlock(file: ConfigFile, heading: Directive, keyword: string, value: string): Edit {
  const lines = blockLines(file.source, "client", heading);
  const last = lines.at(-1);
  if (last !== undefined) return behind(file, last, lines, keyword, value);
  const style = styleUnder(file.source, linesOf(file));
  return insertBehind(file.source, heading.end, lineText(keyword, value, style, null), style.lineEnd);
}

/** The last keepalive line of some lines. */
function lastKeepalive(lines: readonly Directive[], side: Side): Directive | undefined {
  const names = new Set(settingNames.map((name) => asciiLower(keywordOf[side][name])));
  return lines.findLast(({ keyword }) => names.has(asciiLower(keyword)));
}

function newHostBlock(file: ConfigFile, keyword: string, value: string): Edit {
  const all = linesOf(file);
  const style = styleUnder(file.source, all);
  const spelled = style.spelling === "lower" ? "host *" : style.spelling === "upper" ? "HOST *" : "Host *";
  const line = lineText(keyword, value, style, null);
  return appendBlock(file.source, spelled, line, style.lineEnd);
}

function* serverInsertions(place: Place, keyword: string, value: string): Generator<readonly Edit[]> {
  const { root } = place;
  if (!place.isWritable(root)) return;
  const globals = blockLines(root.source, "server", null);
  const commented = commentedDefault(root, keyword);
  if (commented !== null) yield [commented(value)];
  const held = lastKeepalive(globals, "server");
  if (held !== undefined) yield [behind(root, held, globals, keyword, value)];
  yield [atEndOfGlobals(root, globals, keyword, value)];
}

/** Right behind the commented default that distributions ship, in its style; null where none stands in the global part. */
function commentedDefault(file: ConfigFile, keyword: string): ((value: string) => Edit) | null {
  const { source } = file;
  const globalText = source.text.slice(0, startOfBlocks(source, "server"));
  const found = new RegExp(`^([ \\t]*)#[ \\t]*${keyword}([ \\t]+|[ \\t]*=[ \\t]*)[^\\n]*(?:\\n|$)`, "im").exec(
    globalText,
  );
  if (found === null) return null;
  const style: LineStyle = {
    indent: found[1] ?? "",
    separator: found[2] ?? " ",
    spelling: "manual",
    lineEnd: found[0].endsWith("\r\n") ? "\r\n" : "\n",
  };
  const end = found.index + found[0].length;
  return (value) => insertBehind(source, end, lineText(keyword, value, style, null), style.lineEnd);
}

/** Behind the last global line, so before the first Match and the comment above it. */
function atEndOfGlobals(file: ConfigFile, globals: readonly Directive[], keyword: string, value: string): Edit {
  const { source } = file;
  const last = globals.at(-1);
  if (last !== undefined) {
    const style = styleBeside(source, last, globals);
    const plain = /^(include)$/i.test(last.keyword) ? { ...style, separator: " " } : style;
    return insertBehind(source, last.end, lineText(keyword, value, plain, argumentColumn(globals)), style.lineEnd);
  }
  const style: LineStyle = { indent: "", separator: " ", spelling: "manual", lineEnd: lineEndOf(source.text) };
  const firstMatch = linesOf(file)[0];
  const line = lineText(keyword, value, style, null);
  if (firstMatch === undefined) return insertBehind(source, source.text.length, line, style.lineEnd);
  return insertBefore(source, commentAbove(source.text, firstMatch.start), line, style.lineEnd);
}

/** The start of the comment lines right above a line. */
function commentAbove(text: string, start: number): number {
  let at = start;
  while (at > 0) {
    const previous = text.lastIndexOf("\n", at - 2) + 1;
    if (!/^[ \t]*#/.test(text.slice(previous, at))) return at;
    at = previous;
  }
  return at;
}

/** Takes a line out of its block and writes it where everybody gets it. */
function* globalised(place: Place, intent: Intent & { readonly kind: "globalise" }): Generator<readonly Edit[]> {
  const { program } = place;
  const { source, start } = intent.place;
  const statement = program.statements.find((one) => one.file === intent.file && one.directive.keywordStart === start);
  if (statement === undefined || !place.isWritable(intent.file)) return;
  const removal = deleteLine(source, start);
  const { directive } = statement;
  const keyword = directive.keyword;
  const value = source.text.slice(directive.restStart, directive.restEnd);
  const insertions =
    program.side === "client" ? clientInsertions(place, keyword, value) : serverInsertions(place, keyword, value);
  for (const insertion of insertions) yield [removal, ...insertion];
}
