/**
 * The paths in a git index (gitformat-index(5), versions 2 to 4; bytes as latin1), relative to git's root: what is tracked is
 * never ignored, whatever .gitignore says. Null where the text is no such index.
 */
export function trackedPaths(index: string): string[] | null {
  if (!index.startsWith("DIRC")) return null;
  const version = number32(index, 4);
  if (version < 2 || version > 4) return null;
  const paths: string[] = [];
  let previous = "";
  let at = 12;
  for (let left = number32(index, 8); left > 0; left--) {
    const entry = entryAt(index, at, version, previous);
    if (entry === null) return null;
    paths.push(entry.path);
    previous = entry.path;
    at = entry.end;
  }
  return paths;
}

/** ctime to object name: ten numbers of 32 bits and 20 bytes. */
const OBJECT_END = 60;
const EXTENDED = 0x4000;

function entryAt(index: string, start: number, version: number, previous: string) {
  const flags = number16(index, start + OBJECT_END);
  const name = start + OBJECT_END + ((flags & EXTENDED) !== 0 ? 4 : 2);
  if (version === 4) return compressed(index, name, previous);
  const end = index.indexOf("\0", name);
  if (end === -1) return null;
  // One to eight NUL bytes bring the entry to a multiple of eight.
  return { path: index.slice(name, end), end: start + (Math.floor((end - start) / 8) + 1) * 8 };
}

/** Version 4: how many bytes of the previous path go (git's offset encoding), then what comes in their place. */
function compressed(index: string, start: number, previous: string) {
  let at = start;
  let byte = index.charCodeAt(at++);
  let strip = byte & 0x7f;
  while ((byte & 0x80) !== 0) {
    byte = index.charCodeAt(at++);
    strip = ((strip + 1) << 7) | (byte & 0x7f);
  }
  const end = index.indexOf("\0", at);
  if (end === -1 || strip > previous.length) return null;
  return { path: previous.slice(0, previous.length - strip) + index.slice(at, end), end: end + 1 };
}

const number16 = (bytes: string, at: number): number => (bytes.charCodeAt(at) << 8) | bytes.charCodeAt(at + 1);
const number32 = (bytes: string, at: number): number => number16(bytes, at) * 0x10000 + number16(bytes, at + 2);
