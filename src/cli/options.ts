import { Argument, Command, CommanderError, InvalidArgumentError, Option } from "commander";
import { systems } from "../base/system.ts";
import { safeText } from "../report/safe-text.ts";
import { toBytes } from "./bytes.ts";
import { type EffectiveOptions, type LintOptions, type Command as Parsed, type Shell, shells } from "./command.ts";
import { effectiveFormats, lintFormats } from "./formats.ts";

/** `--color` and `--backup` alone must not swallow the file name behind them, so they get their value before commander looks. */
function withValues(argv: readonly string[]): string[] {
  const end = argv.indexOf("--");
  return argv.map((word, index) => {
    if (end !== -1 && index > end) return word;
    if (word === "--color" || word === "--colour") return "--color=always";
    if (word === "--backup") return "--backup=~";
    return word === "--no-color" || word === "--no-colour" ? "--color=never" : word;
  });
}

const list = (value: string, previous: readonly string[] = []): string[] => [
  ...previous,
  ...value.split(",").filter(Boolean),
];
const each = (value: string, previous: readonly string[] = []): string[] => [...previous, value];

function wholeNumber(value: string): number {
  if (!/^\d{1,9}$/.test(value)) throw new InvalidArgumentError("It must be a whole number.");
  return Number(value);
}

function addShared(command: Command, formats: string): Command {
  return command
    .option("--policy <name>", "a built-in policy (see --list-policies); recommended is the default")
    .option("--network <name>", "what lies in between: azure, aws, home, none, or its idle limit in seconds")
    .option("--sysctl <file>", "kernel values: sysctl.conf, or what sysctl -a printed on that machine")
    .option("-c, --config <file>", "project config to use instead of the one found above the linted file")
    .option("--no-config", "look for no project config")
    .option(
      "--openssh <version>",
      "judge as this OpenSSH: 9.2, 9.2+debian, debian-12, 8.4..10.6, or auto (asks ssh -V)",
    )
    .option("-f, --format <format[=file]>", formats, each)
    .addOption(new Option("--output-format <format>").argParser(each).hideHelp())
    .addOption(
      new Option("--color <when>", "always, never or auto").choices(["always", "never", "auto"]).default("auto"),
    );
}

/** The options and paths of a lint, for the program itself and for its `lint` command. */
function asLint(command: Command, found: (command: Parsed) => void): Command {
  command
    .argument(
      "[path...]",
      "files, directories, globs, or - for standard input; without any, your own ssh configuration",
    )
    .addOption(
      new Option("--side <side>", "client (ssh_config) or server (sshd_config), whatever name and content say").choices(
        ["client", "server"],
      ),
    )
    .addOption(new Option("--as <kind>", "another system's file, whatever name and content say").choices([...systems]))
    .option("--fix", "write all safe fixes")
    .option("--unsafe-fixes", "with --fix or --diff: also those that need a human's eye")
    .option("--diff", "print what --fix would change as a unified diff, write nothing")
    .option("--interactive", "show each fix and ask, as git add -p does; then write")
    .option("--backup <suffix>", "with --fix: keep each old file under its name and this suffix (--backup alone: ~)")
    .option(
      "--drop-in",
      "with --fix or --diff: put sshd settings into a file of their own where a directory is included",
    )
    .option("--verify-with-openssh", "with --fix or --diff: ask the installed ssh or sshd about the result, too")
    .addOption(new Option("--dry-run").hideHelp())
    .addOption(new Option("--check").hideHelp())
    .option("--list-policies", "list the built-in policies")
    .option("--live", "judge any file as this machine's: follow Includes here, check owners")
    .option("-o, --output-file <file>", "write the report there")
    .addOption(
      new Option("--severity <level>", "least severity shown; the exit status stays").choices([
        "error",
        "warning",
        "info",
      ]),
    )
    .option("-q, --quiet", "show errors only")
    .option("--max-warnings <n>", "exit 0 with up to this many warnings", wholeNumber)
    .option("--strict", "notes and possible findings fail too")
    .option("--exit-zero", "never fail for findings")
    .option("--select <rules>", "only these rules, separated by commas", list)
    .option("--ignore <rules>", "all but these rules", list)
    .option("--rule <id=level>", "set a rule to off, info, warning or error", each)
    .option("--neighbours", "find other files with keepalive settings in directories, too: scripts, units, sysctl.conf")
    .addOption(new Option("--no-neighbours").hideHelp())
    .option("--exclude <patterns>", "pass over what these gitignore patterns match in searched directories", list)
    .option("--force-exclude", "pass over named files, too, where --exclude or the project config matches them")
    .addOption(new Option("--respect-gitignore").hideHelp())
    .option("--no-respect-gitignore", "search what git ignores, too")
    .addOption(new Option("--error-on-unmatched-pattern").hideHelp())
    .option("--no-error-on-unmatched-pattern", "exit 0 where a directory holds no ssh configuration")
    .option("--list-files", "print the files that would be linted, one a line, and do no more")
    .option("--print-config <file>", "print what holds for a file, as JSON, and do no more")
    .addOption(new Option("--inline-config").hideHelp())
    .option("--no-inline-config", "take no notice of keepalive-lint comments in the files")
    .option("--suppress-all", "write all findings into the suppressions file: from now on only new ones count")
    .option("--suppress-rule <rules>", "the same for these rules only", list)
    .option("--suppressions-location <file>", "the suppressions file; default: keepalive-lint-suppressions.json")
    .option("--prune-suppressions", "take out of the suppressions file what does not occur any more")
    .option("--pass-on-unpruned-suppressions", "do not fail for suppressions that do not occur any more")
    .option("--effective-dump", "the files are what sshd -T or ssh -G printed (else recognised by what they hold)")
    .option("--fleet", "each named directory holds one directory for each host, as Ansible's fetch makes them")
    .option("--statistics", "count the findings of each rule instead of showing them")
    .option("--stdin-filename <name>", "the name of what - reads")
    .addOption(new Option("--stdin-filepath <name>").hideHelp());
  return addShared(command, `${lintFormats.join(", ")}; with =FILE into that file; may be repeated`).action(
    (paths: string[], options: LintOptions & Aliases) => {
      found({ kind: "lint", paths, options: withAliases(options) });
    },
  );
}

/** Spellings of other linters. */
interface Aliases {
  readonly dryRun?: boolean;
  readonly outputFormat?: readonly string[];
  readonly stdinFilepath?: string;
}

function withAliases<T extends { readonly format?: readonly string[] }>(options: T & Aliases): T {
  const { dryRun, outputFormat, stdinFilepath } = options;
  return {
    ...options,
    ...(dryRun === true ? { diff: true } : {}),
    ...(outputFormat !== undefined && options.format === undefined ? { format: outputFormat } : {}),
    ...(stdinFilepath !== undefined ? { stdinFilename: stdinFilepath } : {}),
  };
}

function effectiveCommand(found: (command: Parsed) => void): Command {
  const command = new Command("effective")
    .description("what OpenSSH would use, where each value comes from, and what happens when the peer dies")
    .argument("[host...]", "host names as you type them behind ssh")
    .addOption(new Option("--side <side>", "client or server").choices(["client", "server"]).default("client"))
    .option("-F, --file <file>", "read this file alone, as ssh -F and sshd -f do")
    .option("--system-config <file>", "the system's ssh_config behind the user's; none for none")
    .option("--user <name>", "remote user, as ssh -l")
    .option("--local-user <name>", "local user")
    .option("--tag <tag>", "tag, as ssh -P")
    .option("--command <command>", "remote command")
    .addOption(
      new Option("--session-type <type>", "for Match sessiontype").choices(["shell", "exec", "subsystem", "none"]),
    )
    .option("-o, --option <key=value>", "as ssh -o; may be repeated", each)
    .option(
      "-C, --connection <spec>",
      "server: user=U,host=H,addr=A,laddr=A,lport=N,rdomain=R,group=G:G,invalid-user",
      each,
    )
    .option("--server-config <file>", "the server's sshd_config (-C says who connects): shows both sides together")
    .option("--server-openssh <version>", "the server's OpenSSH, if it is not the client's")
    .option("--ascii", "draw with plain ASCII characters")
    .option("--all", "every literal host name; server: the global part and every Match line")
    .option("--output-file <file>", "write the report there");
  return addShared(command, `${effectiveFormats.join(", ")}; with =FILE into that file; may be repeated`).action(
    (hosts: string[], options: EffectiveOptions & Aliases) => {
      found({ kind: "effective", hosts, options: withAliases(options) });
    },
  );
}

function buildProgram(version: string, write: Write, found: (command: Parsed) => void): Command {
  const program = new Command("keepalive-lint")
    .description(
      "Lints and rewrites the keepalive settings of ssh_config and sshd_config.\nExit status: 0 nothing wrong, 1 findings, 2 the run could not do its work.",
    )
    .version(version, "-V, --version")
    .helpCommand(false)
    .enablePositionalOptions()
    .configureOutput({ writeOut: (text) => write(1, text), writeErr: (text) => write(2, shown(text)) })
    .exitOverride();
  const commands = [
    effectiveCommand(found),
    new Command("explain")
      .alias("rule")
      .description(
        "a rule, what a line of a log means, or what a search for some words finds; alone: the list of rules",
      )
      .argument("[words...]", "a rule, a line that ssh or sshd wrote, some words, or - for a log on standard input")
      .action((words: string[]) => found({ kind: "explain", words })),
    new Command("init").description("write a commented project config").action(() => found({ kind: "init" })),
    new Command("completion")
      .description("print a script that completes command lines in a shell")
      .addArgument(new Argument("<shell>").choices(shells))
      .action((shell: Shell) => found({ kind: "completion", shell })),
  ];
  for (const command of commands) program.addCommand(command.copyInheritedSettings(program));
  program.addCommand(asLint(new Command("lint"), found).copyInheritedSettings(program), { hidden: true });
  return asLint(program, found);
}

/** The table of all commands and options, for whatever is generated from it. */
export const commandTree = (): Command =>
  buildProgram(
    "",
    () => undefined,
    () => undefined,
  );

/** commander quotes the command line as it is; a terminal must not obey it. */
const shown = (text: string): string =>
  text
    .split("\n")
    .map((line) => safeText(toBytes(line)))
    .join("\n");

type Write = (descriptor: 1 | 2, text: string) => void;

/** Parses any command line; help and usage errors are written here. */
export function parseCommandLine(argv: readonly string[], version: string, write: Write): Parsed {
  let result: Parsed = { kind: "done", status: 0 };
  const program = buildProgram(version, write, (command) => {
    result = command;
  });
  try {
    program.parse(versionFirst(withValues(argv)), { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return { kind: "done", status: error.exitCode === 0 ? 0 : 2 };
  }
  return result;
}

/** `-v` is what half of all tools take for --version. */
function versionFirst(argv: string[]): string[] {
  return argv[0] === "-v" ? ["--version"] : argv;
}
