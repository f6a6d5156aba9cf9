import { unknown } from "../base/tri.ts";
import type { Root } from "../eval/compile.ts";
import { configFile } from "../eval/config-file.ts";
import { type EffectiveSettings, keywordOf, type Provenance, type Remark, type Setting } from "../eval/connection.ts";
import type { Evaluated } from "../eval/effective.ts";
import type { Program } from "../eval/program.ts";
import { evaluateRoot, type RootInput } from "../eval/root.ts";
import { memoryFiles } from "../io/memory-files.ts";
import type { Source } from "../syntax/source.ts";
import { type Excerpt, isKnown, joinExcerpts, madeUp, spanIn, UNKNOWN } from "./excerpt.ts";
import type { NeighbourConnection, ReadRequest } from "./neighbour.ts";
import type { SshArguments, SshItem } from "./ssh-arguments.ts";

/** A command line as ssh would evaluate it, with what it would refuse or leave without effect. */
export interface SshConnection {
  readonly connection: NeighbourConnection;
  readonly remarks: readonly Remark[];
}

/** The lines of a command line, with the file's own offsets. */
interface Lines {
  readonly root: Root;
  readonly text: Excerpt;
}

/** What ssh would make of the options together with the configuration behind them, where that is known. */
export function connectionOf(args: SshArguments, request: ReadRequest): SshConnection {
  const lines = linesOf(args.items);
  const behind = configBehind(args, request);
  const input: RootInput = {
    side: "client",
    version: request.version,
    roots: [...lines.map(({ root }) => root), ...behind.roots],
    files: memoryFiles({}),
    locate: (argument) => ({
      kind: "unknown",
      because: argument === "behind" ? behind.because : "a variable stands among the options",
    }),
    refusesOwner: () => null,
    everySlot: true,
  };
  const { evaluator } = evaluateRoot(input);
  const host = args.host?.text ?? "";
  const evaluated = evaluator.client(
    {
      host: isKnown(host) && host !== "" ? host : "unknown.invalid",
      user: args.user,
      localUser: unknown("it depends on who connects"),
      tag: unknown("it depends on the tag that ssh is called with"),
      command: unknown("it depends on the command that ssh is called with"),
      sessionType: unknown("it depends on how ssh is called"),
    },
    labelOf(args, request.source),
  );
  const hasVariables = args.items.some(({ kind }) => kind === "unknown");
  const exits = String(evaluated.statements.exitOnForwardFailure?.value ?? "no");
  const connection = {
    ...placed(evaluated, evaluator.program, lines, request.source),
    hasVariables,
    endsWithoutForward: exits === "yes" || exits === "true",
  };
  return { connection, remarks: remarksOf(evaluator.program, lines, args, request.source, connection) };
}

/** The host as people wrote it; variables by their names. */
function labelOf({ host, hostField }: SshArguments, source: Source): string {
  if (host === null || hostField === null) return "*";
  if (isKnown(host.text)) return host.text;
  const written = source.text.slice(hostField.start, hostField.end);
  // One word out of a variable that holds several: its own name is not the variable's.
  if (/^\$\{?\w+\}?$/.test(written) && hostField.variable === undefined) return "*";
  const bare = written.replaceAll(/["']/g, "");
  const name = bare.slice(bare.lastIndexOf("@") + 1);
  return name.replace(/^(\$\{\w+):?[-=?+].*$/, "$1}").replace(/(?<=.):.*$/, "") || "*";
}

const commandLine = (text: string): Root => ({
  file: configFile({ path: "command line", text }, "client", null),
  userFile: true,
  commandLine: true,
});

const blind = (word: string): Root => ({
  file: configFile({ path: word, text: `Include ${word}\n` }, "client", null),
  userFile: true,
});

/** Each run of known options is a file of its own, and what is unknown between them an Include of nobody knows what. */
function linesOf(items: readonly SshItem[]): Lines[] {
  const files: Lines[] = [];
  let run: Excerpt[] = [];
  const close = (): void => {
    if (run.length === 0) return;
    const text = joinExcerpts(run);
    // A line end inside an option ends no line (process_config_line gets it whole).
    files.push({ root: commandLine(text.text), text });
    run = [];
  };
  for (const item of items) {
    if (item.kind === "line") run.push({ ...item.text, text: item.text.text.replaceAll("\n", "\r") }, madeUp("\n"));
    else {
      close();
      files.push({ root: blind("options"), text: madeUp("") });
    }
  }
  close();
  return files;
}

function configBehind(args: SshArguments, request: ReadRequest): { roots: readonly Root[]; because: string } {
  const { configFile: named } = args;
  const unknownHost = args.host === null || !isKnown(args.host.text);
  const because = "the ssh_config of whoever runs this is not known here";
  if (named !== null && /^(?:none|\/dev\/null)$/.test(named.text)) return { roots: [], because };
  const known = named === null ? request.clientConfig : isKnown(named.text) ? request.configAt(named.text) : null;
  if (known === null || unknownHost) return { roots: [blind("behind")], because };
  return { roots: [known], because };
}

/** What the Includes of nobody knows what stand for. */
const unknownOnes: Readonly<Record<string, string>> = {
  "Include behind": "the ssh_config of whoever runs this",
  "Include options": "a variable among the options",
};

/** The same with the places that the file has for them. */
function placed(evaluated: Evaluated, program: Program, lines: readonly Lines[], source: Source): NeighbourConnection {
  const move = (from: Provenance | null): Provenance | null => (from === null ? null : moved(from, lines, source));
  const setting = <V>(one: Setting<V>): Setting<V> => ({ ...one, from: move(one.from) });
  const settings = ({ interval, countMax, tcpKeepAlive }: EffectiveSettings): EffectiveSettings => ({
    interval: setting(interval),
    countMax: setting(countMax),
    tcpKeepAlive: setting(tcpKeepAlive),
  });
  return {
    side: "client",
    targets: evaluated.targets,
    settings: settings(evaluated.settings),
    possible: evaluated.possible.map((outcome) => ({
      when: outcome.when.map((one) => ({
        ...one,
        criterion: unknownOnes[one.criterion] ?? one.criterion,
        source,
        offset: 0,
      })),
      settings: outcome.settings === null ? null : settings(outcome.settings),
    })),
    proxied: evaluated.proxied,
    errors: refusals(evaluated, program, lines, source),
    isComplete: false,
  };
}

/** What ssh would end with before it connects. */
function refusals(
  evaluated: Evaluated,
  { problems }: Program,
  lines: readonly Lines[],
  source: Source,
): Evaluated["errors"] {
  const all = [...problems.map((problem) => ({ ...problem, source: problem.file.source })), ...evaluated.errors];
  return all.flatMap(({ source: at, start, end, error }) => {
    const own = lines.find(({ root }) => root.file.source === at);
    const span = own === undefined ? null : spanIn(own.text, start, end);
    return span === null ? [] : [{ source, ...span, error }];
  });
}

function moved(from: Provenance, lines: readonly Lines[], source: Source): Provenance {
  const own = lines.find(({ root }) => root.file.source === from.source);
  if (own === undefined) return from;
  const span = spanIn(own.text, from.span.start, from.span.end);
  const value = spanIn(own.text, from.value.start, from.value.end);
  return { source, span: span ?? { start: 0, end: 0 }, value: value ?? { start: 0, end: 0 }, block: "" };
}

const slotNames: Readonly<Record<string, string>> = { ...keywordOf.client };

function remarksOf(
  program: Program,
  lines: readonly Lines[],
  args: SshArguments,
  source: Source,
  { targets }: NeighbourConnection,
): Remark[] {
  const place = (file: Source, start: number, end: number) => {
    const own = lines.find(({ root }) => root.file.source === file);
    return own === undefined ? null : spanIn(own.text, start, end);
  };
  const remarks: Remark[] = [];
  const common = { source, targets, certainty: "certain" as const };
  for (const { field, controlPath } of args.torn) {
    const option = field.text.text.slice(1);
    remarks.push({
      ...common,
      kind: "option-as-control-path",
      span: { start: field.start, end: field.end },
      option,
      controlPath: controlPath.text,
      insertAt: /^[A-Za-z]+=\w+$/.test(option) && field.text.at(1) === field.text.at(0) + 1 ? field.text.at(1) : null,
    });
  }
  const unknownOnes = program.unknownKeywords.map(({ problem }) => problem);
  for (const { file, start, end, error } of [...program.problems, ...unknownOnes]) {
    const span = place(file.source, start, end);
    if (span !== null) remarks.push({ ...common, kind: "refused-option", span, program: "ssh", error });
  }
  remarks.push(...repeated(program, place, common));
  return remarks;
}

/** Later ones of the same keyword have no effect, whatever a person meant by them. */
function repeated(
  program: Program,
  place: (file: Source, start: number, end: number) => { start: number; end: number } | null,
  common: { source: Source; targets: readonly string[]; certainty: "certain" },
): Remark[] {
  const remarks: Remark[] = [];
  const firsts = new Map<string, { value: string; span: { start: number; end: number } }>();
  for (const { slot, value, file, directive, args } of program.statements) {
    const option = slotNames[slot];
    if (option === undefined) continue;
    const span = place(file.source, directive.keywordStart, args.at(-1)?.end ?? directive.restEnd);
    if (span === null || value === null) continue;
    const first = firsts.get(slot);
    if (first === undefined) firsts.set(slot, { value: String(value), span });
    else if (first.value !== String(value)) {
      const firstPlace = { source: common.source, span: first.span };
      remarks.push({
        ...common,
        kind: "repeated-option",
        span,
        option,
        value: String(value),
        first: first.value,
        firstPlace,
      });
    }
  }
  return remarks;
}

export const isUnknownHost = (host: Excerpt | null): boolean => host === null || host.text.includes(UNKNOWN);
