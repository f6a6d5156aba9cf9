import type { Side } from "../base/side.ts";
import type { Problem } from "../eval/program.ts";
import { asciiLower, keepaliveAliases, keepaliveKeywords, type Release } from "../openssh/keywords.ts";
import { releaseName } from "../openssh/versions.ts";
import type { FindingData } from "./finding.ts";
import { fileRule, type View } from "./rule.ts";
import { isLiteral } from "./undecidable.ts";
import { whereTaken } from "./version-dependent.ts";
import { consequence, oncePerLine, placeOfProblem } from "./wrong-side.ts";

/** Whether a keyword, whatever its case, is one of the keepalive keywords or another name of one. */
export function isKeepaliveKeyword(side: Side, keyword: string): boolean {
  const name = asciiLower(keyword);
  return [...keepaliveKeywords[side], ...keepaliveAliases[side]].some((known) => asciiLower(known) === name);
}

/** A keepalive keyword whose value, or lack of one, the program refuses. */
export const hasInvalidValue = ({ kind, keyword }: Problem, side: Side): boolean =>
  (kind === "bad-value" || kind === "bad-line") && isKeepaliveKeyword(side, keyword);

export const invalidValue = fileRule({
  id: "invalid-value",
  sides: ["client", "server"],
  severity: "error",
  fix: null,
  since: "0.1.0",
  messages: {
    "client-refuses": (data) => words(data, consequence.client),
    "server-refuses": (data) => words(data, consequence.server),
  },
  docs: {
    summary: "A keepalive keyword has a value that OpenSSH refuses.",
    why: "Values are checked on every line, in blocks that do not apply too, and one bad value is enough: ssh refuses the whole file and connects nowhere, sshd does not start, and a running sshd that is told to reload ends.",
    remedy:
      "Intervals are seconds (60) or times (5m, 1h), counts are plain numbers, TCPKeepAlive is yes or no. 0 as an interval switches probes off.",
    exceptions: "None for the version that is judged; name another with --openssh.",
    evidence: [
      "misc.c convtime, atoi_err; readconf.c and servconf.c parse_time, parse_int, multistate_flag (7.6 to 10.6; measured)",
      "sshd.c sighup_restart: the listener starts itself anew, and ends at a bad file (measured on 8.2 and 10.5)",
    ],
  },
  examples: [
    {
      name: "a word where seconds belong",
      files: { config: "Host *\n  ServerAliveInterval off\n" },
      expect: ["2:client-refuses"],
    },
    {
      name: "none is for ssh only",
      files: { sshd_config: "ClientAliveInterval none\n" },
      expect: ["1:server-refuses"],
    },
    { name: "a count with a unit", files: { config: "ServerAliveCountMax 3s\n" }, expect: ["1:client-refuses"] },
    { name: "no value at all", files: { config: "Host *\n  ServerAliveInterval\n" }, expect: ["2:client-refuses"] },
    {
      name: "true on a server",
      files: { sshd_config: "TCPKeepAlive true\n" },
      openssh: "9.2",
      expect: ["1:server-refuses"],
    },
    {
      name: "true on a client",
      files: { config: "TCPKeepAlive true\nServerAliveInterval 1m\n" },
      openssh: "9.2",
      expect: [],
    },
    { name: "what a template fills in", files: { sshd_config: "ClientAliveInterval {{ interval }}\n" }, expect: [] },
  ],
  *check(view) {
    for (const problem of oncePerLine(view.program.problems)) {
      if (!hasInvalidValue(problem, view.side) || !isLiteral(view, problem)) continue;
      yield {
        kind: `${view.side}-refuses`,
        data: dataOf(view, problem),
        at: placeOfProblem(problem),
        file: problem.file,
        targets: [],
      };
    }
  },
});

/** What to write instead. */
const hints = {
  "own-line": "It takes no comment behind a value: put the comment on a line of its own.",
  "yes-no": "It takes yes or no.",
  "yes-no-all": "It takes yes, no or, for forwarded connections too, all.",
  count: "It takes a plain number of probes without a unit, such as 3.",
  off: "0 switches probes off.",
  time: "It takes seconds (60) or a time (5m, 1h) without blanks; 0 switches probes off.",
} as const;
type Hint = keyof typeof hints;

function dataOf({ side, version }: View, { keyword, error, file, directive }: Problem) {
  const { text } = file.source;
  const value = text.slice(directive.restStart, directive.restEnd);
  const line = text.slice(directive.keywordStart, directive.restEnd);
  return {
    keyword,
    value,
    error,
    hint: hintFor(asciiLower(keyword), value, version.release),
    judged: releaseName(version.release),
    taken: whereTaken(line, side, version.vendor),
  };
}

function hintFor(name: string, value: string, release: Release): Hint {
  if (/[ \t]#/.test(value)) return "own-line";
  if (name === "tcpkeepalive" || name === "keepalive") return release >= 1006 ? "yes-no-all" : "yes-no";
  if (name.endsWith("countmax")) return "count";
  return /^["']?(no|off|false|never|none)["']?$/i.test(value) ? "off" : "time";
}

function words({ keyword, value, error, hint, judged, taken }: FindingData, consequence: string): string {
  const what = value === "" ? `${keyword} has no value` : `${keyword} cannot be \`${value}\``;
  const elsewhere = taken === null ? "" : ` That is OpenSSH ${judged}; the value means ${taken}.`;
  return `${what}: ${consequence} ("${error}"). ${hints[hint as Hint]}${elsewhere}`;
}
