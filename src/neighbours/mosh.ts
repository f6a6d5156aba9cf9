import type { Remark } from "../eval/connection.ts";
import { type Excerpt, isKnown, spanIn } from "./excerpt.ts";
import { nothingRead, type Reading, type ReadRequest } from "./neighbour.ts";
import type { ShellAssignment } from "./shell-syntax.ts";

/** A client that sleeps overnight is away for longer than this; seconds. */
const SHORT = 86_400;

/** MOSH_SERVER_NETWORK_TMOUT wherever an environment is set (mosh-server(1) 1.4.0). */
export function moshTimeouts(assignments: readonly ShellAssignment[], { source }: ReadRequest): Reading {
  const remarks = assignments.flatMap(({ name, value }): Remark[] => {
    if (name !== "MOSH_SERVER_NETWORK_TMOUT" || value === null || !isKnown(value.text)) return [];
    return remarkOn(value, source);
  });
  return { ...nothingRead, remarks };
}

function remarkOn(value: Excerpt, source: ReadRequest["source"]): Remark[] {
  const span = spanIn(value, 0, value.text.length);
  const seconds = /^[1-9]\d*$/.test(value.text) ? Number(value.text) : null;
  if (span === null || (seconds !== null && seconds >= SHORT)) return [];
  const { text } = value;
  return [{ kind: "mosh-network-timeout", source, span, targets: [], certainty: "certain", text, seconds }];
}
