import type { Span } from "../base/span.ts";
import type { SettingName } from "../eval/connection.ts";
import type { SessionRemark } from "../eval/stored-remark.ts";
import { pingWrites, type SavedSession, type SessionKeys, type Writes } from "./saved-session.ts";

/** The keys of PuTTY's sessions on every system (settings.c load_open_settings). */
export const puttyKeys = ["PingInterval", "PingIntervalSecs", "TCPKeepalives"] as const;
export type PuttyKey = (typeof puttyKeys)[number];

/** What PuTTY reads of a session, whatever stores it. */
export interface PuttyValues {
  readonly minutes: number;
  readonly secs: number;
  readonly tcpKeepAlive: boolean;
  /** The Protocol key; null: none is stored. */
  readonly protocol: string | null;
  readonly proxyMethod: number;
  /** The HostName key, empty where none is stored. */
  readonly host: string;
  /** One of the keepalive keys is stored. */
  readonly isSaid: boolean;
}

/** Protocols that are no SSH; PuTTY takes a name that it does not know for its default, which is SSH. */
const otherProtocols = new Set(["raw", "telnet", "rlogin", "serial", "supdup", "ssh-connection"]);

/** From here on a proxy is a local command or an SSH session, and the TCP connection is not PuTTY's (proxy.h). */
const FIRST_COMMAND_PROXY = 5;

/** Milliseconds of PuTTY's timers are an int: intervals above, or below 0, end plink 0.78 with a failed assertion (run). */
const MOST_SECONDS = 2147483;

export const crashes = (seconds: number): boolean => seconds < 0 || seconds > MOST_SECONDS;

export interface PuttySession {
  readonly name: string;
  readonly block: string;
  readonly keys: SessionKeys;
  readonly values: PuttyValues;
  readonly isComplete: boolean;
  readonly remarks: readonly (SessionRemark & { readonly at: Span })[];
}

/**
 * Whether somebody connects with a session: it names a host, or is what PuTTY takes for host names that are typed. What only
 * stores colours is no connection, and of one that nobody makes it is not to be said what it lacks.
 */
const isConnection = (name: string, { host, isSaid }: PuttyValues): boolean =>
  host !== "" || (name === "Default Settings" && isSaid);

/** A session in the terms of connections; null where it does not speak SSH, or says nothing. */
export function puttySession(session: PuttySession): SavedSession | null {
  const { values, keys, remarks } = session;
  const { minutes, secs, tcpKeepAlive, protocol, proxyMethod } = values;
  if (protocol !== null && otherProtocols.has(protocol)) return null;
  const seconds = int32(minutes * 60 + secs);
  const isCrash = crashes(seconds);
  const isUsed = isConnection(session.name, values);
  if (!isUsed && seconds === 0 && remarks.length === 0) return null;
  const explained = remarks.some((one) => one.kind === "stored-value-ignored" && one.hint !== "repeated");
  return {
    ...session,
    isComplete: session.isComplete && isUsed,
    interval: isCrash ? 0 : seconds,
    intervalKey: minutes !== 0 ? "PingInterval" : "PingIntervalSecs",
    tcpKeepAlive,
    tcpKeepAliveKey: "TCPKeepalives",
    proxied: proxyMethod >= FIRST_COMMAND_PROXY,
    isJudged: !explained && !isCrash && (isUsed || seconds !== 0),
    remarks: isCrash ? [...remarks, crashRemark(keys, seconds)] : remarks,
    writes: (setting, value) => puttyWrites(setting, value, values),
  };
}

function crashRemark(keys: SessionKeys, seconds: number): SessionRemark & { readonly at: Span } {
  const at = keys.find("PingIntervalSecs")?.at ?? keys.find("PingInterval")?.at ?? { start: 0, end: 0 };
  return { kind: "interval-crashes-putty", program: "PuTTY", seconds, mend: null, at };
}

function puttyWrites(
  setting: SettingName,
  value: string,
  { minutes, secs }: PuttyValues,
): Writes | { readonly refused: string } {
  if (setting === "interval") return pingWrites(Number(value), minutes, secs);
  if (setting === "tcpKeepAlive") return [["TCPKeepalives", value === "no" ? 0 : 1]];
  return { refused: "PuTTY counts no unanswered probes: nothing in its sessions can be set for that" };
}

/** C's int wraps. */
export const int32 = (value: number): number => Number(BigInt.asIntN(32, BigInt(value)));
