import { knownAnywhere } from "../openssh/keywords.ts";
import { hasInvalidValue } from "./invalid-value.ts";
import { keepaliveMeantBy } from "./misspelled-keyword.ts";
import { isKeepaliveInMatch } from "./not-allowed-in-match.ts";
import { fileRule, type Report, type View } from "./rule.ts";
import { isForeign } from "./version-dependent.ts";
import {
  connectionsByErrors,
  counterpartOf,
  oncePerLine,
  placeOfProblem,
  refusal,
  type UnknownLine,
  unknownLines,
} from "./wrong-side.ts";

export const brokenLine = fileRule({
  id: "broken-line",
  sides: ["client", "server"],
  severity: "error",
  fix: null,
  since: "0.1.0",
  messages: {
    "client-refuses": ({ error, hint }) =>
      `ssh refuses the whole file because of this line and connects nowhere: "${error}".${hintWords(hint)}`,
    "server-refuses": ({ error, hint }) =>
      `sshd does not start because of this line, and a running one ends at its next reload: "${error}".${hintWords(hint)}`,
    "client-unknown-keyword": ({ keyword, hint }, who) =>
      `ssh has no keyword ${keyword}, and because of it ${refusal("client", who)}.${hintWords(hint)}`,
    "server-unknown-keyword": ({ keyword, hint }, who) =>
      `sshd has no keyword ${keyword}: with this line ${refusal("server", who)}.${hintWords(hint)}`,
    "target-refused": ({ error }, who) =>
      `Because of this line ssh does not connect to ${who === "" ? "any host" : who}; it says "${error}".`,
  },
  docs: {
    summary: "A line that has nothing to do with keepalive makes OpenSSH refuse the whole file.",
    why: "ssh and sshd take a file as a whole or not at all: with one line that they do not understand, in any block, ssh connects nowhere and sshd does not start. No keepalive setting then takes effect either, so there is nothing to judge until it is mended.",
    remedy: "Mend or remove the line. A keyword that only some ssh know can stay below `IgnoreUnknown NAME`.",
    exceptions: "The file is for another OpenSSH: name it with --openssh.",
    evidence: [
      'readconf.c read_config_file_depth: "terminating, N bad configuration options" (7.6 to 10.6; measured)',
      "servconf.c process_server_config_line_depth, sshd.c sighup_restart (measured)",
      "readconf.c and servconf.c, READCONF_MAX_DEPTH and SERVCONF_MAX_DEPTH 16 (measured)",
    ],
  },
  examples: [
    {
      name: "no keyword of anybody",
      files: { config: "Host *\n--- snip ---\n" },
      expect: ["2:client-unknown-keyword"],
    },
    {
      name: "a keyword of the other side",
      files: { config: "PermitRootLogin no\n" },
      expect: ["1:client-unknown-keyword"],
    },
    {
      name: "junk in a server file",
      files: { sshd_config: "SSHD Configuration\n" },
      expect: ["1:server-unknown-keyword"],
    },
    { name: "a quote that is never closed", files: { config: 'Host "web1\n' }, expect: ["1:client-refuses"] },
    { name: "a bad Match line", files: { sshd_config: "Match host a, b\n" }, expect: ["1:server-refuses"] },
    { name: "covered by IgnoreUnknown", files: { config: "IgnoreUnknown Fancy*\nFancyOption yes\n" }, expect: [] },
    {
      name: "a template says nothing yet",
      files: { config: "{% if vpn %}\nProxyJump gate\n{% endif %}\n" },
      expect: [],
    },
  ],
  *check(view) {
    if (view.isTemplate) return;
    yield* refusedLines(view);
    yield* unknownKeywords(view);
    yield* refusedTargets(view);
  },
});

/** What is behind it, and what to do. */
const hints = {
  circle: "The Include lines lead in a circle, or more than 16 levels deep.",
  unreadable: "Make the file readable, or take it out of the Include line.",
  "byte-order-mark": "The file begins with a byte order mark: save it as plain UTF-8 or ASCII.",
  ignorable: "Another build of ssh knows it; IgnoreUnknown with its name, above the line, lets this one skip it.",
  "another-build": "Another build of sshd knows it, this one does not.",
  sshd_config: "It belongs to sshd_config; if this file is one, say `--side server`.",
  ssh_config: "It belongs to ssh_config; if this file is one, say `--side client`.",
} as const;
type Hint = keyof typeof hints;

const hintWords = (hint: unknown): string => (hint === null ? "" : ` ${hints[hint as Hint]}`);

function* refusedLines(view: View): Generator<Report<"client-refuses" | "server-refuses">> {
  const others = view.program.problems.filter((problem) => {
    if (problem.kind === "unknown-keyword" || problem.kind === "include-permissions") return false;
    return !isKeepaliveInMatch(problem) && !hasInvalidValue(problem, view.side);
  });
  for (const problem of oncePerLine(others)) {
    const { kind, keyword, error, file } = problem;
    const hint: Hint | null = kind === "include-depth" ? "circle" : kind === "include-unreadable" ? "unreadable" : null;
    const at = placeOfProblem(problem);
    yield { kind: `${view.side}-refuses`, data: { keyword, error, hint }, at, file, targets: [] };
  }
}

function* unknownKeywords(view: View): Generator<Report<"client-unknown-keyword" | "server-unknown-keyword">> {
  for (const line of unknownLines(view)) {
    const { problem, name, refused, targets } = line;
    if (!refused || counterpartOf(view.side, name) !== undefined || keepaliveMeantBy(name, view.side) !== null)
      continue;
    // What another build knows is no mistake in a repository; on this machine it is one.
    if (isForeign(view, line) && !view.isLive) continue;
    const { keyword, error, file } = problem;
    const data = { keyword, error, hint: hintFor(view, line) };
    yield { kind: `${view.side}-unknown-keyword`, data, at: placeOfProblem(problem), file, targets };
  }
}

function hintFor({ side }: View, { problem, name }: UnknownLine): Hint | null {
  const { keyword, knownTo = [] } = problem;
  if (keyword.startsWith("\xef\xbb\xbf")) return "byte-order-mark";
  if (knownTo.length > 0) return side === "client" ? "ignorable" : "another-build";
  if (knownAnywhere(side === "client" ? "server" : "client", name).length === 0) return null;
  return side === "client" ? "sshd_config" : "ssh_config";
}

/** What stops ssh for some hosts only, for example an unknown `%` token in their HostName. RefuseConnection is meant to. */
function* refusedTargets(view: View): Generator<Report<"target-refused">> {
  for (const [errors, connections] of connectionsByErrors(view)) {
    const own = errors.filter(({ error }) => error.startsWith("percent_expand"));
    if (own.length === 0) continue;
    for (const { targets } of connections) {
      for (const { source, start, end, error } of own) {
        const file = view.program.files.find((one) => one.source === source);
        if (file === undefined) continue;
        yield { kind: "target-refused", data: { error }, at: { source, start, end }, file, targets };
      }
    }
  }
}
