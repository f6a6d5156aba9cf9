import { argumentRunners, runWords } from "./argument-runners.ts";
import { type Excerpt, joinExcerpts, madeUp, part, placeIn, UNKNOWN } from "./excerpt.ts";
import { gcloudCall } from "./gcloud.ts";
import {
  type Field,
  readShell,
  type ShellAssignment,
  type ShellCommand,
  type ShellScript,
  type Variables,
} from "./shell-syntax.ts";
import { shlexWords } from "./shlex.ts";
import { isSshProgram, type SshProgram, scanArguments } from "./ssh-arguments.ts";
import { type CarriedText, carriedBy, carriedIn } from "./transports.ts";
import { assignmentIn, baseName, type Unwrapped, unwrapped, withoutOptions } from "./wrappers.ts";

/** A program that makes ssh connections, with its words. */
export interface SshCall {
  readonly program: SshProgram | "sshfs";
  readonly fields: readonly Field[];
  /** The program's name. */
  readonly name: Field;
  /** What stands before the command as `NAME=value`, in the file's own order. */
  readonly assignments: readonly ShellAssignment[];
  /** Which program completes the command line, where one does. */
  readonly carrier: string | null;
  /** It runs on another machine or in a container, whose ssh_config nobody here knows. */
  readonly isElsewhere: boolean;
}

const shells = new Set(["sh", "bash", "dash", "zsh", "ksh", "ash"]);
const declaring = new Set(["export", "readonly", "declare", "typeset", "local"]);

/** Every command in a shell text that makes ssh connections, also inside strings that a shell or another program runs. */
export function sshCallsIn(text: Excerpt, outer?: Variables): SshCall[] {
  return callsOfScript(readShell(text, outer));
}

/** `export AUTOSSH_PORT=0` holds for all that follows. */
export function callsOfScript(script: ShellScript): SshCall[] {
  const exported: ShellAssignment[] = [];
  const runners = argumentRunners(script);
  return script.commands.flatMap((command) => {
    const calls = callsOf(command, runWords(command, runners)).map((call) => ({
      ...call,
      assignments: [...exported, ...call.assignments],
    }));
    if (command.fields.length === 0) exported.push(...command.assignments);
    if (declaring.has(baseName(command.fields[0]))) exported.push(...command.fields.slice(1).map(assignmentIn));
    return calls;
  });
}

function callsOf(command: ShellCommand, words: readonly Field[]): SshCall[] {
  const inVariables = command.fields.length === 0 ? [] : command.assignments.flatMap(inVariable);
  return [...inVariables, ...callsOfWords(words, command.assignments), ...inputCalls(command)];
}

/** The calls in the words of one command. */
export function callsOfWords(words: readonly Field[], assignments: readonly ShellAssignment[]): SshCall[] {
  if (words.length === 0) return assignments.flatMap(inVariable);
  const command = unwrapped(words, assignments);
  const set = command.own.slice(assignments.length).flatMap(inVariable);
  const calls = [...set, ...(command.text === null ? callsOfCommand(command) : sshCallsIn(command.text))];
  return command.isElsewhere ? elsewhere(calls) : calls;
}

function callsOfCommand({ fields, own }: Unwrapped): SshCall[] {
  const [name, ...rest] = fields;
  const program = baseName(name);
  if (name === undefined || program === "") return [];
  if (isSshProgram(program) || program === "sshfs") {
    const call: SshCall = { program, name, fields: rest, assignments: own, carrier: null, isElsewhere: false };
    return [call, ...nestedIn(call)];
  }
  if (runsText(program)) return inlineScript(rest).flatMap((text) => sshCallsIn(text));
  if (program === "tmux") return inTmux(rest);
  if (program === "eval")
    return rest.length === 1 && rest[0] !== undefined ? sshCallsIn(rest[0].text) : callsOfWords(rest, own);
  if (program === "trap") return rest[0] === undefined ? [] : sshCallsIn(rest[0].text);
  if (program === "gcloud") return inGcloud(name, rest, own);
  if (program === "alias") return rest.flatMap((field) => sshCallsIn(assignmentIn(field).value ?? field.text));
  if (declaring.has(program)) return rest.flatMap((field) => inVariable(assignmentIn(field)));
  return carriedBy(program, rest).flatMap(carriedCalls);
}

const inVariable = (one: ShellAssignment): SshCall[] => carriedIn(one).flatMap(carriedCalls);

/** A command that another program completes with the host, or words that it adds. */
function carriedCalls({ kind, text, carrier }: CarriedText): SshCall[] {
  if (kind === "command") return sshCallsIn(text).map((call) => ({ ...call, carrier }));
  const place = placeIn(text, 0, text.text.length);
  const option = { text: joinExcerpts([madeUp("-o"), text]), ...place, isElastic: false };
  const fields = kind === "option" ? [option] : shlexWords(text);
  const name = fields[0] ?? { text, start: place.start, end: place.start, isElastic: false };
  return [{ program: "ssh", name, fields, assignments: [], carrier, isElsewhere: false }];
}

const elsewhere = (calls: readonly SshCall[]): SshCall[] => calls.map((call) => ({ ...call, isElsewhere: true }));

/** Any release would do: only what is no option is looked at. */
const ANY_RELEASE = 1000;

/** The ssh of a ProxyCommand, and what the other side's shell is told to run. */
function nestedIn({ program, fields }: SshCall): SshCall[] {
  if (program === "sshfs") return [];
  const { items, command } = scanArguments(program, fields, ANY_RELEASE);
  const proxies = items.flatMap((item) => {
    const start = item.kind === "line" ? /^\s*proxycommand[\s=]+/i.exec(item.written.text)?.[0].length : undefined;
    return item.kind === "line" && start !== undefined ? sshCallsIn(part(item.written, start)) : [];
  });
  return [...proxies, ...elsewhere(sshCallsIn(spaced(command)))];
}

/** ssh sends the words of a command joined by blanks. */
const spaced = (fields: readonly Field[]): Excerpt =>
  joinExcerpts(fields.flatMap(({ text }, index) => (index === 0 ? [text] : [madeUp(" "), text])));

/** A here-document that a shell gets, this machine's or another's. */
function inputCalls({ fields, inputs, assignments }: ShellCommand): SshCall[] {
  if (inputs.length === 0) return [];
  const { fields: words, isElsewhere } = unwrapped(fields, assignments);
  const program = baseName(words[0]);
  const calls = (): SshCall[] => inputs.flatMap((text) => sshCallsIn(text));
  if (shells.has(program)) return readsInput(words.slice(1)) ? (isElsewhere ? elsewhere(calls()) : calls()) : [];
  if (program !== "ssh") return [];
  const { command } = scanArguments("ssh", words.slice(1), ANY_RELEASE);
  const remote = unwrapped(command, []).fields;
  const isShell = remote.length === 0 || (shells.has(baseName(remote[0])) && readsInput(remote.slice(1)));
  return isShell ? elsewhere(calls()) : [];
}

const readsInput = (fields: readonly Field[]): boolean => {
  const words = fields.map(({ text }) => text.text);
  return words.some((word) => /^-[a-z]*s/.test(word)) || words.every((word) => /^-(?!.*c)/.test(word));
};

/** `tmux new-session -d -s name 'command'`: one word is a shell's, several are a command; `send-keys` types one. */
function inTmux(fields: readonly Field[]): SshCall[] {
  const keys = fields.findIndex(({ text }) => /^send(?:-keys)?$/.test(text.text));
  if (keys !== -1) {
    return withoutOptions(fields.slice(keys + 1), "tN").flatMap(({ text }) =>
      /\s/.test(text.text) ? sshCallsIn(text) : [],
    );
  }
  const at = fields.findIndex(({ text }) =>
    /^(?:new|new-session|neww|new-window|splitw|split-window|respawn-pane)$/.test(text.text),
  );
  if (at === -1) return [];
  const words = withoutOptions(fields.slice(at + 1), "cefFlnstxy");
  return words.length === 1 && words[0] !== undefined ? sshCallsIn(words[0].text) : callsOfWords(words, []);
}

const runsText = (program: string): boolean => shells.has(program) || /^(?:su|runuser|script)$/.test(program);

/** `sh -c '...'`, `su - bob -c '...'`. */
function inlineScript(fields: readonly Field[]): Excerpt[] {
  const at = fields.findIndex(({ text }) => /^-[a-z]*c[a-z]*$|^--command$/.test(text.text));
  const script = at === -1 ? undefined : fields[at + 1];
  return script === undefined ? [] : [script.text];
}

/** The text that a command gives to a shell, this machine's or another's. */
export function shellTextOf(words: readonly Field[]): Excerpt[] {
  const { fields } = unwrapped(words, []);
  const program = baseName(fields[0]);
  if (runsText(program)) return inlineScript(fields.slice(1));
  return program === "ssh" ? [spaced(scanArguments("ssh", fields.slice(1), ANY_RELEASE).command)] : [];
}

/** The machine's address, by which ssh is called, is known to gcloud only. */
function inGcloud(name: Field, fields: readonly Field[], assignments: readonly ShellAssignment[]): SshCall[] {
  const found = gcloudCall(fields);
  if (found === null) return [];
  const { program, instance, flags, rest } = found;
  const host = instance === null ? [] : [{ ...instance, text: madeUp(UNKNOWN), isElastic: false }];
  const call = { program, name, fields: [...flags, ...host, ...rest], assignments, carrier: "gcloud" };
  return [{ ...call, isElsewhere: false }];
}
