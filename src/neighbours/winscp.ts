import type { Span } from "../base/span.ts";
import type { SettingName } from "../eval/connection.ts";
import type { SessionRemark } from "../eval/stored-remark.ts";
import { decodeText, type EncodedText } from "./encoded-text.ts";
import { iniKeys, plainStyle } from "./ini-keys.ts";
import { type IniEntry, type IniSection, iniSections } from "./ini-sections.ts";
import type { Neighbour } from "./neighbour.ts";
import {
  pingWrites,
  replacementsFor,
  type SavedSession,
  type SessionKeys,
  sessionsReading,
  unescapedName,
  type Writes,
} from "./saved-session.ts";
import { shownText } from "./shown-text.ts";

/**
 * WinSCP.ini (core/SessionData.cpp DoLoad, 2026). WinSCP itself was never run: built from its source. Only what differs from a
 * default is stored, so a key that is missing has its default.
 */
export const winscp: Neighbour = {
  system: "winscp",
  title: "WinSCP.ini",
  unanswered: "WinSCP",
  kernel: "windows",
  words: { ServerAliveInterval: "PingInterval(Secs)", TCPKeepAlive: "TCP keepalive" },
  shown: (text) => shownText(text, (key) => pingKeys.has(key.trim().toLowerCase())),
  hiddenBecause: () => "passwords may stand in it",
  read: ({ source }) => {
    const file = decodeText(source.text);
    const sections = iniSections(file.text);
    const sessions = sections.flatMap((section) => sessionIn(file, section, sections) ?? []);
    return sessionsReading(source, sessions, "unsafe");
  },
};

const pingKeys = new Set(["pingtype", "pinginterval", "pingintervalsecs", "pingintervalsec"]);

/** FSProtocol of FTP, WebDAV and S3, which have a ping of their own or none (core/SessionData.h TFSProtocol). */
const noSsh = new Set([5, 6, 7]);

/** core/SessionData.cpp DefaultSettings: half a minute, also where the keys come to 0. */
const DEFAULT_SECONDS = 30;

interface Values {
  readonly type: number;
  readonly minutes: number;
  readonly secs: number;
  readonly seconds: number;
}

function sessionIn(file: EncodedText, section: IniSection, all: readonly IniSection[]): SavedSession | null {
  const name = /^Sessions\\(.+)$/i.exec(section.name)?.[1];
  if (name === undefined) return null;
  const entries = entriesIn(section);
  const number = (key: string, missing: number): number => iniInteger(entries.get(key)?.written, missing);
  if (noSsh.has(number("fsprotocol", 1)) || number("isworkspace", 0) !== 0) return null;
  const stored = number("pingintervalsecs", -1);
  const secs = stored < 0 ? number("pingintervalsec", DEFAULT_SECONDS) : stored;
  const minutes = number("pinginterval", 0);
  const seconds = minutes * 60 + secs || DEFAULT_SECONDS;
  const values = { type: number("pingtype", 0), minutes, secs, seconds };
  const keys = iniKeys(file, section, plainStyle(entries));
  const known = values.type >= 0 && values.type <= 2 && seconds > 0 && seconds <= 2147483;
  const overridden = all.some((other) => other.name.toLowerCase() === `override\\${section.name}`.toLowerCase());
  const asks = values.type !== 0;
  const remarks = known && !overridden ? withoutType(entries, keys, values) : [];
  // Without a host it is a template, or WinSCP's Default Settings: nobody connects with what it lacks.
  const isUsed = (entries.get("hostname")?.written ?? "") !== "";
  if (!isUsed && !asks && remarks.length === 0) return null;
  return {
    name: unescapedName(file.nameBytes(name)).replace(/^\xef\xbb\xbf/, ""),
    block: file.nameBytes(`[${section.name}]`),
    keys,
    interval: asks && known ? seconds : 0,
    intervalKey: asks ? intervalKey(entries, minutes) : "PingType",
    tcpKeepAlive: false,
    tcpKeepAliveKey: "",
    proxied: false,
    isComplete: known && !overridden && isUsed,
    isJudged: remarks.length === 0,
    remarks,
    writes: (setting, value) => writes(setting, value, values, keys),
  };
}

function intervalKey(entries: ReadonlyMap<string, IniEntry>, minutes: number): string {
  if (minutes !== 0) return "PingInterval";
  return entries.has("pingintervalsec") && !entries.has("pingintervalsecs") ? "PingIntervalSec" : "PingIntervalSecs";
}

/** By name in lower case, as Windows' ini functions find them; the first of two counts. */
function entriesIn({ entries }: IniSection): Map<string, IniEntry> {
  const found = new Map<string, IniEntry>();
  for (const entry of entries) if (!found.has(entry.key.toLowerCase())) found.set(entry.key.toLowerCase(), entry);
  return found;
}

/** ReadInteger: a whole number in decimal or 0x notation, else the default. */
function iniInteger(written: string | undefined, missing: number): number {
  if (written === undefined || !/^[+-]?(?:\d{1,9}|0x[\da-f]{1,7})$/i.test(written)) return missing;
  return Number(written);
}

/** An interval that somebody stored, and no ping that would use it. */
function withoutType(
  entries: ReadonlyMap<string, IniEntry>,
  keys: SessionKeys,
  { type, seconds }: Values,
): (SessionRemark & { readonly at: Span })[] {
  const key = ["PingIntervalSecs", "PingInterval"].find(
    (one) => iniInteger(entries.get(one.toLowerCase())?.written, 0) > 0,
  );
  const at = key === undefined ? undefined : keys.find(key)?.at;
  if (type !== 0 || key === undefined || at === undefined) return [];
  const mend = {
    title: "write PingType=1",
    safety: "unsafe",
    replacements: replacementsFor(keys, [["PingType", 1]]),
  } as const;
  return [{ kind: "ping-without-type", program: "WinSCP", key, seconds, mend, at }];
}

function writes(
  setting: SettingName,
  value: string,
  { type, minutes, secs, seconds }: Values,
  keys: SessionKeys,
): Writes | { readonly refused: string } {
  if (setting === "tcpKeepAlive") return { refused: "WinSCP switches TCP keepalive off for every SSH session" };
  if (setting === "countMax") return { refused: "WinSCP counts no unanswered probes: nothing can be set for that" };
  const wanted = Number(value);
  const switchedOn: Writes = type === 0 ? [["PingType", 1]] : [];
  if (wanted === seconds) return switchedOn;
  if (wanted === 0) return [["PingType", 0]];
  const hasSecs = keys.find("PingIntervalSecs") !== null;
  return [...switchedOn, ...pingWrites(wanted, minutes, hasSecs ? secs : -1)];
}
