import type { LogLine } from "./answer.ts";
import { clientLines } from "./client-lines.ts";
import { configLines } from "./config-lines.ts";
import { serverLines } from "./server-lines.ts";

/** Every known line, special ones before those that are part of them. */
export const logLines: readonly LogLine[] = [...configLines, ...serverLines, ...clientLines];

/** What stands for a part of a line that changes. Each takes a bounded number of characters, so that no line takes long. */
const PARTS: Readonly<Record<string, string>> = {
  HOST: "[^\\s]{1,256}",
  ADDR: "[0-9A-Za-z.:%_-]{1,256}",
  PORT: "\\d{1,5}",
  USER: "(?:invalid user )?\\S{1,64}",
  FILE: ".{1,1024}",
  NUMBER: "\\d{1,10}",
  KEYWORD: "\\S{1,64}",
  VALUE: ".{0,256}",
  OURS: "(?:server|client)alive(?:interval|countmax)",
  SERVERALIVE: '"?serveralive(?:interval|countmax)\\b',
  CLIENTALIVE: '"?clientalive(?:interval|countmax)\\b',
  NETERROR: "(?:Connection timed out|Operation timed out|No route to host|Network is unreachable|Host is down)",
};

/** A shape as a pattern that finds it anywhere in a line, whatever the case; a full stop at its end may be missing. */
export function patternOf(shape: string): RegExp {
  const body = shape.replace(/\.$/, "").split(/\b([A-Z]{4,})\b/);
  const source = body.map((part, index) => (index % 2 === 1 ? (PARTS[part] ?? part) : escaped(part)));
  return new RegExp(source.join(""), "i");
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replace(/ /g, " +");

/** The words of a shape that are the program's own. */
export const fixedParts = (shape: string): readonly string[] =>
  shape
    .split(/\b[A-Z]{4,}\b/)
    .map((part) => part.trim())
    .filter((part) => part !== "");

/** A log may hold lines of megabytes; what OpenSSH writes is much shorter. */
const LONGEST = 4096;

const compiled: { readonly line: LogLine; readonly patterns: readonly RegExp[] }[] = [];

export interface Recognised {
  readonly line: LogLine;
  /** How many characters of the text are the program's words. */
  readonly length: number;
}

/** What a line of a log says, with whatever stands around it: timestamps, syslog's prefix, quotes. Null: nothing that is known here. */
export function recognise(text: string): Recognised | null {
  if (compiled.length === 0) compiled.push(...logLines.map((line) => ({ line, patterns: line.shapes.map(patternOf) })));
  const start = text.slice(0, LONGEST);
  for (const { line, patterns } of compiled)
    for (const pattern of patterns) {
      const found = pattern.exec(start);
      if (found !== null) return { line, length: found[0].length };
    }
  return null;
}
