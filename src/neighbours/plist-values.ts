import sax from "sax";
import { type Excerpt, madeUp, part, placeIn, withOffsets } from "./excerpt.ts";

/** A value of a property list; numbers, dates and data are of no interest here. */
export type PlistValue =
  | { readonly kind: "string"; readonly text: Excerpt; readonly start: number; readonly end: number }
  | { readonly kind: "array"; readonly items: readonly PlistValue[] }
  | { readonly kind: "dict"; readonly entries: ReadonlyMap<string, PlistValue> }
  | { readonly kind: "true" | "false" | "other" };

/** What is being filled. */
interface Open {
  readonly name: string;
  readonly contentStart: number;
  text: string;
  readonly items: PlistValue[];
  readonly entries: Map<string, PlistValue>;
  key: string | null;
}

const other: PlistValue = { kind: "other" };

/** The top value of an XML property list (plist(5)); of a broken one what was read until there; null: nothing. */
export function plistValue(source: Excerpt): PlistValue | null {
  const parser = sax.parser(true, { position: true });
  const stack: Open[] = [];
  let top: PlistValue | null = null;
  // A broken file is broken for launchd too; what stands before the fault is still worth reading.
  let isBroken = false;
  const keep = (value: PlistValue): void => {
    const parent = stack.at(-1);
    if (parent === undefined || parent.name === "plist") top ??= value;
    else if (parent.name === "array") parent.items.push(value);
    else if (parent.name === "dict" && parent.key !== null) parent.entries.set(parent.key, value);
  };
  const addText = (text: string): void => {
    const open = stack.at(-1);
    if (open !== undefined && !isBroken) open.text += text;
  };
  parser.onopentag = ({ name }) => {
    if (isBroken) return;
    stack.push({ name, contentStart: parser.position, text: "", items: [], entries: new Map(), key: null });
  };
  parser.ontext = addText;
  parser.oncdata = addText;
  parser.onclosetag = () => {
    if (isBroken) return;
    const open = stack.pop();
    const parent = stack.at(-1);
    if (open === undefined) return;
    if (open.name === "key" && parent !== undefined) parent.key = open.text;
    else if (open.name !== "plist") keep(plistValueOf(open, source, parser.startTagPosition - 1));
  };
  parser.onerror = () => {
    isBroken = true;
  };
  parser.write(source.text);
  // What is still open holds what was read.
  for (let open = stack.pop(); open !== undefined; open = stack.pop()) {
    if (open.name === "dict" || open.name === "array") keep(plistValueOf(open, source, 0));
  }
  return top;
}

function plistValueOf(open: Open, source: Excerpt, contentEnd: number): PlistValue {
  const { name, items, entries, contentStart } = open;
  if (name === "string") {
    const written = part(source, contentStart, contentEnd);
    const text = decoded(written, open.text);
    return { kind: "string", text, ...placeIn(source, contentStart, contentEnd) };
  }
  if (name === "array") return { kind: "array", items };
  if (name === "dict") return { kind: "dict", entries };
  return name === "true" || name === "false" ? { kind: name } : other;
}

/** Each byte in its place; what an entity stands for has none. */
function decoded(written: Excerpt, text: string): Excerpt {
  if (written.text === text) return written;
  const offsets: number[] = [];
  let at = 0;
  for (const letter of text) {
    const entity = written.text[at] === "&" ? /^&[#\w]+;/.exec(written.text.slice(at))?.[0] : undefined;
    if (entity === undefined && written.text[at] !== letter) return madeUp(text);
    offsets.push(entity === undefined ? written.at(at) : -1);
    at += entity?.length ?? 1;
  }
  return at === written.text.length ? withOffsets(text, offsets) : madeUp(text);
}
