/** What the shell handed over, as the bytes that file names and file text are here. */
export function toBytes(text: string): string {
  // ASCII is the same in both: most texts are, and Node's buffers cost start-up.
  for (let at = 0; at < text.length; at++)
    if (text.charCodeAt(at) > 127) return Buffer.from(text, "utf8").toString("latin1");
  return text;
}

/** Bytes as text for messages; invalid UTF-8 shows as U+FFFD. */
export const toText = (bytes: string): string => Buffer.from(bytes, "latin1").toString("utf8");
