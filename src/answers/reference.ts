import type { Answer, LogLine } from "./answer.ts";

/** An answer as plain text that is also Markdown. */
export function answerReference({ id, title, kind, answer, remedy, evidence, see }: Answer): string {
  return joined([
    `# ${title}`,
    kind === "wrong claim" ? `This is not so. ${answer}` : answer,
    "## What to do",
    remedy,
    "## Evidence",
    bullets(evidence),
    ...seeAlso(see),
    `\`${id}\``,
  ]);
}

/** What is known about a log line. */
export function lineReference(line: LogLine): string {
  return joined([
    `# ${line.title}`,
    fenced(line.shapes),
    `Written by ${line.writer}.`,
    "## What has happened",
    line.meaning,
    "## Which setting decides",
    line.setting,
    "## What next",
    line.next,
    "## Evidence",
    bullets(line.evidence),
    ...seeAlso(line.see),
    `\`${line.id}\``,
  ]);
}

const joined = (parts: readonly string[]): string => `${parts.join("\n\n")}\n`;
const bullets = (lines: readonly string[]): string => lines.map((line) => `- ${line}`).join("\n");
const fenced = (lines: readonly string[]): string => `\`\`\`\n${lines.join("\n")}\n\`\`\``;
const seeAlso = (ids: readonly string[]): string[] =>
  ids.length === 0 ? [] : ["## See also", ids.map((id) => `\`keepalive-lint explain ${id}\``).join(", ")];
