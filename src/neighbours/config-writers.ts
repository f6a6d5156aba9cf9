import type { Side } from "../base/side.ts";
import type { Remark } from "../eval/connection.ts";
import { type Excerpt, isKnown, joinExcerpts, madeUp, part, UNKNOWN, withOffsets } from "./excerpt.ts";
import { type Embedded, nothingRead, type Reading, type ReadRequest } from "./neighbour.ts";
import { type Field, type Output, readShell, type ShellCommand, type ShellScript } from "./shell-syntax.ts";
import { shellTextOf } from "./ssh-calls.ts";

/** Configurations that a script writes with echo, printf, cat and tee: their literal text, as an ssh_config or sshd_config. */
export function writtenConfigs(script: ShellScript, request: ReadRequest): Reading {
  const texts = new Map<string, { readonly side: Side; parts: Excerpt[] }>();
  const done: Embedded[] = [];
  const remarks: Remark[] = [];
  for (const command of commandsWithin(script)) {
    for (const output of command.outputs) {
      const side = sideOfTarget(output.path.text);
      const printed = side === null ? null : printedBy(command);
      if (side === null || printed === null) continue;
      const path = shownPath(output.path.text);
      const known = texts.get(path);
      const isFirst = known === undefined;
      if (!output.isAppended && known !== undefined) done.push({ side, text: joinExcerpts(known.parts) });
      if (!isFirst && output.isAppended) known.parts.push(printed);
      else texts.set(path, { side, parts: [printed] });
      if (isFirst && !output.isAppended && isMainFile(path)) remarks.push(overwritten(output, path, request));
    }
  }
  const left = [...texts.values()].map(({ side, parts }) => ({ side, text: joinExcerpts(parts) }));
  return { ...nothingRead, embedded: [...done, ...left], remarks };
}

function overwritten({ start, end }: Output, path: string, { source }: ReadRequest): Remark {
  return { kind: "config-overwritten", source, span: { start, end }, targets: [], certainty: "possible", path };
}

/** Also those in a text that a shell gets as a word: `sudo sh -c "echo … >> /etc/ssh/ssh_config"`. */
function commandsWithin({ commands }: ShellScript): ShellCommand[] {
  return commands.flatMap((command) => [
    command,
    ...shellTextOf(command.fields).flatMap((text) => commandsWithin(readShell(text))),
  ]);
}

/** Which program would read a file of that name. */
function sideOfTarget(path: string): Side | null {
  if (/(?:^|[/\u{e000}])sshd_config(?:\.d\/[^/]*)?$/u.test(path)) return "server";
  if (/(?:^|[/\u{e000}])ssh_config(?:\.d\/[^/]*)?$/u.test(path)) return "client";
  return /(?:^|\/)\.ssh\/(?:config|(?:config|conf)\.d\/[^/]*)$/.test(path) ? "client" : null;
}

const isMainFile = (path: string): boolean => /(?:\.ssh\/config|sshd?_config)$/.test(path);
const shownPath = (path: string): string => path.replaceAll(UNKNOWN, "…");

/** What a command prints; null where that is nothing which can be read here. */
function printedBy({ fields, inputs, script }: ShellCommand): Excerpt | null {
  const at = fields.findIndex(({ text }) => /^(?:.*\/)?(?:echo|printf|cat|tee)$/.test(text.text));
  const name = fields[at]?.text.text.replace(/^.*\//, "");
  const words = fields.slice(at + 1);
  if (at > 0 && !fields.slice(0, at).every(({ text }) => /^(?:sudo|command|builtin|-\w+|env|\w+=.*)$/s.test(text.text)))
    return null;
  if (name === "cat" || name === "tee") return inputs.length === 0 ? null : joinExcerpts(inputs);
  if (name === "echo") return echoed(words, /^#!.*\bbash\b/.test(script.text.text));
  return name === "printf" ? formatted(words) : null;
}

/** Without -e, bash prints backslashes as they are and dash reads them: then nobody knows. */
function echoed(words: readonly Field[], isBash: boolean): Excerpt {
  let first = 0;
  let options = "";
  while (/^-[neE]+$/.test(words[first]?.text.text ?? "")) options += words[first++]?.text.text.slice(1) ?? "";
  const text = spaced(words.slice(first).map((word) => word.text));
  const end = options.includes("n") ? [] : [madeUp("\n")];
  const reads = options.lastIndexOf("e") > options.lastIndexOf("E");
  if (!reads && !isBash && text.text.includes("\\")) return joinExcerpts([madeUp(UNKNOWN), ...end]);
  return joinExcerpts([reads ? unescaped(text) : text, ...end]);
}

const spaced = (texts: readonly Excerpt[]): Excerpt =>
  joinExcerpts(texts.flatMap((text, index) => (index === 0 ? [text] : [madeUp(" "), text])));

const escapes: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", "\\": "\\", '"': '"', "'": "'" };

function unescaped(text: Excerpt): Excerpt {
  const offsets: number[] = [];
  const read = text.text.replace(/\\(.)|[^\\]|\\$/gs, (whole, letter: string | undefined, at: number) => {
    offsets.push(text.at(at));
    return letter === undefined ? whole : (escapes[letter] ?? UNKNOWN);
  });
  offsets.push(text.at(text.text.length));
  return withOffsets(read, offsets);
}

/** printf uses its format again as long as there are words. */
function formatted(words: readonly Field[]): Excerpt | null {
  const [format, ...rest] = words[0]?.text.text === "--" ? words.slice(1) : words;
  if (format === undefined || !isKnown(format.text.text)) return null;
  const values = rest.map(({ text }) => text);
  const printed: Excerpt[] = [];
  do {
    const before = values.length;
    printed.push(...onceFormatted(format.text, values));
    if (values.length === before) break;
  } while (values.length > 0);
  return joinExcerpts(printed);
}

function onceFormatted(format: Excerpt, values: Excerpt[]): Excerpt[] {
  const printed: Excerpt[] = [];
  let at = 0;
  for (const { 0: whole, 1: sign, index } of format.text.matchAll(/%%|%-?\d*([a-zA-Z])/g)) {
    printed.push(unescaped(part(format, at, index)));
    if (whole === "%%") printed.push(madeUp("%"));
    else if (whole === "%s" || whole === "%d") printed.push(values.shift() ?? madeUp(""));
    else if (sign === "b") printed.push(unescaped(values.shift() ?? madeUp("")));
    else {
      values.shift();
      printed.push(madeUp(UNKNOWN));
    }
    at = index + whole.length;
  }
  return [...printed, unescaped(part(format, at))];
}
