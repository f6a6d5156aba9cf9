/** How files begin that stand where a config stands and hold something else until a program unlocks or fetches them. */
const BEGINNINGS: readonly (readonly [start: string, what: string])[] = [
  ["$ANSIBLE_VAULT;", "encrypted with ansible-vault"],
  ["-----BEGIN AGE ENCRYPTED FILE-----", "encrypted with age"],
  ["age-encryption.org/", "encrypted with age"],
  ["-----BEGIN PGP MESSAGE-----", "encrypted with PGP"],
  ["\0GITCRYPT\0", "encrypted with git-crypt"],
  ["version https://git-lfs.github.com/spec/", "kept in Git LFS and not here"],
  ["/annex/objects/", "kept in git-annex and not here"],
  ["{", "JSON"],
];

/** What a file is that cannot be a config of ssh, in words behind "is"; null for text that may be one. */
export function notAConfig(text: string): string | null {
  const known = BEGINNINGS.find(([start]) => text.startsWith(start));
  // `{{` begins a template.
  if (known !== undefined && !text.startsWith("{{") && !text.startsWith("{%") && !text.startsWith("{#"))
    return known[1];
  if (beginsSection(text)) return "an INI file, no configuration of ssh";
  return isBinary(text) ? "a binary file, no configuration" : null;
}

/** `[program:tunnel]`: neither ssh nor sshd has sections. */
function beginsSection(text: string): boolean {
  if (!text.includes("[")) return false;
  const first = /^(?:[ \t]*(?:[#;].*)?\r?\n)*(.*)/.exec(text)?.[1] ?? "";
  return /^[ \t]*\[[^\][*?!]*\][ \t\r]*$/.test(first);
}

/** One stray control byte is a mistake worth a finding; a file full of them is no text at all. */
export function isBinary(text: string): boolean {
  const length = Math.min(text.length, 8192);
  let controls = 0;
  for (let at = 0; at < length; at++) if (isControl(text.charCodeAt(at))) controls++;
  return controls >= 8 && controls > length / 20;
}

/** Of ASCII's control characters those that no text has: tabs, ends of lines and of pages, and terminals' escapes are in some. */
const isControl = (code: number): boolean =>
  (code < 32 && code !== 9 && code !== 10 && code !== 12 && code !== 13 && code !== 27) || code === 127;
