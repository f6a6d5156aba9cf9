import type { Remark } from "../eval/connection.ts";
import type { Source } from "../syntax/source.ts";
import { autosshRefusal } from "./autossh-options.ts";
import { isKnown, spanIn } from "./excerpt.ts";
import type { NeighbourConnection } from "./neighbour.ts";
import type { SshArguments } from "./ssh-arguments.ts";
import type { SshCall } from "./ssh-calls.ts";

/** Who starts autossh, where that decides what its end means. */
export interface Starter {
  /** "cron", "this unit": for a sentence. */
  readonly name: string;
  /** It starts autossh again when it ends with an error. */
  readonly restarts: boolean;
  /** Also when it ends without one. */
  readonly restartsAlways: boolean;
}

/** What only autossh can get wrong (autossh 1.4g; measured with AUTOSSH_PATH). */
export function autosshRemarks(
  call: SshCall,
  args: SshArguments,
  connection: NeighbourConnection,
  source: Source,
  starter: Starter | null,
): Remark[] {
  const { targets, settings } = connection;
  const span = { start: call.name.start, end: args.monitorPort?.end ?? call.name.end };
  const common = { source, span, targets };
  const remarks: Remark[] = [];
  const monitor = monitorOf(call, args);
  // What stands in a variable may well be what is missing.
  const isWhole = args.items.every(({ kind }) => kind === "line");
  if (monitor === "0" && isWhole && settings.interval.value === 0) {
    const { certainty } = settings.interval;
    const because = args.monitorPort === null ? "AUTOSSH_PORT=0" : "-M 0";
    remarks.push({ ...common, kind: "autossh-blind", certainty, connection, because });
  }
  const refusal = autosshRefusal(call.fields);
  if (refusal !== null) {
    const { field, program, error } = refusal;
    const at = { start: field.start, end: field.end };
    remarks.push({ ...common, kind: "refused-option", span: at, certainty: "certain", program, error });
  }
  if (monitor === "0") remarks.push(...lateRestart(connection, source));
  if (args.remoteForward !== null && isWhole && connection.endsWithoutForward !== true)
    remarks.push(...forwardLost(args, source, targets));
  const starts = startsOf(call);
  if (starter?.restarts === false && givesUp(call, args)) {
    remarks.push({ ...common, kind: "autossh-gives-up", certainty: "certain", starter: starter.name, starts: null });
  } else if (starter?.restartsAlways === false && starts !== null) {
    remarks.push({ ...common, kind: "autossh-gives-up", certainty: "certain", starter: starter.name, starts });
  }
  return remarks;
}

const environment = ({ assignments }: SshCall, wanted: string): string | null => {
  const text = assignments.findLast(({ name }) => name === wanted)?.value?.text ?? null;
  return text !== null && isKnown(text) ? text : null;
};

/** AUTOSSH_MAXSTART, where it is a limit; it ends with status 0 then (autossh 1.4g; measured). */
function startsOf(call: SshCall): number | null {
  const text = environment(call, "AUTOSSH_MAXSTART");
  return text !== null && /^[1-9]\d*$/.test(text) ? Number(text) : null;
}

/** The monitoring port; null where nobody here knows it. */
function monitorOf(call: SshCall, args: SshArguments): string | null {
  const text = args.monitorText ?? environment(call, "AUTOSSH_PORT");
  return text !== null && isKnown(text) ? text : null;
}

function lateRestart(connection: NeighbourConnection, source: Source): Remark[] {
  const { interval, countMax } = connection.settings;
  const from = interval.from ?? countMax.from;
  if (interval.value === 0 || from === null || from.source !== source) return [];
  const certainty = [interval, countMax].some((one) => one.certainty === "possible") ? "possible" : "certain";
  const { targets } = connection;
  return [{ kind: "autossh-late-restart", source, span: from.span, targets, certainty, connection }];
}

/** Where neither the command line nor a known configuration says otherwise; an unknown one may. */
function forwardLost(
  { items, remoteForward, configFile }: SshArguments,
  source: Source,
  targets: readonly string[],
): Remark[] {
  const isSaid = items.some((item) => item.kind === "line" && /^[\s="]*exitonforwardfailure\b/i.test(item.text.text));
  if (isSaid || remoteForward === null) return [];
  const isCertain = configFile?.text === "none";
  const { start, end, text } = remoteForward;
  // Out of a variable, where the words themselves stand.
  const written = source.text.slice(start, end).startsWith("$") ? spanIn(text, 0, text.text.length) : null;
  const span = written ?? { start, end };
  return [{ kind: "autossh-forward-lost", source, span, targets, certainty: isCertain ? "certain" : "possible" }];
}

/** AUTOSSH_GATETIME is 30 s by default and 0 with -f: an end before that is taken for a mistake, and autossh ends too. */
function givesUp(call: SshCall, { isForked }: SshArguments): boolean {
  const isSet = call.assignments.some(({ name }) => name === "AUTOSSH_GATETIME");
  return !isForked && !isSet;
}
