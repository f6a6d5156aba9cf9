import type { ConfigFile } from "../eval/config-file.ts";
import { nearestName } from "../policy/nearest.ts";
import type { Intent } from "./finding.ts";
import { fileRule, type Report, type View } from "./rule.ts";
import type { Suppression } from "./suppressions.ts";

export const unusedSuppression = fileRule({
  id: "unused-suppression",
  sides: ["client", "server"],
  severity: "warning",
  fix: "safe",
  since: "0.1.0",
  messages: {
    unused: ({ rules }) =>
      `This comment silences nothing any more: ${rules === "" ? "there is no finding" : `there is no finding of ${rules}`} where it holds. Left in place it would hide the next mistake there. Remove it.`,
    "unknown-rule": ({ rule, near }) =>
      `There is no rule ${rule}, so this comment silences nothing.${near === null ? " `keepalive-lint explain` lists the rules." : ` Did you mean ${near}?`}`,
  },
  docs: {
    summary: "A keepalive-lint comment that silences nothing.",
    why: "A `# keepalive-lint-disable-next-line RULE -- reason` comment is a promise that somebody looked at a finding and accepted it. When the finding is gone, or the rule's name is misspelled, the comment still hides whatever this rule finds there next.",
    remedy:
      "Remove the comment, or the name in it; --fix does that. Correct a misspelled rule name. The comments are `keepalive-lint-disable-next-line`, `-disable-line` (behind a line), `-disable` and `-enable` around lines, and `-disable-file`; each takes rule names separated by commas, and a reason behind ` -- `.",
    exceptions:
      "What some rules find depends on how a run was started (control-failed, file-permissions, version-dependent and the like): comments about them are never called unused.",
    evidence: [
      "readconf.c and servconf.c: lines that begin with # are comments in every version; a comment behind an argument is accepted by sshd always, by ssh from 8.6 on (measured)",
    ],
  },
  examples: [
    {
      name: "nothing to silence",
      files: {
        config:
          "Host *\n  # keepalive-lint-disable-next-line interval-too-long -- slow link\n  ServerAliveInterval 60\n",
      },
      expect: ["2:unused"],
      fixed: "Host *\n  ServerAliveInterval 60\n",
    },
    {
      name: "a misspelled rule",
      files: { config: "# keepalive-lint-disable-file interval-to-long\nHost *\n  ServerAliveInterval 60\n" },
      expect: ["1:unknown-rule"],
    },
    {
      name: "one of two names",
      files: {
        config:
          "Host *\n  # keepalive-lint-disable-next-line interval-too-long, interval-too-short -- lab\n  ServerAliveInterval 900\n",
      },
      expect: ["2:unused"],
      fixed: "Host *\n  # keepalive-lint-disable-next-line interval-too-long -- lab\n  ServerAliveInterval 900\n",
    },
    {
      name: "in use",
      files: {
        config: "Host *\n  # keepalive-lint-disable-next-line interval-too-long -- lab\n  ServerAliveInterval 900\n",
      },
      expect: [],
    },
  ],
  // What is unused is known when all other rules have spoken: run/suppressing.ts asks `unusedReports`.
  *check() {},
});

/** What these find depends on how a run was started (--policy, --live, --openssh): silent in one, they may speak in the next. */
const dependsOnRun = new Set([
  "control-failed",
  "benchmark-contradicts-openssh",
  "file-permissions",
  "version-dependent",
  "include-matches-nothing",
]);

/** The reports about the suppressions of one comment that silenced nothing (all of them, or some). */
export function unusedReports(
  unused: readonly Suppression[],
  isWholeComment: boolean,
  view: View,
  known: readonly string[],
): Report<"unused" | "unknown-rule">[] {
  const isKnown = ({ rule }: Suppression): boolean => rule === null || known.includes(rule);
  const unknown = unused.filter((one) => !isKnown(one)).map((one) => unknownReport(one, view, known));
  const idle = unused.filter((one) => isKnown(one) && !dependsOnRun.has(one.rule ?? ""));
  const [first] = idle;
  if (first === undefined) return unknown;
  const file = fileOf(view, first);
  // Without any name a comment would silence every rule, so the last names go with their comment.
  if (isWholeComment && idle.length === unused.length) {
    const rules = idle.flatMap(({ rule }) => rule ?? []).join(" and ");
    const intents = [removal(first)];
    return [{ kind: "unused", data: { rules }, at: first.comment, file, targets: [], intents }];
  }
  const single = idle.map((one): Report<"unused"> => {
    const at = one.name ?? one.comment;
    return { kind: "unused", data: { rules: one.rule ?? "" }, at, file, targets: [], intents: [cut(one)] };
  });
  return [...unknown, ...single];
}

function unknownReport(one: Suppression, view: View, known: readonly string[]): Report<"unknown-rule"> {
  const data = { rule: one.rule ?? "", near: nearestName(one.rule ?? "", known) };
  return { kind: "unknown-rule", data, at: one.name ?? one.comment, file: fileOf(view, one), targets: [] };
}

const fileOf = (view: View, { source }: Suppression): ConfigFile =>
  view.program.files.find((one) => one.source.path === source.path) ?? view.root;

/** One name of several goes, with its comma. */
function cut({ source, comment, name }: Suppression): Intent {
  const { start, end } = name ?? comment;
  const behind = /^[ \t]*,[ \t]*/.exec(source.text.slice(end, comment.end))?.[0].length ?? 0;
  const before = /,?[ \t]*$/.exec(source.text.slice(comment.start, start))?.[0].length ?? 0;
  const place = behind > 0 ? { source, start, end: end + behind } : { source, start: start - before, end };
  return { kind: "cut", place, safety: "safe" };
}

/** The comment goes, and its line where nothing else stands on it. */
function removal({ source, comment }: Suppression): Intent {
  const lineStart = source.text.lastIndexOf("\n", comment.start - 1) + 1;
  const blanks = /[ \t]*$/.exec(source.text.slice(lineStart, comment.start))?.[0].length ?? 0;
  if (comment.start - blanks === lineStart) return { kind: "delete", place: comment, safety: "safe" };
  return { kind: "cut", place: { ...comment, start: comment.start - blanks }, safety: "safe" };
}
