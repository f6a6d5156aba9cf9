import { assertNever } from "../base/assert-never.ts";
import type { Side } from "../base/side.ts";
import { generatorOf } from "../discovery/generated.ts";
import { projectRoot } from "../discovery/project-root.ts";
import { apply, type Edit, type Fix, normalise, type Safety } from "../edit/edit.ts";
import { type ConfigFile, configFile } from "../eval/config-file.ts";
import {
  type Connection,
  type EffectiveSettings,
  type Setting,
  type SettingName,
  settingNames,
  valuesOf,
} from "../eval/connection.ts";
import type { Evaluated } from "../eval/effective.ts";
import type { Program } from "../eval/program.ts";
import { insertedText } from "../fix/placement.ts";
import { compatible, titleOf } from "../fix/plan.ts";
import { directoryOf, isInside, joined, normalised } from "../io/byte-paths.ts";
import type { Neighbour, NeighbourConnection, Reading, ReadRequest } from "../neighbours/neighbour.ts";
import { neighbours } from "../neighbours/registry.ts";
import type { Policy } from "../policy/policy.ts";
import type { Carried, FixEffect, LintReport, ReportedFinding } from "../report/report.ts";
import { connectionRules } from "../rules/connection-rules.ts";
import type { Finding, Intent } from "../rules/finding.ts";
import { judge } from "../rules/judge.ts";
import { registry } from "../rules/registry.ts";
import { remarkRules } from "../rules/remark-rules.ts";
import type { View } from "../rules/rule.ts";
import { timeline } from "../timeline/dead-peer.ts";
import { kernels } from "../timeline/kernels.ts";
import type { Timeline } from "../timeline/timeline.ts";
import { unansweredTimeline } from "../timeline/unanswered-probes.ts";
import { type Assumed, assume } from "./assume.ts";
import { judgeEmbedded } from "./embedded.ts";
import type { Approve } from "./fixing.ts";
import { inOwnWords, rulesFor, shownSource } from "./foreign-words.ts";
import type { Failure, Host } from "./host.ts";
import type { Input } from "./inputs.ts";
import type { JudgedRoot, LintRequest } from "./lint-request.ts";
import { activeRules } from "./plain-reading.ts";
import type { LintRoot } from "./roots.ts";
import { maySilence, silenceIn } from "./suppressing.ts";
import { carriedKernels } from "./sysctl-kernel.ts";
import { resultOf } from "./target-result.ts";

export { policyWithSysctl } from "./sysctl-kernel.ts";

/** What a run has to say about files of other systems. */
export interface JudgedNeighbours {
  readonly judged: readonly JudgedRoot[];
  readonly files: LintReport["files"];
  readonly failures: readonly Failure[];
  readonly notices: readonly string[];
  readonly kernels: NonNullable<LintReport["carriedKernels"]>;
  /** What the first of them was judged by. */
  readonly first: { readonly assumed: Assumed } | undefined;
}

/** Files of other systems go the same way: their connections meet the same policy, timeline and rules. */
export function judgeNeighbours(
  inputs: readonly Input[],
  roots: readonly LintRoot[],
  request: LintRequest,
  host: Host,
): JudgedNeighbours {
  const assumed = assume(request.openssh, false, host);
  if (!assumed.ok)
    return { judged: [], files: [], failures: [assumed.error], notices: [], kernels: [], first: undefined };
  const clientConfig = configBehind(roots);
  const judged: JudgedRoot[] = [];
  const failures: Failure[] = [];
  const notices: string[] = [];
  const files: LintReport["files"][number][] = [];
  for (const input of inputs) {
    const siblings = inputs.filter(({ system }) => system === input.system);
    const world = { clientConfig, configAt: configNamed(input, host), siblings };
    const one = judgeInput(
      new NeighbourFile(input, assumed.value, request.policyFor(input.path), world, request.inlineConfig !== false),
      request,
    );
    if (one !== null) judged.push(one);
    else if (input.origin === "found") notices.push(`${input.path} ${TOO_DEEP}: not linted`);
    else failures.push({ path: input.path, message: TOO_DEEP });
    const { path, side, system } = input;
    if (one !== null) files.push({ path, side, ...(system === undefined ? {} : { system }) });
  }
  return {
    judged,
    files,
    failures,
    notices,
    kernels: carriedKernels(inputs),
    first: { assumed: assumed.value },
  };
}

const TOO_DEEP = "is nested too deeply to be read";

/** Null where a parser's recursion ends at the stack's: thousands of substitutions inside one another. */
function judgeInput(file: NeighbourFile, request: LintRequest): JudgedRoot | null {
  try {
    return file.judged(request);
  } catch (error) {
    if (error instanceof RangeError && error.message.includes("call stack")) return null;
    throw error;
  }
}

/** One client configuration in the run is the one that the command lines meet; of several nobody knows which. */
function configBehind(roots: readonly LintRoot[]): ReadRequest["clientConfig"] {
  const clients = roots.filter(({ evaluated, isFragment }) => evaluated.input.side === "client" && !isFragment);
  const [only] = clients;
  if (clients.length !== 1 || only === undefined) return null;
  return { file: only.file, userFile: true };
}

/** The file that `-F` names, where the repository has it beside the script or at its root; nothing outside is read. */
function configNamed(input: Input, host: Host): ReadRequest["configAt"] {
  if (input.origin === "stdin") return () => null;
  const boundary = projectRoot(host.files, input.path) ?? input.directory;
  return (name) => {
    if (/^[/~]/.test(name)) return null;
    for (const directory of [directoryOf(input.path), boundary]) {
      const path = normalised(joined(directory, name));
      const real = host.files.realPath(path);
      if (real === null || !isInside(host.files.realPath(boundary) ?? boundary, real)) continue;
      const read = host.files.read(path);
      if (read.ok)
        return { file: configFile({ path, text: read.value.text }, "client", read.value.facts), userFile: true };
    }
    return null;
  };
}

/** One reading of the file: what it says, and what the rules make of it. */
interface Look {
  readonly text: string;
  readonly file: ConfigFile;
  readonly neighbour: Neighbour;
  readonly reading: Reading;
  /** Of the file's own side, which holds its remarks. */
  readonly view: View;
  readonly timelineOf: (connection: Connection) => Timeline;
  readonly findings: readonly Finding[];
}

const MOST_ROUNDS = 50;

/** Each trial reads the whole file again; a fix beyond so many trials, or bytes read, is tried when it is to be made. */
const MOST_TRIALS = 40;
const MOST_TRIED_BYTES = 8_000_000;

class NeighbourFile {
  private readonly protectedBecause: string | null;

  constructor(
    private readonly input: Input,
    private readonly assumed: Assumed,
    private readonly policy: Policy,
    private readonly world: Pick<ReadRequest, "clientConfig" | "configAt" | "siblings">,
    private readonly inlineConfig: boolean,
  ) {
    const generator = generatorOf(input.path, input.text);
    this.protectedBecause = generator === null ? null : `${generator} generates this file and would write it again`;
  }

  judged({ fix, unsafe, approve }: LintRequest): JudgedRoot {
    const { policy } = this;
    let look = this.look(this.input.text);
    const before = look.text;
    const fixed: ReportedFinding[] = [];
    for (let round = 0; fix === "apply" && round < MOST_ROUNDS; round++) {
      const now = look;
      const mayBe = this.reported(now).filter((one) => one.fix !== null && (unsafe || one.fix.safety === "safe"));
      const found = approve === undefined ? mayBe : mayBe.filter((one) => isApproved(approve, now, one));
      const mended = this.mendOnce(look, found);
      if (mended === null) break;
      fixed.push(...mended.findings);
      look = mended.look;
    }
    const changes = look.text === before ? [] : [changeOf(this.input, look.neighbour, before, look.text)];
    const summary = look.reading.connections.map((one) => ({
      side: one.side,
      targets: one.targets.length,
      timeline: one.possible.length > 0 ? null : look.timelineOf(one),
    }));
    const said = (finding: ReportedFinding): ReportedFinding => inOwnWords(look.neighbour, finding);
    const findings = this.reported(look).map(said);
    const carried = carriedBy(this.input, look);
    return {
      policy,
      findings,
      fixed: fixed.map(said),
      checks: [],
      changes,
      summary,
      carried,
      refused: [],
      targets: [],
      connections: this.commandLines(look),
    };
  }

  private commandLines({ reading, view, file }: Look): NonNullable<JudgedRoot["connections"]> {
    const judging = { policy: this.policy, release: this.assumed.version.release };
    const lines = reading.connections.flatMap(({ call, hasVariables = false }, index) => {
      const connection = view.connections[index];
      if (call === undefined || connection === undefined) return [];
      const result = resultOf(connection, view.program, judging);
      return [{ program: call.program, place: { source: file.source, ...call.span }, result, hasVariables }];
    });
    return lines.sort((left, right) => left.place.start - right.place.start);
  }

  /** All fixes that can be made together if that holds, else the first one that holds alone. */
  private mendOnce(
    look: Look,
    wanted: readonly ReportedFinding[],
  ): { findings: readonly ReportedFinding[]; look: Look } | null {
    const { chosen } = compatible(wanted.flatMap(({ fix }) => (fix === null ? [] : [fix])));
    const together = wanted.filter(({ fix }) => fix !== null && chosen.has(fix));
    for (const findings of [together, ...wanted.map((one) => [one])]) {
      if (findings.length === 0) continue;
      const edits = normalise(findings.flatMap(({ fix }) => fix?.edits ?? []));
      const after = this.look(apply(look.text, edits));
      if (whatIsWrong(look, after, findings, edits) === null) return { findings, look: after };
    }
    return null;
  }

  private look(text: string): Look {
    const { input, policy, assumed, world } = this;
    const file = configFile({ path: input.path, text }, input.side, input.facts);
    const { version } = assumed;
    const neighbour = neighbours[input.system ?? "shell"];
    const reading = neighbour.read({ source: file.source, version, ...world });
    const onSide = (side: Side): View => viewOf(file, side, reading, assumed, policy, neighbour);
    const view = onSide(file.side);
    // A module of Nix may configure both ends; remarks are said once.
    const others = reading.connections.some(({ side }) => side !== file.side);
    const otherView = others ? { ...onSide(file.side === "client" ? "server" : "client"), remarks: [] } : null;
    const all = [
      ...[view, ...(otherView === null ? [] : [otherView])].flatMap((one) =>
        judge(one, rulesFor(neighbour, [...connectionRules, ...remarkRules])).filter((finding) => isOwn(finding, file)),
      ),
      ...reading.embedded.flatMap((embedded) =>
        judgeEmbedded({ embedded, source: file.source, rules: registry, assumed, policy, around: view }),
      ),
    ];
    const active = new Set(activeRules(policy, registry).map(({ id }) => id));
    const findings = this.heard(all, view).flatMap((finding) => {
      if (!active.has(finding.rule)) return [];
      const level = policy.levels.get(finding.rule);
      return [level === undefined || level === "off" ? finding : { ...finding, severity: level }];
    });
    const timelineOf = ({ side, settings, proxied }: Connection): Timeline =>
      (side === file.side ? view : (otherView ?? view)).timeline(settings, proxied);
    return { text, file, neighbour, reading, view, timelineOf, findings };
  }

  /** What the file's own comments leave, and what is to say of them; whether they are of use is asked of every rule. */
  private heard(findings: readonly Finding[], view: View): readonly Finding[] {
    if (!this.inlineConfig || !maySilence(view.program.files)) return findings;
    const silence = silenceIn(view);
    const left = findings.filter(({ rule, at }) => at === null || !silence.covers(rule, at));
    return [...left, ...silence.unused()];
  }

  private reported(look: Look): ReportedFinding[] {
    const most = Math.min(MOST_TRIALS, Math.ceil(MOST_TRIED_BYTES / (look.text.length + 1)));
    return look.findings.map((finding, index) => this.withFix(look, finding, index < most));
  }

  private withFix(look: Look, finding: Finding, isTried: boolean): ReportedFinding {
    const { source } = look.file;
    const place = finding.at ?? { source, start: source.text.length, end: source.text.length };
    const without = { ...finding, place, fix: null, effect: null };
    if (finding.intents.length === 0) return { ...without, notFixable: null };
    if (this.protectedBecause !== null) return { ...without, notFixable: this.protectedBecause };
    const planned = plan(look, finding);
    if ("refused" in planned) return { ...without, notFixable: planned.refused };
    const { edits, safety } = planned;
    const fix: Fix = {
      edits,
      safety,
      title: titleOf(finding.intents, edits, { program: look.view.program, root: look.file, isWritable: () => true }),
    };
    const after = isTried ? this.look(apply(look.text, edits)) : null;
    const wrong = after === null ? null : whatIsWrong(look, after, [finding], edits);
    if (wrong !== null) return { ...without, notFixable: wrong };
    const at = finding.at ?? { source, start: edits[0]?.offset ?? place.start, end: edits[0]?.offset ?? place.start };
    const effect = after === null ? null : effectOf(look, after, finding);
    return { ...finding, place: at, fix, effect, notFixable: null };
  }
}

/** Who is asked sees what reports show. */
function isApproved(approve: Approve, { neighbour, file }: Look, finding: ReportedFinding): boolean {
  const shown = inOwnWords(neighbour, finding);
  return approve(shown, (path) => (path === file.source.path ? shownSource(neighbour, file.source) : undefined));
}

/** Connections of which the file says something, or all. */
function carriedBy({ path, system = "shell" }: Input, { neighbour, reading, timelineOf }: Look): Carried[] {
  const { unanswered = null, words = {} } = neighbour;
  return reading.connections
    .filter(({ call }) => call === undefined)
    .filter(({ settings, isComplete }) => isComplete || settingNames.some((name) => settings[name].from !== null))
    .map((connection) => {
      const { side, targets, settings } = connection;
      const timeline = timelineOf(connection);
      return { path, system, side, targets, settings: shownSettings(neighbour, settings), timeline, unanswered, words };
    });
}

/** The same with places in the text that may be shown. */
function shownSettings(
  neighbour: Neighbour,
  { interval, countMax, tcpKeepAlive }: EffectiveSettings,
): EffectiveSettings {
  const shown = <V>({ from, ...setting }: Setting<V>): Setting<V> => {
    return { ...setting, from: from === null ? null : { ...from, source: shownSource(neighbour, from.source) } };
  };
  return { interval: shown(interval), countMax: shown(countMax), tcpKeepAlive: shown(tcpKeepAlive) };
}

function changeOf(
  { path, side, facts }: Input,
  { hiddenBecause }: Neighbour,
  before: string,
  after: string,
): JudgedRoot["changes"][number] {
  const because = hiddenBecause?.(before) ?? null;
  return {
    path,
    before,
    after,
    side,
    isNew: false,
    isDropIn: false,
    isLive: false,
    mode: facts?.mode ?? 0o600,
    together: 0,
    readBy: [],
    ...(because === null ? {} : { hiddenBecause: because }),
  };
}

/** What nobody here knows to be missing is not said to be; a line of the configuration behind is judged where it stands. */
function isOwn(finding: Finding, file: ConfigFile): boolean {
  if (finding.at !== null) return finding.at.source === file.source && !isInVariable(finding);
  return finding.intents.every((intent) => {
    return intent.kind !== "set" || (intent.connection as NeighbourConnection | undefined)?.isComplete === true;
  });
}

/** All that it asks for is a setting that a variable among the options may well hold. */
function isInVariable({ intents }: Finding): boolean {
  return (
    intents.length > 0 &&
    intents.every((intent) => {
      if (intent.kind !== "set" || intent.from !== null) return false;
      return (intent.connection as NeighbourConnection | undefined)?.hasVariables === true;
    })
  );
}

const emptyProgram = (file: ConfigFile, version: Assumed["version"]): Program => ({
  side: file.side,
  version,
  files: [file],
  statements: [],
  conditions: [],
  blinds: [],
  inclusions: [],
  problems: [],
  unknownKeywords: [],
  swallowed: [],
  late: [],
  requestsFinalPass: false,
  everySlot: true,
});

/** Connections as the rules know them. */
function viewOf(
  file: ConfigFile,
  side: Side,
  reading: Reading,
  { version }: Assumed,
  policy: Policy,
  { kernel, unanswered }: Neighbour,
): View {
  const timelineOf = (settings: EffectiveSettings, proxied: boolean): Timeline => {
    const input = {
      side,
      release: version.release,
      settings: valuesOf(settings),
      proxied,
      kernel: kernel === undefined ? policy.kernel : kernels[kernel],
      networkLimit: policy.network.limit,
    };
    return unanswered === undefined ? timeline(input) : unansweredTimeline(input, unanswered);
  };
  const connections = reading.connections.filter((one) => one.side === side).map(evaluatedOf);
  return {
    side,
    version,
    program: { ...emptyProgram(file, version), side },
    root: file,
    connections,
    outcomes: connections,
    doubtful: connections.filter(({ possible }) => possible.length > 0),
    policy,
    sidePolicy: policy.sides[side],
    otherVersions: () => [],
    timeline: timelineOf,
    isFragment: false,
    isLive: false,
    isTemplate: false,
    hasFileBeside: () => false,
    refusesRoot: null,
    remarks: reading.remarks,
  };
}

function evaluatedOf(connection: NeighbourConnection): Evaluated & NeighbourConnection {
  return {
    ...connection,
    values: valuesOf(connection.settings),
    statements: {},
    errors: connection.errors ?? [],
    isForeign: true,
    isJumpHost: false,
  };
}

type Planned = { readonly edits: readonly Edit[]; readonly safety: Safety } | { readonly refused: string };

/** The edits of all of a finding's intents, or why one of them cannot be had. */
function plan(look: Look, finding: Finding): Planned {
  const edits: Edit[] = [];
  let safety: Safety = "safe";
  for (const intent of finding.intents) {
    const change = editsFor(look, intent);
    if ("refused" in change) return change;
    edits.push(...change.edits);
    if (change.safety === "unsafe" || intent.safety === "unsafe") safety = "unsafe";
  }
  return { edits: normalise(edits), safety };
}

function editsFor({ reading }: Look, intent: Intent): Planned {
  switch (intent.kind) {
    case "set":
      if (intent.connection === undefined) return { refused: "nobody knows whose setting it is" };
      return reading.change({ ...intent, connection: intent.connection });
    case "insert":
      return { edits: [insertedText(intent)], safety: intent.safety };
    case "rename":
    case "delete":
    case "cut":
    case "globalise":
      return { refused: "whole lines of this file are for a person to change" };
    default:
      return assertNever(intent);
  }
}

/** Why edits are not what they were meant to be; null: the wanted settings are right, and no other one changed. */
function whatIsWrong(before: Look, after: Look, findings: readonly Finding[], edits: readonly Edit[]): string | null {
  const [was, is] = [before.reading.connections, after.reading.connections];
  if (was.length !== is.length) return "another number of connections would be read from the result";
  if (
    after.reading.remarks.some(({ kind }) => kind === "refused-option") &&
    !before.reading.remarks.some(({ kind }) => kind === "refused-option")
  )
    return "ssh would refuse the result";
  const inserted = findings.some(({ intents }) => intents.some(({ kind }) => kind === "insert"));
  for (const [index, old] of was.entries()) {
    const now = is[index];
    if (now === undefined || old.targets.join() !== now.targets.join())
      return "other targets would be read from the result";
    for (const name of settingNames) {
      const wrong = wrongSetting(old, now, name, wantedOf(findings, old, name), edits, inserted);
      if (wrong !== null) return wrong;
    }
  }
  return null;
}

function wantedOf(findings: readonly Finding[], connection: Connection, name: SettingName): string | null {
  for (const { intents } of findings) {
    for (const intent of intents) {
      if (intent.kind !== "set" || intent.setting !== name || intent.connection === undefined) continue;
      if (sameConnection(intent.connection, connection)) return intent.value;
    }
  }
  return null;
}

/** The rules see copies. */
const sameConnection = (left: Connection, right: Connection): boolean =>
  left === right || left.settings === right.settings;

function wrongSetting(
  old: Connection,
  now: Connection,
  name: SettingName,
  wanted: string | null,
  edits: readonly Edit[],
  inserted: boolean,
): string | null {
  const value = String(now.settings[name].value);
  if (wanted !== null) return value === wanted ? null : `it would be ${value} all the same`;
  const { from, value: before } = old.settings[name];
  if (value === String(before) || inserted) return null;
  const shared =
    from !== null && edits.some(({ offset, length }) => offset < from.span.end && offset + length > from.span.start);
  return shared ? null : `${name} of another connection would change too`;
}

function effectOf(before: Look, after: Look, finding: Finding): FixEffect | null {
  const intent = finding.intents.find((one) => one.kind === "set");
  const connection = intent?.kind === "set" ? intent.connection : undefined;
  if (connection === undefined) return null;
  const index = before.reading.connections.findIndex((one) => sameConnection(one, connection));
  const now = after.reading.connections[index];
  if (now === undefined) return null;
  return {
    before: before.timelineOf(connection),
    after: after.timelineOf(now),
  };
}
