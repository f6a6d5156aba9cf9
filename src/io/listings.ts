import type { BytePath, DirectoryEntry } from "./files.ts";

/** A directory with more names is not kept, and of all of them so many bytes are. */
const MOST_NAMES = 200;
const MOST_BYTES = 16 * 1024 * 1024;

/** What directories were seen to hold. */
export class Listings {
  /** Names between newlines, in lower case: some file systems take names in any case. A name with a newline takes nothing away. */
  private readonly names = new Map<BytePath, string>();
  private bytes = 0;

  keep(directory: BytePath, entries: readonly DirectoryEntry[]): void {
    if (entries.length > MOST_NAMES || this.bytes > MOST_BYTES) return;
    let names = "\n";
    for (const { name } of entries) names += `${name}\n`;
    this.names.set(directory, names.toLowerCase());
    this.bytes += directory.length + names.length;
  }

  /** What of these names, in ASCII, no listing has shown to be absent. */
  possible(directory: BytePath, names: readonly string[]): readonly string[] {
    const known = this.names.get(directory);
    return known === undefined ? names : names.filter((name) => known.includes(`\n${name.toLowerCase()}\n`));
  }
}
