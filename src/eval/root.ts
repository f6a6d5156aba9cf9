import { once } from "../base/once.ts";
import type { Side } from "../base/side.ts";
import { type BytePath, type Files, filesWith } from "../io/files.ts";
import type { Version } from "../openssh/versions.ts";
import { type CompileFailure, compile, type Root } from "./compile.ts";
import { type ConfigFile, configFile } from "./config-file.ts";
import { type Evaluated, type Evaluator, evaluatorOf, group } from "./effective.ts";
import type { Locate } from "./include.ts";
import type { Program } from "./program.ts";
import { clientTargets, serverTargets } from "./targets.ts";

/** Everything needed to read a root, once or again with other bytes. */
export interface RootInput {
  readonly side: Side;
  readonly version: Version;
  readonly roots: readonly Root[];
  readonly files: Files;
  readonly locate: Locate;
  readonly refusesOwner: (file: ConfigFile) => string | null;
  /** Keeps what no rule about ssh's own files asks for. */
  readonly everySlot?: boolean;
}

/** New texts of files by path, in place of what stands on disk. */
export type Overlay = ReadonlyMap<BytePath, string>;

/** A root with every target of a lint evaluated. Everything is made on first use: plain files do without (see census/). */
export interface EvaluatedRoot {
  readonly input: RootInput;
  readonly program: Program;
  readonly failures: readonly CompileFailure[];
  readonly evaluator: Evaluator;
  /** Every target of a lint, one by one and not kept. */
  readonly targets: () => Iterable<Evaluated>;
  /** Every target of a lint; targets that get the same from the same lines stand together. */
  readonly connections: readonly Evaluated[];
}

export function evaluateRoot(input: RootInput): EvaluatedRoot {
  const compiled = once(() => compile(input));
  const evaluator = once(() => evaluatorOf(compiled().program));
  const connections = once(() => group(evaluateTargets(evaluator())));
  return {
    input,
    targets: () => evaluateTargets(evaluator()),
    get program() {
      return compiled().program;
    },
    get failures() {
      return compiled().failures;
    },
    get evaluator() {
      return evaluator();
    },
    get connections() {
      return connections();
    },
  };
}

function* evaluateTargets(evaluator: Evaluator): Generator<Evaluated> {
  const { program } = evaluator;
  if (program.side === "client") {
    for (const { label, request } of clientTargets(program)) yield evaluator.client(request, label);
  } else {
    for (const { label, request } of serverTargets(program)) yield evaluator.server(request, label);
  }
}

/** The same root, read with some files' bytes replaced. */
export function withOverlay(input: RootInput, overlay: Overlay): RootInput {
  const replaced = (file: ConfigFile): ConfigFile => {
    const text = overlay.get(file.source.path);
    return text === undefined ? file : configFile({ path: file.source.path, text }, input.side, file.facts);
  };
  return {
    ...input,
    roots: input.roots.map((root) => ({ ...root, file: replaced(root.file) })),
    files: filesWith(input.files, { read: (path) => overlaid(input.files, overlay, path) }),
  };
}

function overlaid(files: Files, overlay: Overlay, path: BytePath): ReturnType<Files["read"]> {
  const result = files.read(path);
  const text = overlay.get(path);
  return result.ok && text !== undefined ? { ok: true, value: { ...result.value, text } } : result;
}
