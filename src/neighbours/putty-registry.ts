import type { Span } from "../base/span.ts";
import type { SessionRemark } from "../eval/stored-remark.ts";
import { decodeText, type EncodedText } from "./encoded-text.ts";
import { type IniStyle, iniKeys, storedAt } from "./ini-keys.ts";
import { type IniEntry, type IniSection, iniSections } from "./ini-sections.ts";
import type { Neighbour } from "./neighbour.ts";
import { int32, puttyKeys, puttySession } from "./putty-session.ts";
import { type SavedSession, sessionsReading, unescapedName } from "./saved-session.ts";
import { hiddenBecause, shownText } from "./shown-text.ts";

/** What regedit writes for PuTTY's sessions (windows/storage.c reads them as REG_DWORD). No regedit was run: section 5 of the facts. */
export const puttyRegistry: Neighbour = {
  system: "putty-registry",
  title: "PuTTY registry export",
  unanswered: "PuTTY",
  kernel: "windows",
  words: { ServerAliveInterval: "PingInterval(Secs)", TCPKeepAlive: "TCPKeepalives" },
  shown: (text) => shownText(text, isOurs),
  hiddenBecause,
  read: ({ source }) => {
    const file = decodeText(source.text);
    const sessions = iniSections(file.text).flatMap((section) => sessionIn(file, section) ?? []);
    return sessionsReading(source, sessions, "unsafe");
  },
};

const isOurs = (key: string): boolean => puttyKeys.some((one) => key.toLowerCase() === `"${one.toLowerCase()}"`);

const sessionKey =
  /^HK(?:EY_CURRENT_USER|CU|EY_USERS\\[^\\]+|U\\[^\\]+)\\Software\\(?:SimonTatham\\PuTTY|9bis\.com\\KiTTY)\\Sessions\\([^\\]+)$/i;

function sessionIn(file: EncodedText, section: IniSection): SavedSession | null {
  const name = sessionKey.exec(section.name)?.[1];
  if (name === undefined) return null;
  const values = valuesIn(section);
  const isWhole = values.has("hostname") || values.has("present");
  if (!isWhole && !puttyKeys.some((key) => values.has(key.toLowerCase()))) return null;
  const dword = (key: string): number => values.get(key.toLowerCase())?.dword ?? 0;
  return puttySession({
    name: unescapedName(file.nameBytes(name)),
    block: file.nameBytes(`[${section.name}]`),
    keys: iniKeys(file, section, styleOf(values)),
    values: {
      minutes: dword("PingInterval"),
      secs: dword("PingIntervalSecs"),
      tcpKeepAlive: dword("TCPKeepalives") !== 0,
      protocol: values.get("protocol")?.text ?? null,
      proxyMethod: dword("ProxyMethod"),
      host: values.get("hostname")?.text ?? "",
      isSaid: puttyKeys.some((key) => values.has(key.toLowerCase())),
    },
    // A file of a few values leaves the others in the registry as they are.
    isComplete: isWhole && puttyKeys.every((key) => values.get(key.toLowerCase())?.isOdd !== true),
    remarks: puttyKeys.flatMap((key) => remarkOn(file, key, values.get(key.toLowerCase()))),
  });
}

interface RegistryValue {
  readonly entry: IniEntry;
  /** null: another type. */
  readonly dword: number | null;
  readonly text: string | null;
  /** A type, or a way to write it, that is not read here. */
  readonly isOdd: boolean;
}

/** By name in lower case, as the registry finds them; the last of two is what an import leaves. */
function valuesIn({ entries }: IniSection): Map<string, RegistryValue> {
  const values = new Map<string, RegistryValue>();
  for (const entry of entries) {
    const name = /^"((?:[^"\\]|\\.)*)"$/.exec(entry.key)?.[1]?.replace(/\\(.)/g, "$1");
    if (name !== undefined) values.set(name.toLowerCase(), readValue(entry));
  }
  return values;
}

function readValue(entry: IniEntry): RegistryValue {
  const digits = /^dword:([\da-f]{1,8})$/i.exec(entry.written)?.[1];
  const text = /^"((?:[^"\\]|\\.)*)"$/.exec(entry.written)?.[1] ?? null;
  const dword = digits === undefined ? null : int32(Number.parseInt(digits, 16));
  return { entry, dword, text, isOdd: dword === null && text === null && entry.written !== "-" };
}

/** Only a dword is replaced: what else stands under the name has its own remark. */
const styleOf = (values: ReadonlyMap<string, RegistryValue>): IniStyle => ({
  find: (key) => {
    const found = values.get(key.toLowerCase());
    return found === undefined || found.dword === null ? null : found.entry;
  },
  line: (key, value) => `"${key}"=${dwordText(value)}`,
  number: dwordText,
});

const dwordText = (value: number): string => `dword:${value.toString(16).padStart(8, "0")}`;

/** PuTTY asks for a REG_DWORD and takes its default for everything else. */
function remarkOn(file: EncodedText, key: string, value: RegistryValue | undefined): (SessionRemark & { at: Span })[] {
  if (value === undefined || value.text === null) return [];
  const { at, value: place } = storedAt(file, value.entry);
  const number = /^\d{1,6}$/.test(value.text) ? Number(value.text) : null;
  if (number === 0 || value.text === "") return [];
  const mend =
    number === null
      ? null
      : ({
          title: `write ${dwordText(number)}`,
          safety: "unsafe",
          replacements: [{ at: place, text: file.encode(dwordText(number)) }],
        } as const);
  return [{ kind: "stored-value-ignored", program: "PuTTY", key, hint: "type", readAs: 0, mend, at }];
}
