import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import type { Side } from "../base/side.ts";
import type { When } from "./colour.ts";

/** What the command line of a lint says, as commander hands it over. */
export interface LintOptions {
  readonly side?: Side;
  readonly fix?: boolean;
  readonly unsafeFixes?: boolean;
  readonly diff?: boolean;
  readonly policy?: string;
  readonly listPolicies?: boolean;
  readonly network?: string;
  readonly config?: string | false;
  readonly openssh?: string;
  readonly live?: boolean;
  readonly format?: string;
  readonly outputFile?: string;
  readonly severity?: "error" | "warning" | "info";
  readonly quiet?: boolean;
  readonly maxWarnings?: number;
  readonly strict?: boolean;
  readonly exitZero?: boolean;
  readonly select?: readonly string[];
  readonly ignore?: readonly string[];
  readonly rule?: readonly string[];
  readonly stdinFilename?: string;
  readonly color: When;
}

export interface EffectiveOptions {
  readonly side: Side;
  readonly file?: string;
  readonly systemConfig?: string;
  readonly user?: string;
  readonly localUser?: string;
  readonly tag?: string;
  readonly command?: string;
  readonly sessionType?: "shell" | "exec" | "subsystem" | "none";
  readonly option?: readonly string[];
  readonly connection?: readonly string[];
  readonly all?: boolean;
  readonly openssh?: string;
  readonly policy?: string;
  readonly network?: string;
  readonly config?: string | false;
  readonly format?: string;
  readonly outputFile?: string;
  readonly color: When;
}

export interface Actions {
  readonly lint: (paths: readonly string[], options: LintOptions) => Promise<number>;
  readonly effective: (hosts: readonly string[], options: EffectiveOptions) => Promise<number>;
  readonly explain: (rule: string | undefined) => Promise<number>;
  readonly init: () => Promise<number>;
  readonly write: (descriptor: 1 | 2, text: string) => void;
}

/** `--color` alone must not swallow the file name behind it, so it gets its value before commander looks. */
function normaliseColour(argv: readonly string[]): string[] {
  const end = argv.indexOf("--");
  return argv.map((word, index) => {
    if (end !== -1 && index > end) return word;
    if (word === "--color" || word === "--colour") return "--color=always";
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

function addShared(command: Command): Command {
  return command
    .option("--policy <name>", "a built-in policy (see --list-policies); recommended is the default")
    .option("--network <name>", "what lies in between: azure, aws, home, none, or its idle limit in seconds")
    .option("-c, --config <file>", "project config to use instead of the one found above the linted file")
    .option("--no-config", "look for no project config")
    .option(
      "--openssh <version>",
      "judge as this OpenSSH: 9.2, 9.2+debian, debian-12, 8.4..10.6, or auto (asks ssh -V)",
    )
    .option("-f, --format <format>", "text, compact or json")
    .addOption(new Option("--output-format <format>").hideHelp())
    .addOption(
      new Option("--color <when>", "always, never or auto").choices(["always", "never", "auto"]).default("auto"),
    );
}

function lintCommand(actions: Actions, run: (result: Promise<number>) => void): Command {
  const command = new Command("lint")
    .description("lint ssh_config and sshd_config files; with --fix also mend them (the default command)")
    .argument("[path...]", "files, directories, globs, or - for standard input; without any your own ssh configuration")
    .addOption(
      new Option("--side <side>", "client (ssh_config) or server (sshd_config), whatever name and content say").choices(
        ["client", "server"],
      ),
    )
    .option("--fix", "write all safe fixes")
    .option("--unsafe-fixes", "with --fix or --diff: also those that need a human's eye")
    .option("--diff", "print what --fix would change as a unified diff, write nothing")
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
    .option("--stdin-filename <name>", "the name of what - reads");
  command.addOption(new Option("--stdin-filepath <name>").hideHelp());
  return addShared(command).action((paths: string[], options: LintOptions & Aliases) => {
    run(actions.lint(paths, withAliases(options)));
  });
}

/** Spellings of other linters. */
interface Aliases {
  readonly dryRun?: boolean;
  readonly outputFormat?: string;
  readonly stdinFilepath?: string;
}

function withAliases<T extends { readonly format?: string }>(options: T & Aliases): T {
  const { dryRun, outputFormat, stdinFilepath } = options;
  return {
    ...options,
    ...(dryRun === true ? { diff: true } : {}),
    ...(outputFormat !== undefined && options.format === undefined ? { format: outputFormat } : {}),
    ...(stdinFilepath !== undefined ? { stdinFilename: stdinFilepath } : {}),
  };
}

function effectiveCommand(actions: Actions, run: (result: Promise<number>) => void): Command {
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
    .option("--all", "every literal host name; server: the global part and every Match line")
    .option("--output-file <file>", "write the report there");
  return addShared(command).action((hosts: string[], options: EffectiveOptions & Aliases) => {
    run(actions.effective(hosts, withAliases(options)));
  });
}

function buildProgram(actions: Actions, version: string, run: (result: Promise<number>) => void): Command {
  const program = new Command("keepalive-lint")
    .description("Lints and rewrites the keepalive settings of ssh_config and sshd_config.")
    .version(version, "-V, --version")
    .helpCommand(false)
    .enablePositionalOptions()
    .configureOutput({ writeOut: (text) => actions.write(1, text), writeErr: (text) => actions.write(2, text) })
    .exitOverride();
  const commands = [
    lintCommand(actions, run),
    effectiveCommand(actions, run),
    new Command("explain")
      .alias("rule")
      .description("one rule's documentation, or the list of rules")
      .argument("[rule]")
      .action((rule: string | undefined) => run(actions.explain(rule))),
    new Command("init").description("write a commented project config").action(() => run(actions.init())),
  ];
  for (const [index, command] of commands.entries()) {
    command.copyInheritedSettings(program);
    program.addCommand(command, { isDefault: index === 0 });
  }
  return program;
}

/** Parses the command line and runs what it asks for; the exit status. Usage errors are 2. */
export async function runCommandLine(argv: readonly string[], version: string, actions: Actions): Promise<number> {
  let result: Promise<number> = Promise.resolve(0);
  const program = buildProgram(actions, version, (promise) => {
    result = promise;
  });
  try {
    program.parse(helpFirst(normaliseColour(argv)), { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? 0 : 2;
  }
  return await result;
}

/** `-h` and `-v` belong to the program, not to its default command. */
function helpFirst(argv: string[]): string[] {
  return argv[0] === "-v" ? ["--version"] : argv;
}
