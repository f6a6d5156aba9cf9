import { type Excerpt, part, withOffsets } from "./excerpt.ts";
import type { Field } from "./shell-syntax.ts";

const escapes: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", b: "\b", f: "\f" };

/** The strings of a JSON array, each a word with its place; null where the text is no such array. */
export function jsonWords(text: Excerpt): Field[] | null {
  const words: Field[] = [];
  const whole = /^\s*\[\s*(?:"(?:[^"\\]|\\.)*"\s*(?:,\s*"(?:[^"\\]|\\.)*"\s*)*)?\]\s*$/s;
  if (!whole.test(text.text)) return null;
  for (const { 1: inside = "", index } of text.text.matchAll(/"((?:[^"\\]|\\.)*)"/gs)) {
    const body = part(text, index + 1, index + 1 + inside.length);
    const [start, end] = [text.at(index), text.at(index + inside.length + 1) + 1];
    words.push({ text: unescaped(body), start, end, isElastic: false });
  }
  return words;
}

function unescaped(body: Excerpt): Excerpt {
  if (!body.text.includes("\\")) return body;
  const offsets: number[] = [];
  const text = body.text.replace(
    /\\u([0-9a-fA-F]{4})|\\(.)|[^\\]/gs,
    (whole, code: string | undefined, letter: string | undefined, at: number) => {
      offsets.push(whole.length === 1 ? body.at(at) : -1);
      if (code !== undefined) return String.fromCharCode(Number.parseInt(code, 16) & 0xff);
      return letter === undefined ? whole : (escapes[letter] ?? letter);
    },
  );
  return withOffsets(text, offsets);
}
