import type { Problem } from "../eval/program.ts";
import { knownAnywhere } from "../openssh/keywords.ts";
import { hasInvalidValue } from "./invalid-value.ts";
import { keepaliveMeantBy } from "./misspelled-keyword.ts";
import { isKeepaliveInMatch } from "./not-allowed-in-match.ts";
import { fileRule, type Report, type View } from "./rule.ts";
import { isForeign } from "./version-dependent.ts";
import {
  consequence,
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
    refused: ({ consequence, error, hint }) =>
      `Because of this line ${consequence}; it says "${error}".${hint === "" ? "" : ` ${hint}`}`,
    "client-unknown-keyword": ({ keyword, hint }, who) =>
      `ssh does not know ${keyword}, and because of it ${refusal("client", who)}. ${hint}`,
    "server-unknown-keyword": ({ keyword, hint }) =>
      `sshd does not know ${keyword}: with this line ${consequence.server}. ${hint}`,
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
    { name: "no keyword of anybody", files: { config: "Host *\n```\n" }, expect: ["2:client-unknown-keyword"] },
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
    { name: "a quote that is never closed", files: { config: 'Host "web1\n' }, expect: ["1:refused"] },
    { name: "a bad Match line", files: { sshd_config: "Match host a, b\n" }, expect: ["1:refused"] },
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

const hints: Readonly<Partial<Record<Problem["kind"], string>>> = {
  "include-depth": "The Include lines lead in a circle, or more than 16 levels deep.",
  "include-unreadable": "Make the file readable, or take it out of the Include line.",
};

function* refusedLines(view: View): Generator<Report<"refused">> {
  const others = view.program.problems.filter((problem) => {
    if (problem.kind === "unknown-keyword" || problem.kind === "include-permissions") return false;
    return !isKeepaliveInMatch(problem) && !hasInvalidValue(problem, view.side);
  });
  for (const problem of oncePerLine(others)) {
    const { kind, keyword, error, file } = problem;
    const data = { keyword, error, consequence: consequence[view.side], hint: hints[kind] ?? "" };
    yield { kind: "refused", data, at: placeOfProblem(problem), file, targets: [] };
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

function hintFor({ side }: View, { problem, name }: UnknownLine): string {
  const { keyword, knownTo = [] } = problem;
  const other = side === "client" ? "server" : "client";
  if (keyword.startsWith("\xef\xbb\xbf"))
    return "The file begins with a byte order mark: save it as plain UTF-8 or ASCII.";
  if (knownTo.length > 0) {
    return side === "client"
      ? `Another build knows it: \`IgnoreUnknown ${keyword}\` above the line lets this one skip it.`
      : "Another build knows it, this one does not: take the line out.";
  }
  if (knownAnywhere(other, name).length > 0) {
    return `It belongs to ${other === "server" ? "sshd_config" : "ssh_config"}; if this file is one, say \`--side ${other}\`.`;
  }
  return "Mend or remove the line.";
}

/** What stops ssh for some hosts only, for example an unknown `%` token in their HostName. RefuseConnection is meant to. */
function* refusedTargets(view: View): Generator<Report<"target-refused">> {
  for (const { errors, targets } of view.connections) {
    for (const { source, start, end, error } of errors) {
      const file = view.program.files.find((one) => one.source === source);
      if (file === undefined || !error.startsWith("percent_expand")) continue;
      yield { kind: "target-refused", data: { error }, at: { source, start, end }, file, targets };
    }
  }
}
