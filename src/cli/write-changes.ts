import { readSync } from "node:fs";
import { globMatches } from "../eval/glob.ts";
import { directoryOf, joined, nameOf } from "../io/byte-paths.ts";
import type { BytePath, FileWriter, Replaced } from "../io/files.ts";
import { safeText } from "../report/safe-text.ts";
import type { Failure } from "../run/host.ts";
import type { Change } from "../run.ts";
import { isTerminal } from "./colour.ts";
import type { Context } from "./context.ts";
import { writeAll } from "./output.ts";

/** What a write came to. */
export interface Written {
  /** Files that are as they were. */
  readonly refused: readonly Failure[];
  /** Files that were written, but somebody has to look at them. */
  readonly troubled: readonly Failure[];
  readonly notices: readonly string[];
}

/** Writes changes: what was verified together is written together or not at all. `backup`: a suffix, or null for none. */
export function writeChanges(changes: readonly Change[], backup: string | null, context: Context): Written {
  const writer = changes.length > 0 ? context.host.loadWriter() : null;
  const written = writer === null ? [] : [...groupsOf(changes)].map((group) => writeGroup(group, backup, writer));
  const done = changes.filter(({ path }) => !written.some(({ refused }) => refused.some((one) => one.path === path)));
  return {
    refused: written.flatMap(({ refused }) => refused),
    troubled: written.flatMap(({ troubled }) => troubled),
    notices: [...written.flatMap(({ notices }) => notices), ...leftToDo(done, context)],
  };
}

function groupsOf(changes: readonly Change[]): Iterable<readonly Change[]> {
  const groups = new Map<number, Change[]>();
  for (const change of changes) groups.set(change.together, [...(groups.get(change.together) ?? []), change]);
  return groups.values();
}

function writeGroup(group: readonly Change[], backup: string | null, writer: FileWriter): Written {
  const fresh = group.filter(({ isNew }) => isNew);
  const created: Change[] = [];
  const refuse = (because: string, path: BytePath): Written => {
    for (const { path: made } of created) writer.remove(made);
    return { refused: group.map((change) => refusalOf(change, path, because)), troubled: [], notices: [] };
  };
  for (const change of fresh) {
    if (!change.isDropIn && !mayCreate(change.path)) return refuse(NOBODY_SAID_YES, change.path);
    const result = writer.create(change.path, change.after, change.mode);
    if (!result.ok) return refuse(result.error.message, result.error.path);
    created.push(change);
  }
  const existing = group.filter(({ isNew }) => !isNew);
  if (existing.length === 0) return { refused: [], troubled: [], notices: [] };
  const replaced = writer.replaceAll(
    existing.map(({ path, before, after }) => ({ path, expected: before, replacement: after })),
    { backup: backup === null ? null : (target, at) => backupPath(target, backup, existing[at] as Change) },
  );
  return replaced.ok ? outcomeOf(replaced.value) : refuse(replaced.error.message, replaced.error.path);
}

const NOBODY_SAID_YES = "it does not exist, and nobody said yes";

const refusalOf = ({ path, isNew }: Change, culprit: BytePath, because: string): Failure => {
  const done = isNew ? "not created" : "not written";
  return {
    path,
    message: path === culprit ? `${done}: ${because}` : `${done}, since it belongs together with ${culprit}`,
  };
};

/** A name that no Include reads: what `config.d/*` would take for configuration gets a leading dot. */
function backupPath(target: BytePath, suffix: string, { path, readBy }: Change): BytePath {
  const name = nameOf(target) + suffix;
  const asNamed = joined(directoryOf(path), nameOf(path) + suffix);
  const beside = (last: string): BytePath => joined(directoryOf(target), last);
  const isRead = readBy.some((pattern) => globMatches(pattern, asNamed) || globMatches(pattern, beside(name)));
  return beside(isRead ? `.${name}` : name);
}

function outcomeOf(replaced: readonly Replaced[]): Written {
  return {
    refused: [],
    troubled: replaced.flatMap(({ path, rescued }) =>
      rescued === null ? [] : [{ path, message: `${OVERTAKEN} ${rescued}: put it into the file by hand` }],
    ),
    notices: replaced.flatMap(({ path, backup, attributesUnknown }) => [
      ...(backup === null ? [] : [`${path} as it was is kept in ${backup}`]),
      ...(attributesUnknown ? [`${path}: ${UNKNOWN_ATTRIBUTES}`] : []),
    ]),
  };
}

const OVERTAKEN =
  "somebody wrote into it while it was being replaced; the file is the fixed one, and what they wrote is in";

const UNKNOWN_ATTRIBUTES =
  "this system has no program (GNU cp) that could tell whether the old file had an ACL or extended attributes; if it had, they are gone";

/** What running programs still have to be told; never done here, since it can lock somebody out. */
function leftToDo(changes: readonly Change[], { host }: Context): string[] {
  const live = changes.filter(({ isLive }) => isLive);
  const server = live.some(({ side }) => side === "server") ? [serverWords(host.platform)] : [];
  const masters = live.filter(({ side, after }) => side === "client" && /^[ \t]*ControlMaster[ \t=]/im.test(after));
  return [...server, ...(masters.length > 0 ? [MASTERS] : [])];
}

function serverWords(platform: string): string {
  const check = "sshd still runs with its old settings. Check the files and let it read them:";
  const rest = "Connections that stand keep their old values; keep one open until a new one works.";
  if (platform !== "linux") return `${check} sshd -t, then restart the SSH service. ${rest}`;
  return `${check} sshd -t && systemctl reload ssh (sshd on Red Hat, SUSE and Arch). ${rest}`;
}

const MASTERS =
  "a multiplexing master that runs keeps its old values, and so do the sessions that go through it: end it with ssh -O exit HOST";

/** Only a person at a terminal may have a file created that was not there. */
function mayCreate(path: BytePath): boolean {
  if (!isTerminal(0) || !isTerminal(2)) return false;
  writeAll(2, `${safeText(path)} does not exist. Create it? [y/N] `);
  const answer = Buffer.alloc(64);
  return /^y(es)?$/i.test(answer.toString("latin1", 0, readSync(0, answer)).trim());
}
