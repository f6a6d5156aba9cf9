import type { ConfigFile } from "../eval/config-file.ts";
import { globMatches } from "../eval/glob.ts";
import type { Locate } from "../eval/include.ts";
import type { Program } from "../eval/program.ts";
import { type Overlay, type RootInput, withOverlay } from "../eval/root.ts";
import { directoryOf, joined, nameOf } from "../io/byte-paths.ts";
import { type BytePath, type FileFacts, type Files, filesWith } from "../io/files.ts";

/** Sorts before the numbers that distributions and cloud images give theirs, since the first value counts. */
const DROP_IN_NAME = "00-keepalive.conf";

/**
 * The file in which a setting wins over the main file and over the directory's other files: in the first directory that the
 * main file includes for everybody. Null where it includes none.
 */
export function dropInOf(program: Program, root: ConfigFile): BytePath | null {
  const found = program.inclusions.find(
    ({ file, condition, pattern, outcome }) =>
      file === root && condition === null && outcome === "paths" && /^\*(\.conf)?$/.test(nameOf(pattern)),
  );
  return found === undefined ? null : joined(directoryOf(found.pattern), DROP_IN_NAME);
}

/** The root with new texts of its files, and with files that do not exist yet where an Include would find them. */
export function readWith(input: RootInput, overlay: Overlay): RootInput {
  const roots = new Set(input.roots.map(({ file }) => file.source.path));
  const fresh = [...overlay.keys()].filter((path) => !roots.has(path) && input.files.facts(path) === null);
  const overlaid = withOverlay(input, overlay);
  if (fresh.length === 0) return overlaid;
  const { files, locate } = overlaid;
  return { ...overlaid, files: withFiles(files, overlay, fresh), locate: finding(locate, fresh) };
}

function withFiles(files: Files, overlay: Overlay, fresh: readonly BytePath[]): Files {
  const factsOf = (path: BytePath): FileFacts => {
    return { kind: "file", size: overlay.get(path)?.length ?? 0, mode: 0o600, uid: 0, gid: 0, links: 1 };
  };
  return filesWith(files, {
    read: (path) =>
      fresh.includes(path)
        ? { ok: true, value: { text: overlay.get(path) ?? "", facts: factsOf(path) } }
        : files.read(path),
    facts: (path) => (fresh.includes(path) ? factsOf(path) : files.facts(path)),
  });
}

const finding =
  (locate: Locate, fresh: readonly BytePath[]): Locate =>
  (argument, userFile) => {
    const located = locate(argument, userFile);
    if (located.kind !== "paths") return located;
    const more = fresh.filter((path) => globMatches(located.pattern, path));
    return { ...located, paths: [...located.paths, ...more].sort() };
  };
