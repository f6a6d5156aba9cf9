import { fail, ok, type Result } from "../base/result.ts";
import type { Context } from "./context.ts";

export const lintFormats = [
  "text",
  "compact",
  "json",
  "ndjson",
  "sarif",
  "github",
  "gitlab",
  "junit",
  "rdjson",
  "html",
] as const;
export type LintFormat = (typeof lintFormats)[number];

export const effectiveFormats = ["text", "json", "ndjson", "html"] as const;
export type EffectiveFormat = (typeof effectiveFormats)[number];

/** One report of a run. */
export interface Output<Format extends string> {
  readonly format: Format;
  /** null: the standard stream that reports of this run go to. */
  readonly file: string | null;
}

interface Asked {
  readonly format?: readonly string[];
  readonly outputFile?: string;
}

/**
 * What `-f FORMAT`, `-f FORMAT=FILE` and `-o FILE` ask for together; an error is a sentence. Without any format it is text, and
 * annotations beside it where GitHub Actions reads the log.
 */
export function lintOutputs(asked: Asked, env: Context["env"]): Result<readonly Output<LintFormat>[], string> {
  const preferred = env.KEEPALIVE_LINT_FORMAT ?? "";
  if (asked.format !== undefined || preferred !== "")
    return outputsOf(lintFormats, asked.format ?? [preferred], asked.outputFile);
  const text: Output<LintFormat> = { format: "text", file: asked.outputFile ?? null };
  return ok(env.GITHUB_ACTIONS === "true" ? [text, { format: "github", file: null }] : [text]);
}

export const effectiveOutputs = (asked: Asked): Result<readonly Output<EffectiveFormat>[], string> =>
  outputsOf(effectiveFormats, asked.format ?? ["text"], asked.outputFile);

function outputsOf<Format extends string>(
  known: readonly Format[],
  words: readonly string[],
  outputFile: string | undefined,
): Result<readonly Output<Format>[], string> {
  const outputs: Output<Format>[] = [];
  for (const word of words) {
    const equals = word.indexOf("=");
    const name = equals === -1 ? word : word.slice(0, equals);
    const format = known.find((one) => one === name);
    if (format === undefined) return fail(`--format: "${name}" is unknown here; there are ${known.join(", ")}`);
    if (equals === word.length - 1) return fail(`--format: ${word} names no file`);
    const file = equals === -1 ? (outputFile ?? null) : word.slice(equals + 1);
    if (outputs.some((other) => other.file === file))
      return fail(`--format: two reports cannot both go to ${file ?? "standard output"}; write one as FORMAT=FILE`);
    outputs.push({ format, file });
  }
  if (outputFile !== undefined && outputs.every(({ file }) => file !== outputFile))
    return fail(`--output-file ${outputFile}: every --format names a file of its own, so nothing is left to go there`);
  return ok(outputs);
}
