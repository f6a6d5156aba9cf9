import { type Excerpt, part, wholeText } from "./excerpt.ts";

/** `name = value` in an HCL file, with the blocks that it stands in. */
export interface HclAttribute {
  readonly blocks: readonly string[];
  readonly name: string;
  readonly start: number;
  /** The expression as written, up to the line's end. */
  readonly value: Excerpt;
}

/** HCL's tokens that matter here (HCL native syntax specification): comments, strings, here-documents, braces, names. */
const token =
  /#[^\n]*|\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|<<-?(\w+)\n[\s\S]*?\n\s*\1(?=\n|$)|"(?:[^"\\\n]|\\.)*"|[{}]|\n|[A-Za-z_][\w-]*|=(?!=)|[^\s]/g;

/** Attributes of an HCL file in reading order. Expressions are not evaluated. */
export function hclAttributes(source: string): HclAttribute[] {
  const found: HclAttribute[] = [];
  const blocks: string[] = [];
  let line: { readonly text: string; readonly index: number }[] = [];
  const whole = wholeText(source);
  for (const { 0: text, index } of source.matchAll(token)) {
    if (/^(?:#|\/\/|\/\*)/.test(text)) continue;
    if (text === "{") blocks.push(line[0]?.text ?? "");
    if (text === "}") blocks.pop();
    if (text === "\n" || text === "{" || text === "}") {
      line = [];
      continue;
    }
    line.push({ text, index });
    const [name, equals] = line;
    if (line.length === 3 && name !== undefined && equals?.text === "=") {
      const end = index + text.length;
      found.push({
        blocks: [...blocks],
        name: name.text.replaceAll('"', ""),
        start: name.index,
        value: part(whole, index, end),
      });
    }
  }
  return found;
}
