import type { BytePath } from "./files.ts";

/** The path of what a path lies in: "." for a bare name; "/" and "." lie in themselves. */
export function directoryOf(path: BytePath): BytePath {
  const slash = path.lastIndexOf("/");
  return slash < 0 ? "." : path.slice(0, slash) || "/";
}

/** The last name of a normal path; empty for "/" and ".". */
export const nameOf = (path: BytePath): string => (path === "." ? "" : path.slice(path.lastIndexOf("/") + 1));

/** A path as seen from a directory; an absolute one stays as it is. */
export function joined(directory: BytePath, path: BytePath): BytePath {
  if (directory === "." || directory === "" || path.startsWith("/")) return path;
  return directory.endsWith("/") ? directory + path : `${directory}/${path}`;
}

/** Without empty and "." names; "..", as in a shell's cd, takes away the name before it (links are not looked at). */
export function normalised(path: BytePath): BytePath {
  const absolute = path.startsWith("/");
  const names: string[] = [];
  for (const name of path.split("/")) {
    if (name === "" || name === ".") continue;
    if (name !== "..") names.push(name);
    else if (names.length > 0 && names.at(-1) !== "..") names.pop();
    else if (!absolute) names.push(name);
  }
  return absolute ? `/${names.join("/")}` : names.join("/") || ".";
}

/** Whether a normal path lies in a normal directory, at any depth. */
export function isInside(directory: BytePath, path: BytePath): boolean {
  if (directory === "." && !path.startsWith("/")) return path !== "." && path !== ".." && !path.startsWith("../");
  return path !== directory && path.startsWith(directory.endsWith("/") ? directory : `${directory}/`);
}
