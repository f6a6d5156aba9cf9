import { replaceFiles } from "./atomic-replace.ts";
import type { CarryAttributes } from "./attributes.ts";
import { createFile } from "./create-file.ts";
import type { FileWriter } from "./files.ts";
import { clearLeftovers, removeIfThere } from "./run-lock.ts";

/** Changes this machine's files. */
export const nodeFileWriter = (carry: CarryAttributes): FileWriter => ({
  replaceAll: (changes, options = { backup: null }) => replaceFiles(changes, options, carry),
  create: createFile,
  clear: clearLeftovers,
  remove: removeIfThere,
});
