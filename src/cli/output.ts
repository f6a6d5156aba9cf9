import { writeSync } from "node:fs";

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
