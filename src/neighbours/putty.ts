import { type Span, span } from "../base/span.ts";
import type { Mend, SessionRemark } from "../eval/stored-remark.ts";
import { nameOf } from "../io/byte-paths.ts";
import { beforeLineEnd, lineEndIn } from "./ini-sections.ts";
import { type Neighbour, nothingRead } from "./neighbour.ts";
import { puttyKeys, puttySession } from "./putty-session.ts";
import { type SessionKeys, type StoredKey, sessionsReading, unescapedName } from "./saved-session.ts";
import { hiddenBecause, shownText } from "./shown-text.ts";

/** A saved session of PuTTY on Unix: one file, its name is the session's (unix/storage.c; run with plink 0.78). */
export const putty: Neighbour = {
  system: "putty",
  title: "PuTTY session",
  unanswered: "PuTTY",
  words: { ServerAliveInterval: "PingInterval(Secs)", TCPKeepAlive: "TCPKeepalives" },
  shown: (text) => shownText(text, isOurs),
  hiddenBecause,
  read: ({ source }) => {
    const { text, path } = source;
    // Behind a zero byte PuTTY pieces lines together: nobody writes such a file.
    if (text.includes("\0")) return nothingRead;
    const lines = linesOf(text);
    const stored = new Map<string, Line>();
    for (const line of lines) if (!stored.has(line.key)) stored.set(line.key, line);
    const number = (key: string): number => cInteger(stored.get(key)?.written ?? "");
    const name = unescapedName(nameOf(path));
    const session = puttySession({
      name: name === "" ? "session" : name,
      block: name,
      keys: keysIn(text, stored),
      values: {
        minutes: number("PingInterval"),
        secs: number("PingIntervalSecs"),
        tcpKeepAlive: number("TCPKeepalives") !== 0,
        protocol: stored.get("Protocol")?.written ?? null,
        proxyMethod: number("ProxyMethod"),
        host: stored.get("HostName")?.written ?? "",
        isSaid: puttyKeys.some((key) => stored.has(key)),
      },
      isComplete: !lines.some(({ key, written }) => isOurs(key) && isFilledIn(written)),
      remarks: lines.flatMap((line) => remarkOn(line, stored)),
    });
    return session === null ? nothingRead : sessionsReading(source, [session], "safe");
  },
};

const isOurs = (key: string): boolean => puttyKeys.some((one) => one.toLowerCase() === key.trim().toLowerCase());
const isFilledIn = (written: string): boolean => /\{\{|<%|\$[({\w]/.test(written);

interface Line extends StoredKey {
  readonly key: string;
  readonly written: string;
}

/** A key is all before the first `=`, blanks included; a value ends before the first CR. */
function linesOf(text: string): Line[] {
  const found: Line[] = [];
  for (const match of text.matchAll(/^([^=\n]*)=([^\r\n]*)/gm)) {
    const [whole, key = "", written = ""] = match;
    const end = match.index + whole.length;
    found.push({ key, written, at: span(match.index, end), value: span(end - written.length, end) });
  }
  return found;
}

/** atoi(): blanks, a sign, digits; what else is there is not read, and what is too large is cut. */
function cInteger(written: string): number {
  const digits = /^[ \t\v\f]*([+-]?\d+)/.exec(written)?.[1];
  if (digits === undefined) return 0;
  const value = BigInt(digits.slice(0, 40));
  const most = 2n ** 63n;
  const long = value >= most ? most - 1n : value < -most ? -most : value;
  return Number(BigInt.asIntN(32, long));
}

/** What is missing goes behind what is there, else to the end. */
function keysIn(text: string, stored: ReadonlyMap<string, Line>): SessionKeys {
  const sibling = puttyKeys.map((key) => stored.get(key)).find((line) => line !== undefined);
  const newline = sibling === undefined ? -1 : text.indexOf("\n", sibling.at.end);
  const end = lineEndIn(text);
  return {
    find: (key) => stored.get(key) ?? null,
    insertAt: beforeLineEnd(text, newline === -1 ? text.length : newline + 1),
    lines: (missing) => {
      const lines = missing.map(([key, value]) => `${key}=${value}`);
      return text === "" ? lines.map((line) => line + end).join("") : lines.map((line) => end + line).join("");
    },
    number: String,
  };
}

type Remarked = SessionRemark & { readonly at: Span };

function remarkOn(line: Line, stored: ReadonlyMap<string, Line>): Remarked[] {
  const { key, written, at } = line;
  if (!isOurs(key) || isFilledIn(written)) return [];
  const exact = puttyKeys.find((one) => one.toLowerCase() === key.trim().toLowerCase()) ?? key;
  const ignored = (
    hint: "number" | "unit" | "spelling" | "repeated",
    readAs: number,
    mend: Mend | null,
  ): Remarked[] => [{ kind: "stored-value-ignored", program: "PuTTY", key: exact, hint, readAs, mend, at }];
  const first = stored.get(exact);
  if (exact !== key) {
    if (first !== undefined || cInteger(written) === 0) return [];
    const name = span(at.start, at.start + key.length);
    return ignored("spelling", 0, mend(`write ${exact}`, "safe", name, exact));
  }
  if (first !== line) {
    const counts = cInteger(first?.written ?? "");
    return cInteger(written) === counts ? [] : ignored("repeated", counts, null);
  }
  return misread(line).flatMap(([hint, fixed]) => {
    return ignored(hint, cInteger(written), fixed === null ? null : mend(`write ${fixed}`, "safe", line.value, fixed));
  });
}

/** What atoi() makes something else of than the reader. */
function misread({ key, written }: Line): ["number" | "unit", string | null][] {
  const value = written.trim();
  const time = /^(\d{1,6}) ?(m|min|h)$/i.exec(value);
  if (time !== null && key === "PingIntervalSecs")
    return [["unit", String(Number(time[1]) * (time[2]?.toLowerCase() === "h" ? 3600 : 60))]];
  const isNumber = value === "" || /^[+-]?\d/.test(value);
  if (key !== "TCPKeepalives") {
    const quoted = /^(["'])(\d{1,6})\1$/.exec(value)?.[2] ?? null;
    return isNumber ? [] : [["number", quoted]];
  }
  if (isNumber || /^(?:no|off|false)$/i.test(value)) return [];
  return [["number", /^(?:yes|on|true)$/i.test(value) ? "1" : null]];
}

const mend = (title: string, safety: Mend["safety"], at: Span, text: string): Mend => ({
  title,
  safety,
  replacements: [{ at, text }],
});
