import { type Excerpt, isKnown, joinExcerpts, madeUp, part, UNKNOWN, withOffsets } from "./excerpt.ts";
import { type Field, type Output, readShell, type ShellCommand, type ShellScript } from "./shell-syntax.ts";
import { shellTextOf } from "./ssh-calls.ts";

/** The text that a script writes into one file, as far as it is literal. */
export interface WrittenText {
  /** As far as it is known. */
  readonly path: string;
  readonly text: Excerpt;
  /** The first output that begins the file anew; null where everything is added to what is there. */
  readonly overwrites: Output | null;
}

/** What echo, printf, cat and tee write, by file, in reading order. */
export function writtenTexts(script: ShellScript): WrittenText[] {
  const texts = new Map<string, { readonly path: string; readonly parts: Excerpt[]; overwrites: Output | null }>();
  const done: WrittenText[] = [];
  const whole = ({ path, parts, overwrites }: { path: string; parts: Excerpt[]; overwrites: Output | null }) => ({
    path,
    text: joinExcerpts(parts),
    overwrites,
  });
  for (const command of commandsWithin(script)) {
    for (const output of command.outputs) {
      const printed = printedBy(command);
      if (printed === null) continue;
      const path = output.path.text;
      if (/^\/dev\//.test(path)) continue;
      const key = isKnown(path) ? path : output.written;
      const known = texts.get(key);
      if (known !== undefined && output.isAppended) known.parts.push(printed);
      else {
        if (known !== undefined) done.push(whole(known));
        const overwrites = known === undefined && !output.isAppended ? output : null;
        texts.set(key, { path, parts: [printed], overwrites });
      }
    }
  }
  return [...done, ...[...texts.values()].map(whole)];
}

/** Also those in a text that a shell gets as a word: `sudo sh -c "echo … >> /etc/ssh/ssh_config"`. */
function commandsWithin({ commands }: ShellScript): ShellCommand[] {
  return commands.flatMap((command) => [
    command,
    ...shellTextOf(command.fields).flatMap((text) => commandsWithin(readShell(text))),
  ]);
}

/** What a command prints; null where that is nothing which can be read here. */
function printedBy({ fields, inputs, script }: ShellCommand): Excerpt | null {
  const at = fields.findIndex(({ text }) => /^(?:.*\/)?(?:echo|printf|cat|tee)$/.test(text.text));
  const name = fields[at]?.text.text.replace(/^.*\//, "");
  const words = fields.slice(at + 1);
  if (at > 0 && !fields.slice(0, at).every(onlyStarts)) return null;
  if (name === "cat" || name === "tee") return inputs.length === 0 ? null : joinExcerpts(inputs);
  if (name === "echo") return echoed(words, /^#!.*\bbash\b/.test(script.text.text));
  return name === "printf" ? formatted(words) : null;
}

/** sudo and its like, also in a variable: `$SUDO tee`. */
const onlyStarts = ({ text: { text }, isElastic }: Field): boolean =>
  /^(?:sudo|doas|command|builtin|-\w+|env|\w+=.*)$/s.test(text) || (isElastic && text === UNKNOWN);

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
