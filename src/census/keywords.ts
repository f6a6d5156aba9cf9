import type { LineReader } from "../eval/line-reader.ts";
import { type Keyword, keywordNamed } from "./keyword.ts";

/** Ways to spell keywords that are remembered; most files use few. */
const MOST_SPELLINGS = 1000;

/** The keywords of a version by the hashes of their spellings. */
export class Keywords {
  private readonly byHash = new Map<number, Keyword>();

  constructor(private readonly reader: LineReader) {}

  /** Null for a keyword that this version does not know, undefined for one whose hash is another's. */
  find(text: string, start: number, end: number, hash: number): Keyword | null | undefined {
    const known = this.byHash.get(hash);
    if (known !== undefined) {
      const same = known.spelling.length === end - start && text.startsWith(known.spelling, start);
      return same ? known : undefined;
    }
    const keyword = keywordNamed(this.reader, text.slice(start, end));
    if (keyword !== null && this.byHash.size < MOST_SPELLINGS) this.byHash.set(hash, keyword);
    return keyword;
  }
}

const keywordsByReader = new WeakMap<LineReader, Keywords>();

/** The same for all files that are read in the same way. */
export function keywordsOf(reader: LineReader): Keywords {
  const known = keywordsByReader.get(reader);
  if (known !== undefined) return known;
  const keywords = new Keywords(reader);
  keywordsByReader.set(reader, keywords);
  return keywords;
}
