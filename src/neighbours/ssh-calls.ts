import { type Excerpt, isKnown, part } from "./excerpt.ts";
import {
  type Field,
  readShell,
  type ShellAssignment,
  type ShellCommand,
  type ShellScript,
  type Variables,
} from "./shell-syntax.ts";
import { shlexWords } from "./shlex.ts";
import { isSshProgram, type SshProgram } from "./ssh-arguments.ts";

/** A program that makes ssh connections, with its words. */
export interface SshCall {
  readonly program: SshProgram | "sshfs";
  readonly fields: readonly Field[];
  /** The program's name. */
  readonly name: Field;
  /** What stands before the command as `NAME=value`, in the file's own order. */
  readonly assignments: readonly ShellAssignment[];
  /** True where the words are a part of another program's command line: no host is among them. */
  readonly isTransport: boolean;
  /** Which program completes the command line, where one does. */
  readonly carrier: string | null;
}

/** Programs that start another one: their options with a value, and how many words of their own come before it. */
const wrappers: Readonly<Record<string, { readonly valued: string; readonly own?: number }>> = {
  sudo: { valued: "ugphCrtTUDR" },
  doas: { valued: "uC" },
  env: { valued: "uCS" },
  exec: { valued: "a" },
  command: { valued: "" },
  builtin: { valued: "" },
  nohup: { valued: "" },
  setsid: { valued: "" },
  time: { valued: "fo" },
  nice: { valued: "n" },
  ionice: { valued: "cnpPu" },
  chrt: { valued: "TPD", own: 1 },
  timeout: { valued: "sk", own: 1 },
  sshpass: { valued: "fdpP" },
  stdbuf: { valued: "ioe" },
  torsocks: { valued: "iaPuU" },
  torify: { valued: "" },
  proxychains: { valued: "f" },
  proxychains4: { valued: "f" },
  xargs: { valued: "adEeILnPs" },
  strace: { valued: "eopsSuEPabIOX" },
  unbuffer: { valued: "" },
  chronic: { valued: "" },
  eatmydata: { valued: "" },
  "gpg-connect-agent": { valued: "" },
  setpriv: { valued: "" },
  gosu: { valued: "", own: 1 },
  "su-exec": { valued: "", own: 1 },
  "dumb-init": { valued: "c" },
  tini: { valued: "pe" },
  parallel: { valued: "jN" },
  watch: { valued: "n" },
  screen: { valued: "SptceshT" },
  "systemd-run": { valued: "uptMHEG" },
  "start-stop-daemon": { valued: "xnpucgkdrRsaNPIO" },
  chroot: { valued: "", own: 1 },
  "systemd-inhibit": { valued: "" },
  "systemd-cat": { valued: "tp" },
  caffeinate: { valued: "tw" },
  daemonize: { valued: "aceoplu" },
};

/** Options of other programs that hold a whole ssh command, and variables that do. */
const transportOptions: Readonly<Record<string, RegExp>> = {
  rsync: /^(?:-[A-Za-z]*e$|--rsh(?:=|$))/,
  mosh: /^--ssh(?:=|$)/,
  borg: /^--rsh(?:=|$)/,
  rdiffbackup: /^--remote-schema(?:=|$)/,
};
const transportVariables = new Set(["GIT_SSH_COMMAND", "RSYNC_RSH", "BORG_RSH", "SSH_COMMAND", "RSYNC_SSH", "GIT_SSH"]);
const shells = new Set(["sh", "bash", "dash", "zsh", "ksh", "ash"]);

const baseName = (field: Field | undefined): string => {
  const text = field?.text.text ?? "";
  return isKnown(text) ? text.slice(text.lastIndexOf("/") + 1) : "";
};

/** Every command in a shell text that makes ssh connections, also inside strings that a shell or another program runs. */
export function sshCallsIn(text: Excerpt, outer?: Variables): SshCall[] {
  return callsOfScript(readShell(text, outer));
}

/** `export AUTOSSH_PORT=0` holds for all that follows. */
export function callsOfScript({ commands }: ShellScript): SshCall[] {
  const exported: ShellAssignment[] = [];
  return commands.flatMap((command) => {
    const calls = callsOf(command).map((call) => ({ ...call, assignments: [...exported, ...call.assignments] }));
    if (command.fields.length === 0) exported.push(...command.assignments);
    if (declaring.has(baseName(command.fields[0]))) exported.push(...command.fields.slice(1).map(assignmentIn));
    return calls;
  });
}

function callsOf(command: ShellCommand): SshCall[] {
  const inVariables = command.fields.length === 0 ? [] : command.assignments.flatMap(inVariable);
  return [...inVariables, ...callsOfWords(command.fields, command.assignments)];
}

const declaring = new Set(["export", "readonly", "declare", "typeset", "local"]);

/** The calls in the words of one command. */
export function callsOfWords(words: readonly Field[], assignments: readonly ShellAssignment[]): SshCall[] {
  if (words.length === 0) return assignments.flatMap(inVariable);
  const { fields, own } = unwrapped(words, assignments);
  const [name, ...rest] = fields;
  const program = baseName(name);
  if (name === undefined || program === "") return [];
  if (isSshProgram(program) || program === "sshfs") {
    return [
      { program, name, fields: rest, assignments: own, isTransport: false, carrier: null },
      ...transportsOf(program, rest),
    ];
  }
  if (shells.has(program) || program === "su" || program === "runuser") return inlineScript(rest);
  if (program === "tmux") return inTmux(rest);
  if (program === "eval")
    return rest.length === 1 && rest[0] !== undefined ? sshCallsIn(rest[0].text) : callsOfWords(rest, own);
  if (program === "git") return gitTransport(rest);
  if (program === "alias") return rest.flatMap((field) => sshCallsIn(assignmentIn(field).value ?? field.text));
  if (declaring.has(program)) return rest.flatMap((field) => inVariable(assignmentIn(field)));
  return transportsOf(program, rest);
}

function inVariable({ name, value }: ShellAssignment): SshCall[] {
  if (value === null) return [];
  if (ansibleEnvironment.test(name)) return [bareOptions(value)];
  return transportVariables.has(name) ? transports(value) : [];
}

const ansibleEnvironment = /^ANSIBLE_SSH_(?:COMMON_|EXTRA_)?ARGS$/;
const ansibleOption = /^--ssh-(?:common|extra)-args(?:=|$)/;

/** Words that Ansible puts into an ssh command line. */
function bareOptions(text: Excerpt): SshCall {
  const fields = shlexWords(text);
  const name = fields[0] ?? { text, start: text.at(0), end: text.at(0), isElastic: false };
  return { program: "ssh", name, fields, assignments: [], isTransport: true, carrier: "ansible" };
}

/** `tmux new-session -d -s name 'command'`: one word is a shell's, several are a command. */
function inTmux(fields: readonly Field[]): SshCall[] {
  const at = fields.findIndex(({ text }) =>
    /^(?:new|new-session|neww|new-window|splitw|split-window|respawn-pane)$/.test(text.text),
  );
  if (at === -1) return [];
  const words = withoutOptions(fields.slice(at + 1), "cefFlnstxy");
  return words.length === 1 && words[0] !== undefined ? sshCallsIn(words[0].text) : callsOfWords(words, []);
}

function withoutOptions(fields: readonly Field[], valued: string): readonly Field[] {
  let at = 0;
  for (; at < fields.length; at++) {
    const text = fields[at]?.text.text ?? "";
    if (!text.startsWith("-")) break;
    if (takesNext(text, valued)) at++;
  }
  return fields.slice(at);
}

interface Unwrapped {
  readonly fields: readonly Field[];
  readonly own: readonly ShellAssignment[];
}

function unwrapped(words: readonly Field[], assignments: readonly ShellAssignment[]): Unwrapped {
  const own = [...assignments];
  let at = 0;
  for (;;) {
    const wrapper = wrappers[baseName(words[at])];
    if (wrapper === undefined || !Object.hasOwn(wrappers, baseName(words[at]))) return { fields: words.slice(at), own };
    let left = wrapper.own ?? 0;
    for (at++; at < words.length; at++) {
      const text = words[at]?.text.text ?? "";
      if (/^-[^-]/.test(text)) {
        if (takesNext(text, wrapper.valued)) at++;
      } else if (/^--?$|^--/.test(text)) continue;
      else if (/^[A-Za-z_]\w*=/.test(text)) own.push(assignmentIn(words[at] as Field));
      else if (left > 0) left--;
      else break;
    }
  }
}

/** The last of joined letters, no earlier one, has its value in the next word. */
const takesNext = (text: string, valued: string): boolean =>
  text.length > 1 && [...text.slice(1)].findIndex((letter) => valued.includes(letter)) === text.length - 2;

function assignmentIn({ text }: Field): ShellAssignment {
  const equals = text.text.indexOf("=");
  return { name: text.text.slice(0, equals), value: part(text, equals + 1) };
}

/** `sh -c '...'`. */
function inlineScript(fields: readonly Field[]): SshCall[] {
  const at = fields.findIndex(({ text }) => /^-[a-z]*c[a-z]*$/.test(text.text));
  const script = at === -1 ? undefined : fields[at + 1];
  return script === undefined ? [] : sshCallsIn(script.text);
}

/** `git -c core.sshCommand=...`, `git config core.sshCommand ...`. */
function gitTransport(fields: readonly Field[]): SshCall[] {
  return fields.flatMap(({ text }, index) => {
    const inline = /^core\.sshcommand=/i.exec(text.text);
    if (inline !== null) return transports(part(text, inline[0].length));
    const value = fields[index + 1];
    const isSet = /^core\.sshcommand$/i.test(text.text) && fields.some((one) => one.text.text === "config");
    return isSet && value !== undefined ? transports(value.text) : [];
  });
}

function transportsOf(program: string, fields: readonly Field[]): SshCall[] {
  const isAnsible = /^ansible(?:-\w+)?$/.test(program);
  const option = isAnsible
    ? ansibleOption
    : Object.hasOwn(transportOptions, program)
      ? transportOptions[program]
      : undefined;
  if (option === undefined) return [];
  return fields.flatMap(({ text }, index) => {
    if (!option.test(text.text)) return [];
    const equals = text.text.indexOf("=");
    const value = text.text.startsWith("--") && equals !== -1 ? part(text, equals + 1) : fields[index + 1]?.text;
    if (value === undefined) return [];
    return isAnsible ? [bareOptions(value)] : transports(value, program);
  });
}

/** A command that another program completes with the host. */
function transports(text: Excerpt, carrier: string | null = null): SshCall[] {
  return sshCallsIn(text).map((call) => ({ ...call, isTransport: true, carrier }));
}
