import { type Excerpt, isKnown, part } from "./excerpt.ts";
import { type Field, readShell, type ShellAssignment, type ShellCommand, type Variables } from "./shell-syntax.ts";
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
  readonly conditional?: boolean;
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
  runuser: { valued: "ugG" },
  gosu: { valued: "", own: 1 },
  "su-exec": { valued: "", own: 1 },
  "dumb-init": { valued: "c" },
  tini: { valued: "pe" },
  parallel: { valued: "jN" },
  watch: { valued: "n" },
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
  return readShell(text, outer).commands.flatMap((command) => callsOf(command));
}

function callsOf(command: ShellCommand): SshCall[] {
  const inVariables = command.assignments.flatMap(({ name, value }) =>
    transportVariables.has(name) && value !== null ? transports(value) : [],
  );
  return [...inVariables, ...callsOfWords(command.fields, command.assignments)];
}

const declaring = new Set(["export", "readonly", "declare", "typeset", "local"]);

/** The calls in the words of one command. */
export function callsOfWords(words: readonly Field[], assignments: readonly ShellAssignment[]): SshCall[] {
  const { fields, own } = unwrapped(words, assignments);
  const [name, ...rest] = fields;
  const program = baseName(name);
  if (name === undefined || program === "") return [];
  if (isSshProgram(program) || program === "sshfs") {
    return [{ program, name, fields: rest, assignments: own, isTransport: false }, ...transportsOf(program, rest)];
  }
  if (shells.has(program)) return inlineScript(rest);
  if (program === "eval" && rest.length === 1 && rest[0] !== undefined) return sshCallsIn(rest[0].text);
  if (program === "git") return gitTransport(rest);
  if (declaring.has(program)) return [];
  return transportsOf(program, rest);
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
        if (text.length === 2 && wrapper.valued.includes(text[1] ?? "")) at++;
      } else if (/^--?$|^--/.test(text)) continue;
      else if (/^[A-Za-z_]\w*=/.test(text)) own.push(assignmentIn(words[at] as Field));
      else if (left > 0) left--;
      else break;
    }
  }
}

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
  const option = Object.hasOwn(transportOptions, program) ? transportOptions[program] : undefined;
  if (option === undefined) return [];
  return fields.flatMap(({ text }, index) => {
    if (!option.test(text.text)) return [];
    const equals = text.text.indexOf("=");
    const value = text.text.startsWith("--") && equals !== -1 ? part(text, equals + 1) : fields[index + 1]?.text;
    return value === undefined ? [] : transports(value);
  });
}

/** A command that another program completes with the host. */
function transports(text: Excerpt): SshCall[] {
  return sshCallsIn(text).map((call) => ({ ...call, isTransport: true }));
}
