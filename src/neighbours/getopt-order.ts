import { UNKNOWN } from "./excerpt.ts";
import type { Field } from "./shell-syntax.ts";

/**
 * Words in the order in which glibc's getopt leaves them: options before operands, wherever they stood, and no `--`. autossh
 * hands them on like that, so it also takes options out of a remote command (measured, 1.4g). What is unknown stays before
 * the operands that come behind it, since it may hold options.
 */
export function getoptOrder(fields: readonly Field[], valued: string): Field[] {
  const options: Field[] = [];
  const operands: Field[] = [];
  for (let at = 0; at < fields.length; at++) {
    const field = fields[at];
    if (field === undefined) break;
    const { text } = field.text;
    if (text === "--") return [...options, ...operands, ...fields.slice(at + 1)];
    const isUnknown = field.isElastic && text === UNKNOWN && operands.length === 0 && at < fields.length - 1;
    if (!isUnknown && !/^-./s.test(text)) {
      operands.push(field);
      continue;
    }
    const next = fields[at + 1];
    options.push(field);
    if (next === undefined || isUnknown || !takesNext(text, valued)) continue;
    options.push(next);
    at++;
  }
  return [...options, ...operands];
}

/** The first letter with a value has it in the next word where nothing is left of its own. */
export const takesNext = (text: string, valued: string): boolean =>
  [...text.slice(1)].findIndex((letter) => valued.includes(letter)) === text.length - 2;
