/** What JSON may hold as it is but a terminal or a log must not see: DEL, C1, format characters, line separators, no characters. */
const unseen = /[\x7f-\x9f\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}]/gu;

/** `##[` and `##vso[` are commands to CI agents anywhere in a line. */
const command = /##([a-z]*)\[/g;

/** Most reports have neither; one look says so. */
const suspicious = /[^\x20-\x7e]|##[a-z]*\[/;

/** JSON as printable text; the escapes change nothing for who reads it. */
export function safeJson(value: unknown): string {
  const text = JSON.stringify(value);
  return suspicious.test(text) ? text.replace(unseen, unicodeEscapes).replace(command, "##$1\\u005b") : text;
}

function unicodeEscapes(character: string): string {
  let escapes = "";
  for (let at = 0; at < character.length; at++)
    escapes += `\\u${character.charCodeAt(at).toString(16).padStart(4, "0")}`;
  return escapes;
}

/** A list piece by piece, one item a line, the brackets included: tens of thousands of items need not be held twice. */
export const jsonLines = <T>(items: Iterable<T>, toJson: (item: T) => unknown): Generator<string> =>
  textLines(items, (item) => safeJson(toJson(item)));

/** The same of items that are JSON text already. */
export function* textLines<T>(items: Iterable<T>, toText: (item: T) => string): Generator<string> {
  let before = "[\n";
  for (const item of items) {
    yield before + toText(item);
    before = ",\n";
  }
  yield before === "[\n" ? "[]" : "\n]";
}
