import type { Argument, Command, Option } from "commander";
import { answers } from "../answers/answers.ts";
import { logLines } from "../answers/log-line-shapes.ts";
import { distributions } from "../openssh/distributions.ts";
import { presetNames } from "../policy/policy.ts";
import { ruleIds } from "../rules/rule-ids.ts";
import { networkNames } from "../timeline/networks.ts";

/** What stands where a word is expected: one of these words, or something that the shell knows. */
export type Words = readonly string[] | "file" | "directory" | "host" | "anything";

export interface OptionShape {
  readonly short: string | null;
  readonly long: string;
  /** "<name>" as the help shows it; null for a flag. */
  readonly value: string | null;
  readonly words: Words;
  readonly description: string;
}

export interface CommandShape {
  readonly name: string;
  readonly description: string;
  readonly argument: { readonly name: string; readonly description: string; readonly words: Words } | null;
  readonly options: readonly OptionShape[];
}

/** The program's own command line first, then its commands: read from the table that parses command lines. */
export function shapesOf(program: Command, formats: readonly string[]): readonly CommandShape[] {
  const visible = program.createHelp().visibleCommands(program);
  return [program, ...visible].map((command) => shapeOf(command, formats));
}

function shapeOf(command: Command, formats: readonly string[]): CommandShape {
  const [argument] = command.registeredArguments;
  return {
    name: command.name(),
    description: command.description(),
    argument: argument === undefined ? null : argumentShape(command.name(), argument),
    options: command
      .createHelp()
      .visibleOptions(command)
      .map((option) => optionShape(option, formats)),
  };
}

const explained = [...ruleIds, ...answers.map(({ id }) => id), ...logLines.map(({ id }) => id)];

function argumentShape(command: string, argument: Argument) {
  const known: Readonly<Record<string, Words>> = { effective: "host", explain: explained };
  const words = argument.argChoices ?? known[command] ?? "file";
  const name = `${argument.required ? "" : "["}${argument.name()}${argument.variadic ? " ..." : ""}${argument.required ? "" : "]"}`;
  return { name, description: argument.description, words };
}

function optionShape(option: Option, formats: readonly string[]): OptionShape {
  const long = option.long ?? option.short ?? "";
  const takes = option.required || option.optional;
  return {
    short: option.long === undefined ? null : (option.short ?? null),
    long,
    value: takes ? (/[<[].*$/.exec(option.flags)?.[0] ?? null) : null,
    words: takes ? (option.argChoices ?? wordsOf(long, formats)) : [],
    description: option.description,
  };
}

function wordsOf(long: string, formats: readonly string[]): Words {
  switch (long) {
    case "--policy":
      return presetNames;
    case "--network":
      return networkNames;
    case "--openssh":
      return ["auto", ...distributions().map(({ id }) => id)];
    case "--format":
      return formats;
    case "--select":
    case "--ignore":
    case "--suppress-rule":
      return ruleIds;
    case "--rule":
      return ruleIds.flatMap((id) => ["off", "info", "warning", "error"].map((level) => `${id}=${level}`));
    case "--config":
    case "--output-file":
    case "--file":
    case "--system-config":
    case "--print-config":
    case "--suppressions-location":
    case "--stdin-filename":
      return "file";
    default:
      return "anything";
  }
}
