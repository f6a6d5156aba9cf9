/**
 * A text without the characters of a set that it begins with. By hand: lines of everyday files are asked for this a few times in
 * a run, and V8 takes longer to read an expression.
 */
export function withoutLeading(text: string, characters: string): string {
  let at = 0;
  while (at < text.length && characters.includes(text.charAt(at))) at++;
  return text.slice(at);
}
