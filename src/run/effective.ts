import { once } from "../base/once.ts";
import { fail, ok, type Result } from "../base/result.ts";
import type { Side } from "../base/side.ts";
import type { Survey } from "../census/columns.ts";
import { namedTargets, saysOnlySettings } from "../census/named-targets.ts";
import { survey } from "../census/survey.ts";
import type { ClientRequest } from "../eval/client-criteria.ts";
import { type Compiled, compile, type Root } from "../eval/compile.ts";
import { configFile } from "../eval/config-file.ts";
import type { Evaluated, Evaluator } from "../eval/effective.ts";
import { evaluatorOf } from "../eval/effective.ts";
import { locateOnMachine, type Tokens } from "../eval/include.ts";
import type { Program } from "../eval/program.ts";
import type { RootInput } from "../eval/root.ts";
import type { ServerRequest } from "../eval/server.ts";
import { literalNames, serverTargets } from "../eval/targets.ts";
import { joined, normalised } from "../io/byte-paths.ts";
import type { BytePath } from "../io/files.ts";
import type { Policy } from "../policy/policy.ts";
import type { EffectiveReport, EffectiveResult } from "../report/report.ts";
import type { Hop, ServerSide } from "../report/topology.ts";
import { positionAt } from "../syntax/source.ts";
import { bothSides } from "../timeline/both-sides.ts";
import { timeline } from "../timeline/dead-peer.ts";
import type { Timeline } from "../timeline/timeline.ts";
import { type Assumed, assume } from "./assume.ts";
import { expectAll, type Failure, type Host } from "./host.ts";
import { userConfigOf } from "./inputs.ts";
import { refusesOwner } from "./roots.ts";
import { errorsOf, inputOf, type Judging, resultOf } from "./target-result.ts";
import { serverTopology, type Travel, topologyOf } from "./topology.ts";

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
  /** The server's side of the same connections; null: not given. */
  readonly server?: ServerRequestOfClient | null;
  /** Standard input, where the file is "-". */
  readonly stdin: string;
}

/** `--server-config`, with the one connection that it is asked about. */
export interface ServerRequestOfClient {
  readonly file: BytePath;
  readonly connection: EffectiveRequest["connections"][number];
  readonly openssh: string | undefined;
}

export interface EffectiveOutcome {
  readonly report: EffectiveReport;
  /** Whether every target's files would be accepted; asked behind the report, it needs no second look at giant files. */
  readonly accepted: () => boolean;
  readonly failures: readonly Failure[];
  readonly notices: readonly string[];
}

/** What ssh or sshd on this machine would use for each target, and what happens when the peer dies. */
export function effective(request: EffectiveRequest, host: Host): Result<EffectiveOutcome, Failure> {
  const { policy } = request;
  const assumed = assume(request.openssh, true, host);
  if (!assumed.ok) return assumed;
  const read = readRoots(request, host);
  if (!read.ok) return read;
  const server = serverOutcome(request, host);
  if (!server.ok) return server;
  const { roots, notices } = read.value;
  const { version } = assumed.value;
  const inputFor = (from: readonly Root[], tokens: Tokens = {}): RootInput => ({
    side: request.side,
    version,
    roots: from,
    files: host.files,
    locate: locateOnMachine(host.files, request.side, version, host.machine, tokens),
    refusesOwner: (file) => refusesOwner(file.facts, file.source.path, version, host),
    everySlot: true,
  });
  const readingOf = (from: readonly Root[]) => reading((tokens) => compile(inputFor(from, tokens)));
  const plain = plainOf(request, inputFor(roots));
  const own = once(() => readingOf(roots));
  const withoutOptions = roots.filter(({ commandLine }) => commandLine !== true);
  const peer = server.value?.report.results[0]?.timeline?.deadPeer.idle;
  const judged: Judged = {
    policy,
    release: version.release,
    timelines: new Map(),
    ...(peer === undefined ? {} : { peerGivesUp: peer }),
    travel: once(() => {
      const handedOn = withoutOptions.length === roots.length ? own() : readingOf(withoutOptions);
      return travelOf(handedOn, request, judged);
    }),
    server: server.value?.report ?? null,
  };
  const results = once(() => [...resultsOf(own(), request, judged)]);
  const report = {
    assuming: assumingOf(assumed.value, policy),
    policy,
    get results() {
      return results();
    },
    each: function* () {
      let fine = true;
      for (const result of plain === null ? resultsOf(own(), request, judged) : plainResults(plain, judged)) {
        if (result.errors.length > 0) fine = false;
        yield result;
      }
      accepted = fine;
    },
  };
  let accepted: boolean | null = null;
  const failed = plain === null ? own().failures : [];
  const unreadable = failed.map(({ file, directive, message }) => {
    return { path: file.source.path, message, ...positionAt(file.source, directive.keywordStart) };
  });
  return ok({
    report,
    accepted: () => accepted ?? results().every(({ errors }) => errors.length === 0),
    failures: [...unreadable, ...(server.value?.failures ?? [])],
    notices: [...notices, ...(server.value?.notices ?? [])],
  });
}

/** The survey of a giant's usual form: plain files that say nothing of their hosts but the settings, whoever calls. */
function plainOf({ all, hosts, side, server }: EffectiveRequest, input: RootInput): Survey | null {
  if (!all || side !== "client" || hosts.length > 0 || server != null) return null;
  const surveyed = survey(input, null);
  return surveyed !== null && saysOnlySettings(surveyed) ? surveyed : null;
}

function* plainResults(plain: Survey, judged: Judged): Generator<EffectiveResult> {
  const nothing: readonly never[] = [];
  const timelines = new Map<number | string, Timeline>();
  for (const { name, settings, key } of namedTargets(plain)) {
    const connection = { side: "client" as const, targets: [name], settings, possible: nothing, proxied: false };
    const made = timelines.get(key) ?? timeline(inputOf("client", settings, false, judged));
    timelines.set(key, made);
    const known = { errors: nothing, possible: nothing, alternatives: nothing };
    yield { side: "client", target: name, settings, timeline: made, connection, ...known };
  }
}

function* resultsOf(own: FilesReading, request: EffectiveRequest, judged: Judged): Generator<EffectiveResult> {
  for (const asked of evaluateAll(own, request)) yield placedResult(asked, judged);
}

function serverOutcome(request: EffectiveRequest, host: Host): Result<EffectiveOutcome | null, Failure> {
  const { server } = request;
  if (server === undefined || server === null) return ok(null);
  const { file, connection, openssh } = server;
  const asked = { side: "server" as const, file, connections: [connection], hosts: [], options: [], all: false };
  return effective({ ...request, ...asked, openssh: openssh ?? request.openssh, server: null }, host);
}

/** The files of a run, read once for all targets, or once more for a target whose name an Include asks for. */
interface FilesReading {
  readonly shared: Evaluator;
  readonly failures: Compiled["failures"];
  readonly evaluatorFor: (asked: ClientRequest) => Evaluator;
}

function reading(compileWith: (tokens: Tokens) => Compiled): FilesReading {
  const { program, failures } = compileWith({});
  const shared = evaluatorOf(program);
  const evaluatorFor = (asked: ClientRequest): Evaluator =>
    program.blinds.length === 0 ? shared : evaluatorWithNames(shared, asked, compileWith);
  return { shared, failures, evaluatorFor };
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

/** One target, by whom it was read, and what it was asked with; null: a server's. */
interface Asked {
  readonly one: Evaluated;
  readonly program: Program;
  readonly request: ClientRequest | null;
}

function* evaluateAll({ shared, evaluatorFor }: FilesReading, request: EffectiveRequest): Generator<Asked> {
  const { program } = shared;
  const client = (asked: ClientRequest, label: string): Asked => {
    const own = evaluatorFor(asked);
    return { one: own.client(asked, label), program: own.program, request: asked };
  };
  const server = (asked: ServerRequest, label: string): Asked => {
    return { one: shared.server(asked, label), program, request: null };
  };
  for (const { label, request: asked } of request.hosts) yield client(asked, label);
  for (const { label, request: asked } of request.connections) yield server(asked, label);
  if (!request.all) return;
  if (program.side === "server") {
    for (const target of serverTargets(program)) yield server(target.request, target.label);
  } else {
    for (const host of literalNames(program)) yield client({ ...request.common, host }, host);
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
  expectAll(
    roots.map(({ file }) => file.source.text),
    host,
  );
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

/** What all results of a run are made with. */
interface Judged extends Judging {
  readonly travel: () => Travel;
  readonly server: EffectiveReport | null;
}

function travelOf({ evaluatorFor }: FilesReading, request: EffectiveRequest, judging: Judging): Travel {
  const toHop = (one: Evaluated, program: Program, proxied: boolean): Hop => {
    const errors = errorsOf(one, program);
    const target = one.targets[0] ?? "";
    if (errors.length > 0) return { target, proxied, settings: null, timeline: null, errors };
    const input = inputOf("client", one.settings, proxied, judging);
    return { target, proxied, settings: one.settings, timeline: timeline(input), errors };
  };
  return { evaluatorFor, toHop, localUser: request.common.localUser };
}

/** A target with what lies around its connection. */
function placedResult({ one, program, request }: Asked, judged: Judged): EffectiveResult {
  const result = resultOf(one, program, judged);
  if (result.timeline === null) return result;
  const topology = request === null ? serverTopology(one) : topologyOf(one, request, judged.travel());
  return { ...result, topology, ...serverSideOf(result.timeline, judged.server) };
}

function serverSideOf(client: Timeline, report: EffectiveReport | null): { readonly serverSide?: ServerSide } {
  const result = report?.results[0];
  if (report === null || result === undefined) return {};
  const together = result.timeline === null ? null : bothSides(client, result.timeline);
  return { serverSide: { result, assuming: report.assuming, together } };
}

function assumingOf(assumed: Assumed, policy: Policy): EffectiveReport["assuming"] {
  const { version, name, because } = assumed;
  return { version, openssh: name, because, os: policy.kernel.name, policy: policy.preset };
}
