import { once } from "../base/once.ts";
import type { Side } from "../base/side.ts";
import { keywordOf, type SettingName, settingNames } from "../eval/connection.ts";
import { asciiLower, knownAnywhere } from "../openssh/keywords.ts";
import { fileRule } from "./rule.ts";
import { counterpartOf, refusal, renameIntent, unknownLines, unknownReport } from "./wrong-side.ts";

/** Which keepalive keyword of this side a misspelled one stands for. */
export interface Guess {
  readonly keyword: string;
  /** True where it is this side's own keyword that was misspelled. */
  readonly certain: boolean;
}

/** Slips that articles and public files repeat, too far from the right spelling for an edit distance. */
const knownSlips = {
  interval: ["KeepAliveInterval", "KeepAliveInternal"],
  countMax: ["AliveMaxCount", "AliveCount", "AliveMax", "KeepAliveCountMax", "KeepAliveMaxCount", "KeepAliveCount"],
} as const;

/** Lower-case spelling to what it stands for; the right spellings are among them. */
const spellings: Readonly<Record<Side, () => ReadonlyMap<string, SettingName>>> = {
  client: once(() => spellingsOf("client", "Server")),
  server: once(() => spellingsOf("server", "Client")),
};

function spellingsOf(side: Side, prefix: string): ReadonlyMap<string, SettingName> {
  const found = new Map<string, SettingName>([["keepalive", "tcpKeepAlive"]]);
  for (const setting of settingNames) found.set(asciiLower(keywordOf[side][setting]), setting);
  for (const setting of ["interval", "countMax"] as const) {
    for (const slip of knownSlips[setting]) found.set(asciiLower(prefix + slip), setting);
  }
  return found;
}

/** The farthest that a misspelling may be from a keyword, in inserted, dropped and changed letters. */
const MOST_SLIPS = 2;

const sides: readonly Side[] = ["client", "server"];

/** What an unknown keyword, in lower case, was evidently meant to be; null where that is no keepalive keyword. */
export function keepaliveMeantBy(name: string, side: Side): Guess | null {
  if (counterpartOf(side, name) !== undefined) return null;
  const own = settingMeantBy(name, side);
  const other = side === "client" ? "server" : "client";
  const setting = own ?? settingMeantBy(name, other);
  if (setting === null || sides.some((one) => knownAnywhere(one, name).length > 0)) return null;
  return { keyword: keywordOf[side][setting], certain: own !== null };
}

function settingMeantBy(name: string, side: Side): SettingName | null {
  const known = spellings[side]().get(name);
  if (known !== undefined) return known;
  for (const [spelling, setting] of spellings[side]()) if (isClose(name, spelling)) return setting;
  return null;
}

/** Levenshtein's distance, with an end at the first row that is over the limit. */
function isClose(left: string, right: string): boolean {
  if (Math.abs(left.length - right.length) > MOST_SLIPS) return false;
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let at = 1; at <= left.length; at++) {
    const next = [at];
    for (let to = 1; to <= right.length; to++) {
      const changed = (row[to - 1] ?? 0) + (left[at - 1] === right[to - 1] ? 0 : 1);
      next.push(Math.min(changed, (row[to] ?? 0) + 1, (next[to - 1] ?? 0) + 1));
    }
    if (Math.min(...next) > MOST_SLIPS) return false;
    row = next;
  }
  return (row[right.length] ?? 0) <= MOST_SLIPS;
}

export const misspelledKeyword = fileRule({
  id: "misspelled-keyword",
  sides: ["client", "server"],
  severity: "error",
  fix: "safe",
  since: "0.1.0",
  messages: {
    "client-refuses": ({ keyword, meant, otherSide }, who) =>
      `ssh has no keyword ${keyword}, and because of it ${refusal("client", who)}. ${meantWords(meant, otherSide)}`,
    "server-refuses": ({ keyword, meant, otherSide }, who) =>
      `sshd has no keyword ${keyword}: with this line ${refusal("server", who)}. ${meantWords(meant, otherSide)}`,
    "client-ignores": ({ keyword, meant, otherSide }) =>
      `ssh has no keyword ${keyword}, and IgnoreUnknown makes it skip the line without a word: the setting never takes effect. ${meantWords(meant, otherSide)}`,
  },
  docs: {
    summary: "A keyword that is nearly, but not quite, one of the keepalive keywords.",
    why: "OpenSSH guesses nothing: one unknown keyword makes ssh refuse the whole file and keeps sshd from starting. Where IgnoreUnknown covers it, the line is skipped in silence, and the sessions that it was to protect are not.",
    remedy: "Spell the keyword as the manual does.",
    exceptions: "None.",
    evidence: [
      "readconf.c parse_token, servconf.c parse_token: compared letter by letter, case aside (7.6 to 10.6; measured)",
      "ServerAliveInternal, ClientAliveMaxCount, ServerAliveMaxCount and ServerAliveCount: each found in public files",
    ],
  },
  examples: [
    {
      name: "internal for interval",
      files: { config: "Host *\n  ServerAliveInternal 60\n" },
      expect: ["2:client-refuses"],
      fixed: "Host *\n  ServerAliveInterval 60\n",
    },
    {
      name: "the count, turned round",
      files: { sshd_config: "ClientAliveInterval 60\nClientAliveMaxCount 3\n" },
      expect: ["2:server-refuses"],
      fixed: "ClientAliveInterval 60\nClientAliveCountMax 3\n",
    },
    {
      name: "hidden by IgnoreUnknown",
      files: { config: "IgnoreUnknown *\nServerAliveIntervall 60\n" },
      expect: ["2:client-ignores"],
      fixed: "IgnoreUnknown *\nServerAliveInterval 60\n",
    },
    {
      name: "the other side's keyword, misspelled",
      files: { config: "Host *\n  ClientAliveMaxCount 3\n" },
      expect: ["2:client-refuses"],
    },
    { name: "case does not matter", files: { config: "Host *\n  serveraliveINTERVAL 60\n" }, expect: [] },
    { name: "another unknown keyword", files: { config: "Host *\n  AliveAndWell yes\n" }, expect: [] },
  ],
  *check(view) {
    for (const line of unknownLines(view)) {
      const guess = keepaliveMeantBy(line.name, view.side);
      if (guess === null) continue;
      const { problem, refused } = line;
      yield {
        ...unknownReport(line),
        kind: refused ? `${view.side}-refuses` : "client-ignores",
        data: { keyword: problem.keyword, meant: guess.keyword, otherSide: !guess.certain },
        intents: guess.certain ? [renameIntent(problem, guess.keyword, "safe")] : [],
      };
    }
  },
});

const meantWords = (meant: unknown, otherSide: unknown): string =>
  otherSide === true ? `In a file of this side the keyword is ${meant}.` : `It is spelled ${meant}.`;
