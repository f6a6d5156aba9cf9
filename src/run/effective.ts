import { fail, ok, type Result } from "../base/result.ts";
import type { Side } from "../base/side.ts";
import type { ClientRequest } from "../eval/client.ts";
import type { Root } from "../eval/compile.ts";
import { type Compiled, compile } from "../eval/compile.ts";
import { configFile } from "../eval/config-file.ts";
import type { Evaluated, Evaluator } from "../eval/effective.ts";
import { evaluatorOf } from "../eval/effective.ts";
import { locateOnMachine, type Tokens } from "../eval/include.ts";
import type { Program } from "../eval/program.ts";
import type { ServerRequest } from "../eval/server.ts";
import { clientTargets, serverTargets } from "../eval/targets.ts";
import { joined, normalised } from "../io/byte-paths.ts";
import type { BytePath } from "../io/files.ts";
import { hasWildcard } from "../openssh/patterns.ts";
import type { Policy } from "../policy/policy.ts";
import type { EffectiveReport } from "../report/report.ts";
import { positionAt } from "../syntax/source.ts";
import { type Assumed, assume } from "./assume.ts";
import type { Failure, Host } from "./host.ts";
import { userConfigOf } from "./inputs.ts";
import { refusesOwner } from "./roots.ts";
import { resultOf } from "./target-result.ts";

/** What `effective` is asked. */
export interface EffectiveRequest {
  readonly side: Side;
  /** `-F`; null: what ssh or sshd reads by itself. */
  readonly file: BytePath | null;
  /** `--system-config`; "none" for no system file, null for its usual place. */
  readonly systemConfig: BytePath | null;
  /** `-o`, each as "Key=Value" or "Key Value". */
  readonly options: readonly string[];
  /** Client targets. */
  readonly hosts: readonly { readonly label: string; readonly request: ClientRequest }[];
  /** Server targets. */
  readonly connections: readonly { readonly label: string; readonly request: ServerRequest }[];
  /** Every literal name, or the server targets of a lint. */
  readonly all: boolean;
  /** What every host of `all` is called with. */
  readonly common: Omit<ClientRequest, "host">;
  readonly openssh: string | undefined;
  readonly policy: Policy;
  /** Standard input, where the file is "-". */
  readonly stdin: string;
}

export interface EffectiveOutcome {
  readonly report: EffectiveReport;
  readonly failures: readonly Failure[];
  readonly notices: readonly string[];
}

/** What ssh or sshd on this machine would use for each target, and what happens when the peer dies. */
export function effective(request: EffectiveRequest, host: Host): Result<EffectiveOutcome, Failure> {
  const assumed = assume(request.openssh, true, host);
  if (!assumed.ok) return assumed;
  const read = readRoots(request, host);
  if (!read.ok) return read;
  const { roots, notices } = read.value;
  const { version } = assumed.value;
  const compileWith = (tokens: Tokens): Compiled =>
    compile({
      side: request.side,
      version,
      roots,
      files: host.files,
      locate: locateOnMachine(host.files, request.side, version, host.machine, tokens),
      refusesOwner: (file) => refusesOwner(file.facts, file.source.path, version, host),
    });
  const { program, failures } = compileWith({});
  const shared = evaluatorOf(program);
  const evaluatorFor = (asked: ClientRequest): Evaluator =>
    program.blinds.length === 0 ? shared : evaluatorWithNames(shared, asked, compileWith);
  const results = [...evaluateAll(shared, request, evaluatorFor)].map(([one, own]) =>
    resultOf(one, own, request.policy, version.release),
  );
  const report = { assuming: assumingOf(assumed.value, request.policy), policy: request.policy, results };
  const unreadable = failures.map(({ file, directive, message }) => {
    return { path: file.source.path, message, ...positionAt(file.source, directive.keywordStart) };
  });
  return ok({ report, failures: unreadable, notices });
}

/**
 * The files once more, with the host's name where an Include asks for it. A HostName line or a second reading would change what
 * `%h` stands for between one line and the next, so that it stays unknown then.
 */
function evaluatorWithNames(
  shared: Evaluator,
  { host }: ClientRequest,
  compileWith: (tokens: Tokens) => Compiled,
): Evaluator {
  const { program } = compileWith({ h: host, n: host });
  const renames = /^[ \t="]*(?:hostname|canonicalizehostname)/im;
  const isRenamed = program.requestsFinalPass || program.files.some(({ source }) => renames.test(source.text));
  if (!isRenamed) return evaluatorOf(program);
  const { program: byTypedName } = compileWith({ n: host });
  return byTypedName.requestsFinalPass ? shared : evaluatorOf(byTypedName);
}

function* evaluateAll(
  shared: Evaluator,
  request: EffectiveRequest,
  evaluatorFor: (asked: ClientRequest) => Evaluator,
): Generator<readonly [Evaluated, Program]> {
  const { program } = shared;
  const client = (asked: ClientRequest, label: string): readonly [Evaluated, Program] => {
    const own = evaluatorFor(asked);
    return [own.client(asked, label), own.program];
  };
  for (const { label, request: asked } of request.hosts) yield client(asked, label);
  for (const { label, request: asked } of request.connections) yield [shared.server(asked, label), program];
  if (!request.all) return;
  if (program.side === "server") {
    for (const target of serverTargets(program)) yield [shared.server(target.request, target.label), program];
  } else {
    const named = [...clientTargets(program)].filter(({ label }) => !hasWildcard(label));
    for (const { label } of named) yield client({ ...request.common, host: label }, label);
  }
}

interface Read {
  readonly roots: readonly Root[];
  readonly notices: readonly string[];
}

/** The files in the order in which the program reads them, options of the command line before all. */
function readRoots(request: EffectiveRequest, host: Host): Result<Read, Failure> {
  const roots: Root[] = [];
  if (request.options.length > 0) roots.push(commandLine(request));
  const notices: string[] = [];
  for (const { path, userFile, required } of pathsOf(request, host)) {
    const text = path === "-" ? ok({ text: request.stdin, facts: null }) : host.files.read(path);
    if (text.ok) {
      const file = configFile({ path, text: text.value.text }, request.side, text.value.facts);
      roots.push({ file, userFile });
    } else if (required) return fail({ path, message: text.error.message });
    else notices.push(`${path} ${text.error.message}`);
  }
  return ok({ roots, notices });
}

function commandLine(request: EffectiveRequest): Root {
  // A line end inside an option ends no line (process_config_line gets it whole); CR is as blank and as bad in a value.
  const text = request.options.map((option) => `${option.replaceAll("\n", "\r")}\n`).join("");
  return { file: configFile({ path: "command line", text }, request.side, null), userFile: true, commandLine: true };
}

interface WantedFile {
  readonly path: BytePath;
  readonly userFile: boolean;
  readonly required: boolean;
}

function pathsOf(request: EffectiveRequest, host: Host): WantedFile[] {
  const { file, systemConfig, side } = request;
  const full = (path: BytePath): BytePath => (path === "-" ? path : normalised(joined(host.cwd, path)));
  if (side === "server") return [{ path: full(file ?? "/etc/ssh/sshd_config"), userFile: false, required: true }];
  const system = systemConfig ?? (file === null ? "/etc/ssh/ssh_config" : "none");
  const own = { path: file === null ? userConfigOf(host) : full(file), userFile: true, required: file !== null };
  const found: WantedFile[] = file?.toLowerCase() === "none" ? [] : [own];
  if (system !== "none") found.push({ path: full(system), userFile: false, required: systemConfig !== null });
  return found;
}

function assumingOf(assumed: Assumed, policy: Policy): EffectiveReport["assuming"] {
  const { version, name, because } = assumed;
  return { version, openssh: name, because, os: policy.kernel.name, policy: policy.preset };
}
