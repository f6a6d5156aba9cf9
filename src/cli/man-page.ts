import type { CommandShape, OptionShape } from "./command-shape.ts";

/** The day on which what the page says last changed. */
const DATE = "2026-11-21";

/** The manual page in man(7), from the same table that parses command lines. The first shape is the program's own. */
export function manPage(shapes: readonly CommandShape[], version: string): string {
  const [own, ...commands] = shapes;
  const lines = [
    `.TH KEEPALIVE\\-LINT 1 ${DATE} "keepalive\\-lint ${version}" "User Commands"`,
    ".SH NAME",
    "keepalive\\-lint \\- lint and rewrite keepalive settings of ssh_config and sshd_config",
    ".SH SYNOPSIS",
    ...shapes.flatMap((shape, index) => synopsis(shape, index === 0)),
    ".SH DESCRIPTION",
    ...paragraphs(DESCRIPTION),
    ".SH OPTIONS",
    ...(own?.options ?? []).flatMap(optionLines),
    ".SH COMMANDS",
    ...commands.flatMap(commandLines),
    ".SH EXIT STATUS",
    ...tagged([
      ["0", "No finding of severity warning or error is certain."],
      ["1", "There is one."],
      ["2", "Usage, configuration, unreadable input or an internal error; also when other files have findings."],
    ]),
    ".SH FILES",
    ...tagged([
      ["~/.ssh/config, /etc/ssh/ssh_config", "What is linted without a path, as ssh reads it."],
      [
        ".keepalive-lint.json, .jsonc, .yaml, .yml, .toml",
        'The project config, looked for upwards from the linted file; also the key "keepalive-lint" of package.json.',
      ],
      ["keepalive-lint-suppressions.json", "Findings that were accepted with --suppress-all or --suppress-rule."],
    ]),
    ".SH ENVIRONMENT",
    ...tagged([
      ["NO_COLOR, FORCE_COLOR, CLICOLOR_FORCE, TERM", "Whether output has colour, where --color does not say it."],
      ["CI", "Without a path the working directory is linted in place of the user's own configuration."],
    ]),
    ".SH COMMENTS IN LINTED FILES",
    ...paragraphs(COMMENTS),
    ".SH SEE ALSO",
    ".BR ssh_config (5),",
    ".BR sshd_config (5)",
  ];
  return `${lines.join("\n")}\n`;
}

const DESCRIPTION = [
  "Reads ssh_config and sshd_config files as OpenSSH reads them, Includes, Host and Match blocks among them, and judges what each host gets: when the first probe is sent, when a dead peer is noticed, and which outages a session survives.",
  "Nothing from a config is executed, no name is looked up, no network is used.",
];

const COMMENTS = [
  "A comment of its own line silences findings of the rules that it names, or of all without a name; a reason stands behind two hyphens:",
  "# keepalive-lint-disable-next-line RULE, RULE -- reason",
  "With -disable and -enable around lines, -disable-line behind a line, or -disable-file. Comments that silence nothing are findings themselves.",
];

/** Backslashes, hyphens that are no dashes, and quotes; a line must not begin with a control character. */
const roff = (text: string): string =>
  text
    .replaceAll("\\", "\\e")
    .replaceAll("-", "\\-")
    .replaceAll("~", "\\(ti")
    .replaceAll("^", "\\(ha")
    .replace(/^([.'])/gm, "\\&$1");

const paragraphs = (texts: readonly string[]): string[] =>
  texts.flatMap((text, index) => (index === 0 ? [roff(text)] : [".PP", roff(text)]));

const tagged = (entries: readonly (readonly [string, string])[]): string[] =>
  entries.flatMap(([tag, text]) => [".TP", `.B ${roff(tag)}`, roff(text)]);

function synopsis({ name, argument }: CommandShape, isOwn: boolean): string[] {
  const words = [isOwn ? "" : name, "[options]", argument?.name ?? ""].filter((word) => word !== "");
  return [...(isOwn ? [] : [".br"]), ".B keepalive\\-lint", roff(words.join(" "))];
}

function optionLines({ short, long, value, words, description }: OptionShape): string[] {
  const names = [short, long].flatMap((name) => (name === null ? [] : [`\\fB${roff(name)}\\fR`])).join(", ");
  const tag = value === null ? names : `${names} \\fI${roff(value.replace(/[<>]/g, ""))}\\fR`;
  const isListed = typeof words !== "string" && words.length > 0 && words.length <= 12;
  const known = isListed && !words.every((word) => description.includes(word)) ? ` (${words.join(", ")})` : "";
  return [".TP", tag, `${roff(sentence(description + known))}`];
}

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;

function commandLines({ name, description, argument, options }: CommandShape): string[] {
  const own = options.filter(({ long }) => long !== "--help");
  const title = [name, argument?.name ?? ""].join(" ").trim();
  const inner = own.length === 0 ? [] : [".RS", ...own.flatMap(optionLines), ".RE"];
  return [".TP", `.B ${roff(title)}`, roff(sentence(description)), ...inner];
}
