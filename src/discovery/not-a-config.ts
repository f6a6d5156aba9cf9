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
  const sample = text.slice(0, 8192);
  const controls = sample.match(/[\0-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f]/g)?.length ?? 0;
  return controls >= 8 && controls > sample.length / 20;
}
