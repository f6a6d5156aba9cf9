import { type Excerpt, isKnown, part } from "./excerpt.ts";
import type { Field, ShellAssignment } from "./shell-syntax.ts";

/** A program that starts another one. */
interface Wrapper {
  /** Letters whose value may be the next word. */
  readonly valued: string;
  /** Long options whose value is the next word. */
  readonly long?: readonly string[];
  /** Words of its own before the command. */
  readonly own?: number;
  /** The command comes behind this option, or behind `--`; what comes before is its own. */
  readonly behind?: RegExp;
  /** A single word with blanks in it is a text that a shell gets. */
  readonly takesText?: boolean;
  /** The program is this option's value, and its words come behind `--`. */
  readonly named?: RegExp;
  /** The command runs elsewhere, with an ssh_config of its own there. */
  readonly isElsewhere?: boolean;
}

/** From the manuals of the programs; the words between a wrapper's name and the command are read past. */
const wrappers: Readonly<Record<string, Wrapper>> = {
  sudo: { valued: "ugphCrtTUDR", long: ["--user", "--group", "--prompt", "--host", "--chdir"] },
  doas: { valued: "uC" },
  env: { valued: "uCS", long: ["--unset", "--chdir"] },
  exec: { valued: "a" },
  command: { valued: "" },
  builtin: { valued: "" },
  nohup: { valued: "" },
  setsid: { valued: "" },
  time: { valued: "fo" },
  nice: { valued: "n" },
  ionice: { valued: "cnpPu" },
  chrt: { valued: "TPD", own: 1 },
  timeout: { valued: "sk", long: ["--signal", "--kill-after"], own: 1 },
  gtimeout: { valued: "sk", long: ["--signal", "--kill-after"], own: 1 },
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
  setpriv: { valued: "" },
  gosu: { valued: "", own: 1 },
  "su-exec": { valued: "", own: 1 },
  setuidgid: { valued: "", own: 1 },
  "s6-setuidgid": { valued: "", own: 1 },
  chpst: { valued: "uUbenm/Cotdfpr" },
  "dumb-init": { valued: "c" },
  tini: { valued: "pe" },
  busybox: { valued: "" },
  parallel: { valued: "jN" },
  watch: { valued: "n", long: ["--interval"], takesText: true },
  screen: { valued: "SptceshT" },
  "systemd-run": { valued: "uptMHEG", long: ["--unit", "--property", "--uid", "--gid", "--description", "--slice"] },
  daemon: { valued: "urRnFEOoePc" },
  chroot: { valued: "", own: 1 },
  "systemd-inhibit": { valued: "" },
  "systemd-cat": { valued: "tp" },
  caffeinate: { valued: "tw" },
  daemonize: { valued: "aceoplu" },
  flock: { valued: "wE", long: ["--timeout", "--wait", "--conflict-exit-code"], own: 1, takesText: true },
  xterm: { valued: "", behind: /^-e$/, takesText: true },
  urxvt: { valued: "", behind: /^-e$/ },
  konsole: { valued: "", behind: /^-e$/ },
  alacritty: { valued: "", behind: /^(?:-e|--command)$/ },
  "gnome-terminal": { valued: "", behind: /^(?:-x|-e|--)$/, takesText: true },
  "xfce4-terminal": { valued: "", behind: /^(?:-[xe]|--execute|--command)$/, takesText: true },
  "start-stop-daemon": { valued: "", named: /^(?:-[xa]|--exec|--startas)(?:=|$)/ },
  find: { valued: "", behind: /^-(?:exec|execdir|ok|okdir)$/ },
  docker: { valued: "", behind: /^(?:exec|run)$/, isElsewhere: true },
  podman: { valued: "", behind: /^(?:exec|run)$/, isElsewhere: true },
  kubectl: { valued: "", behind: /^--$/, isElsewhere: true },
};

/** A command without what starts it. */
export interface Unwrapped {
  readonly fields: readonly Field[];
  /** A single word that a shell takes apart. */
  readonly text: Excerpt | null;
  readonly own: readonly ShellAssignment[];
  readonly isElsewhere: boolean;
}

/** The last name of a program's path; "" where nobody here knows it. */
export function baseName(field: Field | undefined): string {
  const text = field?.text.text ?? "";
  const name = text.slice(text.lastIndexOf("/") + 1);
  return isKnown(name) ? name : "";
}

/** `NAME=value`. */
export function assignmentIn({ text }: Field): ShellAssignment {
  const equals = text.text.indexOf("=");
  return { name: text.text.slice(0, equals), value: part(text, equals + 1) };
}

/** Reads past every program that only starts another one. */
export function unwrapped(words: readonly Field[], assignments: readonly ShellAssignment[]): Unwrapped {
  const own = [...assignments];
  let fields = words;
  let isElsewhere = false;
  for (;;) {
    const name = baseName(fields[0]);
    const wrapper = Object.hasOwn(wrappers, name) ? wrappers[name] : undefined;
    if (wrapper === undefined) return { fields, text: null, own, isElsewhere };
    const rest = commandOf(wrapper, fields.slice(1), own);
    if (rest === null) return { fields: [], text: null, own, isElsewhere };
    isElsewhere ||= wrapper.isElsewhere === true;
    const [only] = rest;
    if (wrapper.takesText === true && rest.length === 1 && only !== undefined && /\s/.test(only.text.text))
      return { fields: [], text: only.text, own, isElsewhere };
    fields = rest;
  }
}

function commandOf(wrapper: Wrapper, words: readonly Field[], own: ShellAssignment[]): readonly Field[] | null {
  if (wrapper.isElsewhere === true) return inContainer(wrapper, words);
  if (wrapper.named !== undefined) return namedProgram(wrapper.named, words);
  if (wrapper.behind !== undefined) {
    const at = words.findIndex(({ text }) => wrapper.behind?.test(text.text));
    return at === -1 ? null : words.slice(at + 1);
  }
  let left = wrapper.own ?? 0;
  let at = 0;
  for (; at < words.length; at++) {
    const text = words[at]?.text.text ?? "";
    if (/^-[^-]/.test(text)) {
      if (takesNext(text, wrapper.valued)) at++;
    } else if (wrapper.long?.includes(text) === true) at++;
    else if (/^--?$|^--/.test(text)) continue;
    else if (/^[A-Za-z_]\w*=/.test(text)) own.push(assignmentIn(words[at] as Field));
    else if (left > 0) left--;
    else break;
  }
  return words.slice(at);
}

/** `start-stop-daemon --start --exec /usr/bin/autossh -- -M 0 relay`. */
function namedProgram(option: RegExp, words: readonly Field[]): readonly Field[] | null {
  const end = words.findIndex(({ text }) => text.text === "--");
  const own = end === -1 ? words : words.slice(0, end);
  const at = own.findLastIndex(({ text }) => option.test(text.text));
  const field = own[at];
  if (field === undefined) return null;
  const equals = field.text.text.indexOf("=");
  const program = equals === -1 ? own[at + 1] : { ...field, text: part(field.text, equals + 1) };
  return program === undefined ? null : [program, ...(end === -1 ? [] : words.slice(end + 1))];
}

/** Which of docker's words are values of its options is for docker to know: the command begins where a known program is named. */
function inContainer({ behind }: Wrapper, words: readonly Field[]): readonly Field[] | null {
  const start = words.findIndex(({ text }) => behind?.test(text.text));
  if (start === -1) return null;
  const rest = words.slice(start + 1);
  const at = rest.findIndex((field, index) => {
    const before = rest[index - 1]?.text.text ?? "";
    return /^(?:auto)?ssh$|^(?:ba|da|a)?sh$/.test(baseName(field)) && !/^--?\w[\w-]*$/.test(before);
  });
  return at === -1 ? null : rest.slice(at);
}

/** The last of joined letters, no earlier one, has its value in the next word. */
const takesNext = (text: string, valued: string): boolean =>
  text.length > 1 && [...text.slice(1)].findIndex((letter) => valued.includes(letter)) === text.length - 2;

/** The words behind the options of a command. */
export function withoutOptions(fields: readonly Field[], valued: string): readonly Field[] {
  let at = 0;
  for (; at < fields.length; at++) {
    const text = fields[at]?.text.text ?? "";
    if (!text.startsWith("-")) break;
    if (takesNext(text, valued)) at++;
  }
  return fields.slice(at);
}
