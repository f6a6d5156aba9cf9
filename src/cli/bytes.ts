/** What the shell handed over, as the bytes that file names and file text are here. */
export const toBytes = (text: string): string => Buffer.from(text, "utf8").toString("latin1");

/** Bytes as text for messages; invalid UTF-8 shows as U+FFFD. */
export const toText = (bytes: string): string => Buffer.from(bytes, "latin1").toString("utf8");
