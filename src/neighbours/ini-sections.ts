import { type Span, span } from "../base/span.ts";

/** `key=value` below a heading. All places are indexes into the decoded text. */
export interface IniEntry {
  readonly key: string;
  /** From the key's first character to the value's last. */
  readonly at: Span;
  /** Without the blanks around it. */
  readonly value: Span;
  readonly written: string;
}

export interface IniSection {
  /** Between the brackets; "" for what stands before the first heading. */
  readonly name: string;
  readonly heading: Span;
  readonly entries: readonly IniEntry[];
  /** The end of its last line that is not blank, or of its heading, before the line end: behind it a new line goes. */
  readonly end: number;
}

/** Headings and entries; lines that are neither, and comments, are passed over. Lines end at \n or \r\n. */
export function iniSections(text: string): IniSection[] {
  const sections: (IniSection & { entries: IniEntry[]; end: number })[] = [
    { name: "", heading: span(0, 0), entries: [], end: 0 },
  ];
  for (let start = 0; start < text.length; ) {
    const newline = text.indexOf("\n", start);
    const next = newline === -1 ? text.length : newline + 1;
    const line = trimmed(text, start, next);
    const current = sections.at(-1);
    const name = sectionName(text, line);
    if (name !== null) sections.push({ name, heading: line, entries: [], end: beforeLineEnd(text, next) });
    else if (current !== undefined && line.end > line.start) {
      current.end = beforeLineEnd(text, next);
      const entry = entryAt(text, line);
      if (entry !== null) current.entries.push(entry);
    }
    start = next;
  }
  return sections;
}

export function beforeLineEnd(text: string, next: number): number {
  if (text[next - 1] !== "\n") return next;
  return text[next - 2] === "\r" ? next - 2 : next - 1;
}

function trimmed(text: string, from: number, to: number): Span {
  let [start, end] = [from, to];
  while (start < end && isBlank(text.charCodeAt(start))) start++;
  while (end > start && isBlank(text.charCodeAt(end - 1))) end--;
  return span(start, end);
}

const isBlank = (unit: number): boolean => unit === 32 || (unit >= 9 && unit <= 13);

function sectionName(text: string, { start, end }: Span): string | null {
  return text[start] === "[" && text[end - 1] === "]" ? text.slice(start + 1, end - 1) : null;
}

function entryAt(text: string, line: Span): IniEntry | null {
  if (text[line.start] === ";") return null;
  const equals = text.slice(line.start, line.end).indexOf("=");
  if (equals <= 0) return null;
  const key = trimmed(text, line.start, line.start + equals);
  const value = trimmed(text, line.start + equals + 1, line.end);
  const at = span(line.start, Math.max(value.end, line.start + equals + 1));
  return { key: text.slice(key.start, key.end), at, value, written: text.slice(value.start, value.end) };
}

/** The habit of a file: its first line end. */
export const lineEndIn = (text: string): string => (/^[^\n]*\r\n/.test(text) ? "\r\n" : "\n");
