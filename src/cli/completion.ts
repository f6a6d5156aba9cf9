import type { Shell } from "./command.ts";
import type { CommandShape, OptionShape, Words } from "./command-shape.ts";

/** The script that completes this program's command lines in a shell. The first shape is the program's own. */
export function completionScript(shell: Shell, shapes: readonly CommandShape[]): string {
  switch (shell) {
    case "bash":
      return bash(shapes);
    case "zsh":
      return zsh(shapes);
    case "fish":
      return fish(shapes);
    case "powershell":
      return powershell(shapes);
  }
}

const commandsOf = (shapes: readonly CommandShape[]): readonly CommandShape[] => shapes.slice(1);
const flagsOf = ({ short, long }: OptionShape): string[] => (short === null ? [long] : [short, long]);
const single = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
/** The first clause: completions have one line. */
const brief = (text: string): string => text.split("\n")[0] ?? "";

function bash(shapes: readonly CommandShape[]): string {
  const cases = shapes.map((shape, index) => bashCase(shape, index === 0 ? commandsOf(shapes) : []));
  const names = commandsOf(shapes).map(({ name }) => name);
  return `# bash completion for keepalive-lint: eval "$(keepalive-lint completion bash)", or save it where bash-completion looks.
_keepalive_lint() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]} command= word
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case $word in
      ${names.join("|")}) command=$word; break ;;
      [!-]*) break ;;
    esac
  done
  # "=" is a word of its own to bash.
  [[ $cur == = ]] && cur=
  [[ $prev == = ]] && prev=\${COMP_WORDS[COMP_CWORD-2]}
  COMPREPLY=()
  case $command in
${cases.join("\n")}
  esac
}
complete -o filenames -F _keepalive_lint keepalive-lint
`;
}

function bashCase({ name, options, argument }: CommandShape, commands: readonly CommandShape[]): string {
  const label = commands.length > 0 ? "''" : name;
  const values = options
    .filter(({ value }) => value !== null)
    .map((option) => `        ${flagsOf(option).join("|")}) ${bashWords(option.words)}; return ;;`);
  const flags = options.flatMap(flagsOf).join(" ");
  const names = commands.map((command) => command.name);
  const first =
    names.length === 0 ? "" : `[[ COMP_CWORD -eq 1 ]] && COMPREPLY=($(compgen -W '${names.join(" ")}' -- "$cur")); `;
  const rest = argument === null ? ":" : bashWords(argument.words);
  return `    ${label})
      case $prev in
${values.join("\n")}${values.length > 0 ? "\n" : ""}      esac
      if [[ $cur == -* ]]; then COMPREPLY=($(compgen -W '${flags}' -- "$cur"))
      else ${first}${rest}; fi ;;`;
}

/** Adds to what is there already: command names and files may stand in one place. */
function bashWords(words: Words): string {
  const add = (kind: string): string => `COMPREPLY+=($(compgen ${kind} -- "$cur"))`;
  // Names may hold blanks; one a line, as compgen prints them.
  if (words === "file") return `while IFS= read -r word; do COMPREPLY+=("$word"); done < <(compgen -f -- "$cur")`;
  if (words === "directory") return add("-d");
  if (words === "host") return add("-A hostname");
  return words === "anything" ? ":" : add(`-W '${words.join(" ")}'`);
}

function zsh(shapes: readonly CommandShape[]): string {
  const [own] = shapes;
  const commands = commandsOf(shapes);
  const names = commands.map(({ name, description }) => `${single(`${name}:${brief(description)}`)}`).join(" ");
  const cases = commands.map(
    (shape) => `    ${shape.name}) shift words; (( CURRENT-- )); _arguments -s ${zshSpecs(shape)} ;;`,
  );
  return `#compdef keepalive-lint
# zsh completion for keepalive-lint: save it as _keepalive-lint in a directory of $fpath, or source it after compinit.
_keepalive-lint() {
  local -a commands=(${names})
  case $words[2] in
${cases.join("\n")}
    *)
      (( CURRENT == 2 )) && [[ $words[2] != -* ]] && _describe command commands
      _arguments -s ${own === undefined ? "" : zshSpecs(own)} ;;
  esac
}
if [[ $funcstack[1] == _keepalive-lint ]]; then _keepalive-lint "$@"; else compdef _keepalive-lint keepalive-lint; fi
`;
}

function zshSpecs({ options, argument }: CommandShape): string {
  const specs = options.flatMap((option) => flagsOf(option).map((flag) => zshOption(flag, option)));
  if (argument !== null) specs.push(`'*:${plainWords(argument.name)}:${zshWords(argument.words)}'`);
  return specs.join(" ");
}

function zshOption(flag: string, { value, words, description }: OptionShape): string {
  const text = brief(description).replace(/['[\]:\\]/g, " ");
  const own = value === null ? "" : `:${plainWords(value)}:${zshWords(words)}`;
  return `'*${flag}[${text}]${own}'`;
}

const plainWords = (name: string): string => name.replace(/[^\w -]/g, "").trim();

function zshWords(words: Words): string {
  if (words === "file") return "_files";
  if (words === "directory") return "_files -/";
  if (words === "host") return "_hosts";
  return words === "anything" ? " " : `(${words.join(" ")})`;
}

function fish(shapes: readonly CommandShape[]): string {
  const [own] = shapes;
  const commands = commandsOf(shapes);
  const names = commands.map(({ name }) => name).join(" ");
  const lines = [
    "# fish completion for keepalive-lint: keepalive-lint completion fish | source",
    ...commands.map(({ name, description }) => {
      return `complete -c keepalive-lint -n __fish_use_subcommand -a ${name} -d ${fishText(brief(description))}`;
    }),
    ...(own === undefined ? [] : fishLines(own, `not __fish_seen_subcommand_from ${names}`)),
    ...commands.flatMap((shape) => fishLines(shape, `__fish_seen_subcommand_from ${shape.name}`)),
  ];
  return `${lines.join("\n")}\n`;
}

function fishLines({ options, argument }: CommandShape, when: string): string[] {
  const start = `complete -c keepalive-lint -n ${fishText(when)}`;
  const lines = options.map(({ short, long, value, words, description }) => {
    const names = `${short === null ? "" : `-s ${short.slice(1)} `}-l ${long.slice(2)}`;
    const takes = value === null ? "" : ` -r${fishWords(words)}`;
    return `${start} ${names}${takes} -d ${fishText(brief(description))}`;
  });
  return argument === null || argument.words === "file" ? lines : [...lines, `${start}${fishWords(argument.words)}`];
}

function fishWords(words: Words): string {
  if (words === "file") return " -F";
  if (words === "directory") return " -f -a '(__fish_complete_directories)'";
  if (words === "host") return " -f -a '(__fish_print_hostnames)'";
  return words === "anything" ? " -f" : ` -f -a ${fishText(words.join(" "))}`;
}

const fishText = (text: string): string => `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;

function powershell(shapes: readonly CommandShape[]): string {
  const commands = commandsOf(shapes);
  const tables = shapes.map((shape, index) => powershellTable(index === 0 ? "" : shape.name, shape));
  const list = (words: readonly string[]): string => words.map(powershellText).join(", ");
  return `# PowerShell completion for keepalive-lint: keepalive-lint completion powershell | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName keepalive-lint -ScriptBlock {
  param($wordToComplete, $commandAst, $cursorPosition)
  $commands = @(${list(commands.map(({ name }) => name))})
  $tables = @{
${tables.join("\n")}
  }
  $words = @($commandAst.CommandElements | Select-Object -Skip 1 | ForEach-Object { $_.ToString() })
  $command = if ($words.Count -gt 0 -and $commands -contains $words[0]) { $words[0] } else { '' }
  $table = $tables[$command]
  $before = if ($wordToComplete -eq '') { $words } else { @($words | Select-Object -SkipLast 1) }
  $previous = if ($before.Count -gt 0) { $before[-1] } else { '' }
  $found = if ($table.Values.ContainsKey($previous)) { $table.Values[$previous] }
    elseif ($wordToComplete -like '-*') { $table.Options }
    elseif ($command -eq '' -and $before.Count -eq 0) { $commands }
    else { $table.Arguments }
  $found | Where-Object { $_ -like "$wordToComplete*" } | ForEach-Object {
    [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
  }
}
`;
}

function powershellTable(name: string, { options, argument }: CommandShape): string {
  const list = (words: Words): string =>
    typeof words === "string" ? "@()" : `@(${words.map(powershellText).join(", ")})`;
  const values = options
    .filter(({ value, words }) => value !== null && typeof words !== "string")
    .flatMap((option) => flagsOf(option).map((flag) => `${powershellText(flag)} = ${list(option.words)}`));
  const flags = list(options.flatMap(flagsOf));
  return `    ${powershellText(name)} = @{ Options = ${flags}; Arguments = ${argument === null ? "@()" : list(argument.words)}; Values = @{ ${caseless(values).join("; ")} } }`;
}

/** Keys of a table ignore case in PowerShell: of -f and -F the first stays. */
function caseless(entries: readonly string[]): string[] {
  const keys = new Map(entries.toReversed().map((entry) => [(entry.split(" = ")[0] ?? "").toLowerCase(), entry]));
  return [...keys.values()].reverse();
}

const powershellText = (text: string): string => `'${text.replaceAll("'", "''")}'`;
