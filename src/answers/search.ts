/** One thing that can be found: where a word stands decides how much it tells. */
export interface Searchable {
  readonly id: string;
  readonly title: string;
  /** Words that people use for it. */
  readonly words: string;
  readonly text: string;
}

export interface Hit {
  readonly id: string;
  readonly title: string;
  readonly score: number;
  /** Words of the question that it has, of those that anything has. */
  readonly matched: number;
  readonly asked: number;
}

/** What says nothing about the question. */
const EMPTY = new Set(
  "a an and are as at be but by can do does for from has have how i if in is it its me my no not of on or so that the their them then there they this to was we what when where which why will with you your ssh sshd openssh".split(
    " ",
  ),
);

/** Lower case words without what stands around them; an ending that English adds is taken off. */
export const wordsOf = (text: string): string[] =>
  (text.toLowerCase().match(/[a-z0-9_@.-]+/g) ?? [])
    .map((word) => word.replace(/^[.-]+|[.-]+$/g, ""))
    .filter((word) => word !== "" && !EMPTY.has(word))
    .map(stem);

const stem = (word: string): string =>
  word.length > 4 ? word.replace(/(?:'s|ies|ing|ed|es|s)$/, "").replace(/(.)\1$/, "$1") : word;

const WEIGHTS = { id: 4, title: 4, words: 3, text: 1 } as const;

interface Indexed {
  readonly item: Searchable;
  readonly weights: ReadonlyMap<string, number>;
}

/** Counts for each word how much an item says of it; parts of compound ids and keywords count as words, too. */
export function indexOf(items: readonly Searchable[]): readonly Indexed[] {
  return items.map((item) => {
    const weights = new Map<string, number>();
    for (const field of ["id", "title", "words", "text"] as const) {
      const words = wordsOf(item[field]).flatMap((word) => [word, ...word.split(/[-._@]/).map(stem)]);
      for (const word of words) weights.set(word, Math.max(weights.get(word) ?? 0, WEIGHTS[field]));
    }
    return { item, weights };
  });
}

const MOST_ASKED = 40;

/**
 * The items that have at least half of the words asked for, the best first. A word that few items have tells more; nothing is
 * found by words that nothing has.
 */
export function search(index: readonly Indexed[], question: string): readonly Hit[] {
  const asked = [...new Set(wordsOf(question))].slice(0, MOST_ASKED);
  const rarity = new Map(asked.map((word) => [word, rarityOf(index, word)] as const));
  const hits = index.map(({ item, weights }): Hit => {
    const found = asked.filter((word) => weights.has(word));
    const score = found.reduce((sum, word) => sum + (weights.get(word) ?? 0) * (rarity.get(word) ?? 0), 0);
    return { id: item.id, title: item.title, score, matched: found.length, asked: asked.length };
  });
  return hits
    .filter(({ matched, asked: all }) => matched > 0 && matched * 2 >= all)
    .toSorted((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1));
}

function rarityOf(index: readonly Indexed[], word: string): number {
  const having = index.filter(({ weights }) => weights.has(word)).length;
  return having === 0 ? 0 : Math.log(1 + index.length / having);
}
