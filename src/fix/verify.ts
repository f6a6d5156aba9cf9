import { type Edit, overlap } from "../edit/edit.ts";
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

/** Why an edit is not what it was meant to be; null: it is. */
export function verify(
  before: EvaluatedRoot,
  after: EvaluatedRoot,
  intents: readonly Intent[],
  edits: readonly Edit[],
): string | null {
  const refused = newProblem(before.program.problems, after.program.problems);
  if (refused !== null) return `OpenSSH would refuse the result: ${refused.error}`;
  const wanted = intents.filter((intent) => intent.kind === "set");
  const then = byTarget(after.connections);
  for (const connection of before.connections) {
    for (const target of connection.targets) {
      const now = then.get(target);
      if (now === undefined) return `${target} would no longer be named`;
      const wrong = wrongSetting(connection, now, target, wanted, edits, intents);
      if (wrong !== null) return wrong;
    }
  }
  return null;
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
  edits: readonly Edit[],
  intents: readonly Intent[],
): string | null {
  if (after.errors.length > before.errors.length) return `OpenSSH would refuse the result for ${target}`;
  for (const name of settingNames) {
    const asked = wanted.find((intent) => intent.setting === name && intent.targets.includes(target));
    const value = String(after.settings[name].value);
    if (asked !== undefined && value !== asked.value) return `${target} would get ${value} all the same`;
    if (asked !== undefined || value === String(before.settings[name].value)) continue;
    if (!mayChange(before.settings, name, edits, intents)) return `${name} of ${target} would change too`;
  }
  return null;
}

/** Who shares the edited line shares its new value; other kinds of intent say by themselves that values change. */
function mayChange(
  settings: EffectiveSettings,
  name: SettingName,
  edits: readonly Edit[],
  intents: readonly Intent[],
): boolean {
  if (intents.some(({ kind }) => kind === "rename" || kind === "globalise")) return true;
  const { from } = settings[name];
  if (from === null) return false;
  const { source, value } = from;
  const own: Edit = { path: source.path, offset: value.start, length: value.end - value.start, text: "" };
  return edits.some((edit) => edit.length > 0 && overlap(edit, own));
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
