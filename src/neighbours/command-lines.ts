import { type Connection, keywordOf, type Remark } from "../eval/connection.ts";
import { autosshRemarks } from "./autossh.ts";
import type { Change, NeighbourConnection, Reading, ReadRequest, Wanted } from "./neighbour.ts";
import { isSshProgram, type SshArguments, scanArguments } from "./ssh-arguments.ts";
import type { SshCall } from "./ssh-calls.ts";
import { connectionOf } from "./ssh-connection.ts";

/** Makes connections of ssh commands, wherever they were found. */
export function readCalls(calls: readonly SshCall[], request: ReadRequest): Reading {
  const connections: NeighbourConnection[] = [];
  const remarks: Remark[] = [];
  const insertions: Insertions = new Map();
  for (const call of calls) {
    if (!isSshProgram(call.program)) continue;
    const args = scanArguments(call.program, call.fields, request.version.release);
    const one = connectionOf(args, request);
    connections.push(one.connection);
    remarks.push(...one.remarks);
    const insertAt = call.program === "autossh" ? insertionPoint(call, args, request) : null;
    if (insertAt !== null) insertions.set(one.connection.settings, insertAt);
    if (call.program === "autossh") remarks.push(...autosshRemarks(call, args, one.connection, request.source));
  }
  return {
    connections,
    remarks: unique(remarks),
    embedded: [],
    change: (wanted) => changeWord(wanted, request, insertions),
  };
}

/** Where another option may be put, for the connections that take one. */
type Insertions = Map<Connection["settings"], number>;

/** Behind `-M 0`, or behind the name: what comes first counts. Only where both stand there as plain words. */
function insertionPoint({ name }: SshCall, { monitorPort }: SshArguments, { source }: ReadRequest): number | null {
  const field = monitorPort ?? name;
  return source.text.slice(field.start, field.end) === field.text.text ? field.end : null;
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

/** Only the value inside one literal word is changed: what else stands in a script has a meaning that only its shell knows. */
export function changeWord(wanted: Wanted, { source }: ReadRequest, insertions: Insertions = new Map()): Change {
  const { connection, setting, from, value } = wanted;
  const insertAt = insertions.get(connection.settings);
  if (from === null && insertAt !== undefined) {
    const text = ` -o ${keywordOf[connection.side][setting]}=${value}`;
    return { edits: [{ path: source.path, offset: insertAt, length: 0, text }], safety: "safe" };
  }
  if (from === null) return { refused: "what is missing here may stand in the ssh_config of whoever runs it" };
  const { start, end } = from.value;
  if (from.source !== source) return { refused: "the value stands in another file" };
  if (!/^[0-9A-Za-z]+$/.test(source.text.slice(start, end)))
    return { refused: "the value is not one literal word: change it by hand" };
  return { edits: [{ path: source.path, offset: start, length: end - start, text: value }], safety: "safe" };
}
