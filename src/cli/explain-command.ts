import { answers } from "../answers/answers.ts";
import { logLines, recognise } from "../answers/log-line-shapes.ts";
import { lineReference } from "../answers/reference.ts";
import { nearestName } from "../policy/nearest.ts";
import { safeText } from "../report/safe-text.ts";
import { registry } from "../rules/registry.ts";
import type { Rule } from "../rules/rule.ts";
import { toBytes } from "./bytes.ts";
import { type Context, forLog } from "./context.ts";
import type { ExampleReaders } from "./example-output.ts";
import { explainLog } from "./explain-log.ts";
import { entries, find } from "./explain-search.ts";
import { writeAll } from "./output.ts";

/**
 * One rule's documentation or the list of rules, an answer, what a log line means, or what a search finds; 2 where nothing is
 * known of the words. `-` reads a log from standard input.
 */
export function explainCommand(words: readonly string[], context: Pick<Context, "env" | "host" | "bundles">): number {
  if (words.length === 0) {
    writeAll(1, registry.map(line).join(""));
    return 0;
  }
  if (words.length === 1 && words[0] === "-") return explainLog(context);
  const question = words.join(" ");
  const { host, bundles } = context;
  const text = textOf(question, { ...host, loadConfigReader: () => bundles["config-reader"]().readProjectConfig });
  if (text === null) {
    writeAll(2, forLog(unknown(question), context));
    return 2;
  }
  writeAll(1, forLog(text, context));
  return 0;
}

function textOf(question: string, readers: ExampleReaders): string | null {
  const named = entries.find(({ id }) => id === question.trim());
  if (named !== undefined) return named.shown(readers);
  if (looksLikeAnId(question)) return null;
  const known = recognise(question);
  if (known === null || (known.length * 3 < question.length * 2 && isSure(question))) return found(question, readers);
  return lineReference(known.line);
}

/** A search knows every word: a few of them that also stand in some log line are no log line. */
const isSure = (question: string): boolean => find(question).some(({ hit: { matched, asked } }) => matched === asked);

/** Two names or more joined by hyphens are an id, rightly spelled or not; a search would hide the mistake. */
const looksLikeAnId = (question: string): boolean =>
  /^[a-z]+(?:-[a-z]+)+$/.test(question) && nearest(question) !== null;

const nearest = (word: string): string | null =>
  nearestName(
    word,
    entries.map(({ id }) => id),
  );

const MOST_LISTED = 6;

/** The best hit in full where it has all the words, and what else there is. */
function found(question: string, readers: ExampleReaders): string | null {
  const hits = find(question);
  const [best] = hits;
  if (best === undefined) return null;
  const isWhole = best.hit.matched === best.hit.asked;
  const rest = hits.slice(isWhole ? 1 : 0, MOST_LISTED);
  const list = rest.map(({ hit: { id, title } }) => `  ${id.padEnd(WIDTH)} ${title}\n`).join("");
  const more =
    list === "" ? "" : `${isWhole ? "\n---\n\nAlso found" : "Found"} (keepalive-lint explain NAME):\n${list}`;
  return `${isWhole ? best.entry.shown(readers) : ""}${more}`;
}

const WIDTH = Math.max(...entries.map(({ id }) => id.length));

/** What was not understood, and what there is. */
function unknown(question: string): string {
  const near = nearest(question.trim());
  const meant = near === null ? "" : ` (did you mean "${near}"?)`;
  const lines = [
    `keepalive-lint: nothing is known of "${safeText(toBytes(question.slice(0, 200)))}"${meant}`,
    `explain takes a rule (${registry.length} of them: keepalive-lint explain), a line that ssh or sshd has written (${logLines.length} kinds),`,
    `some words to search for in these and in ${answers.length} answers, or - for a log on standard input.`,
  ];
  return `${lines.join("\n")}\n`;
}

const line = ({ id, severity, docs }: Rule): string => `${id.padEnd(31)} ${severity.padEnd(8)} ${docs.summary}\n`;
