import type { SurveyedRoot } from "../census/root.ts";
import { apply, type Edit, type Fix, normalise, overlap, type Safety } from "../edit/edit.ts";
import { keywordOf } from "../eval/connection.ts";
import type { Overlay } from "../eval/root.ts";
import { directoryOf, nameOf } from "../io/byte-paths.ts";
import type { BytePath } from "../io/files.ts";
import type { Finding, Intent } from "../rules/finding.ts";
import { changesElsewhere } from "./elsewhere.ts";
import { readWith } from "./new-files.ts";
import { candidates, type Place } from "./placement.ts";
import { touchedBlocks } from "./touched-blocks.ts";
import { readingBy, verify, type Witness, witnessAgrees } from "./verify.ts";

/** What planning needs to know beside the finding. */
export interface Planning extends Place {
  readonly root: Place["root"];
  readonly before: SurveyedRoot;
  /** Null until loaded: a plan without a witness is checked by our own reading only. */
  readonly witness: Witness | null;
}

/** A fix that was tried on the text and holds, or why none does. */
export type Planned = { readonly fix: Fix; readonly after: SurveyedRoot } | { readonly reason: string };

const safetyOf = (intents: readonly Intent[]): Safety =>
  intents.some(({ safety }) => safety === "unsafe") ? "unsafe" : "safe";

/**
 * A line put before the Include whose file has the value now makes that file's line dead: right, but no one would merge it
 * unseen. Such an edit inserts although a line is there to change.
 */
export function safetyOfFix(intents: readonly Intent[], edits: readonly Edit[], place: Place): Safety {
  const isAskedFor = edits.every(({ path }) => path === place.dropIn);
  return !isAskedFor && intents.some((intent) => isBypass(intent, edits)) ? "unsafe" : safetyOf(intents);
}

function isBypass(intent: Intent, edits: readonly Edit[]): boolean {
  if (intent.kind !== "set" || intent.from === null) return false;
  const { source, value } = intent.from;
  return !edits.some(({ path, offset }) => path === source.path && offset === value.start);
}

/** The first way to bring a finding's intents about that survives being read again. */
export function planFix(planning: Planning, finding: Finding): Planned | null {
  if (finding.intents.length === 0) return null;
  let reason = noPlace(planning);
  for (const edits of combinations(planning, finding.intents)) {
    const after = tryEdits(planning.before, edits);
    const wrong = whyNot(planning, after, finding.intents, edits);
    if (wrong === null) {
      return {
        fix: {
          safety: safetyOfFix(finding.intents, edits, planning),
          title: titleOf(finding.intents, edits, planning),
          edits,
        },
        after,
      };
    }
    reason = wrong;
  }
  return { reason };
}

/** Why there is nothing to try. */
export const noPlace = ({ dropIn }: Place): string =>
  dropIn === null
    ? "the file includes no directory in which a drop-in would be read"
    : "no place was found where the line would count";

/** Where the first choice would insert, without trying it: enough to point at a missing setting. */
export function firstChoice(planning: Place, intents: readonly Intent[]): readonly Edit[] | null {
  const firsts: (readonly Edit[])[] = [];
  for (const intent of intents) {
    const [first] = candidates(planning, intent);
    if (first === undefined) return null;
    firsts.push(first);
  }
  return joined(firsts);
}

/** The first choice of every intent together, then each intent's other choices with the first of the rest. */
function* combinations(place: Place, intents: readonly Intent[]): Generator<readonly Edit[]> {
  const choices = intents.map((intent) => [...candidates(place, intent)]);
  const firsts = choices.map(([first]) => first ?? null);
  if (firsts.includes(null)) return;
  yield joined(firsts);
  for (const [index, own] of choices.entries()) {
    for (const other of own.slice(1)) yield joined(firsts.map((first, at) => (at === index ? other : first)));
  }
}

const joined = (lists: readonly (readonly Edit[] | null)[]): readonly Edit[] =>
  normalise(lists.flatMap((list) => list ?? []));

/** Reads the root again with edits applied. */
export function tryEdits(before: SurveyedRoot, edits: readonly Edit[]): SurveyedRoot {
  return before.reread(readWith(before.input, overlayOf(before, edits)));
}

/** The new text of each edited file. */
export function overlayOf(before: SurveyedRoot, edits: readonly Edit[]): Overlay {
  const overlay = new Map<string, string>();
  const byFile = editsByFile(edits);
  for (const file of readingBy(before).program.files) {
    const { path, text } = file.source;
    const own = byFile.get(path);
    if (own !== undefined) overlay.set(path, apply(text, own));
  }
  for (const [path, own] of byFile) if (!overlay.has(path)) overlay.set(path, apply("", own));
  return overlay;
}

function editsByFile(edits: readonly Edit[]): Map<BytePath, Edit[]> {
  const found = new Map<BytePath, Edit[]>();
  for (const edit of edits) {
    const own = found.get(edit.path);
    if (own === undefined) found.set(edit.path, [edit]);
    else own.push(edit);
  }
  return found;
}

/** All the gates before writing, the cheapest first; null: the edits do what is intended and nothing else. */
export function whyNot(
  { before, witness }: Pick<Planning, "before" | "witness">,
  after: SurveyedRoot,
  intents: readonly Intent[],
  edits: readonly Edit[],
): string | null {
  const wrong = verify(before, after, intents, edits);
  if (wrong !== null) return wrong;
  for (const [path, own] of editsByFile(edits)) {
    const file = readingBy(before).program.files.find(({ source }) => source.path === path);
    if (file === undefined) continue;
    const text = apply(file.source.text, own);
    const elsewhere = changesElsewhere(file, own, text) ?? disagreement(witness, file.source.text, own);
    if (elsewhere !== null) return elsewhere;
  }
  return null;
}

function disagreement(witness: Witness | null, text: string, edits: readonly Edit[]): string | null {
  if (witness === null) return null;
  const agrees = touchedBlocks(text, edits).every(({ before, after }) => witnessAgrees(witness, before, after));
  return agrees ? null : "an independent parser sees more than the intended lines change";
}

/** The fixes that touch different bytes, in order; one that overlaps an earlier one waits for the next round. */
export function compatible(fixes: readonly Fix[]): {
  readonly chosen: ReadonlySet<Fix>;
  readonly edits: readonly Edit[];
} {
  const taken = new Map<BytePath, Edit[]>();
  const chosen = new Set<Fix>();
  for (const fix of fixes) {
    const fresh = fix.edits.filter((edit) => !neighbours(taken, edit).some((known) => isSameEdit(known, edit)));
    if (fresh.some((edit) => neighbours(taken, edit).some((known) => overlap(known, edit)))) continue;
    for (const edit of fresh) insertSorted(taken, edit);
    chosen.add(fix);
  }
  return { chosen, edits: [...taken.values()].flat() };
}

/** Where an edit of this offset belongs among those of its file, which are sorted and do not overlap. */
function rankOf(edits: readonly Edit[], offset: number): number {
  let low = 0;
  let high = edits.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((edits[middle]?.offset ?? 0) < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The only taken edits that an edit could overlap: the one before its place and the one at it. */
function neighbours(taken: ReadonlyMap<BytePath, readonly Edit[]>, edit: Edit): readonly Edit[] {
  const own = taken.get(edit.path) ?? [];
  const rank = rankOf(own, edit.offset);
  return own.slice(Math.max(0, rank - 1), rank + 1);
}

function insertSorted(taken: Map<BytePath, Edit[]>, edit: Edit): void {
  const own = taken.get(edit.path);
  if (own === undefined) taken.set(edit.path, [edit]);
  else own.splice(rankOf(own, edit.offset), 0, edit);
}

const isSameEdit = (left: Edit, right: Edit): boolean =>
  left.path === right.path && left.offset === right.offset && left.length === right.length && left.text === right.text;

/** What a fix does, for a sentence that begins with "--fix will". */
export function titleOf(intents: readonly Intent[], edits: readonly Edit[], place: Place): string {
  return [...new Set(intents.map((intent) => describe(intent, edits, place)))].join(" and ");
}

function describe(intent: Intent, edits: readonly Edit[], { program, dropIn }: Place): string {
  if (intent.kind === "set") {
    const line = `${keywordOf[program.side][intent.setting]} ${intent.value}`;
    if (edits.some(({ path }) => path === dropIn))
      return `write ${line} into ${nameOf(directoryOf(dropIn ?? ""))}/${nameOf(dropIn ?? "")}`;
    if (intent.from === null) return `add ${line}`;
    return isBypass(intent, edits) ? `add ${line} before the Include whose file says otherwise` : `write ${line}`;
  }
  if (intent.kind === "insert") return intent.title;
  if (intent.kind === "rename") return `write ${intent.keyword}`;
  if (intent.kind === "cut") return "take the comment back";
  return intent.kind === "delete" ? "delete the line" : "move the line to where it counts for everybody";
}
