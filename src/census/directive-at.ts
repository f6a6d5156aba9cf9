import type { ConfigFile } from "../eval/config-file.ts";
import type { LineReader } from "../eval/line-reader.ts";
import { type Directive, lexLine } from "../syntax/lexer.ts";

/** The line of a plain file that an offset lies in. */
export function directiveAt(reader: LineReader, file: ConfigFile, offset: number): Directive {
  const { text } = file.source;
  const start = text.lastIndexOf("\n", offset) + 1;
  const newline = text.indexOf("\n", offset);
  const stop = newline === -1 ? text.length : newline;
  const hash = reader.grammar.cutAtHash ? text.slice(start, stop).indexOf("#") : -1;
  const end = newline === -1 ? text.length : newline + 1;
  const line = lexLine(text, start, hash === -1 ? stop : start + hash, end, reader.side);
  if (line?.kind !== "directive") throw new Error("a surveyed line is not what it was");
  return line;
}
