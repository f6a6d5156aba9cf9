import { changedTargets } from "../census/pairs.ts";
import type { SurveyedRoot } from "../census/root.ts";
import type { Edit } from "../edit/edit.ts";
import type { EffectiveSettings, SettingName } from "../eval/connection.ts";
import { settingNames } from "../eval/connection.ts";
import type { Evaluated } from "../eval/effective.ts";
import type { Problem } from "../eval/program.ts";
import type { EvaluatedRoot } from "../eval/root.ts";
import type { Intent } from "../rules/finding.ts";

/** Says what an independent parser sees differ between two texts: "keyword value" pairs that went and that came; null: it cannot read them. */
export type Witness = (
  before: string,
  after: string,
) => { readonly gone: readonly string[]; readonly come: readonly string[] } | null;

/** A root's keepalive lines and targets: by its survey where it is plain, which says the same at a fraction of the cost. */
export const readingBy = (root: SurveyedRoot): Pick<EvaluatedRoot, "program" | "connections"> => root.plain ?? root;

/** Why an edit is not what it was meant to be; null: it is. */
export function verify(
  was: SurveyedRoot,
  is: SurveyedRoot,
  intents: readonly Intent[],
  edits: readonly Edit[],
): string | null {
  const before = readingBy(was);
  const after = readingBy(is);
  const refused = newProblem(before.program.problems, after.program.problems);
  if (refused !== null) return `OpenSSH would refuse the result: ${refused.error}`;
  const asked = askedByTarget(intents);
  const mayChange = changeable(intents, edits);
  for (const { target, was: connection, is: now } of changedPairs(was, is, new Set(asked.keys())) ??
    allPairs(before, after)) {
    if (now === undefined) return `${target} would no longer be named`;
    const wrong = wrongSetting(connection, now, target, asked.get(target) ?? [], mayChange);
    if (wrong !== null) return wrong;
  }
  return null;
}

/** One target before and after; undefined: nobody names it any more. */
interface Pair {
  readonly target: string;
  readonly was: Evaluated;
  readonly is: Evaluated | undefined;
}

/** Plain files: only those targets that may be wrong. */
function changedPairs(
  { survey: was }: SurveyedRoot,
  { survey: is }: SurveyedRoot,
  asked: ReadonlySet<string>,
): Pair[] | null {
  const pairs = was === null || is === null ? null : changedTargets(was, is, asked);
  return pairs === null ? null : pairs.map((pair) => ({ ...pair, target: pair.was.targets[0] ?? "" }));
}

function* allPairs(
  before: Pick<EvaluatedRoot, "connections">,
  after: Pick<EvaluatedRoot, "connections">,
): Iterable<Pair> {
  const then = byTarget(after.connections);
  for (const was of before.connections) {
    for (const target of was.targets) yield { target, was, is: then.get(target) };
  }
}

/** What is wanted for each target; giant files have as many intents as targets, so neither is searched for the other. */
function askedByTarget(intents: readonly Intent[]): Map<string, SetIntent[]> {
  const asked = new Map<string, SetIntent[]>();
  for (const intent of intents) {
    if (intent.kind !== "set") continue;
    for (const target of intent.targets) {
      const own = asked.get(target);
      if (own === undefined) asked.set(target, [intent]);
      else own.push(intent);
    }
  }
  return asked;
}

/** Whether a setting that nobody asked to change may change all the same. */
type MayChange = (settings: EffectiveSettings, name: SettingName) => boolean;

/** Who shares the edited line shares its new value; a renamed or moved line changes values by itself. */
function changeable(intents: readonly Intent[], edits: readonly Edit[]): MayChange {
  if (intents.some(({ kind }) => kind === "rename" || kind === "globalise")) return () => true;
  const edited = new Set(edits.filter(({ length }) => length > 0).map(({ path, offset }) => `${path}\0${offset}`));
  return (settings, name) => {
    const { from } = settings[name];
    return from !== null && edited.has(`${from.source.path}\0${from.value.start}`);
  };
}

type SetIntent = Intent & { readonly kind: "set" };

function byTarget(connections: readonly Evaluated[]): Map<string, Evaluated> {
  const found = new Map<string, Evaluated>();
  for (const connection of connections) for (const target of connection.targets) found.set(target, connection);
  return found;
}

function newProblem(before: readonly Problem[], after: readonly Problem[]): Problem | null {
  const key = (problem: Problem): string => `${problem.kind} ${problem.error}`;
  const left = new Map<string, number>();
  for (const problem of before) left.set(key(problem), (left.get(key(problem)) ?? 0) + 1);
  for (const problem of after) {
    const known = left.get(key(problem)) ?? 0;
    if (known === 0) return problem;
    left.set(key(problem), known - 1);
  }
  return null;
}

function wrongSetting(
  before: Evaluated,
  after: Evaluated,
  target: string,
  wanted: readonly SetIntent[],
  mayChange: MayChange,
): string | null {
  if (after.errors.length > before.errors.length) return `OpenSSH would refuse the result for ${target}`;
  for (const name of settingNames) {
    const asked = wanted.find((intent) => intent.setting === name);
    const value = String(after.values[name]);
    if (asked !== undefined && value !== asked.value) return `${target} would get ${value} all the same`;
    if (asked !== undefined || value === String(before.values[name])) continue;
    if (!mayChange(before.settings, name)) return `${name} of ${target} would change too`;
  }
  return null;
}

/** Whether the independent parser, given the edited files before and after, sees keepalive lines differ and nothing else. */
export function witnessAgrees(witness: Witness, before: string, after: string): boolean {
  const seen = witness(before, after);
  if (seen === null) return true;
  const keepalive =
    /^(serveralive(interval|countmax)|clientalive(interval|countmax)|tcpkeepalive|keepalive|protocolkeepalives|host \*$)/i;
  const close = /alive/i;
  return seen.come.every((line) => keepalive.test(line)) && seen.gone.every((line) => close.test(line));
}
