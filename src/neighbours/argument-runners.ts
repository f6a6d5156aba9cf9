import type { Field, ShellCommand, ShellScript } from "./shell-syntax.ts";

/** Functions of a script that run the words they are called with, and how many words they take for themselves. */
export type ArgumentRunners = ReadonlyMap<string, number>;

const allArguments = /^"?\$(?:[@*]|\{[@*]\})"?$/;
const before = /^(?:eval|exec|command|sudo|time|nohup|env|-\w+|\d+\w?|timeout)$/;

/** `retry() { n=$1; shift; "$@"; }`. */
export function argumentRunners({ commands }: ShellScript): ArgumentRunners {
  const shifts = new Map<string, number>();
  const runners = new Map<string, number>();
  for (const { within, node } of commands) {
    if (within === null) continue;
    const words = [node.name, ...node.args].flatMap((word) => (word === undefined ? [] : [word.text]));
    if (words[0] === "shift") shifts.set(within, (shifts.get(within) ?? 0) + (Number(words[1] ?? 1) || 1));
    const at = words.findIndex((word) => allArguments.test(word));
    if (at !== -1 && words.slice(0, at).every((word) => before.test(word)))
      runners.set(within, shifts.get(within) ?? 0);
  }
  return runners;
}

/** The words that such a function runs; those of any other command as they are. */
export function runWords({ fields }: ShellCommand, runners: ArgumentRunners): readonly Field[] {
  const own = runners.get(fields[0]?.text.text ?? "");
  return own === undefined ? fields : fields.slice(1 + own);
}
