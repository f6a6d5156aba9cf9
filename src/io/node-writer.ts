import { createFile, replaceFile } from "./atomic-replace.ts";
import type { FileWriter } from "./files.ts";

/** Changes this machine's files. */
export const nodeFileWriter = (): FileWriter => ({ replace: replaceFile, create: createFile });
