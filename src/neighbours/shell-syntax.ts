import {
  type Assignment,
  type Command,
  forEachChild,
  type ParsedScript,
  parse,
  type Redirection,
  type SyntaxNode,
  type Word,
  type WordPart,
} from "unbash";
import { type Excerpt, isKnown, joinExcerpts, madeUp, part, placeIn, UNKNOWN, withOffsets } from "./excerpt.ts";

/** One word as a command gets it. */
export interface Field {
  readonly text: Excerpt;
  /** From the first byte to behind the last in the file, quotes included. */
  readonly start: number;
  readonly end: number;
  /** It stands for any number of words: an unknown variable without quotes. */
  readonly isElastic: boolean;
  /** The variable that it is, where it is nothing else and nobody here knows what it holds; "@": one that holds many words. */
  readonly variable?: string;
}

/** A simple command with its words expanded as far as they are known. */
export interface ShellCommand {
  readonly fields: readonly Field[];
  /** `NAME=value` before the command, or alone. */
  readonly assignments: readonly ShellAssignment[];
  readonly node: Command;
  readonly script: ShellScript;
  /** The function that it stands in. */
  readonly within: string | null;
  /** Files that its output goes to. */
  readonly outputs: readonly Output[];
  /** Here-documents that it reads, and `<<<` words. */
  readonly inputs: readonly Excerpt[];
}

/** Where a command's output goes. */
export interface Output {
  readonly path: Excerpt;
  /** The path as the script has it. */
  readonly written: string;
  readonly isAppended: boolean;
  /** The redirection, or the word of `tee`. */
  readonly start: number;
  readonly end: number;
}

export interface ShellAssignment {
  readonly name: string;
  /** Null for an array. */
  readonly value: Excerpt | null;
}

/** A text in the shell's language. */
export interface ShellScript {
  readonly text: Excerpt;
  readonly commands: readonly ShellCommand[];
  readonly isWhole: boolean;
}

/** What a variable holds where it is set once, at the top, to something literal. */
type Value =
  | { readonly kind: "text"; readonly text: Excerpt }
  | { readonly kind: "array"; readonly elements: readonly Field[] };
/** By name; null: nobody here knows. */
export type Variables = ReadonlyMap<string, Value | null>;

interface Found {
  readonly command: Command;
  /** Under `if`, `while`, `case`, `&&` or in a function: perhaps never run. */
  readonly isConditional: boolean;
  readonly source: Excerpt;
  /** `>` of a group around it, or `tee` behind it. */
  readonly around: readonly Redirection[];
  readonly tee: Command | null;
  /** The function that it stands in. */
  readonly within: string | null;
  /** In a loop: what stands behind it may have run before it. */
  readonly isRepeated: boolean;
  /** The variables of `for` and `select` in the whole script, filled in while it is walked. */
  readonly counters: Set<string>;
}

const nothing: Variables = new Map();

/** Takes a shell text apart. Nothing of it is run; what only running it would tell is unknown. */
export function readShell(text: Excerpt, outer: Variables = nothing): ShellScript {
  const tree = parse(text.text);
  const found: Found[] = [];
  const counters = new Set<string>();
  const top = { source: text, isConditional: false, around: [], tee: null, within: null, isRepeated: false, counters };
  const errors = collect(tree, top, found);
  const variablesAt = variablesInOrder(found, over(outer, neverKnown(counters)));
  const script: { text: Excerpt; commands: ShellCommand[]; isWhole: boolean } = {
    text,
    commands: [],
    isWhole: !errors,
  };
  for (const one of found) {
    const { command, source, within } = one;
    const variables = variablesAt(one);
    const words = [...(command.name === undefined ? [] : [command.name]), ...command.args];
    const fields = words.flatMap((word) => fieldsOf(word, source, variables));
    const assignments = command.prefix.flatMap((one) =>
      one.type === "Assignment" ? [assignmentOf(one, source, variables)] : [],
    );
    const outputs = outputsOf(one, variables);
    const inputs = command.redirects.flatMap((redirect) => inputOf(redirect, source, variables));
    script.commands.push({ fields, assignments, node: command, script, within, outputs, inputs });
  }
  return script;
}

const branching = new Set([
  "If",
  "For",
  "ArithmeticFor",
  "Select",
  "While",
  "Case",
  "AndOr",
  "Coproc",
  "CommandExpansion",
]);

const looping = new Set(["For", "ArithmeticFor", "Select", "While"]);

/** What surrounds a node. */
type Around = Omit<Found, "command">;

/** Every simple command, in reading order; true where something could not be parsed. */
function collect(node: SyntaxNode, around: Around, found: Found[]): boolean {
  let broken = node.type === "Script" && ((node as ParsedScript).errors?.length ?? 0) > 0;
  let inside = around;
  // Backquotes with escapes are parsed from a text of their own.
  if (node.type === "Script" && node.source !== undefined) inside = { ...inside, source: madeUp(node.source) };
  // What a substitution prints goes into a word.
  if (node.type === "CommandExpansion") inside = { ...inside, around: [], tee: null };
  if (node.type === "Function") inside = { ...inside, within: node.name.text };
  if (node.type === "For" || node.type === "Select") inside.counters.add(node.name.text);
  if (looping.has(node.type)) inside = { ...inside, isRepeated: true };
  if (node.type === "Redirected") inside = { ...inside, around: node.redirects };
  if (node.type === "Command") found.push({ ...inside, command: node });
  if (branching.has(node.type)) inside = { ...inside, isConditional: true };
  const tees = node.type === "Pipeline" ? teesIn(node) : null;
  forEachChild(node, (child) => {
    const piped = tees?.get(child);
    const below = piped === undefined ? inside : { ...inside, around: [], tee: piped };
    if (collect(child, below, found)) broken = true;
  });
  return broken;
}

/** The `tee` that a command of a pipeline writes to; null for one whose output goes elsewhere. */
function teesIn({ commands }: SyntaxNode & { readonly type: "Pipeline" }): Map<SyntaxNode, Command | null> {
  const tees = new Map<SyntaxNode, Command | null>();
  for (const [index, one] of commands.entries()) {
    const next = commands[index + 1];
    if (next === undefined) continue;
    const words = next.type === "Command" ? [next.name, ...next.args].map((word) => word?.text ?? "") : [];
    tees.set(one, next.type === "Command" && words.slice(0, 3).includes("tee") ? next : null);
  }
  return tees;
}

/** `>`, `>>`, and the files of a `tee` behind it. */
function outputsOf({ command, source, around, tee }: Found, variables: Variables): Output[] {
  const own = command.redirects.filter((one) => isOutput(one));
  const redirects = own.length > 0 ? own : around.filter((one) => isOutput(one));
  const files = redirects.flatMap((one): Output[] => {
    if (one.type !== "Redirect" || one.target === undefined) return [];
    const path = joinExcerpts(piecesOf(one.target, source, variables).map(({ text }) => text));
    const { start, end } = placeIn(source, one.pos, one.target.end);
    return [{ path, written: one.target.text, isAppended: one.operator.endsWith(">>"), start, end }];
  });
  const isTee = [command.name, ...command.args].slice(0, 3).some((word) => word?.text === "tee");
  const writer = isTee ? command : tee;
  return writer === null ? files : [...files, ...teeFiles(writer, source, variables)];
}

function isOutput(one: Redirection): boolean {
  if (one.type !== "Redirect" || ![">", ">>", ">|", "&>", "&>>"].includes(one.operator)) return false;
  return one.descriptor === undefined || (one.descriptor.type === "FileDescriptor" && one.descriptor.value === 1);
}

function teeFiles(tee: Command, source: Excerpt, variables: Variables): Output[] {
  const fields = tee.args.flatMap((word) => fieldsOf(word, source, variables));
  const name = tee.name?.text === "tee" ? -1 : fields.findIndex(({ text }) => text.text === "tee");
  const words = fields.slice(name + 1);
  const isAppended = words.some(({ text }) => /^(?:-[a-z]*a[a-z]*|--append)$/.test(text.text));
  return words
    .filter(({ text }) => !text.text.startsWith("-"))
    .map(({ text, start, end }) => ({
      path: text,
      written: String(start),
      isAppended,
      start,
      end,
    }));
}

/** A here-document's text as the command reads it. */
function inputOf(redirect: Redirection, source: Excerpt, variables: Variables): Excerpt[] {
  if (redirect.type === "HereString") {
    if (redirect.target === undefined) return [];
    return [joinExcerpts([...piecesOf(redirect.target, source, variables).map(({ text }) => text), madeUp("\n")])];
  }
  if (redirect.type !== "HereDoc") return [];
  const { body, delimiter } = redirect;
  if (delimiter?.quoted === true || body.parts === undefined) {
    if (delimiter?.quoted === true) return [part(source, body.pos, body.end)];
    return [literal(source, body.pos, body.text, unescapedBody(body.text), heredocEscape)];
  }
  const pieces = body.parts.flatMap((one): Piece[] => {
    if (one.type !== "Literal") return pieceOf(one, source, variables, true);
    return [{ text: literal(source, one.pos, one.text, unescapedBody(one.text), heredocEscape), splits: false }];
  });
  return [joinExcerpts(pieces.map(({ text }) => text))];
}

const heredocEscape = /\\\n|\\([$`\\])/g;
const unescapedBody = (text: string): string => text.replace(heredocEscape, "$1");

const declaring = new Set(["export", "readonly", "declare", "typeset", "local"]);
/** Commands that give variables values which nobody here knows. */
const reading = new Set(["read", "mapfile", "readarray", "getopts", "unset", "printf", "eval", "source", "."]);

/**
 * What is known at each command, asked in reading order: at the top what was set before it, by a function when that was
 * called, and nothing that a loop sets; in a function what is set anywhere, since nobody knows when it runs.
 */
function variablesInOrder(found: readonly Found[], outer: Variables): (one: Found) => Variables {
  const counters = neverKnown(found[0]?.counters ?? []);
  const bodies = bodiesOf(found);
  const effects = bodiesOf(found.filter((one) => !isLocal(one) && setsVariables(one.command)));
  const called = new Set(found.map(({ command }) => command.name?.value ?? ""));
  const anywhere = found.filter((one) => !isLocal(one) && (one.within === null || called.has(one.within)));
  const later = new Map<string | null, Variables>([[null, over(outer, valuesOf(anywhere, new Map(counters)))]]);
  const inside = (name: string | null): Variables => {
    const known = later.get(name);
    if (known !== undefined) return known;
    const own = bodies.get(name ?? "") ?? [];
    const kept = called.has(name ?? "") ? own.filter(isLocal) : own;
    const made = over(later.get(null) ?? outer, valuesOf(kept));
    later.set(name, made);
    return made;
  };
  const looped = valuesOf(found.filter(({ isRepeated, command }) => isRepeated && setsVariables(command)));
  const inLoops = neverKnown(looped.keys());
  const values = new Map<string, Value | null>(counters);
  let seen: Variables | null = outer;
  return (one) => {
    if (one.within !== null) return inside(one.within);
    seen ??= over(outer, values);
    const before = one.isRepeated && inLoops.size > 0 ? over(seen, inLoops) : seen;
    if (setsVariables(one.command)) remember([one]);
    remember(effects.get(one.command.name?.value ?? "") ?? []);
    return before;
  };

  function remember(run: readonly Found[]): void {
    if (run.length === 0) return;
    valuesOf(run, values);
    seen = null;
  }
}

const neverKnown = (names: Iterable<string>): ReadonlyMap<string, null> =>
  new Map([...names].map((name) => [name, null] as const));

function bodiesOf(found: readonly Found[]): ReadonlyMap<string, readonly Found[]> {
  const bodies = new Map<string, Found[]>();
  for (const one of found) {
    if (one.within === null) continue;
    const body = bodies.get(one.within) ?? [];
    body.push(one);
    bodies.set(one.within, body);
  }
  return bodies;
}

/** It sets a variable of its function alone. */
const isLocal = ({ command, within }: Found): boolean =>
  within !== null && /^(?:local|declare|typeset)$/.test(command.name?.value ?? "");

const setsVariables = (command: Command): boolean => {
  const name = command.name?.value;
  return name === undefined ? command.prefix.length > 0 : declaring.has(name) || reading.has(name);
};

/** What a script sets stands over what it is given, also where nobody knows to what it sets it. */
function over(outer: Variables, values: ReadonlyMap<string, Value | null>): Variables {
  const variables = new Map(outer);
  for (const [name, value] of values) {
    if (value === null) variables.delete(name);
    else variables.set(name, value);
  }
  return variables;
}

function valuesOf(
  found: readonly Found[],
  values: Map<string, Value | null> = new Map(),
): ReadonlyMap<string, Value | null> {
  for (const { command, isConditional, source } of found) {
    const name = command.name?.value ?? "";
    const own = command.name === undefined ? command.prefix : declaring.has(name) ? command.suffix : [];
    for (const one of own) {
      if (one.type !== "Assignment") continue;
      const known = values.get(one.name);
      const held = heldBy(one, source, values);
      const set = isConditional ? null : held;
      const more = one.append === true ? held : addedTo(one, source, values);
      const value =
        more !== undefined ? appended(known ?? null, more, isConditional) : known === undefined ? set : null;
      values.set(one.name, value);
    }
    if (reading.has(name)) for (const word of command.args) values.set(word.text, null);
  }
  return values;
}

/** `X="$X more"`: what is put behind what X holds; undefined where X is set anew. */
function addedTo(
  one: Assignment,
  source: Excerpt,
  values: ReadonlyMap<string, Value | null>,
): Value | null | undefined {
  if (one.value.type === "ArrayValue") return addedElements(one, source, values);
  const itself = new RegExp(`^"?\\$(?:${one.name}(?!\\w)|\\{${one.name}\\})`).exec(one.value.text)?.[0];
  if (itself === undefined) return undefined;
  const held = values.get(one.name);
  const whole = heldBy(one, source, values);
  if (held?.kind !== "text" || whole?.kind !== "text") return null;
  return { kind: "text", text: part(whole.text, held.text.text.length) };
}

/** `X=("${X[@]}" more)`. */
function addedElements(
  one: Assignment,
  source: Excerpt,
  values: ReadonlyMap<string, Value | null>,
): Value | null | undefined {
  if (one.value.type !== "ArrayValue") return undefined;
  const [first] = one.value.elements;
  if (first === undefined || !new RegExp(`^"?\\$\\{${one.name}\\[[@*]\\]\\}"?$`).test(first.text)) return undefined;
  const held = values.get(one.name);
  const whole = heldBy(one, source, values);
  if (held?.kind !== "array" || whole?.kind !== "array") return null;
  return { kind: "array", elements: whole.elements.slice(held.elements.length) };
}
/** Words that nobody here knows, nor how many; whoever names them gives them a place. */
const anyWords: Field = { text: madeUp(UNKNOWN), start: 0, end: 1, isElastic: true, variable: "@" };

/** What came first stays first, whatever a branch may add behind it. */
function appended(known: Value | null, more: Value | null, isConditional: boolean): Value | null {
  if (known === null) return null;
  if (known.kind === "text") {
    const text = more?.kind === "text" ? more.text : madeUp(UNKNOWN);
    const apart = /^\s/.test(text.text) ? [madeUp(" ")] : [];
    const added = isConditional ? [...apart, madeUp(UNKNOWN)] : [text];
    return { kind: "text", text: joinExcerpts([known.text, ...added]) };
  }
  const added = more?.kind === "array" && !isConditional ? more.elements : [anyWords];
  return { kind: "array", elements: [...known.elements, ...added] };
}

function heldBy(one: Assignment, source: Excerpt, values: Variables): Value | null {
  if (one.index !== undefined) return null;
  if (one.value.type === "ArrayValue") {
    return { kind: "array", elements: one.value.elements.flatMap((word) => fieldsOf(word, source, values)) };
  }
  return { kind: "text", text: joinExcerpts(piecesOf(one.value, source, values).map(({ text }) => text)) };
}

function assignmentOf(one: Assignment, source: Excerpt, variables: Variables): ShellAssignment {
  const { name, value } = one;
  if (value.type === "ArrayValue") return { name, value: null };
  return { name, value: joinExcerpts(piecesOf(value, source, variables).map(({ text }) => text)) };
}

/** A stretch of a word, and whether the shell splits it at blanks. */
interface Piece {
  readonly text: Excerpt;
  readonly splits: boolean;
  /** `"${array[@]}"` makes a word of each element. */
  readonly elements?: readonly Field[];
}

function fieldsOf(word: Word | Assignment, source: Excerpt, variables: Variables): Field[] {
  const { start, end } = placeIn(source, word.pos, word.end);
  if (word.type === "Assignment") return [assignmentField(word, source, variables, start, end)];
  if (word.text === UNKNOWN) return [{ text: madeUp(UNKNOWN), start, end, isElastic: true }];
  const pieces = piecesOf(word, source, variables);
  const only = pieces.length === 1 ? pieces[0] : undefined;
  if (only?.elements !== undefined) {
    const words = only.elements.map((one) => (one === anyWords ? { ...one, start, end } : one));
    const again = (one: Field): Field[] =>
      one.isElastic ? [one] : split([{ text: one.text, splits: true }], one.start, one.end, separatorsIn(variables));
    return only.splits ? words.flatMap(again) : words;
  }
  if (manyWords.test(word.text)) return [{ text: madeUp(UNKNOWN), start, end, isElastic: true, variable: "@" }];
  if (pieces.every(({ splits }) => !splits)) {
    return [{ text: joinExcerpts(pieces.map(({ text }) => text)), start, end, isElastic: false }];
  }
  const fields = split(pieces, start, end, separatorsIn(variables));
  return fields.length === 1 ? fields.map((field) => withVariable(field, word)) : fields;
}

/** All that a script or function was called with, or all that an array holds: any number of words, quoted or not. */
const manyWords = /^"?\$(?:[@*]|\{(?:[@*]|\w+\[[@*]\])\})"?$/;

/** `$HOST`, `${HOST}`, `${HOST:-web}`. */
function withVariable(field: Field, { text }: Word): Field {
  // A default that begins like an option stands for options.
  if (/^\$\{\w+:?[-=+]-/.test(text)) return { ...field, variable: "@" };
  const variable = field.text.text === UNKNOWN ? /^\$\{?(\w+)(?::?[-=?+].*)?\}?$/s.exec(text)?.[1] : undefined;
  return variable === undefined ? field : { ...field, variable };
}

/** `NAME=value` among the words of a command: `env`, `alias`, `export`. */
function assignmentField(word: Assignment, source: Excerpt, variables: Variables, start: number, end: number): Field {
  const { value } = word;
  if (value.type === "ArrayValue") return { text: madeUp(UNKNOWN), start, end, isElastic: false };
  const pieces = piecesOf(value, source, variables).map(({ text }) => text);
  return { text: joinExcerpts([part(source, word.pos, value.pos), ...pieces]), start, end, isElastic: false };
}

/** What unquoted expansions fall apart at, as the inside of a character class: blanks, or what a script says. */
function separatorsIn(variables: Variables): string {
  const ifs = variables.get("IFS");
  return ifs?.kind === "text" && isKnown(ifs.text.text) ? ifs.text.text.replace(/[\\\]^-]/g, "\\$&") : " \\t\\n";
}

/** Unquoted expansions fall apart at blanks. */
function split(pieces: readonly Piece[], start: number, end: number, separators: string): Field[] {
  const runs = separators === "" ? /[\s\S]+/g : new RegExp(`[^${separators}]+|[${separators}]+`, "g");
  const separator = separators === "" ? /(?!)/ : new RegExp(`^[${separators}]`);
  const fields: { readonly parts: Excerpt[]; isElastic: boolean }[] = [];
  let open = false;
  for (const { text, splits } of pieces) {
    const spans = splits ? [...text.text.matchAll(runs)] : [{ 0: text.text, index: 0 }];
    for (const { 0: run, index } of spans) {
      if (splits && separator.test(run)) {
        open = false;
        continue;
      }
      if (!open) fields.push({ parts: [], isElastic: false });
      const field = fields.at(-1);
      field?.parts.push(part(text, index, index + run.length));
      if (field !== undefined && splits && run.includes(UNKNOWN)) field.isElastic = true;
      open = true;
    }
  }
  return fields.map(({ parts, isElastic }) => ({ text: joinExcerpts(parts), start, end, isElastic }));
}

function piecesOf(word: Word, source: Excerpt, variables: Variables): Piece[] {
  if (word.parts === undefined)
    return [{ text: literal(source, word.pos, word.text, word.value, unquotedEscape), splits: false }];
  return word.parts.flatMap((one) => pieceOf(one, source, variables, false));
}

const unquotedEscape = /\\\n|\\([\s\S])/g;
const doubleQuotedEscape = /\\\n|\\([$`"\\])/g;

function pieceOf(one: WordPart, source: Excerpt, variables: Variables, quoted: boolean): Piece[] {
  switch (one.type) {
    case "Literal":
      return [
        {
          text: literal(source, one.pos, one.text, one.value, quoted ? doubleQuotedEscape : unquotedEscape),
          splits: false,
        },
      ];
    case "SingleQuoted":
      return [{ text: part(source, one.pos + 1, one.end - 1), splits: false }];
    case "AnsiCQuoted":
      return [{ text: literal(source, one.pos + 2, one.text.slice(2, -1), one.value, /(?!)/g), splits: false }];
    case "DoubleQuoted":
    case "LocaleString":
      if (one.parts.length === 0) return [{ text: madeUp(""), splits: false }];
      return one.parts.flatMap((inner) => pieceOf(inner, source, variables, true));
    case "SimpleExpansion":
      return [expansion(one.text.slice(1), variables, quoted)];
    case "ParameterExpansion":
      return [parameter(one, variables, quoted)];
    case "Glob":
      return [{ text: part(source, one.pos, one.end), splits: false }];
    default:
      return [{ text: madeUp(UNKNOWN), splits: !quoted }];
  }
}

/** Even in quotes `"$@"` is any number of words. */
const unknownPiece = (quoted: boolean, isList: boolean): Piece => ({
  text: madeUp(UNKNOWN),
  splits: !quoted,
  ...(isList ? { elements: [anyWords] } : {}),
});

function parameter(
  one: WordPart & { readonly type: "ParameterExpansion" },
  variables: Variables,
  quoted: boolean,
): Piece {
  const unknown = unknownPiece(quoted, quoted && (one.parameter === "@" || one.index?.text === "@"));
  if (one.operation !== undefined || one.prefix !== undefined) return unknown;
  if (one.index === undefined) return expansion(one.parameter, variables, quoted);
  const value = variables.get(one.parameter);
  if (value?.kind !== "array" || !["@", "*"].includes(one.index.text)) return unknown;
  if (quoted && one.index.text === "*") return unknown;
  return { text: madeUp(UNKNOWN), splits: !quoted, elements: value.elements };
}

function expansion(name: string, variables: Variables, quoted: boolean): Piece {
  const value = variables.get(name);
  if (value?.kind !== "text") return unknownPiece(quoted, quoted && name === "@");
  return { text: value.text, splits: !quoted };
}

/** Literal text without its backslashes; text that the shell changes in another way has no place of its own. */
function literal(source: Excerpt, start: number, written: string, value: string, backslashed: RegExp): Excerpt {
  if (written === value) return part(source, start, start + written.length);
  const offsets: number[] = [];
  let text = "";
  let at = 0;
  const keep = (from: number, to: number): void => {
    for (let index = from; index < to; index++) offsets.push(source.at(start + index));
    text += written.slice(from, to);
  };
  for (const { 0: whole, 1: escaped, index } of written.matchAll(backslashed)) {
    keep(at, index);
    if (escaped !== undefined) keep(index + 1, index + 2);
    at = index + whole.length;
  }
  keep(at, written.length);
  if (text !== value) return madeUp(value);
  offsets.push(source.at(start + written.length));
  return withOffsets(text, offsets);
}
