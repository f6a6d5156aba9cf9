import { type Excerpt, part, placeIn, UNKNOWN, withOffsets } from "./excerpt.ts";
import type { Field } from "./shell-syntax.ts";

/** Words as Python's shlex.split takes a text apart: quotes and backslashes, no variables. An open quote ends with the text. */
export function shlexWords(text: Excerpt): Field[] {
  const words: Field[] = [];
  const token = /(?:"(?:[^"\\]|\\.)*(?:"|$)|'[^']*(?:'|$)|\\.|[^\s"'\\])+/gs;
  for (const { 0: whole, index } of text.text.matchAll(token)) {
    const body = part(text, index, index + whole.length);
    words.push({ text: unquoted(body), ...placeIn(text, index, index + whole.length), isElastic: whole === UNKNOWN });
  }
  return words;
}

function unquoted(body: Excerpt): Excerpt {
  const offsets: number[] = [];
  let text = "";
  let quote = "";
  for (let at = 0; at < body.text.length; at++) {
    const letter = body.text[at] ?? "";
    if (quote === "" ? letter === '"' || letter === "'" : letter === quote) {
      quote = quote === "" ? letter : "";
      continue;
    }
    const escapes = letter === "\\" && (quote === "" || (quote === '"' && /["\\]/.test(body.text[at + 1] ?? "")));
    if (escapes) at++;
    text += body.text[at] ?? "";
    offsets.push(body.at(at));
  }
  offsets.push(body.at(body.text.length));
  return withOffsets(text, offsets);
}
