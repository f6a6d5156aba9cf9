import { type Excerpt, part } from "./excerpt.ts";
import type { Field, ShellAssignment } from "./shell-syntax.ts";

/** How a program is told which ssh to run: its whole command, or words that it adds to the command. */
interface Transport {
  readonly command?: RegExp;
  /** Words, taken apart at blanks. */
  readonly words?: RegExp;
  /** One `-o` value each. */
  readonly option?: RegExp;
}

/** From the manuals of the programs. */
const transports: Readonly<Record<string, Transport>> = {
  rsync: { command: /^(?:-[A-Za-z]*e(?=$|\S*\s)|--rsh(?:=|$))/ },
  mosh: { command: /^--ssh(?:=|$)/ },
  borg: { command: /^--rsh(?:=|$)/ },
  sshuttle: { command: /^(?:-e$|--ssh-cmd(?:=|$))/ },
  hg: { command: /^(?:-e$|--ssh(?:=|$))/ },
  svn: { command: /^--config-option=config:tunnels:ssh=|^config:tunnels:ssh=/ },
  restic: { command: /^sftp\.command=/, words: /^sftp\.args=/ },
  unison: { words: /^-sshargs(?:=|$)/ },
  duplicity: { words: /^--ssh-options(?:=|$)/ },
  syncoid: { option: /^--sshoption(?:=|$)/ },
  "parallel-ssh": { words: /^(?:-x$|--extra-args(?:=|$))/, option: /^(?:-O$|--option(?:=|$))/ },
  pssh: { words: /^(?:-x$|--extra-args(?:=|$))/, option: /^(?:-O$|--option(?:=|$))/ },
};

/** What holds a whole ssh command in the environment: git, rsync, borg, Subversion, and scripts' own. */
const commandVariables = new Set([
  "GIT_SSH_COMMAND",
  "RSYNC_RSH",
  "BORG_RSH",
  "SVN_SSH",
  "SSH_COMMAND",
  "RSYNC_SSH",
  "GIT_SSH",
]);
/** What holds words for ssh: Ansible, pdsh. */
const wordVariables = /^(?:ANSIBLE_SSH_(?:COMMON_|EXTRA_)?ARGS|PDSH_SSH_ARGS(?:_APPEND)?)$/;
const ansibleOption = /^--ssh-(?:common|extra)-args(?:=|$)/;

/** A text that ends up in an ssh command line. */
export interface CarriedText {
  readonly kind: "command" | "words" | "option";
  readonly text: Excerpt;
  /** Where the words end up, for those that are no command by themselves. */
  readonly carrier: string;
}

export function carriedBy(program: string, fields: readonly Field[]): CarriedText[] {
  if (program === "git") return gitCommands(fields);
  const known = /^ansible(?:-\w+)?$/.test(program)
    ? { words: ansibleOption }
    : Object.hasOwn(transports, program)
      ? transports[program]
      : undefined;
  if (known === undefined) return [];
  const carrier = "words" in known && known.words === ansibleOption ? "ansible" : program;
  return (["command", "words", "option"] as const).flatMap((kind) => {
    const option = (known as Transport)[kind];
    if (option === undefined) return [];
    return fields.flatMap((field, index) => {
      const found = option.exec(field.text.text)?.[0];
      if (found === undefined) return [];
      const inWord = found.length < field.text.text.length;
      const text = inWord ? part(field.text, found.length) : fields[index + 1]?.text;
      return text === undefined ? [] : [{ kind, text, carrier }];
    });
  });
}

/** `git -c core.sshCommand=...`, `git config core.sshCommand ...`. */
function gitCommands(fields: readonly Field[]): CarriedText[] {
  return fields.flatMap(({ text }, index): CarriedText[] => {
    const inline = /^core\.sshcommand=/i.exec(text.text);
    if (inline !== null) return [{ kind: "command", text: part(text, inline[0].length), carrier: "git" }];
    const value = fields[index + 1];
    const isSet = /^core\.sshcommand$/i.test(text.text) && fields.some((one) => one.text.text === "config");
    return isSet && value !== undefined ? [{ kind: "command", text: value.text, carrier: "git" }] : [];
  });
}

export function carriedIn({ name, value }: ShellAssignment): CarriedText[] {
  if (value === null) return [];
  if (wordVariables.test(name)) {
    return [{ kind: "words", text: value, carrier: name.startsWith("ANSIBLE") ? "ansible" : "pdsh" }];
  }
  return commandVariables.has(name) ? [{ kind: "command", text: value, carrier: "" }] : [];
}
