import type { Span } from "../base/span.ts";
import { count, seconds } from "../base/units.ts";
import type { Edit, Safety } from "../edit/edit.ts";
import type { EffectiveSettings, Provenance, Remark, SettingName } from "../eval/connection.ts";
import type { Mend, SessionRemark } from "../eval/stored-remark.ts";
import type { Source } from "../syntax/source.ts";
import type { Change, NeighbourConnection, Reading, Wanted } from "./neighbour.ts";

/** A number that a session has stored; all places are byte offsets in the file. */
export interface StoredKey {
  readonly at: Span;
  readonly value: Span;
}

/** How the keys of one session are found and written. */
export interface SessionKeys {
  readonly find: (key: string) => StoredKey | null;
  /** The end of the line behind which a key that is missing goes. */
  readonly insertAt: number;
  /** Lines as the file writes them, ready to be put at `insertAt`. */
  readonly lines: (missing: readonly (readonly [string, number])[]) => string;
  readonly number: (value: number) => string;
}

/** What a session is to have stored. */
export type Writes = readonly (readonly [string, number])[];

/** One saved session that speaks SSH. */
export interface SavedSession {
  /** Bytes, decoded as the program shows it. */
  readonly name: string;
  /** As the file has it: for people. */
  readonly block: string;
  readonly keys: SessionKeys;
  /** 0: no probes. */
  readonly interval: number;
  /** The key whose line the interval is shown at. */
  readonly intervalKey: string;
  readonly tcpKeepAlive: boolean;
  readonly tcpKeepAliveKey: string | null;
  readonly proxied: boolean;
  /** False: what is missing may be set elsewhere. */
  readonly isComplete: boolean;
  /** False: a remark says what is wrong with its values, and nothing more is to be said of them. */
  readonly isJudged: boolean;
  readonly remarks: readonly (SessionRemark & { readonly at: Span })[];
  /** What is to be stored for a wanted value, or why that cannot be had. */
  readonly writes: (setting: SettingName, value: string) => Writes | { readonly refused: string };
}

/** None of these programs counts unanswered probes: nobody answers them. */
const NO_COUNT = count(2147483647);

/** Sessions as connections, and how to change them. */
export function sessionsReading(source: Source, sessions: readonly SavedSession[], safety: Safety): Reading {
  const bySettings = new Map<EffectiveSettings, SavedSession>();
  const connections = sessions.map((session) => {
    const connection = connectionOf(source, session);
    bySettings.set(connection.settings, session);
    return connection;
  });
  return {
    connections,
    remarks: sessions.flatMap((session) => remarksOf(source, session)),
    embedded: [],
    change: (wanted) => changeOf(source, bySettings.get(wanted.connection.settings), wanted, safety),
  };
}

function connectionOf(source: Source, session: SavedSession): NeighbourConnection {
  const { name, interval, tcpKeepAlive, proxied, isComplete, isJudged } = session;
  const from = (key: string | null): Provenance | null => provenance(source, session, key);
  return {
    side: "client",
    targets: [name],
    settings: {
      interval: { value: seconds(interval), from: from(session.intervalKey), certainty: "certain" },
      countMax: { value: NO_COUNT, from: null, certainty: "certain" },
      tcpKeepAlive: {
        value: tcpKeepAlive ? "yes" : "no",
        from: from(session.tcpKeepAliveKey),
        certainty: "certain",
      },
    },
    possible: [],
    proxied,
    isComplete: isComplete && isJudged,
  };
}

/** A key that is missing stands, without width, where it would be put: each session has its own. */
function provenance(source: Source, session: SavedSession, key: string | null): Provenance | null {
  const { keys, block, isComplete, isJudged } = session;
  if (!isJudged) return null;
  const stored = key === null ? null : keys.find(key);
  if (stored !== null) return { source, span: stored.at, value: stored.value, block };
  const nowhere = { start: keys.insertAt, end: keys.insertAt };
  return isComplete ? { source, span: nowhere, value: nowhere, block } : null;
}

function remarksOf(source: Source, { name, remarks }: SavedSession): Remark[] {
  return remarks.map(({ at, ...remark }) => ({
    ...(remark as SessionRemark),
    source,
    span: at,
    targets: [name],
    certainty: "certain",
  }));
}

function changeOf(source: Source, session: SavedSession | undefined, wanted: Wanted, safety: Safety): Change {
  if (session === undefined) return { refused: "the session is not there any more" };
  const writes = session.writes(wanted.setting, wanted.value);
  if ("refused" in writes) return writes;
  const edits = replacementsFor(session.keys, writes).map(({ at, text }): Edit => {
    return { path: source.path, offset: at.start, length: at.end - at.start, text };
  });
  return { edits, safety };
}

/** Stored numbers are replaced where they stand; what is missing is put in at one place. */
export function replacementsFor(keys: SessionKeys, writes: Writes): Mend["replacements"] {
  const present = writes.flatMap(([key, value]) => {
    const stored = keys.find(key);
    return stored === null ? [] : [{ at: stored.value, text: keys.number(value) }];
  });
  const missing = writes.filter(([key]) => keys.find(key) === null);
  if (missing.length === 0) return present;
  const { insertAt } = keys;
  return [...present, { at: { start: insertAt, end: insertAt }, text: keys.lines(missing) }];
}

/**
 * PuTTY's and WinSCP's two keys for one interval, minutes and seconds: as few of them as can be are written, since 0 minutes
 * and 60 seconds are as good as 1 and 0 (settings.c load_open_settings: PingInterval * 60 + PingIntervalSecs).
 */
export function pingWrites(wanted: number, minutes: number, secs: number): Writes {
  const rest = wanted - 60 * minutes;
  if (minutes >= 0 && rest >= 0 && (minutes === 0 || rest < 60)) return [["PingIntervalSecs", rest]];
  if (secs >= 0 && wanted >= secs && (wanted - secs) % 60 === 0) return [["PingInterval", (wanted - secs) / 60]];
  return [
    ["PingInterval", Math.floor(wanted / 60)],
    ["PingIntervalSecs", wanted % 60],
  ];
}

/** A name whose other bytes than the plainest stand as %XX. */
export const unescapedName = (name: string): string =>
  name.replace(/%([0-9A-Fa-f]{2})/g, (_, digits) => String.fromCharCode(Number.parseInt(digits, 16)));
