import { configFile } from "../eval/config-file.ts";
import { keywordOf } from "../eval/connection.ts";
import { evaluateRoot } from "../eval/root.ts";
import { memoryFiles } from "../io/memory-files.ts";
import { type Excerpt, isKnown, joinExcerpts, madeUp, part, spanIn, UNKNOWN } from "../neighbours/excerpt.ts";
import type { Embedded } from "../neighbours/neighbour.ts";
import { linesOf } from "../neighbours/physical-lines.ts";
import type { Policy } from "../policy/policy.ts";
import type { Finding, Place } from "../rules/finding.ts";
import { judge } from "../rules/judge.ts";
import type { Rule, View } from "../rules/rule.ts";
import type { Source } from "../syntax/source.ts";
import type { Assumed } from "./assume.ts";

/** What a script makes of a file is not all that will stand in it: only the lines that it has are judged. */
const notAskedOf = new Set([
  "file-permissions",
  "undecidable",
  "version-dependent",
  "include-matches-nothing",
  "include-in-block",
]);

export interface EmbeddedRequest {
  readonly embedded: Embedded;
  /** The file that the lines stand in. */
  readonly source: Source;
  readonly rules: readonly Rule[];
  readonly assumed: Assumed;
  readonly policy: Policy;
  /** A view to take everything else from. */
  readonly around: Omit<View, "program" | "connections">;
}

/** The findings in configuration lines that stand inside another file, at their places there. */
export function judgeEmbedded({ embedded, source, rules, assumed, around, policy }: EmbeddedRequest): Finding[] {
  const { side } = embedded;
  const { text, filledIn } = withoutUnknown(embedded.text, side);
  const inner = configFile({ path: source.path, text: text.text }, side, null);
  const evaluated = evaluateRoot({
    side,
    version: assumed.version,
    roots: [{ file: inner, userFile: true }],
    files: memoryFiles({}),
    locate: () => ({ kind: "unknown", because: "what it includes is not known here" }),
    refusesOwner: () => null,
  });
  const view: View = {
    ...around,
    side,
    sidePolicy: policy.sides[side],
    root: inner,
    isFragment: true,
    remarks: [],
    program: evaluated.program,
    connections: evaluated.connections,
  };
  const asked = rules.filter(({ id }) => !notAskedOf.has(id) && !hangsOn(rules, id, side, filledIn));
  return judge(view, asked).flatMap((finding) => moved(finding, text, inner.source, source));
}

/** A line of a keepalive setting whose value is a variable is left out, and so is all that depends on it. */
function withoutUnknown(text: Excerpt, side: Embedded["side"]): { text: Excerpt; filledIn: ReadonlySet<string> } {
  const filledIn = new Set<string>();
  const keywords = Object.values(keywordOf[side]).map((keyword) => keyword.toLowerCase());
  const lines = linesOf(text).flatMap((line) => {
    const keyword = isKnown(line.text) ? "" : /^[\s"]*([A-Za-z]+)/.exec(line.text)?.[1]?.toLowerCase();
    // A line that nobody here knows may be any line.
    if (keyword === undefined) for (const one of keywords) filledIn.add(one);
    if (keyword !== undefined && !keywords.includes(keyword)) return [named(line), madeUp("\n")];
    if (keyword !== undefined) filledIn.add(keyword);
    return [madeUp("\n")];
  });
  return { text: joinExcerpts(lines), filledIn };
}

/** The line with a word in place of what nobody here knows. */
const named = (line: Excerpt): Excerpt =>
  joinExcerpts(
    line.text.split(UNKNOWN).reduce<{ parts: Excerpt[]; at: number }>(
      ({ parts, at }, piece) => {
        const gap = parts.length === 0 ? [] : [madeUp("unknown")];
        return { parts: [...parts, ...gap, part(line, at, at + piece.length)], at: at + piece.length + 1 };
      },
      { parts: [], at: 0 },
    ).parts,
  );

function hangsOn(rules: readonly Rule[], id: string, side: Embedded["side"], filledIn: ReadonlySet<string>): boolean {
  const rule = rules.find((one) => one.id === id);
  if (rule?.judges !== "connection") return false;
  return rule.dependsOn.some((name) => filledIn.has(keywordOf[side][name].toLowerCase()));
}

/** Places inside the lines become places in the file; nothing is said of what is missing, and nothing is changed. */
function moved(finding: Finding, text: Excerpt, inner: Source, source: Source): Finding[] {
  const placed = (place: Place): Place | null => {
    if (place.source !== inner) return null;
    const span = spanIn(text, place.start, Math.max(place.end, place.start + 1));
    return span === null ? null : { source, ...span };
  };
  const at = finding.at === null ? null : placed(finding.at);
  if (at === null) return [];
  const related = finding.related.flatMap((one) => {
    const place = placed(one);
    return place === null ? [] : [{ ...one, ...place }];
  });
  return [{ ...finding, at, related, intents: [] }];
}
