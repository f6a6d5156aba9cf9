import { once } from "../base/once.ts";
import type { LintOptions } from "./command.ts";

/** The words of everyday lints that need no argument, and the option each one sets; made for a command line that has any. */
const flags = once(
  (): Readonly<Record<string, Partial<LintOptions>>> => ({
    "--fix": { fix: true },
    "--diff": { diff: true },
    "--unsafe-fixes": { unsafeFixes: true },
    "--live": { live: true },
    "--quiet": { quiet: true },
    "-q": { quiet: true },
    "--strict": { strict: true },
    "--exit-zero": { exitZero: true },
    "--no-config": { config: false },
    "--color": { color: "always" },
    "--color=always": { color: "always" },
    "--color=never": { color: "never" },
    "--color=auto": { color: "auto" },
    "--no-color": { color: "never" },
  }),
);

/** Options with a value that needs no check here; the value stands behind them as a word of its own. */
const values: Readonly<Record<string, "policy" | "network" | "openssh" | "outputFile" | "stdinFilename">> = {
  "--policy": "policy",
  "--network": "network",
  "--openssh": "openssh",
  "--output-file": "outputFile",
  "-o": "outputFile",
  "--stdin-filename": "stdinFilename",
};

const commands = new Set(["lint", "effective", "explain", "rule", "init", "completion", "help"]);

/**
 * Reads the command lines of everyday lints without loading commander, which would take a third of a short run. Null for
 * anything that is not plainly one of these: commander then decides, also what is wrong. A test holds the two together.
 */
export function quickLint(argv: readonly string[]): { readonly paths: string[]; readonly options: LintOptions } | null {
  let options: LintOptions = { color: "auto" };
  const paths: string[] = [];
  const words = argv[0] === "lint" ? argv.slice(1) : argv;
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? "";
    const flag = word.startsWith("-") ? flags()[word] : undefined;
    const name = values[word];
    const value = words[at + 1];
    if (flag !== undefined) options = { ...options, ...flag };
    else if (name !== undefined && value !== undefined && !value.startsWith("-")) {
      options = { ...options, [name]: value };
      at++;
    } else if ((word === "-f" || word === "--format") && value !== undefined && !value.startsWith("-")) {
      options = { ...options, format: [...(options.format ?? []), value] };
      at++;
    } else if (word === "--side" && (value === "client" || value === "server")) {
      options = { ...options, side: value };
      at++;
    } else if (word === "-" || (!word.startsWith("-") && !(paths.length === 0 && commands.has(word)))) paths.push(word);
    else return null;
  }
  return { paths, options };
}
