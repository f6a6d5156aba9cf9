import { ok, type Result } from "../base/result.ts";
import type { Side } from "../base/side.ts";
import type { Survey } from "../census/columns.ts";
import type { SurveyedRoot } from "../census/root.ts";
import { survey } from "../census/survey.ts";
import { isFragmentPath } from "../discovery/config-names.ts";
import { generatorOf } from "../discovery/generated.ts";
import { notAConfig } from "../discovery/not-a-config.ts";
import { projectRoot } from "../discovery/project-root.ts";
import { repositoryIncludePaths } from "../discovery/repository-includes.ts";
import { isTemplate } from "../discovery/template.ts";
import type { Root } from "../eval/compile.ts";
import { type ConfigFile, configFile } from "../eval/config-file.ts";
import { expandGlob } from "../eval/glob.ts";
import { type Locate, type Located, locateOnMachine } from "../eval/include.ts";
import type { RootInput } from "../eval/root.ts";
import { directoryOf, isInside } from "../io/byte-paths.ts";
import type { BytePath, FileFacts, Files } from "../io/files.ts";
import type { Version } from "../openssh/versions.ts";
import { type Assumed, assume } from "./assume.ts";
import type { Failure, Host } from "./host.ts";
import { type Input, isLivePath } from "./inputs.ts";

/** A root that is to be judged, with what was assumed about it. */
export interface LintRoot {
  readonly inputs: readonly Input[];
  readonly file: ConfigFile;
  /** How it is read: once, and again with other bytes. */
  readonly input: RootInput;
  /** Read and evaluated in full, on first use. */
  readonly evaluated: SurveyedRoot;
  /** The root in columns where it is plain; else null. */
  readonly survey: Survey | null;
  /** Whether it has columns. */
  readonly isPlain: boolean;
  /** Every file that was read, roots first, each once. */
  readonly files: readonly ConfigFile[];
  /** Lets go of its columns, once it is judged: a run may judge thousands of files. */
  forget(): void;
  readonly assumed: Assumed;
  readonly isLive: boolean;
  readonly isFragment: boolean;
  readonly isTemplate: boolean;
  /** The directory that an Include of a repository's root may not leave; null for a live root. */
  readonly boundary: BytePath | null;
}

export interface RootRequest {
  readonly openssh: string | undefined;
  readonly live: boolean;
}

/** Why ssh refuses to read a file: its owner, or that others may write it (readconf.c SSHCONF_CHECKPERM; Debian's private groups). */
export function refusesOwner(facts: FileFacts | null, path: BytePath, version: Version, host: Host): string | null {
  if (facts === null) return null;
  const { uid, isPrivateGroup } = host.machine;
  const groupMayWrite = (facts.mode & 0o020) !== 0 && !(version.vendor === "debian" && isPrivateGroup(facts.gid));
  const othersMayWrite = (facts.mode & 0o002) !== 0;
  if ((facts.uid === 0 || facts.uid === uid) && !groupMayWrite && !othersMayWrite) return null;
  return `Bad owner or permissions on ${path}`;
}

/** Reads and evaluates what the inputs are roots of; files that another of them includes are judged inside it. */
export function buildRoots(inputs: readonly Input[], request: RootRequest, host: Host): Result<LintRoot[], Failure> {
  const groups = groupInputs(inputs);
  const roots: LintRoot[] = [];
  for (const group of groups) {
    const root = buildRoot(group, request, host);
    if (!root.ok) return root;
    roots.push(root.value);
  }
  return { ok: true, value: withoutIncluded(roots, host) };
}

/** The user's own file and the system's behind it are one root; every other input is its own. */
function groupInputs(inputs: readonly Input[]): readonly (readonly Input[])[] {
  const own = inputs.filter(({ origin }) => origin === "default");
  const others = inputs.filter(({ origin }) => origin !== "default").map((input) => [input]);
  return own.length > 0 ? [own, ...others] : others;
}

function buildRoot(group: readonly Input[], request: RootRequest, host: Host): Result<LintRoot, Failure> {
  const [first] = group;
  if (first === undefined) throw new Error("a root without a file");
  const isLive = request.live || isLivePath(first.path, host);
  const own = request.openssh === undefined ? first.assumed : undefined;
  const assumed = own === undefined ? assume(request.openssh, isLive, host) : ok(own);
  if (!assumed.ok) return assumed;
  const { version } = assumed.value;
  const read = group.map((input) => configFile({ path: input.path, text: input.text }, input.side, input.facts));
  const roots: Root[] = read.map((file) => ({ file, userFile: file.source.path !== "/etc/ssh/ssh_config" }));
  const place = isLive ? null : new RepositoryPlace(first, host);
  const [file] = read;
  if (file === undefined) throw new Error("a root without a file");
  const input =
    place === null ? onMachine(first.side, version, roots, host) : inRepository(first, version, roots, place);
  return ok(new ReadRoot(group, first, file, input, assumed.value, place, host));
}

function onMachine(side: Side, version: Version, roots: readonly Root[], host: Host): RootInput {
  const locate = locateOnMachine(host.files, side, version, host.machine);
  const refuses = (file: ConfigFile) => refusesOwner(file.facts, file.source.path, version, host);
  return { side, version, roots, files: host.files, locate, refusesOwner: refuses };
}

function inRepository({ side }: Input, version: Version, roots: readonly Root[], place: RepositoryPlace): RootInput {
  const locate: Locate = (argument) => place.locate(argument);
  return { side, version, roots, files: place.files, locate, refusesOwner: refusesNobody };
}

/** Who owns a file of a repository is nobody's choice. */
const refusesNobody = (): null => null;

/** A class, since a run may have thousands: an object with getters of its own is ten times as large. */
class ReadRoot implements LintRoot {
  readonly isFragment: boolean;
  readonly isTemplate: boolean;
  private columns: Survey | null | undefined;
  private inFull: SurveyedRoot | null = null;
  private settled: Pick<LintRoot, "files" | "isPlain"> | null = null;

  constructor(
    readonly inputs: readonly Input[],
    first: Input,
    readonly file: ConfigFile,
    readonly input: RootInput,
    readonly assumed: Assumed,
    private readonly place: RepositoryPlace | null,
    private readonly host: Host,
  ) {
    this.isFragment = first.dump === undefined && isFragmentPath(first.path);
    this.isTemplate = isTemplate(first.text);
  }

  get evaluated(): SurveyedRoot {
    this.inFull ??= this.host.loadJudge().surveyedRoot(this.input, this.survey);
    return this.inFull;
  }

  get survey(): Survey | null {
    if (this.columns === undefined) this.columns = survey(this.input, this.host.loadMatching);
    return this.columns;
  }

  get isPlain(): boolean {
    return this.settled?.isPlain ?? this.survey !== null;
  }

  get files(): readonly ConfigFile[] {
    return this.settled?.files ?? this.survey?.files ?? this.evaluated.program.files;
  }

  get isLive(): boolean {
    return this.place === null;
  }

  get boundary(): BytePath | null {
    return this.place?.boundary ?? null;
  }

  forget(): void {
    this.settled = { files: this.files, isPlain: this.isPlain };
    this.columns = undefined;
  }
}

function boundaryOf(input: Input, host: Host): BytePath {
  if (input.origin === "stdin") return "";
  // One machine of a fleet knows nothing of the others beside it.
  if (input.host !== undefined) return input.directory;
  return projectRoot(host.files, input.path) ?? input.directory;
}

/** Each takes a handful of system calls: a root with more Include lines than people write must not take minutes. */
const MOST_LOOKED_UP = 10_000;

/**
 * Another machine's files are known only as far as the repository holds them; the rest may be anything. A run may have thousands
 * of such roots, and most say nothing of the kind: what an Include asks for is made for the first of them.
 */
class RepositoryPlace {
  readonly files: Files;
  private inside: BytePath | null = null;
  private within: Within | null | undefined;
  /** A file may say the same a million times. */
  private known: Map<string, Located> | null = null;

  constructor(
    private readonly root: Input,
    private readonly host: Host,
  ) {
    this.files = new ReadingOnce(host.files);
  }

  /** The directory that an Include may not leave. */
  get boundary(): BytePath {
    this.inside ??= boundaryOf(this.root, this.host);
    return this.inside;
  }

  locate(argument: string): Located {
    this.known ??= new Map();
    const located = this.known.get(argument) ?? this.locateNow(argument, this.known.size);
    this.known.set(argument, located);
    return located;
  }

  private locateNow(argument: string, before: number): Located {
    if (before >= MOST_LOOKED_UP) return { kind: "unknown", because: "too many different Include lines to look up" };
    if (this.within === undefined) this.within = this.findWithin();
    return locateAnew(argument, this.root, this.within, this.files);
  }

  private findWithin(): Within | null {
    const path = this.boundary;
    return path === "" ? null : { path, real: this.files.realPath(path) ?? path };
  }
}

/** Whether a file of a repository can be read in its place is found out by reading it; then it is read no second time. */
class ReadingOnce implements Files {
  private known: Map<BytePath, ReturnType<Files["read"]>> | null = null;

  constructor(private readonly files: Files) {}

  list(path: BytePath): ReturnType<Files["list"]> {
    return this.files.list(path);
  }

  entries(path: BytePath): ReturnType<Files["entries"]> {
    return this.files.entries(path);
  }

  which(directory: BytePath, names: readonly string[]): ReturnType<Files["which"]> {
    return this.files.which(directory, names);
  }

  facts(path: BytePath): FileFacts | null {
    return this.files.facts(path);
  }

  isLink(path: BytePath): boolean {
    return this.files.isLink(path);
  }

  realPath(path: BytePath): BytePath | null {
    return this.files.realPath(path);
  }

  read(path: BytePath): ReturnType<Files["read"]> {
    this.known ??= new Map();
    const content = this.known.get(path) ?? this.files.read(path);
    this.known.set(path, content);
    return content;
  }
}

/** The directory that a repository's Includes may not leave, as it is called and as it is. */
interface Within {
  readonly path: BytePath;
  readonly real: BytePath;
}

function locateAnew(argument: string, root: Input, within: Within | null, files: Files): Located {
  // sshd expands no `~`: such a line includes nothing on any machine.
  if (root.side === "server" && argument.startsWith("~")) return { kind: "paths", pattern: argument, paths: [] };
  if (within === null) return elsewhere(argument);
  for (const pattern of repositoryIncludePaths(root.path, within.path, argument)) {
    const paths = expandGlob(files, pattern).filter((path) => {
      const real = files.realPath(path);
      return real !== null && isInside(within.real, real);
    });
    const unreadable = paths.map((path) => becauseUnreadable(path, files)).find((because) => because !== null);
    if (unreadable !== undefined && unreadable !== null) return { kind: "unknown", because: unreadable };
    if (paths.length > 0) return { kind: "paths", pattern, paths };
  }
  return elsewhere(argument);
}

/** A repository may hold what an Include means in a form that only another program turns into a config; null: as it is. */
function becauseUnreadable(path: BytePath, files: Files): string | null {
  const content = files.read(path);
  if (!content.ok) return null;
  const { text } = content.value;
  const other = notAConfig(text);
  if (other !== null) return `${path} is ${other}`;
  return isTemplate(text) ? `${path} is a template` : null;
}

function elsewhere(argument: string): Located {
  return { kind: "unknown", because: `${argument} is not in this repository` };
}

/** A file that another root includes is judged there; on its own it would lack what surrounds it. */
function withoutIncluded(roots: readonly LintRoot[], host: Host): LintRoot[] {
  const real = (path: BytePath): BytePath => host.files.realPath(path) ?? path;
  const included = new Set<BytePath>();
  if (roots.length > 1) {
    for (const root of roots) {
      if (!mayInclude(root.file.source.text)) continue;
      for (const { read } of inclusionsOf(root)) for (const { source } of read) included.add(real(source.path));
    }
  }
  return roots.filter(
    (root) => included.size === 0 || !included.has(real(root.file.source.path)) || includesItself(root),
  );
}

/** Most small files include nothing, and need not be read yet. */
const mayInclude = (text: string): boolean => text.length > SMALL_BYTES || /include/i.test(text);
const SMALL_BYTES = 65_536;

/** Not taken apart: whoever names `evaluated` has the root read in full. */
const inclusionsOf = (root: LintRoot) => (root.survey ?? root.evaluated.program).inclusions;

function includesItself(root: LintRoot): boolean {
  const { path } = root.file.source;
  return inclusionsOf(root).some(({ read }) => read.some(({ source }) => source.path === path));
}

/** Every file that the roots consist of, each once. */
export function filesOf(roots: readonly LintRoot[]): { readonly path: BytePath; readonly side: Side }[] {
  const found = new Map<BytePath, { path: BytePath; side: Side }>();
  for (const { input, files } of roots) {
    const { side } = input;
    for (const { source } of files) if (!found.has(source.path)) found.set(source.path, { path: source.path, side });
  }
  return [...found.values()];
}

const protections = new WeakMap<ConfigFile, { readonly because: string | null }>();

/** Why a file must not be rewritten whatever was asked; null where it may be. Asked for every finding, so answered once a file. */
export function protectedBecause(file: ConfigFile): string | null {
  const known = protections.get(file);
  if (known !== undefined) return known.because;
  const because = whyProtected(file);
  protections.set(file, { because });
  return because;
}

function whyProtected({ source: { path, text } }: ConfigFile): string | null {
  if (isTemplate(text)) return "the file is a template: change the line in it by hand";
  const generator = generatorOf(path, text);
  return generator === null ? null : `${generator} generates this file and would write it again`;
}

export const besideFile = (file: ConfigFile, name: string): BytePath => `${directoryOf(file.source.path)}/${name}`;
