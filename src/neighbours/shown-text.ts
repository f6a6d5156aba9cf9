import { decodeText } from "./encoded-text.ts";

/**
 * A file as reports may show it: headings, the names of keys, and the values of those that are asked for. Everything else, where
 * passwords stand, is blanks. As many bytes as the file has, each line where it was; UTF-16 shows a blank for each second byte.
 */
export function shownText(bytes: string, isAskedFor: (key: string) => boolean): string {
  const { text, offset, encode } = decodeText(bytes);
  const shown = text.replace(/[^\n]+/g, (line) => shownLine(line, isAskedFor));
  const isWide = encode("x").length === 2;
  const spread = isWide ? shown.replace(/./gs, (one) => (one < "\x80" ? `${one} ` : "? ")) : shown;
  return (" ".repeat(offset(0)) + spread).padEnd(bytes.length);
}

const secrets = /^"?[^=\n]*(?:password|passphrase)[^=\n]*=(?!""|dword:)[^\r\n]/im;

/** A diff shows the lines around a change, and terminals do not take UTF-16. */
export function hiddenBecause(bytes: string): string | null {
  const { text, encode } = decodeText(bytes);
  if (encode("x").length === 2) return "it is UTF-16";
  return secrets.test(text) ? "a password stands in it" : null;
}

function shownLine(line: string, isAskedFor: (key: string) => boolean): string {
  if (/^\s*\[.*\]\s*$/.test(line)) return line;
  const equals = line.indexOf("=");
  const key = equals === -1 ? "" : line.slice(0, equals);
  if (isAskedFor(key)) return line;
  return (equals === -1 ? "" : line.slice(0, equals + 1)).padEnd(line.length);
}
