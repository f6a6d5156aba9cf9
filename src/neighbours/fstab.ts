import { changeWord } from "./command-lines.ts";
import { part, wholeText } from "./excerpt.ts";
import { mergeReadings } from "./merge-readings.ts";
import { type Neighbour, nothingRead, type Reading, type ReadRequest } from "./neighbour.ts";
import { linesOf } from "./physical-lines.ts";
import type { Field } from "./shell-syntax.ts";
import { connectionOf } from "./ssh-connection.ts";
import { fromLists, sshfsRemarks } from "./sshfs.ts";

/** fstab: mounts of type fuse.sshfs, whose options are sshfs's. */
export const fstab: Neighbour = {
  system: "fstab",
  title: "fstab",
  read: (request) => mergeReadings(linesOf(wholeText(request.source.text)).map((line) => readMount(line, request))),
};

function readMount(line: ReturnType<typeof wholeText>, request: ReadRequest): Reading {
  const fields = [...line.text.matchAll(/\S+/g)].map(({ 0: word, index }): Field => {
    const text = part(line, index, index + word.length);
    return { text, start: line.at(index), end: line.at(index + word.length - 1) + 1, isElastic: false };
  });
  const [device, , type, options] = fields;
  if (device === undefined || options === undefined || line.text.trimStart().startsWith("#")) return nothingRead;
  return readSshfsMount({ device, type: type?.text.text ?? "", options }, request);
}

/** A mount as a file says it and no command line. */
export interface Mount {
  readonly device: Field;
  readonly type: string;
  readonly options: Field;
}

/** A mount of another type is nothing here. */
export function readSshfsMount({ device, type, options }: Mount, request: ReadRequest): Reading {
  const isOld = device.text.text.startsWith("sshfs#");
  if (!isOld && !/^(?:fuse\.)?sshfs$/.test(type)) return nothingRead;
  const remote = isOld ? { ...device, text: part(device.text, "sshfs#".length) } : device;
  const sshfs = fromLists([{ text: options.text, field: options }], remote, null, [], request.version.release);
  const { connection, remarks } = connectionOf(sshfs.ssh, request);
  const insertions = new Map([[connection.settings, { offset: options.end, before: "," }]]);
  const span = { start: Math.min(device.start, options.start), end: Math.max(device.end, options.end) };
  return {
    ...nothingRead,
    connections: [{ ...connection, call: { program: "sshfs", span } }],
    remarks: [...remarks, ...sshfsRemarks(sshfs, connection, request.source)],
    change: (wanted) => changeWord(wanted, request, insertions),
  };
}
