import { type Connection, keywordOf, type Remark } from "../eval/connection.ts";
import { autosshRemarks, type Starter } from "./autossh.ts";
import type { Change, NeighbourConnection, Reading, ReadRequest, Wanted } from "./neighbour.ts";
import { isSshProgram, type SshArguments, scanArguments } from "./ssh-arguments.ts";
import type { SshCall } from "./ssh-calls.ts";
import { connectionOf, type SshConnection } from "./ssh-connection.ts";
import { sshfsArguments, sshfsRemarks } from "./sshfs.ts";

/** Where another option may be put, and how it is written there, for the connections that take one. */
type Insertions = Map<Connection["settings"], { readonly offset: number; readonly before: string }>;

interface Found {
  readonly connections: NeighbourConnection[];
  /** Those whose words another machine's shell takes apart. */
  readonly elsewhere: Set<Connection["settings"]>;
  readonly remarks: Remark[];
  readonly insertions: Insertions;
}

/** Makes connections of ssh commands, wherever they were found. */
export function readCalls(calls: readonly SshCall[], request: ReadRequest, starter: Starter | null = null): Reading {
  const found: Found = { connections: [], elsewhere: new Set(), remarks: [], insertions: new Map() };
  for (const call of calls) readCall(call, call.isElsewhere ? withoutConfig(request) : request, starter, found);
  const { connections, elsewhere, remarks, insertions } = found;
  return {
    connections,
    remarks: unique(remarks),
    embedded: [],
    change: (wanted) =>
      elsewhere.has(wanted.connection.settings)
        ? { refused: "another machine's shell reads this part of the line: change it there by hand" }
        : changeWord(wanted, request, insertions),
  };
}

/** This machine's ssh_config says nothing about an ssh that runs on another one. */
const withoutConfig = (request: ReadRequest): ReadRequest => ({
  ...request,
  clientConfig: null,
  configAt: () => null,
});

function readCall(call: SshCall, request: ReadRequest, starter: Starter | null, found: Found): void {
  const { source, version } = request;
  if (call.program === "sshfs") {
    const sshfs = sshfsArguments(call.fields, version.release);
    const { connection, remarks } = calledBy(call, connectionOf(sshfs.ssh, request));
    if (call.isElsewhere) found.elsewhere.add(connection.settings);
    const at = sshfs.reconnect?.at(sshfs.reconnect.text.length - 1) ?? -1;
    if (at >= 0) found.insertions.set(connection.settings, { offset: at + 1, before: "," });
    found.connections.push(connection);
    found.remarks.push(...remarks, ...sshfsRemarks(sshfs, connection, source));
    return;
  }
  if (!isSshProgram(call.program)) return;
  const args = scanArguments(call.program, call.fields, version.release);
  if (args.isOther) return;
  const { connection, remarks } = calledBy(call, connectionOf(args, request));
  found.remarks.push(...remarks);
  if (call.carrier === "mosh") {
    found.remarks.push(...onlyForStart(connection, request));
    return;
  }
  found.connections.push(connection);
  if (call.isElsewhere) found.elsewhere.add(connection.settings);
  if (call.program !== "autossh") return;
  const insertAt = insertionPoint(call, args, request);
  if (insertAt !== null) found.insertions.set(connection.settings, { offset: insertAt, before: " -o " });
  found.remarks.push(...autosshRemarks(call, args, connection, source, starter));
}

/** Where the command line stands: from its name to its last word, as far as these are in one piece. */
function calledBy({ program, name, fields }: SshCall, { connection, remarks }: SshConnection): SshConnection {
  const end = fields.reduce((last, field) => Math.max(last, field.end), name.end);
  const span = { start: name.start, end: Math.max(end, name.start) };
  const possible = connection.possible.map((outcome) => ({
    ...outcome,
    when: outcome.when.map((one) => ({ ...one, offset: span.start })),
  }));
  return { connection: { ...connection, possible, call: { program, span } }, remarks };
}

/** mosh speaks UDP as soon as it runs: what ssh would have noticed then matters to nobody. */
function onlyForStart({ settings, targets }: NeighbourConnection, { source }: ReadRequest): Remark[] {
  const { interval } = settings;
  if (interval.from === null || interval.from.source !== source) return [];
  const { span } = interval.from;
  const option = keywordOf.client.interval;
  return [{ kind: "mosh-start-only", source, span, targets, certainty: "certain", option }];
}

/** A variable used by three commands has one mistake, not three. */
function unique(remarks: readonly Remark[]): Remark[] {
  const found = new Map<string, Remark>();
  for (const remark of remarks) {
    const key = `${remark.kind} ${remark.span.start} ${remark.span.end}`;
    const known = found.get(key);
    if (known === undefined) found.set(key, remark);
    else found.set(key, { ...known, targets: [...new Set([...known.targets, ...remark.targets])] });
  }
  return [...found.values()];
}

/** Behind `-M 0`, or behind the name: what comes first counts. Only where both stand there as plain words. */
function insertionPoint({ name }: SshCall, { monitorPort }: SshArguments, { source }: ReadRequest): number | null {
  const field = monitorPort ?? name;
  return source.text.slice(field.start, field.end) === field.text.text ? field.end : null;
}

/** Only the value inside one literal word is changed: what else stands in a script has a meaning that only its shell knows. */
export function changeWord(wanted: Wanted, { source }: ReadRequest, insertions: Insertions = new Map()): Change {
  const { connection, setting, from, value } = wanted;
  const insertion = insertions.get(connection.settings);
  if (from === null && insertion !== undefined) {
    const { offset, before } = insertion;
    const text = `${before}${keywordOf[connection.side][setting]}=${value}`;
    // A configuration that nobody here knows may have another value, which this would override.
    const safety = connection.settings[setting].certainty === "possible" ? "unsafe" : "safe";
    return { edits: [{ path: source.path, offset, length: 0, text }], safety };
  }
  if (from === null) return { refused: "what is missing here may stand in the ssh_config of whoever runs it" };
  const { start, end } = from.value;
  if (from.source !== source) return { refused: "the value stands in another file" };
  if (!/^[0-9A-Za-z]+$/.test(source.text.slice(start, end)))
    return { refused: "the value is not one literal word: change it by hand" };
  return { edits: [{ path: source.path, offset: start, length: end - start, text: value }], safety: "safe" };
}
