import type { Matching } from "../census/columns.ts";
import type { ReadIgnore } from "../discovery/ignored.ts";
import type { NeighbourSearch } from "../discovery/neighbour-files.ts";
import type { Machine } from "../eval/include.ts";
import type { Witness } from "../fix/verify.ts";
import type { BytePath, Files, FileWriter } from "../io/files.ts";
import type { Version } from "../openssh/versions.ts";

/** Everything that a run is given of the world outside; the corridor itself touches none of it. */
export interface Host {
  readonly files: Files;
  /** null: nothing may be written. */
  readonly loadWriter: () => FileWriter | null;
  readonly machine: Machine;
  /** Absolute. */
  readonly cwd: BytePath;
  /** The home directory that the password database names; null where it names none. */
  readonly passwordHome: () => BytePath | null;
  /** "linux", "darwin", … */
  readonly platform: string;
  /** What `ssh -V` says, asked when `--openssh auto` needs it; null where there is none. */
  readonly installedVersion: () => Version | null;
  /** What reads and judges a root in full; loaded where a file is not plain, or somebody has something to say of it. */
  readonly loadJudge: () => Judge;
  /** What understands Match lines; loaded where a plain file has such. */
  readonly loadMatching: () => Matching;
  /** Loaded when a fix is tried, since it costs start-up. */
  readonly loadWitness: () => Witness;
  /** Loaded where a file of another system is linted: its parsers cost start-up. */
  readonly loadNeighbours: () => typeof import("./neighbours.ts").judgeNeighbours;
  /** Loaded where a sysctl file is linted. */
  readonly loadSysctl: () => typeof import("./sysctl-kernel.ts").policyWithSysctl;
  /** Loaded where a directory is searched for other systems' files, too. */
  readonly loadNeighbourSearch: () => NeighbourSearch;
  /** Loaded where a searched directory holds a .gitignore; without it none is honoured. */
  readonly loadIgnore?: () => ReadIgnore;
  /** Told before much text is read, in case something can be made ready for it. */
  readonly expectMuch?: () => void;
}

/** Tells the host where there is very much to read: below this a run is over before anything could be gained. */
export function expectAll(texts: Iterable<string>, { expectMuch }: Host): void {
  let size = 0;
  for (const text of texts) size += text.length;
  if (size > MUCH_BYTES) expectMuch?.();
}

const MUCH_BYTES = 262_144;

/** See run/judge-in-full.ts. */
export type Judge = Pick<typeof import("./judge-in-full.ts"), "judgeWhole" | "surveyedRoot" | "compile">;

/** Something that kept a run from doing its work: exit status 2. `path` is null for usage. */
export interface Failure {
  readonly path: BytePath | null;
  readonly line?: number;
  readonly column?: number;
  readonly message: string;
}
