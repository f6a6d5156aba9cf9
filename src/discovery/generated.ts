import { directoryOf } from "../io/byte-paths.ts";
import type { BytePath } from "../io/files.ts";

/** Directories whose files are written by one program alone. */
const OWNERS: ReadonlyMap<string, string> = new Map([
  [".orbstack", "OrbStack"],
  [".colima", "Colima"],
  [".lima", "Lima"],
  [".vagrant", "Vagrant"],
  [".vagrant.d", "Vagrant"],
]);

/** How programs head their output: Lima ("Modifications to this file will be lost"), OrbStack ("AUTO-GENERATED, DO NOT EDIT"). */
const HEADER =
  /\bdo not (?:edit|modify)\b|\bauto(?:matically)?[- ]?generated\b|\bgenerated (?:by|automatically)\b|\b(?:changes|modifications|edits)\b.*\b(?:lost|overwritten)\b/i;

/** A header that speaks of a part only: the rest of the file is somebody's own. */
const PART = /\b(?:section|block|blob|begin|start)\b/i;

const GCLOUD_START = "# Google Compute Engine Section";
const GCLOUD_END = "# End of Google Compute Engine Section";

/** The program that writes a whole file again and again, so that an edit would not last; null for a person's file. */
export function generatorOf(path: BytePath, text: string): string | null {
  return generatorByPath(path) ?? generatorByText(text);
}

export const isGenerated = (path: BytePath, text: string): boolean => generatorOf(path, text) !== null;

/** The same by the place alone. */
export function generatorByPath(path: BytePath): string | null {
  if (path.startsWith("/nix/store/")) return "Nix";
  // Colima's place where it keeps to XDG; a directory of that name alone may be anyone's.
  if (/(?:^|\/)colima\/ssh_config$/.test(path)) return "Colima";
  const owners = directoryOf(path)
    .split("/")
    .map((name) => OWNERS.get(name));
  return owners.find((owner) => owner !== undefined) ?? null;
}

function generatorByText(text: string): string | null {
  const content = text.trim();
  // "gcloud compute config-ssh" keeps a section of its own, mostly in a person's file.
  if (content.startsWith(GCLOUD_START) && content.indexOf(GCLOUD_END) === content.length - GCLOUD_END.length) {
    return "gcloud";
  }
  const header = headerOf(text);
  if (PART.test(header) || !HEADER.test(header)) return null;
  return /\bLima\b/.test(header) ? "Lima" : "another program";
}

/** The comments before the first line that is none. */
const headerOf = (text: string): string => /^(?:[ \t]*(?:#.*)?\r?\n)*/.exec(text.slice(0, 4096))?.[0] ?? "";
