import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll } from "vitest";

/** A root with the files it may include, as bytes in latin1 strings. */
export interface ConfigFiles {
  /** DIRECTORY in any text stands for the private directory that the files are written to. */
  readonly main: string;
  /** By name within the private directory; `home/` is $HOME. */
  readonly others: Readonly<Record<string, string>>;
}

export const DIRECTORY = "@DIR@";

/** Where a root came to lie. */
export interface Placed {
  readonly directory: string;
  readonly file: string;
  readonly home: string;
}

const base = mkdtempSync(join(tmpdir(), "keepalive-lint-cases-"));
afterAll(() => rmSync(base, { recursive: true, force: true }));

let placed = 0;

/** Writes a root into a directory of its own, so that paths and globs find nothing else. */
export function place(files: ConfigFiles): Placed {
  placed += 1;
  const directory = join(base, String(placed));
  // What Include may stumble over: a directory, a link to nothing.
  mkdirSync(join(directory, "inc", "folder.conf"), { recursive: true });
  mkdirSync(join(directory, "home", ".ssh"), { recursive: true });
  symlinkSync("nowhere", join(directory, "dangling.conf"));
  for (const [name, text] of Object.entries(files.others)) write(join(directory, name), directory, text, modeOf(name));
  const file = join(directory, "main");
  write(file, directory, files.main, 0o600);
  return { directory, file, home: join(directory, "home") };
}

/** Takes a root away again: thousands of them would fill the disk. */
export function remove({ directory }: Placed): void {
  rmSync(directory, { recursive: true, force: true });
}

// The client refuses to read what others may write.
const modeOf = (name: string): number => (name.includes("loose") ? 0o666 : name.includes("group") ? 0o664 : 0o600);

function write(path: string, directory: string, text: string, mode: number): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text.replaceAll(DIRECTORY, directory), { encoding: "latin1" });
  chmodSync(path, mode);
  if (dirname(path).endsWith("loose.d")) chmodSync(dirname(path), 0o777);
}
