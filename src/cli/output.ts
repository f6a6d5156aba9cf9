import { writeFileSync, writeSync } from "node:fs";

/** Blocks for a moment without burning the processor. */
function pause(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}

const codeOf = (error: unknown): unknown => (error instanceof Error && "code" in error ? error.code : undefined);

/**
 * Writes all of it, also to a pipe that is full for the moment. process.stdout would lose what is behind 64 KiB when the
 * process ends, and costs start-up. A reader that has gone away (`| head`) is no error.
 */
export function writeAll(descriptor: 1 | 2, data: string | Uint8Array): void {
  const bytes = typeof data === "string" ? Buffer.from(data, "utf8") : data;
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(descriptor, bytes, at);
    } catch (error) {
      if (codeOf(error) === "EPIPE") return;
      if (codeOf(error) !== "EAGAIN") throw error;
      pause(5);
    }
  }
}

const UNWRITABLE = "UnwritableReport";

/** A report that was to go to a file which cannot be written: usage, not a bug. Known by name, since bundles share no classes. */
export const isUnwritable = (error: unknown): error is Error => error instanceof Error && error.name === UNWRITABLE;

/** @throws an error that `isUnwritable` knows where the file cannot be written. */
export function writeReport(text: string, file: string | undefined, descriptor: 1 | 2): void {
  if (file === undefined) {
    writeAll(descriptor, text);
    return;
  }
  try {
    writeFileSync(file, text);
  } catch (error) {
    const unwritable = new Error(`${file} cannot be written (${String(codeOf(error))})`);
    unwritable.name = UNWRITABLE;
    throw unwritable;
  }
}
