import { isInside } from "../io/byte-paths.ts";
import type { BytePath } from "../io/files.ts";
import type { PathStyle } from "./report.ts";
import { decodedText, safeText } from "./safe-text.ts";

/** A path as a report shows it. */
export type ShowPath = (path: BytePath) => string;

/** Paths for programs: relative to the working directory where they lie under it, else absolute. */
export const pathsForPrograms = (style: PathStyle): ShowPath =>
  remembered((path) => decodedText(relativePath(path, style)));

/** The same for people. */
export const pathsForPeople = (style: PathStyle): ShowPath => remembered((path) => safeText(relativePath(path, style)));

/** For people, with `~`, where nobody has to find the file by the name that is printed. */
export const pathsWithHome = (style: PathStyle): ShowPath => remembered((path) => safeText(homePath(path, style)));

/** A path as seen from the working directory; one that lies elsewhere stays as it is. */
export function relativePath(path: BytePath, { cwd }: PathStyle): BytePath {
  return isInside(cwd, path) ? behind(cwd, path) : path;
}

/** `~/.ssh/config` also for those who stand in their home directory: the name that everybody knows the file by. */
function homePath(path: BytePath, style: PathStyle): BytePath {
  const relative = style.cwd !== style.home && isInside(style.cwd, path);
  if (relative || style.home === "" || style.home === "/" || !isInside(style.home, path))
    return relativePath(path, style);
  return `~/${behind(style.home, path)}`;
}

const behind = (directory: BytePath, path: BytePath): BytePath =>
  path.startsWith("/") ? path.slice(directory.endsWith("/") ? directory.length : directory.length + 1) : path;

/** A run names few files and names them often. */
function remembered(show: ShowPath): ShowPath {
  const known = new Map<BytePath, string>();
  return (path) => {
    const before = known.get(path);
    if (before !== undefined) return before;
    const shown = show(path);
    known.set(path, shown);
    return shown;
  };
}
