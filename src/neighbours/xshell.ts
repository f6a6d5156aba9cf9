import type { Span } from "../base/span.ts";
import type { SettingName } from "../eval/connection.ts";
import type { SessionRemark } from "../eval/stored-remark.ts";
import { nameOf } from "../io/byte-paths.ts";
import { decodeText, type EncodedText } from "./encoded-text.ts";
import { iniKeys, plainStyle } from "./ini-keys.ts";
import { type IniEntry, type IniSection, iniSections } from "./ini-sections.ts";
import { type Neighbour, nothingRead } from "./neighbour.ts";
import { replacementsFor, type SavedSession, type SessionKeys, sessionsReading, type Writes } from "./saved-session.ts";
import { hiddenBecause, shownText } from "./shown-text.ts";

/**
 * A session of Xshell. The program was never run: the format is that of session files of versions 3 to 8 in public repositories
 * and of the vendor's manual. UTF-8 or UTF-16, `[CONNECTION:KEEPALIVE]`, in version 3 `[CONNECTION]`.
 */
export const xshell: Neighbour = {
  system: "xshell",
  title: "Xshell session",
  unanswered: "Xshell",
  kernel: "windows",
  words: { ServerAliveInterval: "KeepAliveInterval", TCPKeepAlive: "TCPKeepAlive" },
  shown: (text) => shownText(text, (key) => ours.has(key.trim().toLowerCase())),
  hiddenBecause,
  read: ({ source }) => {
    const file = decodeText(source.text);
    const session = sessionIn(file, nameOf(source.path));
    return session === null ? nothingRead : sessionsReading(source, [session], "unsafe");
  },
};

const ours = new Set(["keepalive", "keepaliveinterval", "sendkeepalive", "sendkeepaliveinterval", "tcpkeepalive"]);

function sessionIn(file: EncodedText, fileName: string): SavedSession | null {
  const sections = iniSections(file.text);
  const connection = sections.find(({ name }) => name.toUpperCase() === "CONNECTION");
  const keepalive = sections.find(({ name }) => name.toUpperCase() === "CONNECTION:KEEPALIVE") ?? connection;
  const protocol = connection === undefined ? undefined : entriesIn(connection).get("protocol")?.written;
  if (keepalive === undefined || (protocol !== undefined && !/^(?:SSH|SFTP)$/i.test(protocol))) return null;
  const entries = entriesIn(keepalive);
  const keys = iniKeys(file, keepalive, plainStyle(entries));
  const isOn = number(entries, "keepalive", 1);
  const seconds = number(entries, "keepaliveinterval", 60);
  const known = isOn !== null && seconds !== null && (isOn === 0 || seconds > 0);
  const asks = known && isOn !== 0;
  return {
    name: fileName.replace(/\.xsh$/i, "") || "session",
    block: `[${keepalive.name}]`,
    keys,
    interval: asks ? seconds : 0,
    intervalKey: asks ? "KeepAliveInterval" : "KeepAlive",
    tcpKeepAlive: (number(entries, "tcpkeepalive", 0) ?? 0) !== 0,
    tcpKeepAliveKey: "TCPKeepAlive",
    proxied: false,
    isComplete: known,
    isJudged: known,
    remarks: typed(entries, keys),
    writes: (setting, value) => writes(setting, value, asks, seconds),
  };
}

function entriesIn({ entries }: IniSection): Map<string, IniEntry> {
  return new Map(entries.map((entry) => [entry.key.toLowerCase(), entry]));
}

/** null: not a number that Xshell writes. */
function number(entries: ReadonlyMap<string, IniEntry>, key: string, missing: number): number | null {
  const written = entries.get(key)?.written;
  if (written === undefined) return missing;
  return /^\d{1,7}$/.test(written) ? Number(written) : null;
}

/** SendKeepAlive sends KeepAliveString as if it had been typed. */
function typed(entries: ReadonlyMap<string, IniEntry>, keys: SessionKeys): (SessionRemark & { readonly at: Span })[] {
  const stored = keys.find("SendKeepAlive");
  if (stored === null || (number(entries, "sendkeepalive", 0) ?? 0) === 0) return [];
  const mend = {
    title: "write SendKeepAlive=0",
    safety: "unsafe",
    replacements: replacementsFor(keys, [["SendKeepAlive", 0]]),
  } as const;
  const seconds = number(entries, "sendkeepaliveinterval", 60) ?? 60;
  return [{ kind: "typed-keepalive", program: "Xshell", seconds, mend, at: stored.at }];
}

function writes(
  setting: SettingName,
  value: string,
  asks: boolean,
  seconds: number | null,
): Writes | { readonly refused: string } {
  if (setting === "tcpKeepAlive") return [["TCPKeepAlive", value === "no" ? 0 : 1]];
  if (setting === "countMax") return { refused: "Xshell stores no count of unanswered probes" };
  if (value === "0") return [["KeepAlive", 0]];
  const interval: Writes = Number(value) === seconds ? [] : [["KeepAliveInterval", Number(value)]];
  return asks ? interval : [["KeepAlive", 1], ...interval];
}
