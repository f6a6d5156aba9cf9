import type { BytePath, Files } from "../io/files.ts";

/** Whether glob(3) expands a path: `*`, `?`, `[`, or a backslash that quotes the next byte. */
const hasMagic = (segment: string): boolean => /[*?[\\]/.test(segment);

/**
 * One path segment as OpenSSH's bundled glob matches it (openbsd-compat/glob.c; measured): `*` and `?` skip a leading dot,
 * `[a-z]` and `[!a-z]` work, a backslash quotes, braces are literal.
 */
function segmentPattern(segment: string): RegExp {
  let source = "";
  for (let at = 0; at < segment.length; at++) {
    const char = segment[at] ?? "";
    const close = char === "[" ? closingBracket(segment, at) : -1;
    if (char === "*") source += "[^]*";
    else if (char === "?") source += "[^]";
    else if (close !== -1) {
      source += bracket(segment.slice(at + 1, close));
      at = close;
    } else if (char === "\\" && at + 1 < segment.length) source += quoted(segment[++at] ?? "");
    else source += quoted(char);
  }
  return new RegExp(`^${source}$`);
}

const quoted = (char: string): string => char.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");

/** A `]` right behind `[` or `[!` is a member of the set; -1 where the bracket is not closed and so stands for itself. */
const closingBracket = (segment: string, open: number): number =>
  segment.indexOf("]", open + (segment[open + 1] === "!" ? 3 : 2));

function bracket(body: string): string {
  const negated = body.startsWith("!");
  const members = (negated ? body.slice(1) : body).replace(/.-.|./gs, member);
  return `[${negated ? "^" : ""}${members}]`;
}

/** One byte of a set, or a range, which is empty where it runs backwards. */
function member(text: string): string {
  if (text.length === 3 && text.charCodeAt(0) > text.charCodeAt(2)) return "";
  const escaped = [...text].map((char, at) => (at === 1 ? char : char.replace(/[\\\]^-]/, "\\$&")));
  return escaped.join("");
}

function matches(names: readonly string[], segment: string): string[] {
  const pattern = segmentPattern(segment);
  const dotted = segment.startsWith(".");
  return names.filter((name) => (dotted || !name.startsWith(".")) && pattern.test(name));
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
  return found.filter((path) => exists(files, path)).sort();
}

function extend(files: Files, path: BytePath, segment: string): BytePath[] {
  if (!hasMagic(segment)) return [path + segment];
  return matches(files.list(path === "" ? "." : path) ?? [], segment).map((name) => path + name);
}

const exists = (files: Files, path: BytePath): boolean => files.facts(path) !== null || files.isLink(path);
