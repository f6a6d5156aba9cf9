import { type Span, span } from "../base/span.ts";
import type { EncodedText } from "./encoded-text.ts";
import { type IniEntry, type IniSection, lineEndIn } from "./ini-sections.ts";
import type { SessionKeys, StoredKey } from "./saved-session.ts";

/** How one format writes what is not there yet. */
export interface IniStyle {
  readonly find: (key: string) => IniEntry | null;
  readonly line: (key: string, value: number) => string;
  readonly number: (value: number) => string;
}

/** The keys of a section with their places in the file, in the file's encoding and with its line ends. */
export function iniKeys(file: EncodedText, section: IniSection, { find, line, number }: IniStyle): SessionKeys {
  const end = lineEndIn(file.text);
  return {
    find: (key) => {
      const entry = find(key);
      return entry === null ? null : storedAt(file, entry);
    },
    insertAt: file.offset(section.end),
    lines: (missing) => file.encode(missing.map(([key, value]) => end + line(key, value)).join("")),
    number: (value) => file.encode(number(value)),
  };
}

export function storedAt(file: EncodedText, { at, value }: IniEntry): StoredKey {
  const placed = ({ start, end }: Span): Span => span(file.offset(start), file.offset(end));
  return { at: placed(at), value: placed(value) };
}

/** `key=value`, found whatever its case. */
export const plainStyle = (entries: ReadonlyMap<string, IniEntry>): IniStyle => ({
  find: (key) => entries.get(key.toLowerCase()) ?? null,
  line: (key, value) => `${key}=${value}`,
  number: String,
});
