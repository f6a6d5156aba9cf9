import { readCalls } from "./command-lines.ts";
import { type Excerpt, joinExcerpts, madeUp, part, UNKNOWN, wholeText } from "./excerpt.ts";
import { mergeReadings } from "./merge-readings.ts";
import type { Neighbour, Reading, ReadRequest } from "./neighbour.ts";
import { joinedLines, trimmed } from "./physical-lines.ts";
import { callsOfWords, sshCallsIn } from "./ssh-calls.ts";

/** Makefiles: the lines of recipes, which a shell gets after make has put in its variables (GNU make). */
export const makefile: Neighbour = { system: "makefile", title: "makefile", read: readMakefile };

const assignment = /^\s*(?:export\s+|override\s+)*([\w.-]+)\s*(\??:{0,3}=|\+=|!=)\s*/;

function readMakefile(request: ReadRequest): Reading {
  const lines = joinedLines(wholeText(request.source.text), { mark: "\\", by: " ", comment: null });
  const variables = variablesOf(lines);
  const readings: Reading[] = [];
  for (const line of lines) {
    if (line.text.startsWith("\t")) {
      const recipe = trimmed(part(line, 1));
      const signs = /^[@+-]*/.exec(recipe.text)?.[0].length ?? 0;
      readings.push(readCalls(sshCallsIn(withVariables(part(recipe, signs), variables)), request));
      continue;
    }
    const inline = inlineRecipe(line.text);
    if (inline !== null)
      readings.push(readCalls(sshCallsIn(withVariables(trimmed(part(line, inline)), variables)), request));
    const set = assignment.exec(line.text);
    const [, name = ""] = set ?? [];
    const value = variables.get(name);
    if (set !== null && value !== undefined && value !== null) {
      readings.push(readCalls(callsOfWords([], [{ name, value }]), request));
    }
  }
  return mergeReadings(readings);
}

/** `target: prerequisites ; recipe`: where the recipe begins. */
function inlineRecipe(text: string): number | null {
  const rule = /^[^\s#=][^#=;]*::?(?!=)[^#=;]*;/.exec(text)?.[0];
  return rule === undefined ? null : rule.length;
}

/** What is set once, to literal text; null: nobody here knows. */
function variablesOf(lines: readonly Excerpt[]): ReadonlyMap<string, Excerpt | null> {
  const values = new Map<string, Excerpt | null>();
  for (const line of lines) {
    const set = line.text.startsWith("\t") ? null : assignment.exec(line.text);
    if (set === null) continue;
    const [whole, name = "", operator] = set;
    const value = withoutEscapes(trimmed(part(line, whole.length, commentStart(line.text, whole.length))));
    const isAtOnce = operator === ":=" || operator === "::=";
    const known = isAtOnce ? expandedAtOnce(value, values) : operator === "=" ? value : null;
    values.set(name, values.has(name) ? null : known);
  }
  return values;
}

/** `:=` takes what is set above it, not what comes later; null where a `$` is left that make would not look at again. */
function expandedAtOnce(value: Excerpt, above: ReadonlyMap<string, Excerpt | null>): Excerpt | null {
  if (!value.text.includes("$")) return value;
  const expanded = withVariables(value, above);
  return expanded.text.includes("$") ? null : expanded;
}

function commentStart(text: string, from: number): number {
  const found = text.slice(from).search(/(?<!\\)#/);
  return found === -1 ? text.length : from + found;
}

/** `\#` is the sign itself, which the shell may then take for a comment's (asked of GNU make 4.3). */
function withoutEscapes(text: Excerpt): Excerpt {
  const parts: Excerpt[] = [];
  let at = 0;
  for (const { index } of text.text.matchAll(/\\#/g)) {
    parts.push(part(text, at, index));
    at = index + 1;
  }
  return at === 0 ? text : joinExcerpts([...parts, part(text, at)]);
}

/** `$$` is the shell's `$`; a variable of make that is known stands for its text. */
function withVariables(text: Excerpt, variables: ReadonlyMap<string, Excerpt | null>, depth = 0): Excerpt {
  const parts: Excerpt[] = [];
  let at = 0;
  for (const { 0: whole, 1: round, 2: curly, index } of text.text.matchAll(/\$(?:\$|\(([^()]*)\)|\{([^{}]*)\}|.)/g)) {
    const held = variables.get(round ?? curly ?? "") ?? null;
    const known = held === null || depth > 8 ? madeUp(UNKNOWN) : withVariables(held, variables, depth + 1);
    parts.push(part(text, at, index), whole === "$$" ? part(text, index, index + 1) : known);
    at = index + whole.length;
  }
  return joinExcerpts([...parts, part(text, at)]);
}
