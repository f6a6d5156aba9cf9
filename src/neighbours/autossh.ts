import type { Remark } from "../eval/connection.ts";
import type { Source } from "../syntax/source.ts";
import { isKnown } from "./excerpt.ts";
import type { NeighbourConnection } from "./neighbour.ts";
import type { SshArguments } from "./ssh-arguments.ts";
import type { SshCall } from "./ssh-calls.ts";

/** What only autossh can get wrong. */
export function autosshRemarks(
  call: SshCall,
  args: SshArguments,
  connection: NeighbourConnection,
  source: Source,
): Remark[] {
  const remarks: Remark[] = [];
  const { targets, settings } = connection;
  const monitor = monitorOf(call, args);
  if (monitor === "0" && settings.interval.value === 0) {
    const { certainty } = settings.interval;
    const span = { start: call.name.start, end: args.monitorPort?.end ?? call.name.end };
    const because = args.monitorPort === null ? "AUTOSSH_PORT=0" : "-M 0";
    remarks.push({ kind: "autossh-blind", source, span, targets, certainty, connection, because });
  }
  return remarks;
}

/** The monitoring port; null where nobody here knows it. */
function monitorOf({ assignments }: SshCall, args: SshArguments): string | null {
  const text = args.monitorText ?? assignments.find(({ name }) => name === "AUTOSSH_PORT")?.value?.text ?? null;
  return text !== null && isKnown(text) ? text : null;
}
