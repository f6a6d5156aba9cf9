import type { BytePath, Files } from "../io/files.ts";

/** Whether glob(3) expands a path: `*`, `?`, `[`, or a backslash that quotes the next byte. */
const hasMagic = (segment: string): boolean => /[*?[\\]/.test(segment);

/** A byte of a pattern; `quoted`: it stood behind a backslash and means itself. */
interface Byte {
  readonly char: string;
  readonly quoted: boolean;
}

function bytesOf(segment: string): Byte[] {
  const found: Byte[] = [];
  for (let at = 0; at < segment.length; at++) {
    const quoted = segment[at] === "\\" && at + 1 < segment.length;
    if (quoted) at++;
    found.push({ char: segment[at] ?? "", quoted });
  }
  return found;
}

const isPlain = (byte: Byte | undefined, char: string): boolean => byte?.char === char && !byte.quoted;

/**
 * One path segment as OpenSSH's bundled glob matches it (openbsd-compat/glob.c glob0; measured): `*` and `?` skip a leading dot,
 * `[a-z]`, `[!a-z]` and `[[:alpha:]]` work, a backslash quotes, braces are literal. Null where it matches nothing at all.
 */
function segmentPattern(segment: string): RegExp | null {
  const bytes = bytesOf(segment);
  let source = "";
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at];
    const set = isPlain(byte, "[") ? setAt(bytes, at) : null;
    if (set === "invalid") return null;
    if (set !== null) {
      source += set.source;
      at = set.close;
    } else if (isPlain(byte, "*")) source += "[^]*";
    else if (isPlain(byte, "?")) source += "[^]";
    else source += escaped(byte?.char ?? "");
  }
  return new RegExp(`^${source}$`);
}

const escaped = (char: string): string => char.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");

/** openbsd-compat/charclass.h, in the C locale. */
const classes: ReadonlyMap<string, string> = new Map([
  ["alnum", "0-9A-Za-z"],
  ["alpha", "A-Za-z"],
  ["blank", " \\t"],
  ["cntrl", "\\x00-\\x1f\\x7f"],
  ["digit", "0-9"],
  ["graph", "!-~"],
  ["lower", "a-z"],
  ["print", " -~"],
  ["punct", "!-\\/:-@\\[-`{-~"],
  ["space", "\\t-\\r "],
  ["upper", "A-Z"],
  ["xdigit", "0-9A-Fa-f"],
]);

interface ByteSet {
  readonly source: string;
  readonly close: number;
}

/** A set from its `[` on: null where it is not closed, so that `[` stands for itself; an unknown class makes all invalid. */
function setAt(bytes: readonly Byte[], open: number): ByteSet | "invalid" | null {
  const negated = isPlain(bytes[open + 1], "!");
  const first = open + (negated ? 2 : 1);
  // A `]` that comes first is a member.
  if (!bytes.slice(first + 1).some((byte) => isPlain(byte, "]"))) return null;
  let members = "";
  let at = first;
  while (at === first || !isPlain(bytes[at], "]")) {
    const member = classAt(bytes, at) ?? memberAt(bytes, at);
    if (member === "invalid") return "invalid";
    members += member.source;
    at = member.next;
    if (at >= bytes.length) return "invalid";
  }
  return { source: `[${negated ? "^" : ""}${members}]`, close: at };
}

interface Member {
  readonly source: string;
  readonly next: number;
}

/** glob.c g_charclass: null where none stands here. */
function classAt(bytes: readonly Byte[], at: number): Member | "invalid" | null {
  if (!isPlain(bytes[at], "[") || !isPlain(bytes[at + 1], ":")) return null;
  const colon = bytes.findIndex((byte, index) => index > at + 1 && isPlain(byte, ":"));
  if (colon === -1 || !isPlain(bytes[colon + 1], "]")) return null;
  const name = bytes.slice(at + 2, colon).map(({ char }) => char);
  const source = classes.get(name.join(""));
  return source === undefined ? "invalid" : { source, next: colon + 2 };
}

/** One byte of a set, or a range, which is empty where it runs backwards. */
function memberAt(bytes: readonly Byte[], at: number): Member {
  const from = bytes[at]?.char ?? "";
  const last = bytes[at + 2];
  if (!isPlain(bytes[at + 1], "-") || last === undefined || isPlain(last, "]")) {
    return { source: escaped(from), next: at + 1 };
  }
  const isBackward = from.charCodeAt(0) > last.char.charCodeAt(0);
  return { source: isBackward ? "" : `${escaped(from)}-${escaped(last.char)}`, next: at + 3 };
}

function matches(names: readonly string[], segment: string): string[] {
  const pattern = segmentPattern(segment);
  const dotted = segment.startsWith(".");
  return pattern === null ? [] : names.filter((name) => (dotted || !name.startsWith(".")) && pattern.test(name));
}

/** Whether a pattern would name a path if that were there. */
export function globMatches(pattern: BytePath, path: BytePath): boolean {
  const segments = pattern.split(/\/+/);
  const names = path.split(/\/+/);
  return segments.length === names.length && segments.every((segment, at) => isNamed(segment, names[at] ?? ""));
}

const isNamed = (segment: string, name: string): boolean =>
  hasMagic(segment) ? matches([name], segment).length > 0 : segment === name;

/**
 * The paths that an absolute pattern names, sorted by byte value; empty where nothing matches, and also for a plain path
 * that does not exist. A dangling link matches, as lstat(2) finds it.
 */
export function expandGlob(files: Files, pattern: BytePath): BytePath[] {
  let found: BytePath[] = [""];
  for (const part of pattern.split(/(\/+)/)) {
    if (part.startsWith("/")) found = found.map((path) => path + part);
    else if (part !== "") found = found.flatMap((path) => extend(files, path, part));
  }
  // What a directory lists is there.
  const isListed = hasMagic(pattern.slice(pattern.lastIndexOf("/") + 1));
  return (isListed ? found : found.filter((path) => exists(files, path))).sort();
}

function extend(files: Files, path: BytePath, segment: string): BytePath[] {
  if (!hasMagic(segment)) return [path + segment];
  return matches(files.list(path === "" ? "." : path) ?? [], segment).map((name) => path + name);
}

const exists = (files: Files, path: BytePath): boolean => files.facts(path) !== null || files.isLink(path);
