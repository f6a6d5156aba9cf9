import { keywordOf, type SettingName } from "../eval/connection.ts";
import type { Condition, Statement } from "../eval/program.ts";
import { matchPattern, type Pattern } from "../openssh/patterns.ts";
import type { View } from "./rule.ts";

/**
 * True where nothing but `connectionRules` could have anything to say: every line is accepted and plainly written, nothing is
 * included or in doubt, and no keepalive line can stand in another's way. Most files are like that, and for them the other
 * rules need not even be loaded, which is a third of a short run. A test holds this against the rules themselves.
 */
export function isPlainFile(view: View): boolean {
  const { program, policy, isTemplate, refusesRoot } = view;
  if (isTemplate || refusesRoot !== null || policy.benchmark !== null) return false;
  const trouble = [program.problems, program.unknownKeywords, program.swallowed, program.inclusions, program.blinds];
  if (trouble.some((list) => list.length > 0) || program.conditions.some(({ test }) => test.kind !== "host"))
    return false;
  const lines = program.statements.filter(
    ({ slot }) => slot === "interval" || slot === "countMax" || slot === "tcpKeepAlive",
  );
  return lines.every((line) => isPlainLine(view, line)) && !mayBeShadowed(lines) && !maySitInWrongBlock(lines);
}

/** The keyword as the manual spells it or in lower case, a blank, and a number of seconds, a count, yes or no: read alike by all. */
function isPlainLine({ side }: View, { directive, file, slot, value }: Statement): boolean {
  const { text } = file.source;
  const keyword = keywordOf[side][slot as SettingName];
  const isKnown = directive.keyword === keyword || directive.keyword === keyword.toLowerCase();
  const written = text.slice(directive.keywordEnd, directive.restEnd);
  return value !== null && isKnown && /^[ \t]+(?:[1-9]\d{0,8}|0|yes|no)$/.test(written);
}

/** What earlier lines for one setting can reach. */
interface Reached {
  readonly names: Set<string>;
  readonly wild: string[];
}

/** A line can only be dead where an earlier one for the same setting may reach one of its hosts. */
function mayBeShadowed(lines: readonly Statement[]): boolean {
  const reached: Record<string, Reached> = {};
  for (const { slot, condition } of lines) {
    reached[slot] ??= { names: new Set(), wild: [] };
    if (reaches(reached[slot], condition)) return true;
  }
  return false;
}

const MOST_WILD = 20;
const everyone: readonly Pattern[] = [{ negated: false, text: "*", literal: false }];

/** Whether earlier lines reach a host of this block; if not, its own hosts are reached from now on. Goes through giant files. */
function reaches({ names, wild }: Reached, condition: Condition | null): boolean {
  const patterns = condition?.test.kind === "host" ? condition.test.patterns : everyone;
  let meant = 0;
  for (const { negated, text, literal } of patterns) {
    if (negated) continue;
    meant++;
    if (names.has(text)) return true;
    for (const earlier of wild) if (matchPattern(text, earlier)) return true;
    if (literal) names.add(text);
    else wild.push(text);
  }
  // Only exceptions, or too many patterns to compare: the rule itself decides.
  return meant === 0 || wild.length > MOST_WILD;
}

/** A keepalive line in one block while everybody else has the default may have been meant for all. */
function maySitInWrongBlock(lines: readonly Statement[]): boolean {
  const forAll = new Set(lines.filter(({ condition }) => isForAll(condition)).map(({ slot }) => slot));
  return lines.some(({ slot }) => !forAll.has(slot));
}

function isForAll(condition: Condition | null): boolean {
  if (condition === null) return true;
  const { test } = condition;
  return (
    test.kind === "host" &&
    test.patterns.some(({ text }) => text === "*") &&
    test.patterns.every(({ negated }) => !negated)
  );
}
