import { keywordOf } from "../eval/connection.ts";
import { type LineReader, rowOf } from "../eval/line-reader.ts";
import type { Slot } from "../eval/program.ts";
import { slotOf } from "../eval/slots.ts";
import { asksStanding, splittingOf, takesAnyWord } from "../openssh/forms.ts";
import { asciiLower, type KeywordRow } from "../openssh/keywords.ts";
import { COUNT_MAX, type Decided, INTERVAL, SESSION_TYPE, TAG, TCP_KEEP_ALIVE, USER } from "./blocks.ts";

/** What a line is to a survey; "refuse": it makes the root one that is not plain. */
export type Task =
  | "host"
  | "match"
  | "include"
  | "setting"
  | "batch"
  | "proxy"
  | "host-name"
  | "asked-for"
  | "ignore-unknown"
  | "any-word"
  | "checked"
  | "refuse";

/** What a keyword asks of its line, found out once for each way in which a file spells it. */
export interface Keyword {
  readonly spelling: string;
  readonly row: KeywordRow;
  readonly task: Task;
  /** Of a "setting", and of what is "asked-for". */
  readonly column: Decided;
  /** Of what it decides (bitOf); 0 where it decides nothing. */
  readonly slotBit: number;
  /** Whether anything of the two is to be noted. */
  readonly isNoted: boolean;
  /** Whether it decides something that has no column. */
  readonly saysMore: boolean;
  /** Whether one plain word is read as itself. */
  readonly takesWords: boolean;
  /** Whether its word may stand in double quotes. */
  readonly unquotes: boolean;
  /** Whether a comment may stand behind its words. */
  readonly endsAtComment: boolean;
  /** Words that were accepted, by their hashes. */
  readonly accepted: Map<number, string>;
}

/** Null for a keyword that this version does not know. */
export function keywordNamed(reader: LineReader, spelling: string): Keyword | null {
  const row = rowOf(reader, spelling);
  if (row === null) return null;
  const slot = slotOf(row);
  const task = taskOf(reader, row, slot, spelling);
  const takesWords = !bySlowWay.has(task) && !asksStanding(row.form);
  const column = slot === null ? undefined : columnOfSlot[slot];
  const slotBit = slot === null ? 0 : bitOf(slot);
  const saysMore = slot !== null && withoutColumn.has(slot);
  const isNoted = saysMore || slotBit !== 0;
  const unquotes = task === "host" || task === "setting" || takesAnyWord(row.form);
  return {
    spelling,
    row,
    task,
    column: column ?? INTERVAL,
    slotBit,
    isNoted,
    saysMore,
    takesWords,
    unquotes,
    endsAtComment: endsAtComment(reader, row, task),
    accepted: new Map(),
  };
}

/** From 8.7 on (misc.c argv_split). A setting's line is then one that other releases refuse, and Match lines have ways of their own. */
const endsAtComment = ({ grammar, version }: LineReader, { form }: KeywordRow, task: Task): boolean =>
  grammar.arguments === "argv" &&
  task !== "setting" &&
  task !== "match" &&
  splittingOf(form, version.release) === "arguments";

/** Lines that are read by the lexer in any case. */
const bySlowWay: ReadonlySet<Task> = new Set<Task>(["proxy", "include", "refuse"]);

/** One bit for each slot that somebody asks a survey about (Survey.says). */
export const bitOf = (slot: Slot): number => {
  const at = moreSlots.indexOf(slot);
  return at === -1 ? 0 : 1 << at;
};

/** What a lint may need (eval/steps.ts alwaysNeeded), has no column and leaves a root plain. */
const withoutColumn: ReadonlySet<Slot> = new Set<Slot>([
  "canonicalDomains",
  "canonicalizeMaxDots",
  "canonicalizePermittedCnames",
  "controlMaster",
  "controlPath",
]);

/** What lines say of a connection beside its three settings. */
export const moreSlots: readonly Slot[] = [
  "batchMode",
  "proxyCommand",
  "proxyJump",
  "proxyUseFdpass",
  "controlMaster",
  "controlPersist",
  "connectTimeout",
  "channelTimeout",
  "unusedConnectionTimeout",
];

const columnOfSlot: { readonly [Name in Slot]?: Decided } = {
  interval: INTERVAL,
  countMax: COUNT_MAX,
  tcpKeepAlive: TCP_KEEP_ALIVE,
  user: USER,
  tag: TAG,
  sessionType: SESSION_TYPE,
};

function taskOf({ side }: LineReader, { form }: KeywordRow, slot: Slot | null, spelling: string): Task {
  if (form === "host") return "host";
  if (form === "match" || form === "include") return form;
  if (slot === "interval" || slot === "countMax" || slot === "tcpKeepAlive") {
    // In any case of its letters, but under no older name.
    return asciiLower(spelling) === asciiLower(keywordOf[side][slot]) ? "setting" : "refuse";
  }
  return (slot === null ? undefined : taskOfSlot[slot]) ?? (takesAnyWord(form) ? "any-word" : "checked");
}

/** Slots that decide something beside the settings. Two of them make more of a file than names and lines. */
const taskOfSlot: { readonly [Name in Slot]?: Task } = {
  batchMode: "batch",
  proxyCommand: "proxy",
  proxyJump: "proxy",
  hostName: "host-name",
  user: "asked-for",
  tag: "asked-for",
  sessionType: "asked-for",
  ignoreUnknown: "ignore-unknown",
  canonicalizeHostname: "refuse",
  refuseConnection: "refuse",
};
