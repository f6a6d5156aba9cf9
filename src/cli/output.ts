import { closeSync, openSync, writeSync } from "node:fs";

/** Blocks for a moment without burning the processor. */
function pause(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}

const codeOf = (error: unknown): unknown => (error instanceof Error && "code" in error ? error.code : undefined);

/**
 * Writes all of it, also to a pipe that is full for the moment. process.stdout would lose what is behind 64 KiB when the
 * process ends, and costs start-up. A reader that has gone away (`| head`) is no error.
 */
export function writeAll(descriptor: number, data: string | Uint8Array): void {
  writeSome(descriptor, data);
}

/** False where nobody reads any more. */
function writeSome(descriptor: number, data: string | Uint8Array): boolean {
  const bytes = typeof data === "string" ? Buffer.from(data, "utf8") : data;
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(descriptor, bytes, at);
    } catch (error) {
      if (codeOf(error) === "EPIPE") return false;
      if (codeOf(error) !== "EAGAIN") throw error;
      pause(5);
    }
  }
  return true;
}

/** Pieces are joined up to about so many characters: a system call for each line would cost more than the line. */
const BATCH = 1 << 16;

/** A report that is made while it is written; nothing more of it is made when its reader has gone. */
function writePieces(descriptor: number, pieces: Iterable<string>): void {
  let batch = "";
  for (const piece of pieces) {
    batch += piece;
    if (batch.length < BATCH) continue;
    if (!writeSome(descriptor, batch)) return;
    batch = "";
  }
  writeSome(descriptor, batch);
}

const UNWRITABLE = "UnwritableReport";

/** A report that was to go to a file which cannot be written: usage, not a bug. Known by name, since bundles share no classes. */
export const isUnwritable = (error: unknown): error is Error => error instanceof Error && error.name === UNWRITABLE;

/** @throws an error that `isUnwritable` knows where the file cannot be written. */
export function writeReport(report: string | Iterable<string>, file: string | null, descriptor: 1 | 2): void {
  const pieces = typeof report === "string" ? [report] : report;
  if (file === null) {
    writePieces(descriptor, pieces);
    return;
  }
  const opened = orUnwritable(file, () => openSync(file, "w"));
  try {
    orUnwritable(file, () => writePieces(opened, pieces));
  } finally {
    closeSync(opened);
  }
}

function orUnwritable<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    // Whatever is no error of the system came from making the report.
    if (typeof codeOf(error) !== "string" || !(error instanceof Error && "syscall" in error)) throw error;
    const unwritable = new Error(`${file} cannot be written (${String(codeOf(error))})`);
    unwritable.name = UNWRITABLE;
    throw unwritable;
  }
}
