import type { Side } from "../base/side.ts";
import type { FileFacts } from "../io/files.ts";
import { type Cst, parse } from "../syntax/cst.ts";
import type { Source } from "../syntax/source.ts";

/** A file that was read, with its lines. */
export interface ConfigFile {
  readonly source: Source;
  readonly side: Side;
  /** Made on first use: evaluating a file goes through its lines without holding them. */
  readonly cst: Cst;
  /** null for standard input and for text that came from elsewhere. */
  readonly facts: FileFacts | null;
}

export function configFile(source: Source, side: Side, facts: FileFacts | null): ConfigFile {
  let cst: Cst | null = null;
  return {
    source,
    side,
    facts,
    get cst() {
      cst ??= parse(source, side);
      return cst;
    },
  };
}
