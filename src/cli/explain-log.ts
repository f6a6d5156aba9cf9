import { readSync } from "node:fs";
import type { LogLine } from "../answers/answer.ts";
import { logLines, recognise } from "../answers/log-line-shapes.ts";
import { lineReference } from "../answers/reference.ts";
import { safeText } from "../report/safe-text.ts";
import { type Context, forLog } from "./context.ts";
import { writeAll } from "./output.ts";

/** What a log holds of one kind of line. */
interface Met {
  readonly line: LogLine;
  readonly first: string;
  count: number;
}

/** Explains what a log on standard input holds, the most frequent first; 2 where nothing of it is known. */
export function explainLog(context: Pick<Context, "env">): number {
  const met = new Map<string, Met>();
  let lines = 0;
  for (const text of inputLines()) {
    lines += 1;
    const line = recognise(text)?.line;
    if (line === undefined) continue;
    const known = met.get(line.id);
    if (known === undefined) met.set(line.id, { line, first: text, count: 1 });
    else known.count += 1;
  }
  if (met.size === 0) {
    writeAll(
      2,
      `keepalive-lint: none of ${lines} lines of standard input is one that is known here (${logLines.length} kinds are)\n`,
    );
    return 2;
  }
  const parts = [...met.values()].toSorted((a, b) => b.count - a.count).map(shown);
  writeAll(1, forLog(parts.join("\n---\n\n"), context));
  return 0;
}

const SHOWN = 200;

function shown({ line, first, count }: Met): string {
  const times = count === 1 ? "Once" : `${count} times`;
  return `${times}, first: ${safeText(first.slice(0, SHOWN).trim())}\n\n${lineReference(line)}`;
}

/** More of a line tells nothing; logs have lines of any length. */
const LONGEST = 8192;
const CHUNK = 1 << 16;

/** The lines of standard input as bytes, each without what is behind its first bytes. */
function* inputLines(): Generator<string> {
  const buffer = Buffer.alloc(CHUNK);
  let rest = "";
  for (let size = readSome(buffer); size > 0; size = readSome(buffer)) {
    const pieces = buffer.toString("latin1", 0, size).split("\n");
    for (const [index, piece] of pieces.entries()) {
      rest = rest.length < LONGEST ? rest + piece.slice(0, LONGEST) : rest;
      if (index === pieces.length - 1) break;
      yield rest;
      rest = "";
    }
  }
  if (rest !== "") yield rest;
}

function readSome(buffer: Buffer): number {
  try {
    return readSync(0, buffer);
  } catch (error) {
    // A terminal or a pipe that is empty for the moment, and one that has ended.
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "EOF") return 0;
    if (code !== "EAGAIN") throw error;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
    return readSome(buffer);
  }
}
