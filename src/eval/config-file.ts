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

export const configFile = (source: Source, side: Side, facts: FileFacts | null): ConfigFile =>
  new ReadFile(source, side, facts);

/** A class, since a run may have thousands: an object with a getter of its own is several times as large. */
class ReadFile implements ConfigFile {
  private lines: Cst | null = null;

  constructor(
    readonly source: Source,
    readonly side: Side,
    readonly facts: FileFacts | null,
  ) {}

  get cst(): Cst {
    this.lines ??= parse(this.source, this.side);
    return this.lines;
  }
}
