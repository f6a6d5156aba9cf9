import { type ConfigFile, configFile } from "../eval/config-file.ts";
import { settledPath } from "../eval/include.ts";
import type { Condition, Inclusion } from "../eval/program.ts";
import type { RootInput } from "../eval/root.ts";
import type { BytePath } from "../io/files.ts";
import type { Argument } from "../openssh/arguments.ts";
import { grammarOf } from "../openssh/versions.ts";
import type { Directive } from "../syntax/lexer.ts";

/** What a survey is made of; see RootInput. */
export type Surveyable = Pick<RootInput, "side" | "version" | "roots" | "files" | "locate" | "refusesOwner">;

/** An Include line and where it stands. */
export interface IncludeLine {
  readonly file: ConfigFile;
  readonly userFile: boolean;
  readonly directive: Directive;
  readonly args: readonly Argument[];
  readonly condition: Condition | null;
}

/** One argument of such a line; `because`: why nobody knows what stands there, or null. */
export interface Found {
  readonly inclusion: Inclusion;
  readonly because: string | null;
}

/** Whoever includes more reads the root in full, which has a bound of its own. */
const MOST_READS = 50_000;

/** Finds the files of Include lines, as far as every one of them can be read, or is nobody's to know. */
export class Inclusions {
  /** Made for the first of them: most files have none. */
  private cache: Map<BytePath, ConfigFile | null> | null = null;
  private reads = 0;

  constructor(private readonly input: Surveyable) {}

  /** Null where the program refuses a path, or does not read what it leads to. */
  of(line: IncludeLine): Found[] | null {
    const found: Found[] = [];
    for (const argument of line.args) {
      const one = this.inclusion(line, argument);
      if (one === null) return null;
      found.push(one);
    }
    return found;
  }

  private inclusion({ file, directive, condition, userFile }: IncludeLine, argument: Argument): Found | null {
    const { side, version, locate } = this.input;
    const { value } = argument;
    if (value === "" || settledPath(value, grammarOf(version, side)) !== null) return null;
    const located = locate(value, userFile);
    const line = { file, directive, argument, condition, empty: [] };
    if (located.kind === "unknown") {
      const inclusion: Inclusion = { ...line, pattern: value, read: [], outcome: "unknown" };
      return { inclusion, because: located.because };
    }
    if (located.kind !== "paths") return null;
    const { pattern, paths } = located;
    const read: ConfigFile[] = [];
    for (const path of paths) {
      const one = this.load(path);
      if (one === null || ++this.reads > MOST_READS) return null;
      read.push(one);
    }
    return { inclusion: { ...line, pattern, read, outcome: "paths" }, because: null };
  }

  private load(path: BytePath): ConfigFile | null {
    this.cache ??= new Map(this.input.roots.map(({ file }) => [file.source.path, file]));
    const known = this.cache.get(path);
    if (known !== undefined) return known;
    const file = this.loadAnew(path);
    this.cache.set(path, file);
    return file;
  }

  private loadAnew(path: BytePath): ConfigFile | null {
    const { files, side, refusesOwner } = this.input;
    const result = files.read(path);
    if (!result.ok) return null;
    const file = configFile({ path, text: result.value.text }, side, result.value.facts);
    return side === "client" && refusesOwner(file) !== null ? null : file;
  }
}
