import type { System } from "../base/system.ts";
import type { Neighbour } from "./neighbour.ts";
import { shell } from "./shell.ts";

/** How the file of each system is read. */
export const neighbours: Readonly<Record<System, Neighbour>> = {
  shell,
};
