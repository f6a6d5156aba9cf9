/** So many characters from the start of a line, blanks aside, decide its fingerprint. */
const WINDOW = 100;
/** What the end of a file counts as. */
const END = "\uffff";

/**
 * `primaryLocationLineHash` of SARIF as GitHub's upload action computes it, for some lines of a file: what stands there decides,
 * not the line number, so a finding is known again when lines above it come or go. It is a polynomial hash to the base 37,
 * modulo 2^64, with ":" and how many lines so far had the same one. Lines end at CR, LF and CR LF, as GitHub counts them.
 */
export function lineFingerprints(text: string, lines: Iterable<number>): ReadonlyMap<number, string> {
  const compact = `${decoded(text)
    .replace(/\r\n?/g, "\n")
    .replace(/[ \t]+/g, "")}${END}`;
  const starts = startsOf(compact);
  const seen = new Map<string, number>();
  const wanted = new Map<number, string>();
  for (const line of lines) {
    const window = windowAt(compact, starts, line);
    seen.set(window, 0);
    wanted.set(line, window);
  }
  const fingerprints = new Map<number, string>();
  for (let line = 1; line <= starts.length; line++) {
    const window = windowAt(compact, starts, line);
    const before = seen.get(window);
    if (before === undefined) continue;
    seen.set(window, before + 1);
    if (wanted.has(line)) fingerprints.set(line, `${hashOf(window)}:${before + 1}`);
  }
  return fingerprints;
}

function startsOf(compact: string): number[] {
  const starts = [0];
  for (let at = compact.indexOf("\n"); at !== -1; at = compact.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}

const windowAt = (compact: string, starts: readonly number[], line: number): string => {
  const start = starts[line - 1] ?? compact.length - 1;
  return compact.slice(start, start + WINDOW);
};

const HALF = 2 ** 32;

/** In two halves, since JavaScript's numbers are exact up to 2^53 only; a window that is cut short goes on with zeros. */
function hashOf(window: string): string {
  let low = 0;
  let high = 0;
  for (let at = 0; at < WINDOW; at++) {
    const sum = low * 37 + (at < window.length ? window.charCodeAt(at) : 0);
    high = (high * 37 + Math.floor(sum / HALF)) % HALF;
    low = sum % HALF;
  }
  return high === 0 ? low.toString(16) : high.toString(16) + low.toString(16).padStart(8, "0");
}

const sevenBits = /^[\0-\x7f]*$/;

/** Bytes as UTF-16, as everybody decodes them: what is no UTF-8 becomes replacement characters, a byte order mark stays. */
function decoded(text: string): string {
  if (sevenBits.test(text)) return text;
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) bytes[at] = text.charCodeAt(at);
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
}
